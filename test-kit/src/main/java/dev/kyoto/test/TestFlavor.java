package dev.kyoto.test;

/**
 * The runtimes that an {@link AsyncTest} can ask for.
 *
 * <p>Answers to the argument {@code flavor} of {@code tokio::test}.
 */
public enum TestFlavor {
    /** Tasks run on one thread, in an order that the seed decides. Time can be paused. */
    CURRENT_THREAD,
    /** Tasks run on {@link AsyncTest#workers()} workers. */
    MULTI_THREAD,
    /**
     * All there are, one after the other: a current-thread runtime and 1, 2 and 4 workers, each with
     * async blocks woven and with async blocks on virtual threads.
     */
    ALL
}
