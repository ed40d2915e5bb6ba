package dev.kyoto.task;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.AsyncRunnable;
import dev.kyoto.future.Future;
import dev.kyoto.internal.scheduler.ThreadContext;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.runtime.JoinHandle;
import dev.kyoto.runtime.LocalRuntime;
import dev.kyoto.runtime.RuntimeBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of threads, each with a {@link LocalRuntime}: a task is spawned from anywhere, and
 * then stays on the thread that it was given, together with what it spawns there by {@code
 * spawnLocal}.
 *
 * <p>Each thread has timers and I/O of its own; resources of one runtime should not be awaited on
 * another. Thread-safe.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * try (var pool = LocalPool.of(4)) {
 *     var size = pool.spawnPinned(() -> {
 *         var seen = new HashSet<String>(); // never leaves its thread
 *         for (var line = messages.recv().await(); line != null; line = messages.recv().await()) {
 *             seen.add(line);
 *         }
 *         return seen.size();
 *     });
 *     show(size.await());
 * }
 * }
 *
 * <p>Answers to {@code tokio_util::task::LocalPoolHandle}.
 */
@CheckReturnValue
public final class LocalPool implements AutoCloseable {
    private static final AtomicInteger POOLS = new AtomicInteger();

    private final List<PinnedThread> threads;

    private LocalPool(List<PinnedThread> threads) {
        this.threads = List.copyOf(threads);
    }

    /**
     * Starts a pool with default settings.
     *
     * @param threads how many, at least 1
     * @return a running pool
     */
    public static LocalPool of(int threads) {
        return of(threads, AsyncRuntime.currentThreadBuilder());
    }

    /**
     * Starts a pool.
     *
     * @param threads how many, at least 1
     * @param settings of the runtime of each thread; a builder of current-thread runtimes
     * @return a running pool
     * @throws IllegalStateException if it is a builder of other runtimes
     */
    public static LocalPool of(int threads, RuntimeBuilder settings) {
        if (threads < 1) {
            throw new IllegalArgumentException(
                    "a LocalPool needs at least 1 thread, but was to have " + threads);
        }
        Objects.requireNonNull(settings, "settings");
        var name = "local-pool-" + POOLS.incrementAndGet();
        var started = new ArrayList<PinnedThread>(threads);
        try {
            for (int i = 0; i < threads; i++) {
                started.add(PinnedThread.start(name + "-" + i, settings));
            }
            return new LocalPool(started);
        } catch (Throwable failure) {
            end(started);
            throw failure;
        }
    }

    /**
     * Starts an async block on the thread that has the fewest tasks.
     *
     * @param body the body; all of it runs on that thread
     * @param <T> the type of its value
     * @return the right to join it, from anywhere; its task is cancelled already if the pool was
     *     closed
     */
    public <T extends @Nullable Object> JoinHandle<T> spawnPinned(AsyncCallable<T> body) {
        return leastLoaded().handle().spawn(body);
    }

    /**
     * Starts an async block without a value on the thread that has the fewest tasks.
     *
     * @param body the body; all of it runs on that thread
     * @return the right to join it, from anywhere
     */
    public JoinHandle<@Nullable Void> spawnPinned(AsyncRunnable body) {
        return leastLoaded().handle().spawn(body);
    }

    /**
     * Starts a future on the thread that has the fewest tasks.
     *
     * @param future what to poll; all polls are on that thread
     * @param <T> the type of its value
     * @return the right to join it, from anywhere
     */
    public <T extends @Nullable Object> JoinHandle<T> spawnPinned(Future<T> future) {
        return leastLoaded().handle().spawn(future);
    }

    /**
     * Starts an async block on a thread of one's choice.
     *
     * @param index from 0 to {@link #numThreads()} - 1
     * @param body the body; all of it runs on that thread
     * @param <T> the type of its value
     * @return the right to join it, from anywhere
     */
    public <T extends @Nullable Object> JoinHandle<T> spawnPinnedAt(
            int index, AsyncCallable<T> body) {
        return at(index).handle().spawn(body);
    }

    /**
     * Starts an async block without a value on a thread of one's choice.
     *
     * @param index from 0 to {@link #numThreads()} - 1
     * @param body the body; all of it runs on that thread
     * @return the right to join it, from anywhere
     */
    public JoinHandle<@Nullable Void> spawnPinnedAt(int index, AsyncRunnable body) {
        return at(index).handle().spawn(body);
    }

    /**
     * Starts a future on a thread of one's choice.
     *
     * @param index from 0 to {@link #numThreads()} - 1
     * @param future what to poll; all polls are on that thread
     * @param <T> the type of its value
     * @return the right to join it, from anywhere
     */
    public <T extends @Nullable Object> JoinHandle<T> spawnPinnedAt(int index, Future<T> future) {
        return at(index).handle().spawn(future);
    }

    private PinnedThread at(int index) {
        if (index < 0 || index >= threads.size()) {
            throw new IndexOutOfBoundsException(
                    "thread "
                            + index
                            + " of a LocalPool whose threads are 0 to "
                            + (threads.size() - 1));
        }
        return threads.get(index);
    }

    private PinnedThread leastLoaded() {
        var least = threads.getFirst();
        long load = least.load();
        for (int i = 1; i < threads.size() && load > 0; i++) {
            var next = threads.get(i);
            long nextLoad = next.load();
            if (nextLoad < load) {
                least = next;
                load = nextLoad;
            }
        }
        return least;
    }

    /**
     * The number of threads.
     *
     * @return as many as it was made with
     */
    public int numThreads() {
        return threads.size();
    }

    /**
     * How many tasks each thread has that have not ended, those included that its tasks have spawned.
     *
     * @return a number for each thread, in the order of their indices
     */
    public List<Long> loads() {
        return threads.stream().map(PinnedThread::load).toList();
    }

    /**
     * Cancels every task at its next suspension, runs their cleanup on their threads, and waits until
     * the threads have ended. Idempotent. Join the tasks before, to let them end by themselves.
     *
     * @throws IllegalStateException inside a task, which would be blocked meanwhile, or wait for its
     *     own end
     */
    @Override
    public void close() {
        var task = ThreadContext.current().task();
        if (task != null) {
            throw new IllegalStateException(
                    "close of a LocalPool was called inside "
                            + task
                            + ", whose thread it would block; call it outside of tasks, or by"
                            + " spawnBlocking");
        }
        end(threads);
    }

    private static void end(List<PinnedThread> threads) {
        threads.forEach(PinnedThread::stop);
        threads.forEach(PinnedThread::join);
    }

    @Override
    public String toString() {
        return "LocalPool of " + threads.size() + " threads";
    }
}
