package dev.kyoto.runtime;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.AsyncRunnable;
import dev.kyoto.future.Future;
import dev.kyoto.internal.block.Blocks;
import dev.kyoto.internal.scheduler.LocalOnly;
import dev.kyoto.internal.scheduler.TaskHome;
import dev.kyoto.internal.scheduler.ThreadContext;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A reference to a {@code LocalSet} or a {@link LocalRuntime}, to spawn tasks on it that stay on its
 * thread. It may be kept; spawning works on that thread alone.
 *
 * <p><b>Example</b> A task starts another one that stays on the same thread:
 *
 * {@snippet :
 * var counts = new ArrayList<Integer>(); // only this thread's tasks touch it: it needs no lock
 * LocalHandle.current().spawnLocal(() -> {
 *     counts.add(messages.recv().await().length());
 * }).detach();
 * }
 *
 * <p>Answers to {@code tokio::task::spawn_local}.
 */
@CheckReturnValue
public final class LocalHandle {
    private final TaskHome home;

    LocalHandle(TaskHome home) {
        this.home = home;
    }

    /**
     * The innermost one at hand: the {@code LocalSet} that is being driven here or was entered, else
     * the local runtime.
     *
     * @return a handle to it
     * @throws IllegalStateException if there is none on this thread
     */
    public static LocalHandle current() {
        return tryCurrent().orElseThrow(LocalOnly::refused);
    }

    /**
     * The innermost one at hand, if there is any.
     *
     * @return a handle to it, or empty
     */
    public static Optional<LocalHandle> tryCurrent() {
        return Optional.ofNullable(ThreadContext.current().localHomeOrNull()).map(LocalHandle::new);
    }

    /**
     * Starts a future as a task that is polled on this thread only.
     *
     * @param future what to poll
     * @param <T> the type of its value
     * @return the right to join it; its task is cancelled already if the set or runtime was closed
     * @throws IllegalStateException on another thread than that of the set or runtime
     */
    public <T extends @Nullable Object> JoinHandle<T> spawnLocal(Future<T> future) {
        return spawnLocal(null, future);
    }

    /**
     * Starts an async block as a task that is polled on this thread only.
     *
     * @param body the body; it may await
     * @param <T> the type of its value
     * @return the right to join it
     * @throws IllegalStateException on another thread than that of the set or runtime
     */
    public <T extends @Nullable Object> JoinHandle<T> spawnLocal(AsyncCallable<T> body) {
        return spawnLocal(null, Blocks.of(body));
    }

    /**
     * Starts an async block without a value as a task that is polled on this thread only.
     *
     * @param body the body; it may await
     * @return the right to join it
     * @throws IllegalStateException on another thread than that of the set or runtime
     */
    public JoinHandle<@Nullable Void> spawnLocal(AsyncRunnable body) {
        return spawnLocal(null, Blocks.of(body));
    }

    /**
     * Starts a named future as a task that is polled on this thread only.
     *
     * @param name the name, or null
     * @param future what to poll
     * @param <T> the type of its value
     * @return the right to join it
     * @throws IllegalStateException on another thread than that of the set or runtime
     */
    public <T extends @Nullable Object> JoinHandle<T> spawnLocal(
            @Nullable String name, Future<T> future) {
        Objects.requireNonNull(future, "future");
        var runtime = ThreadContext.current().schedulerOrNull();
        boolean trackSites = runtime != null && runtime.config().trackSpawnSites();
        return new JoinHandle<>(home.spawnLocal(future, SpawnMeta.of(name, trackSites)));
    }

    @Override
    public String toString() {
        return "LocalHandle of " + home;
    }
}
