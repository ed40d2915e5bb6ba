package dev.kyoto;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.bridge.Stderr;
import dev.kyoto.bridge.Stdin;
import dev.kyoto.bridge.Stdout;
import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.AsyncFunction;
import dev.kyoto.future.AsyncRunnable;
import dev.kyoto.future.BlockReport;
import dev.kyoto.future.Future;
import dev.kyoto.future.Futures;
import dev.kyoto.internal.block.Blocks;
import dev.kyoto.internal.scheduler.BlockInPlace;
import dev.kyoto.internal.scheduler.ThreadContext;
import dev.kyoto.internal.weave.Lookups;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.runtime.Handle;
import dev.kyoto.runtime.JoinHandle;
import dev.kyoto.runtime.LocalHandle;
import dev.kyoto.runtime.TaskId;
import dev.kyoto.task.TaskScope;
import dev.kyoto.time.AsyncInstant;
import dev.kyoto.time.Interval;
import dev.kyoto.time.Sleep;
import dev.kyoto.time.Time;
import dev.kyoto.time.Timeout;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The static entry points, as one vocabulary: {@code import static dev.kyoto.Kyoto.*;}.
 *
 * <p>Each method stands for one of the same name elsewhere, where it is described in full; those
 * that spawn or wait for time use the runtime at hand ({@link Handle#current()}).
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * var page = spawn(() -> fetch(url).await());
 * switch (select(page, sleep(ofSeconds(3))).await()) {
 *     case OneOf2.First(var text) -> show(text);
 *     case OneOf2.Second(var late) -> log("no answer from %s yet", url);
 * }
 * }
 *
 * <p>Answers to the macros of {@code tokio}, {@code tokio::spawn}, and the functions of {@code
 * tokio::task} and {@code tokio::time}.
 */
@CheckReturnValue
public final class Kyoto extends Composition {

    private Kyoto() {}

    /**
     * Makes a future of direct-style code. It is lazy: the body runs while the future is polled,
     * and only then.
     *
     * <p><b>Cancellation</b> A body that has not begun never runs. One that is suspended is raised
     * {@link dev.kyoto.future.Cancelled} at its await, after what it awaits was cancelled, so that
     * its cleanup runs. {@code pollCancel} waits for cleanup that awaits; after a plain {@code
     * cancel()} such cleanup goes on as a task of its own.
     *
     * <p><b>Errors</b> What the body throws: unchecked as it is, an {@link java.io.IOException} as
     * {@link dev.kyoto.future.IoException}, anything else in a {@link
     * java.util.concurrent.CompletionException}.
     *
     * <p><b>Example</b> Two blocks in one task:
     *
     * {@snippet :
     * var both = join(async(() -> fetch(url).await()), async(() -> stream.readInt().await()));
     * show(both.await().first());
     * }
     *
     * <p>Answers to an {@code async} block in Rust.
     *
     * @param body the body; it may await
     * @param <T> the type of its value
     * @return the async block
     */
    public static <T extends @Nullable Object> Future<T> async(AsyncCallable<T> body) {
        return Blocks.of(body);
    }

    /**
     * Makes a future of direct-style code without a value; see {@link #async(AsyncCallable)}.
     *
     * @param body the body; it may await
     * @return the async block
     */
    public static Future<@Nullable Void> async(AsyncRunnable body) {
        return Blocks.of(body);
    }

    /**
     * Says how the blocks made of a body run on the runtime at hand: woven into a state machine, or
     * on a virtual thread, and why. The first call for a body decides, as its first use would.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * System.out.println(explain(() -> fetch(url).await()));
     * }
     *
     * @param body the body; it is not run
     * @return how, and why
     * @see AsyncRuntime#blockReports()
     */
    public static BlockReport explain(AsyncCallable<?> body) {
        return Blocks.explain(body);
    }

    /**
     * Says how the blocks made of a body without a value run; see {@link #explain(AsyncCallable)}.
     *
     * @param body the body; it is not run
     * @return how, and why
     */
    public static BlockReport explain(AsyncRunnable body) {
        return Blocks.explain(body);
    }

    /**
     * Says how the blocks made of a body run that is handed something; see {@link
     * #explain(AsyncCallable)}.
     *
     * @param body the body; it is not run
     * @return how, and why
     */
    public static BlockReport explain(AsyncFunction<?, ?> body) {
        return Blocks.explain(body);
    }

    /**
     * Lets the async blocks of a module be woven whose packages are not open to Kyoto. Called once,
     * from any class of the module, before its first block; a package that is open needs no call,
     * and neither does code on the class path.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * registerLookup(java.lang.invoke.MethodHandles.lookup());
     * }
     *
     * @param lookup what {@code MethodHandles.lookup()} returned in that module, unchanged
     * @throws IllegalArgumentException if the lookup has not all the rights of its class
     */
    public static void registerLookup(MethodHandles.Lookup lookup) {
        Lookups.register(Objects.requireNonNull(lookup, "lookup"));
    }

    /**
     * Starts an async block as a task of the runtime at hand; see {@link
     * Handle#spawn(AsyncCallable)}.
     *
     * @param body the body; it may await
     * @param <T> the type of its value
     * @return the right to join it
     */
    public static <T extends @Nullable Object> JoinHandle<T> spawn(AsyncCallable<T> body) {
        return Handle.current().spawn(body);
    }

    /**
     * Starts an async block without a value as a task of the runtime at hand; see {@link
     * Handle#spawn(AsyncRunnable)}.
     *
     * @param body the body; it may await
     * @return the right to join it
     */
    public static JoinHandle<@Nullable Void> spawn(AsyncRunnable body) {
        return Handle.current().spawn(body);
    }

    /**
     * Starts a future as a task of the runtime at hand; see {@link Handle#spawn(Future)}.
     *
     * @param future what to poll
     * @param <T> the type of its value
     * @return the right to join it
     */
    public static <T extends @Nullable Object> JoinHandle<T> spawn(Future<T> future) {
        return Handle.current().spawn(future);
    }

    /**
     * Starts an async block as a task that stays on this thread, in the innermost {@code LocalSet} or
     * local runtime at hand; see {@link LocalHandle#spawnLocal(AsyncCallable)}.
     *
     * @param body the body; it may await
     * @param <T> the type of its value
     * @return the right to join it
     * @throws IllegalStateException if there is none on this thread
     */
    public static <T extends @Nullable Object> JoinHandle<T> spawnLocal(AsyncCallable<T> body) {
        return LocalHandle.current().spawnLocal(body);
    }

    /**
     * Starts an async block without a value as a task that stays on this thread; see {@link
     * LocalHandle#spawnLocal(AsyncRunnable)}.
     *
     * @param body the body; it may await
     * @return the right to join it
     * @throws IllegalStateException if there is no LocalSet or local runtime on this thread
     */
    public static JoinHandle<@Nullable Void> spawnLocal(AsyncRunnable body) {
        return LocalHandle.current().spawnLocal(body);
    }

    /**
     * Starts a future as a task that stays on this thread; see {@link
     * LocalHandle#spawnLocal(Future)}.
     *
     * @param future what to poll
     * @param <T> the type of its value
     * @return the right to join it
     * @throws IllegalStateException if there is no LocalSet or local runtime on this thread
     */
    public static <T extends @Nullable Object> JoinHandle<T> spawnLocal(Future<T> future) {
        return LocalHandle.current().spawnLocal(future);
    }

    /**
     * Runs a closure that blocks on the blocking pool of the runtime at hand; see {@link
     * Handle#spawnBlocking}.
     *
     * @param body the closure
     * @param <T> the type of its value
     * @return the right to join it
     */
    public static <T extends @Nullable Object> JoinHandle<T> spawnBlocking(Callable<T> body) {
        return Handle.current().spawnBlocking(body);
    }

    /**
     * Runs a body whose tasks cannot outlive it: all succeed, or the first failure ends all; see
     * {@link TaskScope#scope}.
     *
     * @param body the body; it may await, and spawns in the scope that it is handed
     * @param <T> the type of the body's value
     * @return a future that ends after the body and all tasks
     */
    public static <T extends @Nullable Object> Future<T> scope(AsyncFunction<TaskScope, T> body) {
        return TaskScope.scope(body);
    }

    /**
     * Runs a body whose tasks cannot outlive it, each failing for itself; see {@link
     * TaskScope#supervised(AsyncFunction)}.
     *
     * @param body the body; it may await, and spawns in the scope that it is handed
     * @param <T> the type of the body's value
     * @return a future that ends after the body and all tasks
     */
    public static <T extends @Nullable Object> Future<T> supervised(
            AsyncFunction<TaskScope, T> body) {
        return TaskScope.supervised(body);
    }

    /**
     * Runs a closure that blocks right here, while another thread takes over everything that the
     * current worker holds. Outside of a worker it is just called.
     *
     * <p>Other futures of the same task make no progress meanwhile. Answers to {@code
     * tokio::task::block_in_place}.
     *
     * @param body the closure
     * @param <T> the type of its value
     * @return its value
     * @throws Exception what the closure throws
     * @throws IllegalStateException on a current-thread runtime or in a {@code LocalSet}, whose one
     *     thread it would block
     */
    public static <T extends @Nullable Object> T blockInPlace(Callable<T> body) throws Exception {
        return BlockInPlace.call(body);
    }

    /**
     * The id of the task that runs here.
     *
     * @return its id
     * @throws IllegalStateException outside of a task
     */
    public static TaskId taskId() {
        var task = ThreadContext.current().task();
        if (task == null) {
            throw new IllegalStateException(
                    "taskId() was called outside of a task; blockOn does not count as one");
        }
        return new TaskId(task.id());
    }

    /**
     * The id of the task that runs here, if there is one.
     *
     * @return its id, or empty outside of a task
     */
    public static Optional<TaskId> tryTaskId() {
        return Optional.ofNullable(ThreadContext.current().task())
                .map(task -> new TaskId(task.id()));
    }

    /**
     * Lets all other tasks that are ready go first; see {@link Futures#yieldNow}.
     *
     * @return a future that is pending once
     */
    public static Future<@Nullable Void> yieldNow() {
        return Futures.yieldNow();
    }

    /**
     * Spends a unit of the task's cooperation budget; see {@link Futures#consumeBudget}.
     *
     * @return a future that is pending once if the budget is spent
     */
    public static Future<@Nullable Void> consumeBudget() {
        return Futures.consumeBudget();
    }

    /**
     * Makes a future take part in the cooperation budget; see {@link Futures#cooperative}.
     *
     * @param future the future
     * @param <T> the type of its value
     * @return a future that takes a unit for each poll that is Ready
     */
    public static <T extends @Nullable Object> Future<T> cooperative(Future<T> future) {
        return Futures.cooperative(future);
    }

    /**
     * Frees a future from the cooperation budget; see {@link Futures#unconstrained}.
     *
     * @param future the future
     * @param <T> the type of its value
     * @return a future that is never made to yield
     */
    public static <T extends @Nullable Object> Future<T> unconstrained(Future<T> future) {
        return Futures.unconstrained(future);
    }

    /**
     * Waits for some time; see {@link Time#sleep}.
     *
     * @param duration how long
     * @return a future that ends then
     */
    public static Sleep sleep(Duration duration) {
        return Time.sleep(duration);
    }

    /**
     * Waits until an instant of the runtime's clock; see {@link Time#sleepUntil}.
     *
     * @param deadline until when
     * @return a future that ends then
     */
    public static Sleep sleepUntil(AsyncInstant deadline) {
        return Time.sleepUntil(deadline);
    }

    /**
     * Gives a future a limited time; see {@link Time#timeout}.
     *
     * @param limit how long it may take
     * @param future the future; cancelled when the limit has passed
     * @param <T> the type of its value
     * @return a future that fails with {@link dev.kyoto.time.Elapsed} then
     */
    public static <T extends @Nullable Object> Timeout<T> timeout(
            Duration limit, Future<T> future) {
        return Time.timeout(limit, future);
    }

    /**
     * Gives a future until a deadline; see {@link Time#timeoutAt}.
     *
     * @param deadline until when it may take
     * @param future the future; cancelled when the deadline has passed
     * @param <T> the type of its value
     * @return a future that fails with {@link dev.kyoto.time.Elapsed} then
     */
    public static <T extends @Nullable Object> Timeout<T> timeoutAt(
            AsyncInstant deadline, Future<T> future) {
        return Time.timeoutAt(deadline, future);
    }

    /**
     * Gives a future a limited time, named after it; see {@link Time#within}.
     *
     * @param future the future; cancelled when the limit has passed
     * @param limit how long it may take
     * @param <T> the type of its value
     * @return a future that fails with {@link dev.kyoto.time.Elapsed} then
     */
    public static <T extends @Nullable Object> Timeout<T> within(Future<T> future, Duration limit) {
        return Time.within(future, limit);
    }

    /**
     * Ticks at a fixed period, the first time at once; see {@link Time#interval}.
     *
     * @param period the time between two ticks, more than zero
     * @return the interval
     */
    public static Interval interval(Duration period) {
        return Time.interval(period);
    }

    /**
     * The standard input of the process, read off the workers; see {@link Stdin}.
     *
     * <p>Answers to {@code tokio::io::stdin}.
     *
     * @return a new object over {@code System.in} as it is now
     */
    public static Stdin stdin() {
        return Stdin.open();
    }

    /**
     * The standard output of the process, written off the workers; see {@link Stdout}.
     *
     * <p>Answers to {@code tokio::io::stdout}.
     *
     * @return a new object over {@code System.out} as it is now
     */
    public static Stdout stdout() {
        return Stdout.open();
    }

    /**
     * The standard error output of the process, written off the workers; see {@link Stderr}.
     *
     * <p>Answers to {@code tokio::io::stderr}.
     *
     * @return a new object over {@code System.err} as it is now
     */
    public static Stderr stderr() {
        return Stderr.open();
    }
}
