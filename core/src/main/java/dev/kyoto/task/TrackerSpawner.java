package dev.kyoto.task;

import dev.kyoto.future.Future;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A tracker, and a name for the tasks that it shall count. */
final class TrackerSpawner extends TaskSpawner {
    private final TaskTracker tracker;
    private final String name;

    TrackerSpawner(TaskTracker tracker, String name) {
        this.tracker = tracker;
        this.name = name;
    }

    @Override
    String name() {
        return name;
    }

    @Override
    <T extends @Nullable Object> Future<T> wrap(Future<T> future) {
        return tracker.wrap(future);
    }

    @Override
    <T extends @Nullable Object> Callable<T> wrapBlocking(Callable<T> body) {
        return tracker.wrapBlocking(body);
    }
}
