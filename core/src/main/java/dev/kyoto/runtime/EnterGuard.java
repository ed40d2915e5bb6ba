package dev.kyoto.runtime;

import dev.kyoto.internal.scheduler.Scheduler;
import dev.kyoto.internal.scheduler.ThreadContext;
import org.jspecify.annotations.Nullable;

/**
 * Makes a runtime the one at hand for the current thread, until closed. Guards are closed in the
 * reverse order, by the thread that made them: use try-with-resources.
 *
 * <p>Answers to {@code tokio::runtime::EnterGuard}.
 */
public final class EnterGuard implements AutoCloseable {
    private final ThreadContext context = ThreadContext.current();
    private final Scheduler entered;
    private final @Nullable Scheduler before;
    private final int number = context.openGuard();
    private boolean closed;

    EnterGuard(Scheduler scheduler) {
        entered = scheduler;
        before = context.enter(scheduler);
    }

    /**
     * Puts back what was at hand before. Closing twice does nothing.
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
                    "an EnterGuard was closed on thread '"
                            + Thread.currentThread().getName()
                            + "', which did not make it; close it where it was made");
        }
        if (context.schedulerOrNull() != entered || !context.closeGuard(number)) {
            throw new IllegalStateException(
                    "an EnterGuard was closed before one that was made later; close them in the"
                            + " reverse order, by try-with-resources");
        }
        closed = true;
        context.enter(before);
    }
}
