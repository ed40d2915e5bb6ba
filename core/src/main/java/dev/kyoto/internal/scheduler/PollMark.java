package dev.kyoto.internal.scheduler;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What a worker is doing right now, left where the watch can see it.
 *
 * <p>Written by the thread with the worker's core, before and after each poll; read by the watch.
 * The accesses are opaque: the watch looks twice, milliseconds apart, and acts only on what has not
 * changed, so it needs no ordering, and the worker pays two plain stores.
 */
final class PollMark {
    private static final VarHandle TASK;
    private static final VarHandle POLLS;

    static {
        try {
            var lookup = MethodHandles.lookup();
            TASK = lookup.findVarHandle(PollMark.class, "task", Task.class);
            POLLS = lookup.findVarHandle(PollMark.class, "polls", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private @Nullable Task<?> task;
    private int polls;

    /** The thread that has the core; set once per loop. */
    private volatile @Nullable Thread thread;

    /** One look at a worker. */
    record Sighting(@Nullable Task<?> task, int polls, @Nullable Thread thread) {
        boolean sameAs(Sighting earlier) {
            return task != null && task == earlier.task && polls == earlier.polls;
        }
    }

    void attach(@Nullable Thread looping) {
        thread = looping;
    }

    void polling(Task<?> polled) {
        POLLS.setOpaque(this, polls + 1);
        TASK.setOpaque(this, polled);
    }

    void polled() {
        TASK.setOpaque(this, null);
    }

    Sighting look() {
        return new Sighting((Task<?>) TASK.getOpaque(this), (int) POLLS.getOpaque(this), thread);
    }
}
