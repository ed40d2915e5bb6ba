package dev.kyoto.internal.util;

/**
 * A thread with random numbers of its own: the worker threads of a runtime, whose numbers come from
 * the runtime's seed.
 */
public interface RngHolder {

    /**
     * The thread's random numbers.
     *
     * @return always the same source, used by this thread alone
     */
    Rng rng();
}
