package dev.kyoto.internal.timer;

/**
 * Where a runtime reads the time; part of the provider that is chosen when the runtime is built.
 *
 * <p>Thread-safe.
 */
public interface Clock {

    /**
     * The time since the clock's origin.
     *
     * @return nanoseconds, never negative and never less than an earlier answer
     */
    long nanos();
}
