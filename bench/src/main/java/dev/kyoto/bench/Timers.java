package dev.kyoto.bench;

/**
 * One way to keep timers, as the benchmark uses it: from one thread, which makes, moves and cancels
 * them, while the way's own thread fires them.
 *
 * @param <H> what names a timer
 */
interface Timers<H> extends AutoCloseable {

    /** What the table calls it. */
    String name();

    /**
     * Sets a timer.
     *
     * @param nanos how long from now
     * @param action is run when it fires
     */
    H arm(long nanos, Runnable action);

    /** Moves a timer to later; answers what names it from then on. */
    H postpone(H timer, long nanos, Runnable action);

    /** Takes a timer out. */
    void cancel(H timer);

    @Override
    void close();
}
