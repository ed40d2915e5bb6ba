package dev.kyoto.task;

import dev.kyoto.internal.scheduler.LocalTasks;
import dev.kyoto.internal.scheduler.ThreadContext;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link LocalSet} the target of {@code Kyoto.spawnLocal} on the current thread, until
 * closed. Guards are closed in the reverse order, by the thread that made them, and not held across
 * an await: use try-with-resources around what spawns.
 *
 * <p>Answers to {@code tokio::task::LocalEnterGuard}.
 */
public final class LocalEnterGuard implements AutoCloseable {
    private final ThreadContext context = ThreadContext.current();
    private final @Nullable LocalTasks before;
    private final int number = context.openGuard();
    private boolean closed;

    LocalEnterGuard(LocalTasks set) {
        before = context.enterLocal(set);
    }

    /**
     * Puts back what was the target before. Closing twice does nothing.
     *
     * @throws IllegalStateException on another thread, or before a guard that was made later
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        if (ThreadContext.current() != context) {
            throw new IllegalStateException(
                    "a LocalEnterGuard was closed on thread '"
                            + Thread.currentThread().getName()
                            + "', which did not make it; close it where it was made");
        }
        if (!context.closeGuard(number)) {
            throw new IllegalStateException(
                    "a LocalEnterGuard was closed before a guard that was made later; close them in"
                            + " the reverse order, by try-with-resources");
        }
        closed = true;
        context.enterLocal(before);
    }
}
