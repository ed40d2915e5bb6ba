package dev.kyoto.net;

import dev.kyoto.future.Future;
import dev.kyoto.internal.driver.IoDriver;
import dev.kyoto.internal.driver.Parking;
import dev.kyoto.internal.driver.Provider;
import dev.kyoto.internal.scheduler.Deadline;
import dev.kyoto.internal.scheduler.MultiThreadScheduler;
import dev.kyoto.internal.scheduler.Scheduler;
import dev.kyoto.internal.scheduler.SchedulerConfig;
import dev.kyoto.internal.scheduler.TaskHooks;
import dev.kyoto.internal.scheduler.TaskMeta;
import dev.kyoto.internal.scheduler.ThreadContext;
import dev.kyoto.internal.scheduler.ThreadHooks;
import dev.kyoto.internal.timer.SystemClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A runtime that the thread of a test has entered. Its worker polls the driver, so that the test can
 * poll futures by hand, or await them.
 */
final class TestRuntime implements AutoCloseable {
    private final List<Throwable> uncaught = new CopyOnWriteArrayList<>();
    private final Scheduler scheduler;
    private final Scheduler previous;

    TestRuntime() {
        this(1);
    }

    TestRuntime(int workers) {
        scheduler =
                new MultiThreadScheduler(
                        new SchedulerConfig(
                                "net-test",
                                workers,
                                8,
                                Duration.ofSeconds(1),
                                () -> "net-test",
                                0,
                                0,
                                4,
                                true,
                                false,
                                Duration.ZERO,
                                ThreadHooks.NONE,
                                TaskHooks.NONE,
                                (id, meta, failure) -> uncaught.add(failure),
                                new Provider(SystemClock.INSTANCE, 1, Parking.JDK)));
        previous = ThreadContext.current().enter(scheduler);
    }

    IoDriver io() {
        return scheduler.drivers().io();
    }

    /** Starts a future as a task that nobody joins. */
    void spawn(Future<?> future) {
        scheduler.spawn(future, TaskMeta.NONE).detach();
    }

    void shutdown() {
        try {
            scheduler.shutdown(Deadline.in(Duration.ofSeconds(10)));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        ThreadContext.current().enter(previous);
        int left = io().registered();
        shutdown();
        if (left != 0) {
            throw new AssertionError(left + " sockets were left open");
        }
        if (!uncaught.isEmpty()) {
            throw new AssertionError("uncaught in a task", uncaught.getFirst());
        }
    }
}
