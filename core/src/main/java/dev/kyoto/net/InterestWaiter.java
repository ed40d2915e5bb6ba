package dev.kyoto.net;

import dev.kyoto.future.Context;
import dev.kyoto.internal.driver.Direction;
import dev.kyoto.internal.driver.Readiness;
import dev.kyoto.internal.driver.ReadyWaiter;
import dev.kyoto.internal.driver.Registration;
import org.jspecify.annotations.Nullable;

/**
 * One of any number of tasks that wait for one or both directions of a registration. Belongs to one
 * task, which must {@link #cancel()} it or poll it until it is ready.
 */
final class InterestWaiter {
    private final @Nullable ReadyWaiter reader;
    private final @Nullable ReadyWaiter writer;

    InterestWaiter(Registration registration, Interest interest) {
        this.reader = interest.isReadable() ? new ReadyWaiter(registration, Direction.READ) : null;
        this.writer = interest.isWritable() ? new ReadyWaiter(registration, Direction.WRITE) : null;
    }

    /** A snapshot in which one of the directions is ready, or PENDING. */
    long pollReady(Context cx) {
        long seen = reader == null ? Readiness.PENDING : reader.pollReady(cx);
        if (writer != null && seen == Readiness.PENDING) {
            seen = writer.pollReady(cx);
        }
        if (seen != Readiness.PENDING) {
            cancel();
        }
        return seen;
    }

    /** Leaves the queues; a later poll may join them again. */
    void cancel() {
        if (reader != null) {
            reader.cancel();
        }
        if (writer != null) {
            writer.cancel();
        }
    }
}
