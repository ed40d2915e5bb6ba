package dev.kyoto.internal.scheduler;

import dev.kyoto.future.Awaiter;
import dev.kyoto.future.Future;
import dev.kyoto.internal.util.Rng;
import dev.kyoto.internal.util.RngHolder;
import org.jspecify.annotations.Nullable;

/** A thread of a runtime: it runs a worker, or a closure of the blocking pool. */
final class RuntimeThread extends Thread
        implements Awaiter, RngHolder, Thread.UncaughtExceptionHandler {
    private final Scheduler scheduler;
    private final ThreadContext context;

    RuntimeThread(Runnable body, String name, long stackSize, Scheduler scheduler) {
        super(null, body, name, stackSize, false);
        this.scheduler = scheduler;
        this.context = new ThreadContext(this);
        this.context.enter(scheduler);
        setDaemon(true);
        setUncaughtExceptionHandler(this);
    }

    @Override
    public void run() {
        var hooks = scheduler.config().threadHooks();
        hooks.onStart().run();
        try {
            super.run();
        } finally {
            hooks.onStop().run();
        }
    }

    @Override
    public void uncaughtException(Thread thread, Throwable failure) {
        scheduler.failures().stray(context.task(), failure);
    }

    @Override
    public Rng rng() {
        return context.rng();
    }

    ThreadContext context() {
        return context;
    }

    @Override
    public <T extends @Nullable Object> T await(Future<T> future) {
        return StrayAwait.await(context, future);
    }
}
