package dev.kyoto.task;

import dev.kyoto.runtime.Handle;
import dev.kyoto.runtime.LocalRuntime;
import dev.kyoto.runtime.RuntimeBuilder;
import dev.kyoto.sync.Notify;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A thread of a {@link LocalPool}: it makes a local runtime, drives it until told to stop, and closes
 * it.
 *
 * <p>{@code stop} keeps the permit of its one notification, so a stop that comes before the thread
 * waits is not lost.
 */
final class PinnedThread {
    private final Thread thread;
    private final Handle handle;
    private final Notify stop;

    private PinnedThread(Thread thread, Handle handle, Notify stop) {
        this.thread = thread;
        this.handle = handle;
        this.stop = stop;
    }

    /** Returns once the thread has its runtime; throws what building it has thrown. */
    static PinnedThread start(String name, RuntimeBuilder settings) {
        var stop = new Notify();
        var made = new CompletableFuture<Handle>();
        var thread = Thread.ofPlatform().daemon().name(name).start(() -> run(settings, made, stop));
        try {
            return new PinnedThread(thread, made.join(), stop);
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof RuntimeException cause) {
                cause.addSuppressed(new IllegalStateException("in thread " + name));
                throw cause;
            }
            throw failure;
        }
    }

    private static void run(RuntimeBuilder settings, CompletableFuture<Handle> made, Notify stop) {
        LocalRuntime runtime;
        try {
            runtime = settings.buildLocal();
        } catch (Throwable failure) {
            made.completeExceptionally(failure);
            return;
        }
        try (runtime) {
            made.complete(runtime.handle());
            var _ = runtime.blockOn(stop.notified());
        }
    }

    Handle handle() {
        return handle;
    }

    long load() {
        return handle.metrics().numAliveTasks();
    }

    void stop() {
        stop.notifyOne();
    }

    /** Waits for the end of the thread; an interrupt is kept for later, as half an end would leak. */
    void join() {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
