package dev.kyoto.test;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.kyoto.Kyoto;
import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.AsyncRunnable;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/**
 * A future that is polled by hand, with a waker that counts: for tests of futures at the level of
 * single polls. It needs no runtime, unless the future does.
 *
 * <p>Each of the methods that begin with "assert" polls once, as long as the future has not ended, and
 * then looks at the outcome. Not thread-safe, but for the waker.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * var waiter = TestTask.of(notify.notified());
 * waiter.assertPending();
 * notify.notifyOne();
 * waiter.assertWoken();
 * waiter.assertReady();
 * }
 *
 * <p>Answers to {@code tokio_test::task::Spawn} and the macros {@code assert_ready!} and {@code
 * assert_pending!}.
 *
 * @param <T> the type of the value
 */
public final class TestTask<T extends @Nullable Object> {
    /** Whoever is woken by its own poll more often than that will never be idle. */
    private static final int IDLE_LIMIT = 100_000;

    // States: OPEN -> READY    a poll was ready
    //         OPEN -> FAILED   a poll threw
    //         OPEN -> CANCELLED
    private enum State {
        OPEN,
        READY,
        FAILED,
        CANCELLED
    }

    /** Counts; a new one takes its place when the future is to be polled with another waker. */
    private static final class CountingWaker implements Waker {
        private final AtomicInteger wakes = new AtomicInteger();

        /** Wake-ups before the newest poll. */
        private int seen;

        @Override
        public void wake() {
            wakes.incrementAndGet();
        }
    }

    private final Future<T> future;
    private CountingWaker waker = new CountingWaker();
    private Context cx = Context.of(waker);
    private State state = State.OPEN;
    private Poll<T> last = Poll.pending();
    private @Nullable Throwable failure;
    private int polls;

    private TestTask(Future<T> future) {
        this.future = Objects.requireNonNull(future, "future");
    }

    /**
     * Wraps a future; it is not polled yet.
     *
     * <p>Answers to {@code tokio_test::task::spawn}.
     *
     * @param future what to poll
     * @param <T> the type of its value
     * @return the task
     */
    public static <T extends @Nullable Object> TestTask<T> of(Future<T> future) {
        return new TestTask<>(future);
    }

    /**
     * Wraps an async block.
     *
     * @param body the body; it may await
     * @param <T> the type of its value
     * @return the task
     */
    public static <T extends @Nullable Object> TestTask<T> of(AsyncCallable<T> body) {
        return new TestTask<>(Kyoto.async(body));
    }

    /**
     * Wraps an async block without a value.
     *
     * @param body the body; it may await
     * @return the task
     */
    public static TestTask<@Nullable Void> of(AsyncRunnable body) {
        return new TestTask<>(Kyoto.async(body));
    }

    // ---- Polls ----

    /**
     * Polls once, as a task would in a turn of its own.
     *
     * @return what the future answers; what it throws is thrown
     */
    @CanIgnoreReturnValue
    public Poll<T> poll() {
        waker.seen = waker.wakes.get();
        polls++;
        cx.startTurn();
        try {
            last = future.poll(cx);
        } catch (Throwable thrown) {
            if (state == State.OPEN) {
                state = State.FAILED;
                failure = thrown;
            }
            throw thrown;
        }
        if (last.isReady()) {
            state = State.READY;
        }
        return last;
    }

    /**
     * Polls with another waker, as if the future had moved to another task. From then on the earlier
     * waker does not count.
     *
     * @return what the future answers
     */
    @CanIgnoreReturnValue
    public Poll<T> pollWithNewWaker() {
        waker = new CountingWaker();
        cx = Context.of(waker);
        return poll();
    }

    /**
     * Polls, and polls again as long as the future was woken meanwhile.
     *
     * <p>Answers to {@code Spawn::poll_until_idle}.
     *
     * @return the last answer: ready, or pending with nobody having woken it
     * @throws AssertionFailedError if it never becomes idle
     */
    @CanIgnoreReturnValue
    public Poll<T> pollUntilIdle() {
        for (int i = 0; i < IDLE_LIMIT; i++) {
            if (poll().isReady() || !isWoken()) {
                return last;
            }
        }
        throw new AssertionFailedError(
                "%s wakes itself in each poll and was not idle after %d of them"
                        .formatted(this, IDLE_LIMIT));
    }

    /** Cancels the future, as whoever owns it would. */
    public void cancel() {
        if (state == State.OPEN) {
            state = State.CANCELLED;
        }
        future.cancel();
    }

    /**
     * Polls the cancellation, whose end is that of the future's cleanup.
     *
     * @return ready once all cleanup has ended
     */
    @CanIgnoreReturnValue
    public Poll<@Nullable Void> pollCancel() {
        if (state == State.OPEN) {
            state = State.CANCELLED;
        }
        waker.seen = waker.wakes.get();
        cx.startTurn();
        return future.pollCancel(cx);
    }

    // ---- What is known ----

    /**
     * Whether the waker was called since the newest poll began.
     *
     * <p>Answers to {@code Spawn::is_woken}.
     *
     * @return true if a task would be polled again
     */
    public boolean isWoken() {
        return waker.wakes.get() != waker.seen;
    }

    /**
     * How often the waker was called, in all.
     *
     * @return the number of calls since this waker was first handed out
     */
    public int wakeCount() {
        return waker.wakes.get();
    }

    /**
     * The newest answer of the future.
     *
     * @return pending before the first poll
     */
    public Poll<T> lastPoll() {
        return last;
    }

    /**
     * The future itself.
     *
     * <p>Answers to {@code Spawn::into_inner}.
     *
     * @return what was wrapped
     */
    public Future<T> future() {
        return future;
    }

    // ---- Assertions ----

    /**
     * Polls, and expects a value.
     *
     * @return the value
     * @throws AssertionFailedError if the future is pending or has failed
     */
    @CanIgnoreReturnValue
    public T assertReady() {
        settle();
        if (state == State.READY) {
            return last.value();
        }
        throw unexpected("ready");
    }

    /**
     * Polls, and expects a certain value.
     *
     * @param expected a value that is equal
     * @throws AssertionFailedError if there is no value, or another one
     */
    public void assertReady(T expected) {
        settle();
        if (state != State.READY) {
            throw unexpected("ready with " + quoted(expected));
        }
        if (!Objects.deepEquals(last.value(), expected)) {
            throw new AssertionFailedError(
                    "expected the future to be ready with %s, but it is ready with %s: %s"
                            .formatted(quoted(expected), quoted(last.value()), future),
                    expected,
                    last.value());
        }
    }

    /**
     * Polls, and expects no value yet.
     *
     * @throws AssertionFailedError if the future is ready or has failed
     */
    public void assertPending() {
        settle();
        if (state != State.OPEN) {
            throw unexpected("pending");
        }
    }

    /**
     * Polls, and expects a failure.
     *
     * @param type its type, or a supertype of that
     * @param <X> the type
     * @return the failure, to look at
     * @throws AssertionFailedError if the future is pending or ready, or failed otherwise
     */
    @CanIgnoreReturnValue
    public <X extends Throwable> X assertFails(Class<X> type) {
        settle();
        if (state == State.FAILED && type.isInstance(failure)) {
            return type.cast(failure);
        }
        throw unexpected("failed with " + type.getName());
    }

    /**
     * Expects that the waker was called since the newest poll; does not poll.
     *
     * @throws AssertionFailedError if it was not
     */
    public void assertWoken() {
        if (!isWoken()) {
            throw new AssertionFailedError(
                    "expected the future to have been woken since its poll number %d, but nobody did: %s"
                            .formatted(polls, future));
        }
    }

    /**
     * Expects that the waker was not called since the newest poll; does not poll.
     *
     * @throws AssertionFailedError if it was
     */
    public void assertNotWoken() {
        if (isWoken()) {
            throw new AssertionFailedError(
                    "expected nobody to have woken the future since its poll number %d, but there were %d wake-ups: %s"
                            .formatted(polls, waker.wakes.get() - waker.seen, future));
        }
    }

    private void settle() {
        if (state == State.CANCELLED) {
            throw new IllegalStateException(
                    "the future of this TestTask was cancelled and must not be polled again: "
                            + future);
        }
        if (state == State.OPEN) {
            try {
                poll();
            } catch (Throwable thrown) { // the outcome, which the assertion looks at
                return;
            }
        }
    }

    private AssertionFailedError unexpected(String expected) {
        var actual =
                switch (state) {
                    case OPEN -> "pending" + (isWoken() ? " and was woken meanwhile" : "");
                    case READY -> "ready with " + quoted(last.value());
                    case FAILED -> "failed with " + failure;
                    case CANCELLED -> "cancelled";
                };
        return new AssertionFailedError(
                "expected the future to be %s, but it is %s (poll number %d): %s"
                        .formatted(expected, actual, polls, future),
                expected,
                actual,
                failure);
    }

    private static String quoted(@Nullable Object value) {
        return value instanceof String ? "\"" + value + "\"" : Objects.toString(value);
    }

    /**
     * The state, the number of polls and wake-ups, and the future.
     *
     * @return as "TestTask[OPEN, 2 polls, 1 wake-ups, Sleep[...]]"
     */
    @Override
    public String toString() {
        return "TestTask[%s, %d polls, %d wake-ups, %s]"
                .formatted(state, polls, wakeCount(), future);
    }
}
