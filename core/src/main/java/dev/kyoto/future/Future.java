package dev.kyoto.future;

import org.jspecify.annotations.Nullable;

/**
 * A value that is produced by being polled.
 *
 * <p>A future is lazy: nothing happens before the first {@link #poll poll}, and {@link #cancel()}
 * before it costs nothing. Unless it says otherwise a future belongs to one task: it is polled and
 * cancelled by one thread at a time, with a happens-before edge from each call to the next.
 *
 * <p>Application code rarely calls anything but {@link #await()}.
 *
 * <p>Answers to {@code std::future::Future}; {@code cancel()} answers to dropping one.
 *
 * @param <T> the type of the value; a nullable type where null has a meaning, as the end of a
 *     stream
 */
@FunctionalInterface
public interface Future<T extends @Nullable Object> {

    /**
     * Makes what progress is possible without blocking.
     *
     * <p>Pending is returned only after the waker of <em>this</em> call's context was kept; it will
     * be woken once progress is possible. Only the newest waker counts. Spurious polls are allowed.
     *
     * <p><b>Errors</b> Failure is an unchecked exception thrown from here. After Ready, after an
     * exception and after {@link #cancel()} a poll is a bug in the caller: {@link
     * IllegalStateException}.
     *
     * @param cx the waker to keep and the budget to honour
     * @return the value, or Pending
     */
    Poll<T> poll(Context cx);

    /**
     * This future will never be polled again: it gives everything back, now.
     *
     * <p>Idempotent; never blocks, never throws, and loses nothing that was not consumed: a waiter
     * leaves its queue, and what had already been handed to it goes to the next. After Ready it
     * does nothing.
     */
    default void cancel() {}

    /**
     * Cancels, and answers Ready once the future's own cleanup, awaits included, has ended.
     *
     * <p>It may be polled until Ready; {@link #poll} must not be called any more. Composition
     * (select, timeout, race, scopes) uses it so that a loser has ended before the winner returns.
     * Futures without cleanup of their own need only {@link #cancel()}.
     *
     * @param cx the waker to keep and the budget to honour
     * @return Ready once all cleanup has ended
     */
    default Poll<@Nullable Void> pollCancel(Context cx) {
        cancel();
        return Poll.ready(null);
    }

    /**
     * Waits for the value, in direct style.
     *
     * <p>Inside an async block the block is suspended and its worker goes on with other tasks. On a
     * plain thread, a JDK virtual thread included, the thread is parked. Not to be overridden: a
     * block that was woven into a state machine polls the future and does not come by here.
     *
     * <p><b>Cancellation</b> If the block is cancelled meanwhile, this future is cancelled and
     * {@link Cancelled} is raised here. If a plain thread is interrupted, this future is cancelled,
     * the interrupt status is kept and {@link java.util.concurrent.CancellationException} is
     * thrown.
     *
     * <p><b>Errors</b> What {@link #poll} throws.
     *
     * @return the value
     */
    default T await() {
        return Awaiter.awaitHere(this);
    }
}
