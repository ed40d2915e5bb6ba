package dev.kyoto.task;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.AsyncRunnable;
import dev.kyoto.future.Future;
import dev.kyoto.internal.block.Blocks;
import dev.kyoto.internal.scheduler.LocalTasks;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.runtime.Handle;
import dev.kyoto.runtime.JoinHandle;
import dev.kyoto.runtime.LocalHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A group of tasks that all run on one thread, driven by one future: what they share needs no lock,
 * and may belong to that thread.
 *
 * <p>The tasks make progress only while the set is driven: inside {@link #runUntil}, {@link
 * #finished} or {@link #blockOn}. Otherwise they are tasks like any other, with an id, a name, a
 * budget, hooks, and a failure that is reported if nobody joins them. Timers and I/O are those of
 * the runtime that the set is driven on.
 *
 * <p><b>Where it may be driven.</b> The set belongs to the thread that drives it first, and is
 * refused elsewhere by {@link IllegalStateException}. What keeps to one thread: {@code blockOn} of
 * any runtime; a task of a {@link dev.kyoto.runtime.LocalRuntime}, of a {@link LocalPool} or of
 * another LocalSet; {@code await()} on a plain thread. A task of a multi-thread runtime may move at
 * any await, so it is refused there at once. A task of an ordinary current-thread runtime runs on
 * the thread that is in {@code blockOn}: it is allowed, as long as that is always the same one.
 *
 * <p>An async block that runs on a virtual thread has a thread of its own for life, which stands in
 * for the thread of the set while it runs.
 *
 * <p>Tasks may be spawned before the set is driven, on any thread; from then on {@link #spawnLocal}
 * works on the set's thread alone. To hand it work from elsewhere send it a message. Wakers, join
 * and abort handles work on every thread.
 *
 * <p><b>The end.</b> {@link #close()} ends what is left. Closing the runtime that the set was first
 * driven on closes the set as well; call it on the thread of the set, or close the set first, so
 * that cleanup runs there.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * try (var set = LocalSet.create()) {
 *     set.blockOn(runtime, () -> {
 *         var seen = new ArrayList<String>(); // touched by this thread alone
 *         var collector = set.spawnLocal(() -> {
 *             for (var line = messages.recv().await(); line != null; line = messages.recv().await()) {
 *                 seen.add(line);
 *             }
 *         });
 *         collector.await();
 *         show(seen);
 *     });
 * }
 * }
 *
 * <p>Answers to {@code tokio::task::LocalSet}.
 */
@CheckReturnValue
public final class LocalSet implements AutoCloseable {
    private final LocalTasks tasks = new LocalTasks();
    private final LocalHandle handle = tasks.entered(LocalHandle::current);

    private LocalSet() {}

    /**
     * Creates an empty set that belongs to no thread yet.
     *
     * @return the set
     */
    public static LocalSet create() {
        return new LocalSet();
    }

    // ---- Spawning ----

    /**
     * Starts an async block as a task of this set.
     *
     * @param body the body; it may await
     * @param <T> the type of its value
     * @return the right to join it; its task is cancelled already if the set was closed
     * @throws IllegalStateException on another thread than the set's
     */
    public <T extends @Nullable Object> JoinHandle<T> spawnLocal(AsyncCallable<T> body) {
        return handle.spawnLocal(body);
    }

    /**
     * Starts an async block without a value as a task of this set.
     *
     * @param body the body; it may await
     * @return the right to join it; its task is cancelled already if the set was closed
     * @throws IllegalStateException on another thread than the set's
     */
    public JoinHandle<@Nullable Void> spawnLocal(AsyncRunnable body) {
        return handle.spawnLocal(body);
    }

    /**
     * Starts a future as a task of this set.
     *
     * @param future what to poll
     * @param <T> the type of its value
     * @return the right to join it; its task is cancelled already if the set was closed
     * @throws IllegalStateException on another thread than the set's
     */
    public <T extends @Nullable Object> JoinHandle<T> spawnLocal(Future<T> future) {
        return handle.spawnLocal(future);
    }

    /**
     * Starts a named future as a task of this set; the name shows in messages.
     *
     * @param name the name, or null
     * @param future what to poll
     * @param <T> the type of its value
     * @return the right to join it; its task is cancelled already if the set was closed
     * @throws IllegalStateException on another thread than the set's
     */
    public <T extends @Nullable Object> JoinHandle<T> spawnLocal(
            @Nullable String name, Future<T> future) {
        return handle.spawnLocal(name, future);
    }

    /**
     * Makes this set the target of {@code Kyoto.spawnLocal} on the current thread. Inside the set's
     * own futures and tasks it is so anyway.
     *
     * @return a guard that ends it when closed
     * @throws IllegalStateException on another thread than the set's
     */
    public LocalEnterGuard enter() {
        tasks.requireHere("enter was called");
        return new LocalEnterGuard(tasks);
    }

    // ---- Driving ----

    /**
     * Drives this set until a future is done. The tasks that are left then stay in the set, and go on
     * when it is driven again. Several such futures may drive one set at the same time.
     *
     * <p>The future is polled first, each time, and then up to 61 tasks; so tasks that are always
     * ready do not keep it, or what runs beside it, from its turn.
     *
     * <p><b>Cancellation</b> Cancels the future, with its cleanup; the tasks stay in the set.
     *
     * <p><b>Errors</b> What the future throws; {@link IllegalStateException} if polled where the
     * set must not be driven (see above): the future is cancelled then.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var set = LocalSet.create();
     * var text = set.runUntil(async(() -> set.spawnLocal(() -> fetch(url).await().text()).await()));
     * show(text.await());
     * }
     *
     * <p>Answers to {@code tokio::task::LocalSet::run_until}.
     *
     * @param future what to wait for
     * @param <T> the type of its value
     * @return its value; lazy
     */
    public <T extends @Nullable Object> Future<T> runUntil(Future<T> future) {
        return tasks.runUntil(Objects.requireNonNull(future, "future"));
    }

    /**
     * Drives this set until an async block is done; see {@link #runUntil(Future)}.
     *
     * @param body the body; it may await
     * @param <T> the type of its value
     * @return its value; lazy
     */
    public <T extends @Nullable Object> Future<T> runUntil(AsyncCallable<T> body) {
        return tasks.runUntil(Blocks.of(body));
    }

    /**
     * Drives this set until an async block without a value is done; see {@link #runUntil(Future)}.
     *
     * @param body the body; it may await
     * @return a future that ends then; lazy
     */
    public Future<@Nullable Void> runUntil(AsyncRunnable body) {
        return tasks.runUntil(Blocks.of(body));
    }

    /**
     * Drives this set until all its tasks have ended, those included that are spawned meanwhile. A
     * set without tasks has ended.
     *
     * <p><b>Cancellation</b> Safe: the tasks stay in the set.
     *
     * <p><b>Errors</b> {@link IllegalStateException} if polled where the set must not be driven, or
     * inside one of its tasks, which would wait for its own end. The failures of tasks are not told
     * here: join them.
     *
     * <p><b>Example</b> Cancelling all tasks, with cleanup that awaits:
     *
     * {@snippet :
     * var set = LocalSet.create();
     * set.spawnLocal(() -> serve(socket)).detach();
     * select(set.finished(), shutdown.notified()).await();
     * set.abortAll();
     * set.finished().await();
     * }
     *
     * <p>Answers to awaiting a {@code tokio::task::LocalSet}.
     *
     * @return a future that ends then; lazy
     */
    public Future<@Nullable Void> finished() {
        return tasks.runToEnd();
    }

    /**
     * Drives this set and a future on the calling thread, with the timers and the I/O of a runtime,
     * until the future is done.
     *
     * <p><b>Cancellation</b> If the thread is interrupted, the future is cancelled, the interrupt
     * status is kept and {@link java.util.concurrent.CancellationException} is thrown.
     *
     * <p><b>Errors</b> What the future throws. {@link IllegalStateException} inside a task or inside
     * another blockOn, and on another thread than the set's.
     *
     * @param runtime what to run on
     * @param future what to wait for
     * @param <T> the type of its value
     * @return its value
     */
    public <T extends @Nullable Object> T blockOn(AsyncRuntime runtime, Future<T> future) {
        return blockOn(runtime.handle(), future);
    }

    /**
     * Drives this set and a future on the calling thread; see {@link #blockOn(AsyncRuntime,
     * Future)}.
     *
     * @param runtime what to run on, such as {@code localRuntime.handle()}
     * @param future what to wait for
     * @param <T> the type of its value
     * @return its value
     */
    public <T extends @Nullable Object> T blockOn(Handle runtime, Future<T> future) {
        return runtime.blockOn(runUntil(future));
    }

    /**
     * Drives this set and an async block on the calling thread; see {@link #blockOn(AsyncRuntime,
     * Future)}.
     *
     * @param runtime what to run on
     * @param body the body; it may await
     * @param <T> the type of its value
     * @return its value
     */
    public <T extends @Nullable Object> T blockOn(AsyncRuntime runtime, AsyncCallable<T> body) {
        try (var _ = runtime.enter()) { // its setting for blocks holds
            return blockOn(runtime, Blocks.of(body));
        }
    }

    /**
     * Drives this set and an async block without a value on the calling thread; see {@link
     * #blockOn(AsyncRuntime, Future)}.
     *
     * @param runtime what to run on
     * @param body the body; it may await
     */
    public void blockOn(AsyncRuntime runtime, AsyncRunnable body) {
        try (var _ = runtime.enter()) {
            var _ = blockOn(runtime, Blocks.of(body));
        }
    }

    // ---- The end ----

    /**
     * Tasks that were spawned and have not ended.
     *
     * @return how many there are now
     */
    public int size() {
        return tasks.aliveTasks();
    }

    /**
     * Cancels every task that is there now, as {@link JoinHandle#abort()} does; the set stays open.
     * They end while the set is driven. Allowed on any thread.
     */
    public void abortAll() {
        tasks.abortAll();
    }

    /**
     * Refuses tasks from now on and cancels those that are left. Idempotent.
     *
     * <p>While the set is being driven, as by the task that calls this, it begins the end: whoever
     * drives the set runs their cleanup, and cuts off what is left of it when it ends itself.
     * Otherwise all tasks have ended when this returns; cleanup that awaits goes on as a task of the
     * runtime then, which may be on another thread. To have it on this one, call {@link #abortAll()}
     * and await {@link #finished()} before.
     *
     * @throws IllegalStateException on another thread than the set's
     */
    @Override
    public void close() {
        tasks.requireHere("close was called");
        tasks.close();
    }

    @Override
    public String toString() {
        return tasks + " with " + size() + " tasks";
    }
}
