package dev.kyoto.internal.weave;

import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Finds the right to define nestmates of a class: a lookup with full privileges.
 *
 * <p>A class of Kyoto's own module gives one by itself. One of another module has to be open to
 * Kyoto; there a lookup loses a part of its privileges on the way, and a tiny class that Kyoto
 * defines in the package, the bridge, hands out a whole one. Where the module has registered a lookup
 * of its own, neither is needed.
 */
public final class Lookups {
    private static final String BRIDGE = "Kyoto$Bridge";

    private static final MethodHandles.Lookup OURS = MethodHandles.lookup();

    /** The class that has registered a lookup, by module. */
    private static final Map<Module, WeakReference<Class<?>>> REGISTRANTS = new WeakHashMap<>();

    /** The lookup is kept by the class that it belongs to, and so keeps no class loader alive. */
    private static final ClassValue<AtomicReference<MethodHandles.@Nullable Lookup>> REGISTERED =
            new ClassValue<>() {
                @Override
                protected AtomicReference<MethodHandles.@Nullable Lookup> computeValue(
                        Class<?> type) {
                    return new AtomicReference<>();
                }
            };

    private Lookups() {}

    /**
     * Lets the classes of a lookup's module be woven, whether the module is open or not.
     *
     * @param lookup what {@code MethodHandles.lookup()} gives to a class of the module
     * @throws IllegalArgumentException if it has not all the rights of its class
     */
    public static void register(MethodHandles.Lookup lookup) {
        if (!lookup.hasFullPrivilegeAccess()) {
            throw new IllegalArgumentException(
                    "the lookup "
                            + lookup
                            + " has not the full rights of its class; pass what"
                            + " MethodHandles.lookup() returns, unchanged");
        }
        REGISTERED.get(lookup.lookupClass()).set(lookup);
        synchronized (REGISTRANTS) {
            REGISTRANTS.put(
                    lookup.lookupClass().getModule(), new WeakReference<>(lookup.lookupClass()));
        }
    }

    /** A lookup with all rights of a class. */
    static MethodHandles.Lookup of(Class<?> type) throws Unweavable {
        try {
            var registered = registered(type.getModule());
            if (registered != null) {
                return MethodHandles.privateLookupIn(type, registered);
            }
            OURS.lookupClass().getModule().addReads(type.getModule());
            var lookup = MethodHandles.privateLookupIn(type, OURS);
            return lookup.hasFullPrivilegeAccess() ? lookup : throughBridge(type, lookup);
        } catch (IllegalAccessException e) {
            throw new Unweavable(notOpen(type));
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new Unweavable(
                    "no class could be defined next to " + type.getName() + ": " + e.getMessage());
        }
    }

    private static MethodHandles.@Nullable Lookup registered(Module module) {
        synchronized (REGISTRANTS) {
            var registrant = REGISTRANTS.get(module);
            var type = registrant == null ? null : registrant.get();
            return type == null ? null : REGISTERED.get(type).get();
        }
    }

    private static String notOpen(Class<?> type) {
        var kyoto = OURS.lookupClass().getModule();
        return "the package "
                + type.getPackageName()
                + " is not open to Kyoto; add 'opens "
                + type.getPackageName()
                + (kyoto.isNamed() ? " to " + kyoto.getName() : "")
                + ";' to the module-info of "
                + type.getModule().getName()
                + ", or call Kyoto.registerLookup(MethodHandles.lookup()) once in that module";
    }

    private static MethodHandles.Lookup throughBridge(Class<?> type, MethodHandles.Lookup partial)
            throws ReflectiveOperationException {
        var packageName = type.getPackageName();
        var name = packageName.isEmpty() ? BRIDGE : packageName + "." + BRIDGE;
        Class<?> bridge;
        try {
            bridge = partial.defineClass(bridge(name));
        } catch (LinkageError alreadyThere) {
            bridge = Class.forName(name, true, type.getClassLoader());
        }
        var whole = handedOut(MethodHandles.privateLookupIn(bridge, OURS), bridge);
        return MethodHandles.privateLookupIn(type, whole);
    }

    private static MethodHandles.Lookup handedOut(MethodHandles.Lookup lookup, Class<?> bridge)
            throws ReflectiveOperationException {
        var type = MethodType.methodType(MethodHandles.Lookup.class);
        try {
            return (MethodHandles.Lookup) lookup.findStatic(bridge, "lookup", type).invokeExact();
        } catch (ReflectiveOperationException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("MethodHandles.lookup() fails for nobody", e);
        }
    }

    private static byte[] bridge(String name) {
        var lookup = ConstantDescs.CD_MethodHandles_Lookup;
        return ClassFile.of()
                .build(
                        ClassDesc.of(name),
                        out -> {
                            out.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SYNTHETIC);
                            out.withMethodBody(
                                    "lookup",
                                    MethodTypeDesc.of(lookup),
                                    ClassFile.ACC_STATIC,
                                    code ->
                                            code.invokestatic(
                                                            ConstantDescs.CD_MethodHandles,
                                                            "lookup",
                                                            MethodTypeDesc.of(lookup))
                                                    .areturn());
                        });
    }
}
