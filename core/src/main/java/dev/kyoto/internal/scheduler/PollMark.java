package dev.kyoto.internal.scheduler;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What a worker is doing right now, left where the watch can see it.
 *
 * <p>Written by the thread with the worker's core, read by the watch. The count is opaque, as is the
 * task in the thread's context: the watch looks twice, milliseconds apart, and acts only on what has
 * not changed, so it needs no ordering, and the worker pays a plain store for a poll.
 */
final class PollMark {
    private static final VarHandle POLLS;

    static {
        try {
            POLLS = MethodHandles.lookup().findVarHandle(PollMark.class, "polls", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private int polls;

    /** The context of the thread that has the core, or null while none polls with it. */
    private volatile @Nullable ThreadContext context;

    /** One look at a worker. */
    record Sighting(@Nullable Task<?> task, int polls, @Nullable Thread thread) {
        /** Whether the worker is in the same poll, whatever that has done meanwhile. */
        boolean samePollAs(Sighting earlier) {
            return task != null && polls == earlier.polls;
        }
    }

    /** The core has come to a thread, or leaves one; the poll that goes on there is a new one. */
    void attach(@Nullable ThreadContext holder) {
        polling();
        context = holder;
    }

    /** A poll is about to begin. */
    void polling() {
        POLLS.setOpaque(this, polls + 1);
    }

    Sighting look() {
        var holder = context;
        return new Sighting(
                holder == null ? null : holder.glimpseTask(),
                (int) POLLS.getOpaque(this),
                holder == null ? null : holder.thread());
    }
}
