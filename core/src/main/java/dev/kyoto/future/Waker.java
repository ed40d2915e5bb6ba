package dev.kyoto.future;

/**
 * What a waiting future keeps in order to be polled again.
 *
 * <p>A waker may be called from any thread, any number of times, early or late: {@link #wake()} is
 * idempotent until the next poll, cheap, never blocks and never throws. Wakers are compared by
 * identity; a task is its own waker, so keeping one allocates nothing.
 *
 * <p>Answers to {@code std::task::Waker} as Tokio uses it.
 */
public interface Waker {

    /** Asks for another poll of whatever handed this waker out. */
    void wake();

    /**
     * A waker that does nothing, for a poll whose outcome alone matters.
     *
     * @return the one shared instance
     */
    static Waker noop() {
        return NoopWaker.INSTANCE;
    }
}
