package dev.kyoto.internal.weave;

import dev.kyoto.future.AsyncConsumer;
import dev.kyoto.future.AsyncFunction;
import dev.kyoto.future.AsyncRunnable;
import java.io.Serializable;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.AccessFlag;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds the method behind the body of a block.
 *
 * <p>A serializable lambda says by itself which method it stands for and what it has captured. The
 * fields of its class hold the same values in the same order; that is checked, as it is written
 * nowhere. A body that is an object of an ordinary class has its code in that class.
 */
final class BodyProbe {
    private static final MethodType WRITE_REPLACE = MethodType.methodType(Object.class);
    private static final MethodType READ = MethodType.methodType(Object.class, Object.class);

    /** What blocks are made of, and what the readers read. */
    private final Serializable body;

    /** What the user has written: the body itself unless that is bound to an argument. */
    private final Serializable written;

    private final Class<?> type;

    /** Whether the body's class counts as one of an application, though it is Kyoto's. */
    private final boolean inKyoto;

    /** Class and method of the body, or only its class while that is all that is known. */
    private String name;

    /**
     * Makes ready to look.
     *
     * @param body the body of a block, and no other object
     * @param inKyoto whether the body's class counts as one of an application, though it is Kyoto's
     */
    BodyProbe(Serializable body, boolean inKyoto) {
        this.inKyoto = inKyoto;
        this.body = body;
        this.written = BoundBody.written(body);
        this.type = written.getClass();
        this.name = type.getName();
    }

    /** Finds the method. */
    Body find() throws Unweavable {
        try {
            return type.isHidden() ? lambda() : object();
        } catch (ClassNotFoundException | LinkageError e) {
            throw new Unweavable("its class cannot be looked at: " + e);
        }
    }

    /** What is known of the name of the body by now. */
    String name() {
        return name;
    }

    private ClassFiles files() {
        return ClassFiles.of(type.getClassLoader(), inKyoto);
    }

    private Class<?> load(String internalName) throws ClassNotFoundException {
        return ClassFiles.load(internalName, type.getClassLoader());
    }

    // ---- Lambdas and method references ----

    private Body lambda() throws Unweavable, ClassNotFoundException {
        var lookup = Lookups.of(type);
        var lambda = serialized(lookup);
        var owner = load(lambda.getImplClass());
        name = owner.getName().concat(".").concat(lambda.getImplMethodName());
        var files = files();
        if (inKyoto) {
            files.lend(lambda.getImplClass());
        }
        var readers = readers(lookup, lambda);
        if (isAwait(lambda, files) && readers.size() == 1) {
            return new Body.AwaitOf(name, readers.getFirst());
        }
        if (CallGraph.isOfJdk(lambda.getImplClass()) || files.isOfKyoto(lambda.getImplClass())) {
            return plainOrUnknown(owner, lambda, name);
        }
        if (lambda.getImplMethodKind() == MethodHandleInfo.REF_newInvokeSpecial) {
            return constructor(lambda, files, name);
        }
        var found =
                files.resolve(
                        lambda.getImplClass(),
                        lambda.getImplMethodName(),
                        lambda.getImplMethodSignature());
        if (found.isEmpty()) {
            throw new Unweavable(noClassFile(owner));
        }
        var declared = found.get();
        if (declared.method().code().isEmpty()
                || (!isExact(lambda, owner) && CallGraph.isOverridable(declared))) {
            throw overridable(name);
        }
        var declaring = load(declared.owner().thisClass().asInternalName());
        return new Body.Method(declaring, declared.owner(), declared.method(), readers);
    }

    /** Whether no other method may run than the one that is named; a special call asks for it. */
    private static boolean isExact(SerializedLambda lambda, Class<?> owner) {
        return lambda.getImplMethodKind() == MethodHandleInfo.REF_invokeSpecial
                || Modifier.isFinal(owner.getModifiers());
    }

    private static Unweavable overridable(String name) {
        return new Unweavable(
                "its body is a reference to the method "
                        + name
                        + ", which is overridable, so that nobody knows what runs; write a lambda"
                        + " that calls it, or make it private, static or final");
    }

    private static String noClassFile(Class<?> owner) {
        return "the class file of "
                + owner.getName()
                + " is not at hand; its class loader must give it out as a resource";
    }

    private SerializedLambda serialized(MethodHandles.Lookup lookup) throws Unweavable {
        MethodHandle writeReplace;
        try {
            writeReplace = lookup.findVirtual(type, "writeReplace", WRITE_REPLACE);
        } catch (ReflectiveOperationException e) {
            throw new Unweavable(
                    "it was made by something else than a lambda or method reference of Java, and"
                            + " does not say what it stands for");
        }
        try {
            // Bound, as the JVM has that at hand; a call of the handle's own type takes longer to
            // link.
            return (SerializedLambda) (Object) writeReplace.bindTo(written).invokeExact();
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new Unweavable("it does not say what it stands for: " + e);
        }
    }

    private static boolean isAwait(SerializedLambda lambda, ClassFiles files) {
        return lambda.getImplMethodName().equals(AwaitTest.AWAIT)
                && lambda.getImplMethodSignature().equals(AwaitTest.AWAIT_TYPE)
                && files.isSubtype(lambda.getImplClass(), AwaitTest.FUTURE);
    }

    /** A method of the JDK or of Kyoto awaits nothing itself, but may call what does. */
    private static Body plainOrUnknown(Class<?> owner, SerializedLambda lambda, String name)
            throws Unweavable {
        boolean exact =
                lambda.getImplMethodKind() == MethodHandleInfo.REF_invokeStatic
                        || lambda.getImplMethodKind() == MethodHandleInfo.REF_newInvokeSpecial
                        || Modifier.isFinal(owner.getModifiers());
        if (!exact) {
            throw overridable(name);
        }
        return new Body.Plain(name);
    }

    private static Body constructor(SerializedLambda lambda, ClassFiles files, String name)
            throws Unweavable {
        var declared =
                files.resolve(
                        lambda.getImplClass(),
                        lambda.getImplMethodName(),
                        lambda.getImplMethodSignature());
        if (declared.isPresent()) {
            var graph = CallGraph.from(files, declared.get().owner(), declared.get().method());
            var key = MethodKey.of(declared.get().owner(), declared.get().method());
            if (graph.awaits(key)) {
                throw new Unweavable(
                        "its body is the constructor " + name + ", which awaits; await before it");
            }
        }
        return new Body.Plain(name);
    }

    /** The readers of the captured values, in their order, and of the argument of a bound body. */
    private List<MethodHandle> readers(MethodHandles.Lookup lookup, SerializedLambda lambda)
            throws Unweavable {
        var fields = type.getDeclaredFields();
        var readers = new ArrayList<MethodHandle>();
        for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
            try {
                var field = fields[i];
                var reader = lookup.findGetter(type, field.getName(), field.getType());
                checkReader(reader, lambda.getCapturedArg(i), field.getType().isPrimitive());
                readers.add(
                        ofWritten(
                                reader.asType(
                                        MethodType.methodType(field.getType(), Object.class))));
            } catch (ReflectiveOperationException | IndexOutOfBoundsException e) {
                throw new Unweavable("what it has captured cannot be read: " + e);
            }
        }
        if (written != body) {
            readers.add(boundPart("argument", Object.class));
        }
        return readers;
    }

    /** Makes a reader of what the user has written one of the body. */
    private MethodHandle ofWritten(MethodHandle reader) throws Unweavable {
        return written == body
                ? reader
                : MethodHandles.filterArguments(
                        reader, 0, boundPart("function", AsyncFunction.class));
    }

    private static MethodHandle boundPart(String accessor, Class<?> type) throws Unweavable {
        try {
            return MethodHandles.lookup()
                    .findVirtual(BoundBody.class, accessor, MethodType.methodType(type))
                    .asType(READ);
        } catch (ReflectiveOperationException e) {
            throw new Unweavable("a method of Kyoto is missing: " + e);
        }
    }

    private void checkReader(MethodHandle reader, Object captured, boolean primitive)
            throws Unweavable {
        try {
            var read = reader.asType(READ).invokeExact((Object) written);
            if (primitive ? !Objects.equals(read, captured) : read != captured) {
                throw new Unweavable("what it has captured is kept in another order than expected");
            }
        } catch (Unweavable | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new Unweavable("what it has captured cannot be read: " + e);
        }
    }

    // ---- Objects of ordinary classes ----

    private Body object() throws Unweavable, ClassNotFoundException {
        var method =
                switch (written) {
                    case AsyncRunnable _ -> "run";
                    case AsyncConsumer<?> _ -> "accept";
                    case AsyncFunction<?, ?> _ -> "apply";
                    default -> "call";
                };
        name = type.getName() + "." + method;
        var files = files();
        var internalName = type.getName().replace('.', '/');
        for (var model : files.superclasses(internalName)) {
            var found = findBody(model, method);
            if (found != null) {
                var declaring = load(model.thisClass().asInternalName());
                var reader =
                        ofWritten(itself().asType(MethodType.methodType(declaring, Object.class)));
                return new Body.Method(
                        declaring,
                        model,
                        found,
                        written == body
                                ? List.of(reader)
                                : List.of(reader, boundPart("argument", Object.class)));
            }
        }
        throw new Unweavable(noClassFile(type));
    }

    /**
     * Reads the body itself. Made anew each time: a shared handle would remember what it was adapted
     * to, and keep the class loaders of bodies alive.
     */
    private static MethodHandle itself() throws Unweavable {
        try {
            return MethodHandles.lookup().findStatic(Objects.class, "requireNonNull", READ);
        } catch (ReflectiveOperationException e) {
            throw new Unweavable("a method of the JDK is missing: " + e);
        }
    }

    private @Nullable MethodModel findBody(ClassModel model, String name) {
        int parameters = written == body ? 0 : 1;
        for (var method : model.methods()) {
            boolean bridge = method.flags().has(AccessFlag.BRIDGE);
            if (method.methodName().equalsString(name)
                    && method.methodTypeSymbol().parameterCount() == parameters
                    && method.code().isPresent()
                    && !bridge) {
                return method;
            }
        }
        return null;
    }
}
