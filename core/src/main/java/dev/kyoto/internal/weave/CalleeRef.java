package dev.kyoto.internal.weave;

import java.lang.invoke.MethodHandle;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A method that awaits and is called by others, with its machine once that was made. Machines are
 * hidden classes, which cannot name each other, so they refer to each other by these.
 *
 * <p>{@code constructor} is written under the weaver's lock before any machine that can call the
 * method runs, and read by whoever links such a call: volatile, for those who did not weave.
 */
final class CalleeRef {
    private static final ClassValue<Map<MethodKey, CalleeRef>> BY_OWNER =
            new ClassValue<>() {
                @Override
                protected Map<MethodKey, CalleeRef> computeValue(Class<?> owner) {
                    return new ConcurrentHashMap<>();
                }
            };

    private volatile @Nullable MethodHandle constructor;

    private CalleeRef() {}

    /** The one reference to a method. */
    static CalleeRef of(Class<?> owner, MethodKey key) {
        return BY_OWNER.get(owner).computeIfAbsent(key, _ -> new CalleeRef());
    }

    boolean isWoven() {
        return constructor != null;
    }

    void setWoven(MethodHandle machineConstructor) {
        constructor = machineConstructor;
    }

    /** Makes a machine of the method's receiver and arguments. */
    MethodHandle constructor() {
        return Objects.requireNonNull(constructor, "linked before it was woven");
    }
}
