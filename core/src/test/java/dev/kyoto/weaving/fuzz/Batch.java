package dev.kyoto.weaving.fuzz;

import dev.kyoto.future.Future;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * Some programs, compiled in one go and loaded by a loader of their own, which also gives out their
 * class files. It is garbage once the batch is, with all that was woven.
 */
final class Batch {
    private static final List<String> OPTIONS =
            List.of("-proc:none", "-nowarn", "-Xlint:none", "-g", "-cp", classPath());

    /** It has read the JDK's index, which is worth keeping from batch to batch. */
    private static final StandardJavaFileManager FILES =
            ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null);

    private final Loader loader;

    private Batch(Map<String, byte[]> classes) {
        loader = new Loader(classes);
    }

    /** A program of which javac thinks ill. */
    static final class DoesNotCompile extends Exception {
        private static final long serialVersionUID = 1L;

        DoesNotCompile(String message) {
            super(message);
        }
    }

    static Batch of(List<Program> programs) throws DoesNotCompile {
        var units = new ArrayList<Source>();
        units.add(new Source(Kit.NAME, Kit.TEXT));
        programs.forEach(it -> units.add(new Source(it.name(), it.text())));
        var diagnostics = new DiagnosticCollector<JavaFileObject>();
        var output = new Output(FILES);
        boolean compiles =
                ToolProvider.getSystemJavaCompiler()
                        .getTask(null, output, diagnostics, OPTIONS, null, units)
                        .call();
        if (!compiles) {
            throw new DoesNotCompile(report(diagnostics.getDiagnostics()));
        }
        return new Batch(output.classes());
    }

    /** A new instance of a program of this batch. */
    FuzzProgram instance(Program program) {
        try {
            var type = loader.loadClass(Program.PACKAGE + "." + program.name());
            return (FuzzProgram) type.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("cannot make " + program.name(), e);
        }
    }

    private static String classPath() {
        return Stream.of(Future.class, Batch.class, Nullable.class)
                .map(it -> it.getProtectionDomain().getCodeSource().getLocation().getPath())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String report(List<Diagnostic<? extends JavaFileObject>> diagnostics) {
        return diagnostics.stream()
                .filter(it -> it.getKind() == Diagnostic.Kind.ERROR)
                .map(
                        it ->
                                "%s:%d: %s"
                                        .formatted(
                                                it.getSource() == null
                                                        ? "javac"
                                                        : it.getSource().getName(),
                                                it.getLineNumber(),
                                                it.getMessage(Locale.ROOT)))
                .collect(Collectors.joining("\n"));
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///" + Program.PACKAGE + "/" + name + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** Keeps the class files in memory. */
    private static final class Output extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> written = new HashMap<>();

        Output(JavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location,
                String className,
                JavaFileObject.Kind kind,
                @Nullable FileObject sibling) {
            var uri = URI.create("memory:///" + className.replace('.', '/') + kind.extension);
            return new SimpleJavaFileObject(uri, kind) {
                @Override
                public OutputStream openOutputStream() {
                    var bytes = new ByteArrayOutputStream();
                    written.put(className, bytes);
                    return bytes;
                }
            };
        }

        Map<String, byte[]> classes() {
            return written.entrySet().stream()
                    .collect(
                            Collectors.toMap(Map.Entry::getKey, it -> it.getValue().toByteArray()));
        }
    }

    private static final class Loader extends ClassLoader {
        private final Map<String, byte[]> classes;

        Loader(Map<String, byte[]> classes) {
            super(Batch.class.getClassLoader());
            this.classes = classes;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            var bytes = classes.get(name);
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }

        @Override
        public @Nullable InputStream getResourceAsStream(String name) {
            var bytes =
                    name.endsWith(".class")
                            ? classes.get(
                                    name.substring(0, name.length() - ".class".length())
                                            .replace('/', '.'))
                            : null;
            return bytes == null
                    ? super.getResourceAsStream(name)
                    : new ByteArrayInputStream(bytes);
        }
    }
}
