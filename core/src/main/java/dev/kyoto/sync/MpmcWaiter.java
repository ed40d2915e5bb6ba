package dev.kyoto.sync;

import org.jspecify.annotations.Nullable;

/**
 * A future that waits for its turn at an {@link MpmcCore}: a sender for a free slot, a receiver for
 * a message.
 *
 * <p>How far it has come is written and read under the lock of the core only:
 *
 * <pre>
 *   AWAY   -> QUEUED    it has to wait
 *   QUEUED -> GRANTED   it is first in the queue, and what it waits for is there and set aside
 *   QUEUED -> AWAY      it gave up; or the wait is over with nothing, as the channel has ended
 *   GRANTED -> AWAY     it took what was set aside, or gave up
 * </pre>
 */
abstract class MpmcWaiter<R extends @Nullable Object> extends Waiter<R> {
    /** Where a waiter stands. */
    enum Place {
        AWAY,
        QUEUED,
        GRANTED
    }

    Place place = Place.AWAY;
}
