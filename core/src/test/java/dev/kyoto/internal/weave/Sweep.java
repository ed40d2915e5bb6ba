package dev.kyoto.internal.weave;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.invoke.MethodHandles;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Weaves methods that were never meant to be: every call without arguments that returns a reference
 * is taken for an await. What comes out is never run, but has to pass the verifier.
 */
final class Sweep {

    /** Every call on an object that takes nothing and returns an object. */
    private static final AwaitTest ANY =
            call ->
                    call.opcode() != Opcode.INVOKESTATIC
                            && call.opcode() != Opcode.INVOKESPECIAL
                            && call.typeSymbol().parameterCount() == 0
                            && !call.typeSymbol().returnType().isPrimitive();

    private final ClassFiles files = ClassFiles.of(Sweep.class.getClassLoader());
    private final boolean define;

    int woven;
    int sites;
    final Map<String, Integer> refused = new TreeMap<>();
    final List<String> failures = new ArrayList<>();

    /** Methods that were woven, and cannot be verified as classes that they name are not there. */
    int absent;

    /**
     * A sweep.
     *
     * @param define whether the JVM's own verifier is asked as well, which loads the classes
     */
    Sweep(boolean define) {
        this.define = define;
    }

    /** The class files of a module of the JDK. */
    static List<byte[]> module(String name) throws IOException {
        var jrt = FileSystems.getFileSystem(URI.create("jrt:/"));
        return classFiles(jrt.getPath("modules", name));
    }

    /** The class files of the jar that a class comes from. */
    static List<byte[]> jarOf(Class<?> type) throws IOException {
        var jar =
                Path.of(
                        URI.create(
                                type.getProtectionDomain()
                                        .getCodeSource()
                                        .getLocation()
                                        .toString()));
        try (var content = FileSystems.newFileSystem(jar)) {
            return classFiles(content.getPath("/"));
        }
    }

    private static List<byte[]> classFiles(Path root) throws IOException {
        try (var paths = Files.walk(root)) {
            return paths.filter(it -> it.toString().endsWith(".class"))
                    .filter(it -> !it.toString().endsWith("-info.class"))
                    .filter(it -> !it.toString().contains("META-INF"))
                    .map(Sweep::bytes)
                    .toList();
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void over(List<byte[]> classFiles) {
        for (var bytes : classFiles) {
            var model = ClassFile.of().parse(bytes);
            for (var method : model.methods()) {
                if (method.code().isPresent()
                        && !method.methodName().stringValue().startsWith("<")) {
                    take(model, method);
                }
            }
        }
    }

    private void take(ClassModel model, MethodModel method) {
        var key = MethodKey.of(model, method);
        try {
            var node = CallGraph.alone(model, method, ANY);
            if (node.awaits().isEmpty()) {
                return;
            }
            var analysis = Analysis.of(node, new TreeMap<>());
            var machine =
                    new MachineWriter(analysis, files, MachineWriter.Role.CALLEE, List.of())
                            .write();
            woven++;
            sites += analysis.sites().size();
            verify(key, machine);
        } catch (Unweavable e) {
            refused.merge(kind(e.reason()), 1, Integer::sum);
        } catch (RuntimeException | LinkageError e) {
            failures.add(key + key.descriptor() + ": " + e);
        }
    }

    /** A reason without the names that are in it. */
    private static String kind(String reason) {
        for (var kind :
                new TreeSet<>(
                        List.of(
                                "inside synchronized",
                                "which is synchronized",
                                "64 KB",
                                "cannot be put off",
                                "of old compilers",
                                "Could not resolve class",
                                "constructor has not run"))) {
            if (reason.contains(kind)) {
                return kind;
            }
        }
        return reason;
    }

    private void verify(MethodKey key, byte[] machine) {
        var self = ClassFile.of().parse(machine).thisClass().asSymbol();
        ClassHierarchyResolver known =
                type ->
                        type.equals(self)
                                ? ClassHierarchyResolver.ClassHierarchyInfo.ofClass(
                                        Names.CALLEE_MACHINE)
                                : files.getClassInfo(type);
        var errors = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(known)).verify(machine);
        if (errors.stream().anyMatch(it -> it.getMessage().contains("Could not resolve class"))) {
            absent++; // the verifier asks for a class of another library that is not here
            return;
        }
        if (!errors.isEmpty()) {
            failures.add(key + key.descriptor() + ": " + errors.getFirst().getMessage());
        } else if (define) {
            define(key, machine);
        }
    }

    private void define(MethodKey key, byte[] machine) {
        try {
            var owner =
                    Class.forName(
                            key.owner().replace('/', '.'), false, Sweep.class.getClassLoader());
            Lookups.of(owner)
                    .defineHiddenClass(machine, true, MethodHandles.Lookup.ClassOption.NESTMATE);
        } catch (ClassNotFoundException | NoClassDefFoundError | TypeNotPresentException e) {
            absent++;
        } catch (Unweavable e) {
            refused.merge(kind(e.reason()), 1, Integer::sum);
        } catch (IllegalAccessException e) {
            failures.add(key + key.descriptor() + ": " + e);
        }
    }

    @Override
    public String toString() {
        return woven
                + " methods woven with "
                + sites
                + " suspension points, refused: "
                + refused
                + ", not verified as classes are absent: "
                + absent
                + ", failures: "
                + failures.size();
    }
}
