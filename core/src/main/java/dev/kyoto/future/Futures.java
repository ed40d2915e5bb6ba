package dev.kyoto.future;

import com.google.errorprone.annotations.CheckReturnValue;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Small futures, and the bridges between {@link Future} and {@link CompletionStage}.
 *
 * <p>All of them are one-shot: a poll after the end is {@link IllegalStateException}.
 *
 * <p><b>Example</b> A long computation that lets other tasks run now and then:
 *
 * {@snippet :
 * for (var item : batch) {
 *     digest.update(item.getBytes(UTF_8));
 *     Futures.consumeBudget().await();
 * }
 * }
 *
 * <p>Answers to {@code std::future::{ready, pending, poll_fn}} and {@code tokio::task::coop}.
 */
@CheckReturnValue
public final class Futures {

    private Futures() {}

    /**
     * A future that is ready at its first poll.
     *
     * <p><b>Cancellation</b> Nothing to give back.
     *
     * <p><b>Errors</b> None.
     *
     * <p>Answers to {@code std::future::ready}.
     *
     * @param value its value
     * @param <T> its type
     * @return a new future
     */
    public static <T extends @Nullable Object> Future<T> ready(T value) {
        return new FromPoll<>(cx -> Poll.ready(value));
    }

    /**
     * A future that throws at its first poll.
     *
     * <p><b>Cancellation</b> Nothing to give back; then it does not throw.
     *
     * <p><b>Errors</b> The failure: unchecked as it is, an {@link java.io.IOException} as {@link
     * IoException}, anything else in a {@link java.util.concurrent.CompletionException}.
     *
     * @param failure what it throws
     * @param <T> the type of the value that never comes
     * @return a new future
     */
    public static <T extends @Nullable Object> Future<T> failed(Throwable failure) {
        Objects.requireNonNull(failure, "failure");
        return new FromPoll<>(
                cx -> {
                    throw Failures.unchecked(failure);
                });
    }

    /**
     * A future that is never ready and wakes nobody.
     *
     * <p><b>Cancellation</b> Nothing to give back.
     *
     * <p><b>Errors</b> None.
     *
     * <p>Answers to {@code std::future::pending}.
     *
     * @param <T> the type of the value that never comes
     * @return a new future
     */
    public static <T extends @Nullable Object> Future<T> pending() {
        return new FromPoll<>(cx -> Poll.pending());
    }

    /**
     * A future that computes its value at its first poll.
     *
     * <p><b>Cancellation</b> Before the first poll: the supplier is not called.
     *
     * <p><b>Errors</b> What the supplier throws.
     *
     * @param supplier gives the value without blocking
     * @param <T> its type
     * @return a new future
     */
    public static <T extends @Nullable Object> Future<T> lazy(Supplier<? extends T> supplier) {
        Objects.requireNonNull(supplier, "supplier");
        return new FromPoll<>(cx -> Poll.ready(supplier.get()));
    }

    /**
     * A future whose polls are the calls of a function.
     *
     * <p><b>Cancellation</b> The function is not called any more; it has nothing else to give back.
     *
     * <p><b>Errors</b> What the function throws.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * Future<Integer> third = Futures.pollFn(cx -> {
     *     ready.register(cx.waker());
     *     return count.get() >= 3 ? Poll.ready(count.get()) : Poll.pending();
     * });
     * }
     *
     * <p>Answers to {@code std::future::poll_fn}.
     *
     * @param function does what {@link Future#poll} says; not called again after Ready or a failure
     * @param <T> the type of the value
     * @return a new future
     */
    public static <T extends @Nullable Object> Future<T> pollFn(
            Function<? super Context, Poll<T>> function) {
        return new FromPoll<>(Objects.requireNonNull(function, "function"));
    }

    /**
     * The same future with its value changed by a function.
     *
     * <p><b>Cancellation</b> That of the future.
     *
     * <p><b>Errors</b> Those of the future, and what the function throws.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * Future<Integer> length = Futures.map(Futures.ready("four"), String::length);
     * }
     *
     * @param future the future
     * @param function makes the value from the future's, without blocking
     * @param <T> the future's type
     * @param <U> the type of the new value
     * @return a future that owns the given one
     */
    public static <T extends @Nullable Object, U extends @Nullable Object> Future<U> map(
            Future<T> future, Function<? super T, ? extends U> function) {
        Objects.requireNonNull(function, "function");
        return new Wrapped<T, U>(future) {
            @Override
            Poll<U> step(Context cx) {
                return inner.poll(cx) instanceof Poll.Ready<T>(T value)
                        ? Poll.ready(function.apply(value))
                        : Poll.pending();
            }
        };
    }

    /**
     * A future, and after it another one that is made from its value.
     *
     * <p><b>Cancellation</b> Cancels whichever of the two is under way. The first one's value is
     * lost with the second future.
     *
     * <p><b>Errors</b> Those of both futures, and what the function throws.
     *
     * @param future the first future
     * @param function makes the second one
     * @param <T> the first one's type
     * @param <U> the second one's type
     * @return a future with the second one's value
     */
    public static <T extends @Nullable Object, U extends @Nullable Object> Future<U> flatMap(
            Future<T> future, Function<? super T, ? extends Future<U>> function) {
        return new Chained<>(future, function);
    }

    /**
     * Lets the other tasks of the worker run, once: Pending with a wake-up, then Ready.
     *
     * <p><b>Cancellation</b> Safe.
     *
     * <p><b>Errors</b> None.
     *
     * <p>Answers to {@code tokio::task::yield_now}.
     *
     * @return a new future
     */
    public static Future<@Nullable Void> yieldNow() {
        return new OneShot<@Nullable Void>() {
            private boolean yielded;

            @Override
            Poll<@Nullable Void> step(Context cx) {
                if (yielded) {
                    return Poll.ready(null);
                }
                yielded = true;
                cx.waker().wake();
                return Poll.pending();
            }
        };
    }

    /**
     * Takes one unit of the task's budget, and yields if there is none: for loops that compute
     * without awaiting a leaf operation.
     *
     * <p><b>Cancellation</b> Safe.
     *
     * <p><b>Errors</b> None.
     *
     * <p>Answers to {@code tokio::task::coop::consume_budget}.
     *
     * @return a new future
     */
    public static Future<@Nullable Void> consumeBudget() {
        return new FromPoll<>(cx -> cx.proceed() ? Poll.ready(null) : Poll.pending());
    }

    /**
     * Makes a future take part in cooperation that does not by itself: each poll that makes it
     * ready costs one unit, and without budget it is not polled.
     *
     * <p><b>Cancellation</b> and <b>Errors</b> are those of the future.
     *
     * <p>Answers to {@code tokio::task::coop::cooperative}.
     *
     * @param future the future
     * @param <T> its type
     * @return a future that owns the given one
     */
    public static <T extends @Nullable Object> Future<T> cooperative(Future<T> future) {
        return new Wrapped<T, T>(future) {
            @Override
            Poll<T> step(Context cx) {
                if (!cx.proceed()) {
                    return Poll.pending();
                }
                var answer = inner.poll(cx);
                if (answer.isPending()) {
                    cx.restore();
                }
                return answer;
            }
        };
    }

    /**
     * Polls a future without a budget, so that it never yields by itself; it can keep its worker
     * from all other tasks.
     *
     * <p><b>Cancellation</b> and <b>Errors</b> are those of the future.
     *
     * <p>Answers to {@code tokio::task::coop::unconstrained}.
     *
     * @param future the future
     * @param <T> its type
     * @return a future that owns the given one
     */
    public static <T extends @Nullable Object> Future<T> unconstrained(Future<T> future) {
        return new Wrapped<T, T>(future) {
            @Override
            Poll<T> step(Context cx) {
                return inner.poll(cx.unconstrained());
            }
        };
    }

    /**
     * Waits for a stage of the JDK, such as the answer of an {@code HttpClient}.
     *
     * <p>The stage belongs to the future from here on. To wait for a stage that others need as
     * well, pass a copy: {@code fromStage(shared.copy())}.
     *
     * <p><b>Cancellation</b> Cancels the stage if it is a {@link java.util.concurrent.Future}, as
     * every {@link CompletableFuture} is; its value, if it was there already, is lost.
     *
     * <p><b>Errors</b> What the stage failed with, out of its {@link
     * java.util.concurrent.CompletionException}: unchecked as it is, an {@link java.io.IOException}
     * as {@link IoException}, anything else in a CompletionException.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var answer = Futures.fromStage(client.sendAsync(request, BodyHandlers.ofString())).await();
     * }
     *
     * @param stage the stage
     * @param <T> its type
     * @return a future that owns the stage
     */
    public static <T extends @Nullable Object> Future<T> fromStage(CompletionStage<T> stage) {
        return new StageFuture<>(stage);
    }

    /**
     * Drives a future from outside of any runtime, by an executor.
     *
     * <p>The first poll is submitted at once, and one more after each wake-up; the polls come one
     * at a time. The executor should queue what it is given: one that runs it on the spot makes
     * wakers run user code.
     *
     * <p><b>Cancellation</b> Once the result is cancelled, or completed by anybody else, the future
     * is cancelled on the executor and its cleanup driven to the end; what cleanup throws is
     * reported to the uncaught exception handler of the executor's thread.
     *
     * <p><b>Errors</b> The result fails with what the future throws; with the executor's exception
     * if it refuses to run a poll, in which case the future is cancelled on the spot.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * CompletableFuture<String> line =
     *         Futures.toStage(reader.readLine(), ForkJoinPool.commonPool());
     * }
     *
     * @param future the future
     * @param executor runs the polls
     * @param <T> its type
     * @return a stage with the future's outcome
     */
    public static <T extends @Nullable Object> CompletableFuture<T> toStage(
            Future<T> future, Executor executor) {
        return new StageDriver<>(future, executor).start();
    }

    /** A future whose polls are a function's calls. */
    private static final class FromPoll<T extends @Nullable Object> extends OneShot<T> {
        private final Function<? super Context, Poll<T>> function;

        FromPoll(Function<? super Context, Poll<T>> function) {
            this.function = function;
        }

        @Override
        Poll<T> step(Context cx) {
            return function.apply(cx);
        }
    }

    /** A future around one other. */
    private abstract static class Wrapped<T extends @Nullable Object, U extends @Nullable Object>
            extends OneShot<U> {
        final Future<T> inner;

        Wrapped(Future<T> inner) {
            this.inner = Objects.requireNonNull(inner, "future");
        }

        @Override
        void drop() {
            inner.cancel();
        }

        @Override
        Poll<@Nullable Void> pollDrop(Context cx) {
            return inner.pollCancel(cx);
        }
    }

    /** Behind {@link #flatMap}. */
    private static final class Chained<T extends @Nullable Object, U extends @Nullable Object>
            extends OneShot<U> {
        private final Future<T> first;
        private final Function<? super T, ? extends Future<U>> function;
        private @Nullable Future<U> second;

        Chained(Future<T> first, Function<? super T, ? extends Future<U>> function) {
            this.first = Objects.requireNonNull(first, "future");
            this.function = Objects.requireNonNull(function, "function");
        }

        @Override
        Poll<U> step(Context cx) {
            var next = second;
            if (next == null) {
                if (!(first.poll(cx) instanceof Poll.Ready<T>(T value))) {
                    return Poll.pending();
                }
                next =
                        Objects.requireNonNull(
                                function.apply(value), "flatMap's function gave null");
                second = next;
            }
            return next.poll(cx);
        }

        @Override
        void drop() {
            underWay().cancel();
        }

        @Override
        Poll<@Nullable Void> pollDrop(Context cx) {
            return underWay().pollCancel(cx);
        }

        private Future<?> underWay() {
            return second != null ? second : first;
        }
    }
}
