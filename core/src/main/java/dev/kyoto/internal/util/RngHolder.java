package dev.kyoto.internal.util;

/**
 * Has random numbers of its own: the worker threads of a runtime, whose numbers come from the
 * runtime's seed; the context of any other thread that works for one; a source itself.
 */
public interface RngHolder {

    /**
     * The random numbers, made when they are first asked for.
     *
     * @return a source that is used by one thread at a time
     */
    Rng rng();
}
