package dev.kyoto.time;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import dev.kyoto.internal.timer.TimeDriver;
import dev.kyoto.internal.timer.TimerEntry;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Values with a deadline each, handed out as they are due: the entries of a cache, the sessions that
 * end unless they are renewed, the retries to come.
 *
 * <p>However many values it holds, it needs one timer of the runtime, and only while somebody waits
 * for {@link #nextExpired()}; so there is nothing to close. Values come out in the order of their
 * deadlines, those of one deadline in the order in which they were given it, and never early.
 * Inserting, moving and removing take O(log n), and O(1) for a deadline later than most.
 *
 * <p><b>Thread-safety.</b> Any thread may insert, move, remove and look, also while a task waits: it
 * is woken if what it waits for has become earlier, or if nothing is left. One task at a time may
 * wait; a second one is told so by an {@link IllegalStateException}.
 *
 * <p>A key is the entry itself. It is never used for another entry, so one that is kept for too long
 * finds nothing instead of something else.
 *
 * <p><b>Example</b> Sessions that end after a minute without a message:
 *
 * {@snippet :
 * var sessions = new DelayQueue<String>();
 * var alice = sessions.insert("alice", Duration.ofMinutes(1));
 * sessions.insert("bob", Duration.ofMinutes(1));
 * sessions.reset(alice, Duration.ofMinutes(1));
 * for (var end = sessions.nextExpired().await();
 *         end != null;
 *         end = sessions.nextExpired().await()) {
 *     System.out.println(end.value() + " has been silent for a minute");
 * }
 * }
 *
 * <p>Answers to {@code tokio_util::time::DelayQueue}.
 *
 * @param <T> the type of the values
 */
public final class DelayQueue<T> {
    // Parts: the heap of keys, and what is known of the one who waits. All fields below, and all
    // fields of the keys, are guarded by `lock`. The timer is not here: it belongs to the future
    // that waits, whose own task alone hands it to the driver, outside of the lock.
    //
    //   nobody (null)      -> waits (w, waker, deadline)   w is polled, and nothing is due
    //   waits              -> called (w, no waker)         an earlier first deadline, or nothing
    // left
    //   waits, called      -> waits                        w is polled again
    //   waits, called      -> nobody                       w is ready, has failed or was cancelled
    //
    // No wake-up is lost. A poll looks at the first deadline and leaves its waker under one hold of
    // the lock, and sets its timer to that deadline afterwards. A change before it is seen by the
    // poll. A change after it, of a first deadline to an earlier one, takes the waker and wakes it
    // outside of the lock: the poll, which may not have set its timer yet, is followed by another.
    // A change to a later one calls nobody: the timer fires at the old deadline, and the poll that
    // follows sets it anew. That costs a wake-up for each deadline that somebody waited for,
    // instead
    // of one for each move.

    private final TimeDriver driver;
    private final Object lock = new Object();
    private final DelayHeap heap = new DelayHeap();
    private @Nullable Next<T> waiter;
    private @Nullable Waker waker;

    /** What the timer of `waiter` is set to, or is about to be. */
    private long awaited;

    /**
     * An empty queue that follows the clock of the runtime at hand.
     *
     * <p>Answers to {@code DelayQueue::new}.
     *
     * @throws IllegalStateException without a runtime at hand
     */
    public DelayQueue() {
        this(TimeAccess.driver());
    }

    DelayQueue(TimeDriver driver) {
        this.driver = driver;
    }

    /**
     * Names an entry of the queue that has made it, for as long as the entry is there.
     *
     * <p>Keys are compared by identity. One that outlives its entry keeps no value reachable.
     *
     * <p>Answers to {@code tokio_util::time::delay_queue::Key}.
     */
    public static final class Key {
        /** The index of a key that is not in the heap. */
        static final int GONE = -1;

        private final DelayQueue<?> queue;

        /** The value, until the entry is gone. */
        private @Nullable Object value;

        long deadline;
        long order;
        int index = GONE;

        private Key(DelayQueue<?> queue, Object value, long deadline) {
            this.queue = queue;
            this.value = value;
            this.deadline = deadline;
        }

        boolean isBefore(Key other) {
            return deadline < other.deadline || (deadline == other.deadline && order < other.order);
        }

        /**
         * The deadline, if the entry is there.
         *
         * @return as "Key[PT1.5S]" or "Key[gone]"
         */
        @Override
        public String toString() {
            synchronized (queue.lock) {
                return index == GONE ? "Key[gone]" : "Key[" + Duration.ofNanos(deadline) + "]";
            }
        }
    }

    /**
     * A value that was due.
     *
     * <p>Answers to {@code tokio_util::time::delay_queue::Expired}.
     *
     * @param value the value
     * @param deadline when it was due, which may be a while ago
     * @param key the key it had; its entry is gone
     * @param <T> the type of the value
     */
    public record Expired<T>(T value, AsyncInstant deadline, Key key) {}

    /**
     * Puts a value in for some time, which counts from this call.
     *
     * <p>Answers to {@code DelayQueue::insert}.
     *
     * @param value the value
     * @param delay how long; zero and less mean that it is due now, and a time beyond the end of the
     *     clock, some 292 years, is cut off there
     * @return the key of the entry, to move or remove it
     */
    public Key insert(T value, Duration delay) {
        return insert(value, Nanos.after(driver.clock().nanos(), delay));
    }

    /**
     * Puts a value in until a moment; one that has passed means that the value is due now.
     *
     * <p>Answers to {@code DelayQueue::insert_at}.
     *
     * @param value the value
     * @param deadline when it is due
     * @return the key of the entry, to move or remove it
     */
    public Key insertAt(T value, AsyncInstant deadline) {
        return insert(value, deadline.nanos());
    }

    private Key insert(T value, long deadline) {
        var key = new Key(this, Objects.requireNonNull(value, "value"), deadline);
        Waker called;
        synchronized (lock) {
            heap.add(key);
            called = callWaiter();
        }
        wake(called);
        return key;
    }

    /**
     * Moves a deadline to some time from now.
     *
     * <p>Answers to {@code DelayQueue::reset}, which panics where this answers false.
     *
     * @param key a key of this queue
     * @param delay how long from now; zero and less mean now
     * @return false if the entry is gone
     * @throws IllegalArgumentException for a key of another queue
     */
    public boolean reset(Key key, Duration delay) {
        return reset(key, Nanos.after(driver.clock().nanos(), delay));
    }

    /**
     * Moves a deadline.
     *
     * <p>Answers to {@code DelayQueue::reset_at}, which panics where this answers false.
     *
     * @param key a key of this queue
     * @param deadline when its value is due
     * @return false if the entry is gone
     * @throws IllegalArgumentException for a key of another queue
     */
    public boolean resetAt(Key key, AsyncInstant deadline) {
        return reset(key, deadline.nanos());
    }

    private boolean reset(Key key, long deadline) {
        checkOwn(key);
        Waker called;
        synchronized (lock) {
            if (key.index == Key.GONE) {
                return false;
            }
            heap.move(key, deadline);
            called = callWaiter();
        }
        wake(called);
        return true;
    }

    /**
     * Takes a value out before it is due, or before anybody has taken it although it is.
     *
     * <p>Answers to {@code DelayQueue::try_remove}, and to {@code remove}, which panics where this
     * answers null.
     *
     * @param key a key of this queue
     * @return the value, or null if the entry is gone
     * @throws IllegalArgumentException for a key of another queue
     */
    public @Nullable T remove(Key key) {
        checkOwn(key);
        T value;
        Waker called;
        synchronized (lock) {
            if (key.index == Key.GONE) {
                return null;
            }
            value = take(key);
            called = callWaiter();
        }
        wake(called);
        return value;
    }

    /**
     * Removes all values.
     *
     * <p>Answers to {@code DelayQueue::clear}.
     */
    public void clear() {
        Waker called;
        synchronized (lock) {
            // The last place first: nothing has to be moved into it.
            for (var key = heap.last(); key != null; key = heap.last()) {
                var _ = take(key);
            }
            called = callWaiter();
        }
        wake(called);
    }

    /**
     * The entry that is due first; it may be due already.
     *
     * <p>Answers to {@code DelayQueue::peek}.
     *
     * @return its key, or null if the queue is empty
     */
    public @Nullable Key peek() {
        synchronized (lock) {
            return heap.first();
        }
    }

    /**
     * When an entry is due.
     *
     * <p>Answers to {@code DelayQueue::deadline}, which panics where this answers null.
     *
     * @param key a key of this queue
     * @return its deadline, or null if the entry is gone
     * @throws IllegalArgumentException for a key of another queue
     */
    public @Nullable AsyncInstant deadline(Key key) {
        checkOwn(key);
        synchronized (lock) {
            return key.index == Key.GONE ? null : new AsyncInstant(key.deadline);
        }
    }

    /**
     * How many values are there, those included that are due.
     *
     * <p>Answers to {@code DelayQueue::len}.
     *
     * @return the number of values
     */
    public int size() {
        synchronized (lock) {
            return heap.size();
        }
    }

    /**
     * Whether no value is there.
     *
     * <p>Answers to {@code DelayQueue::is_empty}.
     *
     * @return true without values
     */
    public boolean isEmpty() {
        return size() == 0;
    }

    /**
     * Waits until a value is due, and takes it out.
     *
     * <p>An empty queue answers null at once, and so does one that is emptied meanwhile: ask again
     * after the next insert, or keep a value in it.
     *
     * <p><b>Cancellation</b> Safe: a value is taken out at the moment it is returned, never before.
     *
     * <p><b>Errors</b> {@link IllegalStateException} if another task waits already, or if the
     * runtime is shut down meanwhile; the values stay.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var retries = new DelayQueue<Job>();
     * retries.insert(job, Duration.ofSeconds(5));
     * var next = retries.nextExpired().await();
     * if (next != null) {
     *     run(next.value());
     * }
     * }
     *
     * <p>Answers to {@code DelayQueue::poll_expired} and to the queue as a stream.
     *
     * @return a future of the value that is due first, or of null if there is none
     */
    @CheckReturnValue
    public Future<@Nullable Expired<T>> nextExpired() {
        return new Next<>(this);
    }

    private void checkOwn(Key key) {
        if (key.queue != this) {
            throw new IllegalArgumentException(
                    "this key was made by another DelayQueue; use it with the queue whose insert()"
                            + " has returned it");
        }
    }

    /** Takes an entry out; under the lock. */
    private T take(Key key) {
        heap.remove(key);
        @SuppressWarnings("unchecked") // only insert() makes keys of this queue
        var value = (T) Objects.requireNonNull(key.value, "an entry that is there has a value");
        key.value = null;
        return value;
    }

    /** The waker of the one who waits, if what it waits for has changed; under the lock. */
    private @Nullable Waker callWaiter() {
        var first = heap.first();
        var called = waker;
        if (called == null || (first != null && first.deadline >= awaited)) {
            return null;
        }
        waker = null;
        return called;
    }

    private static void wake(@Nullable Waker called) {
        if (called != null) {
            called.wake();
        }
    }

    /**
     * What the first entry says to the one who waits: Ready if it is due or there is none, else
     * Pending, and `awaited` and the waker are kept.
     */
    private Poll<@Nullable Expired<T>> takeDue(Next<T> next, Waker nextWaker, long now) {
        synchronized (lock) {
            if (waiter != null && waiter != next) {
                throw new IllegalStateException(
                        "another task waits for this DelayQueue already, and each value goes to one"
                                + " only; let one task wait and pass the values on, or cancel the"
                                + " other wait first");
            }
            var first = heap.first();
            if (first != null && first.deadline > now) {
                waiter = next;
                waker = nextWaker;
                awaited = first.deadline;
                next.deadline = first.deadline;
                return Poll.pending();
            }
            waiter = null;
            waker = null;
            return Poll.ready(
                    first == null
                            ? null
                            : new Expired<>(take(first), new AsyncInstant(first.deadline), first));
        }
    }

    private void leave(Next<T> next) {
        synchronized (lock) {
            if (waiter == next) {
                waiter = null;
                waker = null;
            }
        }
    }

    /**
     * How many values there are.
     *
     * @return as "DelayQueue[3 values]"
     */
    @Override
    public String toString() {
        return "DelayQueue[" + size() + " values]";
    }

    /** One wait for a value; everything here is done by the task that waits. */
    private static final class Next<T> implements Future<@Nullable Expired<T>> {
        private final DelayQueue<T> queue;
        private @Nullable TimerEntry timer;

        /** When the first entry is due, by the last look. */
        long deadline;

        /** What the timer was set to. */
        private long armed;

        private boolean ended;

        Next(DelayQueue<T> queue) {
            this.queue = queue;
        }

        @Override
        public Poll<@Nullable Expired<T>> poll(Context cx) {
            if (ended) {
                throw new IllegalStateException(
                        "this wait has ended or was cancelled and must not be polled again; call"
                                + " nextExpired() for the next one");
            }
            if (!cx.proceed()) {
                return Poll.pending();
            }
            boolean pending = false;
            try {
                var due = queue.takeDue(this, cx.waker(), queue.driver.clock().nanos());
                while (due.isPending() && isElapsed(cx.waker())) {
                    // The driver's word counts, which rounds the end of time down to a tick.
                    due = queue.takeDue(this, cx.waker(), armed);
                }
                pending = due.isPending();
                return due;
            } finally {
                if (pending) {
                    cx.restore();
                } else {
                    cancel();
                }
            }
        }

        /** Sets the timer to the deadline, unless it has passed meanwhile. */
        private boolean isElapsed(Waker waker) {
            if (timer == null) {
                timer = new TimerEntry();
            } else if (armed != deadline) {
                queue.driver.reset(timer, deadline);
            }
            armed = deadline;
            return queue.driver.poll(timer, deadline, waker);
        }

        @Override
        public void cancel() {
            if (ended) {
                return;
            }
            ended = true;
            queue.leave(this);
            if (timer != null) {
                queue.driver.cancel(timer);
            }
        }

        @Override
        public String toString() {
            return "DelayQueue.nextExpired";
        }
    }
}
