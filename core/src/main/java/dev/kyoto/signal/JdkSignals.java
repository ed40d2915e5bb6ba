package dev.kyoto.signal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * {@code sun.misc.Signal}, by method handles: its module may be absent at run time, and javac warns
 * of each mention of it in a way that cannot be switched off.
 */
final class JdkSignals {
    private static final @Nullable JdkSignals FOUND = find();

    /** Of a name: a signal, or IllegalArgumentException if the platform has none of that name. */
    private final MethodHandle create;

    private final MethodHandle number;

    /** Of a signal and a handler: the handler before; IllegalArgumentException if it is reserved. */
    private final MethodHandle handle;

    private final Class<?> signalType;
    private final Class<?> handlerType;

    private JdkSignals(Class<?> signalType, Class<?> handlerType)
            throws ReflectiveOperationException {
        var lookup = MethodHandles.publicLookup();
        this.signalType = signalType;
        this.handlerType = handlerType;
        this.create =
                lookup.findConstructor(signalType, MethodType.methodType(void.class, String.class));
        this.number = lookup.findVirtual(signalType, "getNumber", MethodType.methodType(int.class));
        this.handle =
                lookup.findStatic(
                        signalType,
                        "handle",
                        MethodType.methodType(handlerType, signalType, handlerType));
    }

    private static @Nullable JdkSignals find() {
        try {
            return new JdkSignals(
                    Class.forName("sun.misc.Signal"), Class.forName("sun.misc.SignalHandler"));
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    private static JdkSignals found() {
        if (FOUND == null) {
            throw new UnsupportedOperationException(
                    "signals need the JDK's module jdk.unsupported, which is not there; write"
                            + " 'requires jdk.unsupported;' in module-info.java, or start with"
                            + " --add-modules jdk.unsupported");
        }
        return FOUND;
    }

    /**
     * The number of a signal.
     *
     * @return the number, or -1 if this platform has no signal of that name
     */
    static int numberOf(String name) {
        var found = found();
        try {
            return (int) found.number.invoke(found.create.invoke(name));
        } catch (IllegalArgumentException e) {
            return -1;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** Has a signal call {@code action}, on a thread of the JVM's, for good. */
    static void install(String name, Runnable action) {
        var found = found();
        try {
            var call =
                    MethodHandles.lookup()
                            .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
                            .bindTo(action);
            var handler =
                    MethodHandleProxies.asInterfaceInstance(
                            found.handlerType,
                            MethodHandles.dropArguments(call, 0, found.signalType));
            Object _ = found.handle.invoke(found.create.invoke(name), handler);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "SIG"
                            + name
                            + " cannot be listened for: the JVM or the system keeps it for itself."
                            + " SIGQUIT prints the threads; SIGHUP, SIGINT and SIGTERM are the"
                            + " JVM's alone under -Xrs, and SIGQUIT is free only then",
                    e);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
