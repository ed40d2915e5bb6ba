package dev.kyoto.internal.weave;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.constant.ClassDesc;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The class files that a class loader sees, read as resources: nothing here loads a class. Names are
 * internal ones, with slashes. Thread-safe.
 *
 * <p>What is read stays as long as memory allows. The loader itself is held weakly, and so are the
 * loaders in the table of all: what is kept here keeps no loader alive.
 */
final class ClassFiles implements ClassHierarchyResolver {
    private static final String HERE = pathOf(ClassFiles.class.getName().replace('.', '/'));
    private static final String OBJECT = "java/lang/Object";
    private static final Map<ClassLoader, ClassFiles> BY_LOADER = new WeakHashMap<>();

    /** The place that Kyoto's own classes come from. */
    private static final @Nullable String OWN_PLACE =
            place(ClassFiles.class.getClassLoader(), HERE);

    private final WeakReference<ClassLoader> loader;
    private final Map<String, SoftReference<ClassModel>> models = new ConcurrentHashMap<>();
    private final Map<String, Boolean> ofKyoto = new ConcurrentHashMap<>();

    private ClassFiles(ClassLoader loader) {
        this.loader = new WeakReference<>(loader);
    }

    /** The class files that classes of a loader see; of the system's for JDK classes. */
    static ClassFiles of(@Nullable ClassLoader loader) {
        var key = orSystem(loader);
        synchronized (BY_LOADER) {
            var known = BY_LOADER.get(key);
            if (known == null) {
                known = new ClassFiles(key);
                BY_LOADER.put(key, known);
            }
            return known;
        }
    }

    private static ClassLoader orSystem(@Nullable ClassLoader loader) {
        return loader != null ? loader : ClassLoader.getSystemClassLoader();
    }

    /**
     * The same, or for a rehearsal those around Kyoto itself, apart from what others look at
     * meanwhile.
     */
    static ClassFiles of(@Nullable ClassLoader loader, boolean rehearsal) {
        return rehearsal ? Rehearsals.FILES : of(loader);
    }

    private static final class Rehearsals {
        static final ClassFiles FILES = new ClassFiles(orSystem(ClassFiles.class.getClassLoader()));
    }

    /** A class, if its class file is at hand. */
    Optional<ClassModel> find(String name) {
        var known = models.get(name);
        var model = known == null ? null : known.get();
        if (model == null) {
            model = read(name);
            if (model != null) {
                models.put(name, new SoftReference<>(model));
            }
        }
        return Optional.ofNullable(model);
    }

    private @Nullable ClassModel read(String name) {
        var from = loader.get();
        if (from == null) {
            return null;
        }
        var path = pathOf(name);
        try (InputStream in = open(from, path)) {
            return in == null ? null : ClassFile.of().parse(in.readAllBytes());
        } catch (IOException | IllegalArgumentException e) {
            return null; // it cannot be read: as good as absent
        }
    }

    private static String pathOf(String name) {
        return name.concat(".class");
    }

    private static @Nullable InputStream open(ClassLoader from, String path) throws IOException {
        var in = from.getResourceAsStream(path);
        // A loader of one's own need not ask its parent for what the JDK has. For other classes
        // somebody else's answer could be another class of the same name.
        return in != null || !CallGraph.isOfJdk(path)
                ? in
                : ClassLoader.getSystemResourceAsStream(path);
    }

    /** Whether a class is part of Kyoto, whose code never awaits on behalf of its caller. */
    boolean isOfKyoto(String name) {
        if (!name.startsWith("dev/kyoto/")) {
            return false;
        }
        var known = ofKyoto.get(name);
        if (known == null) {
            known = comesFromHere(name);
            ofKyoto.put(name, known);
        }
        return known;
    }

    /** Has a class of Kyoto count as one of an application, for a rehearsal. */
    void lend(String name) {
        ofKyoto.put(name, false);
    }

    private boolean comesFromHere(String name) {
        var from = loader.get();
        var path = pathOf(name);
        return from != null && OWN_PLACE != null && OWN_PLACE.equals(place(from, path));
    }

    /** Where a class file lies, without its own path. */
    private static @Nullable String place(@Nullable ClassLoader from, String path) {
        var url = from == null ? null : from.getResource(path);
        if (url == null) {
            return null;
        }
        var text = url.toString();
        return text.endsWith(path) ? text.substring(0, text.length() - path.length()) : text;
    }

    /** The class and its super classes, as far as their class files are at hand. */
    List<ClassModel> superclasses(String name) {
        var chain = new ArrayList<ClassModel>();
        for (var next = find(name); next.isPresent(); next = superclass(next.get())) {
            chain.add(next.get());
        }
        return chain;
    }

    private Optional<ClassModel> superclass(ClassModel model) {
        var name = model.superclass();
        return name.isPresent() ? find(name.get().asInternalName()) : Optional.empty();
    }

    /** The same by name; that needs not read the class which all have in common. */
    List<String> superclassNames(String name) {
        var names = new ArrayList<String>();
        for (var next = find(name); next.isPresent(); next = superclass(next.get())) {
            names.add(next.get().thisClass().asInternalName());
            if (isOf(next.get().superclass(), OBJECT)) {
                names.add(OBJECT);
                break;
            }
        }
        return names;
    }

    private static boolean isOf(Optional<ClassEntry> type, String name) {
        return type.isPresent() && type.get().name().equalsString(name);
    }

    /** Whether a class is, extends or implements another. */
    boolean isSubtype(String name, String other) {
        var seen = new HashSet<String>();
        var open = new ArrayList<String>();
        open.add(name);
        while (!open.isEmpty()) {
            var next = open.removeLast();
            if (next.equals(other)) {
                return true;
            }
            if (seen.add(next)) {
                var model = find(next);
                if (model.isPresent()) {
                    addSupertypes(model.get(), open);
                }
            }
        }
        return false;
    }

    private static void addSupertypes(ClassModel model, List<String> names) {
        var superclass = model.superclass();
        if (superclass.isPresent()) {
            names.add(superclass.get().asInternalName());
        }
        for (var type : model.interfaces()) {
            names.add(type.asInternalName());
        }
    }

    /** The method that a call would resolve to: in super classes first, then in interfaces. */
    Optional<Declared> resolve(String owner, String name, String descriptor) {
        for (var next = find(owner); next.isPresent(); next = superclass(next.get())) {
            var method = method(next.get(), name, descriptor);
            if (method.isPresent()) {
                return Optional.of(new Declared(next.get(), method.get()));
            }
        }
        var seen = new HashSet<String>();
        var open = new ArrayList<String>();
        for (var model : superclasses(owner)) {
            addSupertypes(model, open);
        }
        while (!open.isEmpty()) {
            var next = open.removeLast();
            var model = seen.add(next) ? find(next) : Optional.<ClassModel>empty();
            if (model.isPresent()) {
                var method = method(model.get(), name, descriptor);
                if (method.isPresent()) {
                    return Optional.of(new Declared(model.get(), method.get()));
                }
                addSupertypes(model.get(), open);
            }
        }
        return Optional.empty();
    }

    /**
     * A method and where it stands.
     *
     * @param owner the class that declares it
     * @param method the method
     */
    record Declared(ClassModel owner, MethodModel method) {
        MethodKey key() {
            return MethodKey.of(owner, method);
        }
    }

    /** The method of a class itself with this name and type. */
    static Optional<MethodModel> method(ClassModel model, String name, String descriptor) {
        for (var method : model.methods()) {
            if (method.methodName().equalsString(name)
                    && method.methodType().equalsString(descriptor)) {
                return Optional.of(method);
            }
        }
        return Optional.empty();
    }

    /** What the class file generator asks about super classes. */
    @Override
    public @Nullable ClassHierarchyInfo getClassInfo(ClassDesc type) {
        var model = find(internalName(type));
        if (model.isEmpty()) {
            return null;
        }
        if (model.get().flags().has(AccessFlag.INTERFACE)) {
            return ClassHierarchyInfo.ofInterface();
        }
        var superclass = model.get().superclass();
        return ClassHierarchyInfo.ofClass(
                superclass.isPresent() ? superclass.get().asSymbol() : null);
    }

    /** A class by its internal name, not initialised; null stands for the loader of the JDK. */
    static Class<?> load(String name, @Nullable ClassLoader from) throws ClassNotFoundException {
        return Class.forName(binaryName(name), false, from);
    }

    /** The name that people know a class by. */
    static String binaryName(String internalName) {
        return internalName.replace('/', '.');
    }

    /** The name of a class or interface with slashes; of another type, its descriptor. */
    static String internalName(ClassDesc type) {
        var descriptor = type.descriptorString();
        if (!type.isClassOrInterface()) {
            return descriptor;
        }
        return descriptor.substring(1, descriptor.length() - 1);
    }
}
