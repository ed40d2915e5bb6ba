package dev.kyoto.internal.driver;

import dev.kyoto.future.AtomicWaker;
import dev.kyoto.future.Context;
import dev.kyoto.future.IoException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of several tasks that wait for the same direction of one registration, as tasks that accept
 * from one listener do. An event wakes all of them.
 *
 * <p>Belongs to one task, which must {@link #cancel()} it or poll it until it is ready.
 *
 * <p>Answers to the waiters' list of Tokio's {@code ScheduledIo}.
 */
public final class ReadyWaiter {
    // States: idle -> queued   pollReady that finds nothing ready
    //         queued -> idle   pollReady that finds it ready, cancel
    // `previous` and `next` are guarded by the queue's monitor; `queued` belongs to the owner, as
    // nobody else adds or removes a waiter.

    private final Registration registration;
    private final Direction direction;
    private final AtomicWaker waker = new AtomicWaker();
    private @Nullable ReadyWaiter previous;
    private @Nullable ReadyWaiter next;
    private boolean queued;

    /**
     * A waiter that is not queued yet.
     *
     * @param registration what to wait for
     * @param direction which way
     */
    public ReadyWaiter(Registration registration, Direction direction) {
        this.registration = registration;
        this.direction = direction;
    }

    /**
     * As {@link Registration#pollReady}, without taking its one slot.
     *
     * @param cx the waker to keep
     * @return a snapshot for {@link Registration#clearReady}, or {@link Readiness#PENDING}
     * @throws IoException {@code CLOSED}, {@code RUNTIME_SHUTDOWN}
     */
    public long pollReady(Context cx) {
        long seen = registration.current();
        if (!Readiness.isReady(seen, direction)) {
            waker.register(cx.waker());
            registration.sharers().add(this);
            seen = registration.armUnlessReady(direction);
        }
        if (seen != Readiness.PENDING) {
            cancel();
        }
        return registration.checked(seen);
    }

    /** Leaves the queue; a later poll may join it again. */
    public void cancel() {
        if (queued) {
            registration.sharers().remove(this);
        }
    }

    /** The queue of one registration, for both directions; short, and empty most of the time. */
    static final class Queue {
        private volatile @Nullable ReadyWaiter head;

        synchronized void add(ReadyWaiter waiter) {
            if (!waiter.queued) {
                waiter.queued = true;
                var first = head;
                waiter.next = first;
                if (first != null) {
                    first.previous = waiter;
                }
                head = waiter;
            }
        }

        synchronized void remove(ReadyWaiter waiter) {
            var before = waiter.previous;
            var after = waiter.next;
            if (before == null) {
                head = after;
            } else {
                before.next = after;
            }
            if (after != null) {
                after.previous = before;
            }
            waiter.previous = null;
            waiter.next = null;
            waiter.queued = false;
        }

        /** Comes after a slot's wake, whose fence orders the read of the head behind the word. */
        void wake(Direction direction) {
            if (head != null) {
                // Outside of the monitor: a waker is foreign code.
                for (var waiter : waitersFor(direction)) {
                    waiter.waker.wake();
                }
            }
        }

        private synchronized List<ReadyWaiter> waitersFor(Direction direction) {
            var waiting = new ArrayList<ReadyWaiter>();
            for (var waiter = head; waiter != null; waiter = waiter.next) {
                if (waiter.direction == direction) {
                    waiting.add(waiter);
                }
            }
            return waiting;
        }
    }
}
