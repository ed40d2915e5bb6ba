package dev.kyoto.net;

import dev.kyoto.future.Future;
import dev.kyoto.internal.driver.IoDriver;
import dev.kyoto.internal.scheduler.ThreadContext;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.runtime.EnterGuard;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A runtime that the thread of a test has entered. Its worker polls the driver, so that the test
 * can poll futures by hand, or await them.
 */
public final class TestRuntime implements AutoCloseable {
    private final List<Throwable> uncaught = new CopyOnWriteArrayList<>();
    private final AsyncRuntime runtime;
    private final EnterGuard entered;
    private final IoDriver io;

    public TestRuntime() {
        runtime =
                AsyncRuntime.builder()
                        .workerThreads(1)
                        .uncaughtHandler((task, failure) -> uncaught.add(failure))
                        .build();
        entered = runtime.enter();
        io = ThreadContext.current().scheduler().drivers().io();
    }

    public IoDriver io() {
        return io;
    }

    /** Starts a future as a task that nobody joins. */
    public void spawn(Future<?> future) {
        runtime.spawn(future).detach();
    }

    public void shutdown() {
        runtime.shutdown(Duration.ofSeconds(10));
    }

    @Override
    public void close() {
        entered.close();
        int left = io.registered();
        shutdown();
        if (left != 0) {
            throw new AssertionError(left + " sockets were left open");
        }
        if (!uncaught.isEmpty()) {
            throw new AssertionError("uncaught in a task", uncaught.getFirst());
        }
    }
}
