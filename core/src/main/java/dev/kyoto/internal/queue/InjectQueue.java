package dev.kyoto.internal.queue;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The unbounded queue of runnable tasks that all workers share, first in, first out.
 *
 * <p>It takes tasks that are scheduled from outside the workers, and what overflows from their own
 * queues. Once closed it refuses {@linkplain #offer offers}, but still takes overflow: those tasks
 * were accepted long before, and whoever closes the queue polls it until it is empty.
 *
 * <p>Thread-safe.
 *
 * <p>Answers to {@code runtime::scheduler::inject} in Tokio.
 *
 * @param <T> the type of the tasks
 */
public final class InjectQueue<T> implements Overflow<T> {
    // A ring of slots that doubles when it is full; once a large one is empty, an eighth of it is
    // kept, so that a burst does not keep its memory. The tasks are [first, first + length).
    //
    //   open   -> closed    close; never back
    //
    // All fields are written under the lock. `length` and `closed` are volatile so that they can be
    // read without it. `length` is the last thing written: whoever sees that it is not zero finds a
    // task under the lock, unless another consumer was quicker; and a producer that adds a task and
    // then looks for a sleeping worker has stored a volatile before that look, as has a worker that
    // announces its sleep and then looks here. One of the two sees the other.

    private static final int FIRST_CAPACITY = 64;

    /** Slots that are kept however few are used: 256 KiB. */
    private static final int KEPT_CAPACITY = 1 << 16;

    private final Object lock = new Object();

    @GuardedBy("lock")
    private @Nullable T[] slots;

    /** Slot of the oldest task. */
    @GuardedBy("lock")
    private int first;

    private volatile int length;
    private volatile boolean closed;

    /** Creates an empty, open queue. */
    public InjectQueue() {
        slots = newSlots(FIRST_CAPACITY);
    }

    /**
     * Adds a task at the end, unless the queue is closed.
     *
     * @param task the task
     * @return false if closed; then the task was not taken
     */
    public boolean offer(T task) {
        Objects.requireNonNull(task, "task");
        synchronized (lock) {
            if (closed) {
                return false;
            }
            add(task);
            return true;
        }
    }

    /** {@inheritDoc} A closed queue takes it as well. */
    @Override
    public void push(T task) {
        Objects.requireNonNull(task, "task");
        synchronized (lock) {
            add(task);
        }
    }

    /** {@inheritDoc} A closed queue takes them as well. They stay next to one another. */
    @Override
    public void pushBatch(T[] tasks, int from, int to) {
        Objects.checkFromToIndex(from, to, tasks.length);
        synchronized (lock) {
            int count = to - from;
            reserve(count);
            int before = length;
            int mask = slots.length - 1;
            for (int i = 0; i < count; i++) {
                slots[(first + before + i) & mask] = tasks[from + i];
            }
            length = before + count;
        }
    }

    /**
     * Takes the oldest task.
     *
     * @return the task, or null if there is none
     */
    public @Nullable T poll() {
        if (length == 0) {
            return null;
        }
        synchronized (lock) {
            if (length == 0) {
                return null;
            }
            T task = slots[first];
            slots[first] = null;
            first = (first + 1) & (slots.length - 1);
            length--;
            shrinkIfEmpty();
            return task;
        }
    }

    /**
     * Moves the oldest tasks to the end of a worker's queue, as many as fit.
     *
     * @param destination a queue that the calling thread owns
     * @param max how many at most
     * @return how many were moved
     */
    public int pollInto(LocalQueue<T> destination, int max) {
        if (length == 0) {
            return 0;
        }
        int wanted = Math.min(max, destination.free());
        if (wanted <= 0) {
            return 0;
        }
        synchronized (lock) {
            int count = Math.min(wanted, length);
            int mask = slots.length - 1;
            for (int i = 0; i < count; i++) {
                int slot = (first + i) & mask;
                destination.put(i, present(slots[slot]));
                slots[slot] = null;
            }
            first = (first + count) & mask;
            length -= count;
            shrinkIfEmpty();
            destination.publish(count);
            return count;
        }
    }

    /**
     * Counts the tasks, without the lock.
     *
     * @return the number of tasks
     */
    public int size() {
        return length;
    }

    /**
     * Whether there is no task, without the lock.
     *
     * @return true if so
     */
    public boolean isEmpty() {
        return length == 0;
    }

    /**
     * Whether offers are refused, without the lock.
     *
     * @return true after {@link #close()}
     */
    public boolean isClosed() {
        return closed;
    }

    /** Refuses all later offers. What is inside can still be polled. */
    public void close() {
        // Under the lock, so that an offer is either refused or inside when this returns.
        synchronized (lock) {
            closed = true;
        }
    }

    @GuardedBy("lock")
    private void add(T task) {
        reserve(1);
        int before = length;
        slots[(first + before) & (slots.length - 1)] = task;
        length = before + 1;
    }

    /** Makes room for so many tasks more. */
    @GuardedBy("lock")
    private void reserve(int count) {
        int needed = Math.addExact(length, count);
        if (needed <= slots.length) {
            return;
        }
        @Nullable T[] larger = newSlots(Integer.highestOneBit(needed - 1) << 1);
        int straight = Math.min(length, slots.length - first);
        System.arraycopy(slots, first, larger, 0, straight);
        System.arraycopy(slots, 0, larger, straight, length - straight);
        slots = larger;
        first = 0;
    }

    /** Slots there are, used or not. */
    int capacity() {
        synchronized (lock) {
            return slots.length;
        }
    }

    @GuardedBy("lock")
    private void shrinkIfEmpty() {
        if (length == 0 && slots.length > KEPT_CAPACITY) {
            slots = newSlots(slots.length / 8);
            first = 0;
        }
    }

    @SuppressWarnings("unchecked") // the array never leaves this object, and holds T alone
    private static <T> @Nullable T[] newSlots(int capacity) {
        return (@Nullable T[]) new Object[capacity];
    }

    @SuppressWarnings("NullAway") // for slots between first and first + length
    private static <T> T present(@Nullable T task) {
        return task;
    }
}
