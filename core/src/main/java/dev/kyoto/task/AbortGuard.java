package dev.kyoto.task;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.runtime.AbortHandle;
import java.util.Objects;

/**
 * Aborts a task when it is closed, unless it was defused. Thread-safe.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * var heartbeat = spawn(() -> work());
 * try (var guard = AbortGuard.of(heartbeat.abortHandle())) {
 *     finish();
 * }
 * }
 *
 * <p>Answers to {@code tokio_util::task::AbortOnDrop}.
 */
public final class AbortGuard implements AutoCloseable {
    private final AbortHandle handle;
    private volatile boolean defused;

    private AbortGuard(AbortHandle handle) {
        this.handle = Objects.requireNonNull(handle, "handle");
    }

    /**
     * Makes a guard of a task.
     *
     * @param handle the right to abort it
     * @return the guard; close it, best by try-with-resources
     */
    @CheckReturnValue
    public static AbortGuard of(AbortHandle handle) {
        return new AbortGuard(handle);
    }

    /** Aborts the task now. */
    public void abort() {
        handle.abort();
    }

    /**
     * Whether the task has ended.
     *
     * @return true once it has ended, in whatever way
     */
    @CheckReturnValue
    public boolean isFinished() {
        return handle.isFinished();
    }

    /**
     * Defuses the guard: closing it does nothing any more.
     *
     * @return the right to abort the task
     */
    public AbortHandle detach() {
        defused = true;
        return handle;
    }

    /** Aborts the task, unless the guard was defused; does not wait for its end. */
    @Override
    public void close() {
        if (!defused) {
            handle.abort();
        }
    }

    @Override
    public String toString() {
        return "AbortGuard of " + handle;
    }
}
