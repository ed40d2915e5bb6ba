package dev.kyoto.test;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import dev.kyoto.stream.AsyncStream;
import dev.kyoto.time.Sleep;
import dev.kyoto.time.Time;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/**
 * A stream that follows a script: which values come, with what delays, and how it ends. It stands in
 * for the receiving end of a channel, or for anything else that hands out values one by one.
 *
 * <p>{@link #close()} fails unless everything was taken; an {@link AsyncTest} asks for that by itself, for
 * each source that was made in its body. A source belongs to one task at a time.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * var readings = MockSource.<Integer>builder()
 *         .next(20)
 *         .waitFor(Duration.ofMinutes(1))
 *         .next(21)
 *         .build();
 * int sum = 0;
 * for (Integer it; (it = readings.next().await()) != null; ) {
 *     sum += it;
 * }
 * }
 *
 * <p>Answers to {@code tokio_test::stream_mock::StreamMock}.
 *
 * @param <T> the type of the values
 */
public final class MockSource<T> implements AsyncStream<T>, AutoCloseable {
    private sealed interface Step<T> {
        record Next<T>(T value) implements Step<T> {}

        record Failure<T>(RuntimeException thrown) implements Step<T> {}

        record Wait<T>(Duration duration) implements Step<T> {}
    }

    private final Deque<Step<T>> steps;

    /** The wait that has begun, if the first step is one. */
    private @Nullable Sleep sleep;

    private boolean cancelled;

    private MockSource(List<Step<T>> steps) {
        this.steps = new ArrayDeque<>(steps);
    }

    /**
     * Begins a script.
     *
     * @param <T> the type of the values
     * @return an empty one
     */
    public static <T> Builder<T> builder() {
        return new Builder<>();
    }

    /**
     * Polls for the next value.
     *
     * @param cx the waker to keep and the budget to honour
     * @return the value, or null at the end of the script
     * @throws IllegalStateException if it was cancelled
     */
    @Override
    public Poll<@Nullable T> pollNext(Context cx) {
        if (cancelled) {
            throw new IllegalStateException(
                    "this source was cancelled and must not be polled again");
        }
        if (!cx.proceed()) {
            return Poll.pending();
        }
        while (true) {
            switch (steps.peek()) {
                case null -> {
                    return Poll.ready(null);
                }
                case Step.Next<T>(T value) -> {
                    steps.remove();
                    return Poll.ready(value);
                }
                case Step.Failure<T>(var thrown) -> {
                    steps.remove();
                    throw thrown;
                }
                case Step.Wait<T>(var duration) -> {
                    if (!isOver(duration, cx)) {
                        cx.restore();
                        return Poll.pending();
                    }
                    steps.remove();
                }
            }
        }
    }

    private boolean isOver(Duration duration, Context cx) {
        var wait = sleep;
        if (wait == null) {
            wait = Time.sleep(duration);
            sleep = wait;
        }
        if (wait.poll(cx).isPending()) {
            return false;
        }
        sleep = null;
        return true;
    }

    /**
     * Ends the wait that has begun, if any. What was not taken is still asked for by {@link #close()}.
     */
    @Override
    public void cancel() {
        cancelled = true;
        var wait = sleep;
        sleep = null;
        if (wait != null) {
            wait.cancel();
        }
    }

    /**
     * Whether the code under test has cancelled this source.
     *
     * @return true from the first cancellation on
     */
    public boolean isCancelled() {
        return cancelled;
    }

    /**
     * Checks that everything was taken. Idempotent as long as it was.
     *
     * @throws AssertionFailedError if values or failures are left
     */
    @Override
    public void close() {
        var complaints = complaints();
        if (!complaints.isEmpty()) {
            throw new AssertionFailedError(String.join("\n", complaints));
        }
    }

    private List<String> complaints() {
        return steps.stream()
                .filter(it -> !(it instanceof Step.Wait))
                .map(it -> "MockSource was not taken to its end: " + it)
                .toList();
    }

    /**
     * The steps of a script, in order. Not thread-safe.
     *
     * <p>Answers to {@code tokio_test::stream_mock::StreamMockBuilder}.
     *
     * @param <T> the type of the values
     */
    @CanIgnoreReturnValue
    public static final class Builder<T> {
        private final List<Step<T>> steps = new ArrayList<>();

        private Builder() {}

        /**
         * A value.
         *
         * @param value the value
         * @return this
         */
        public Builder<T> next(T value) {
            steps.add(new Step.Next<>(Objects.requireNonNull(value, "value")));
            return this;
        }

        /**
         * A failure in the place of a value; the source goes on behind it.
         *
         * @param failure what is thrown
         * @return this
         */
        public Builder<T> fail(RuntimeException failure) {
            steps.add(new Step.Failure<>(Objects.requireNonNull(failure, "failure")));
            return this;
        }

        /**
         * Nothing comes for some time by the runtime's clock; it begins when somebody waits.
         *
         * @param duration how long, zero or more
         * @return this
         */
        public Builder<T> waitFor(Duration duration) {
            if (duration.isNegative()) {
                throw new IllegalArgumentException(
                        "a script cannot wait for " + duration + "; use zero or more");
            }
            steps.add(new Step.Wait<>(duration));
            return this;
        }

        /**
         * Makes a source with this script.
         *
         * @return a new source
         */
        @CheckReturnValue
        public MockSource<T> build() {
            var source = new MockSource<>(steps);
            TestRuntime.note(source::complaints);
            return source;
        }
    }
}
