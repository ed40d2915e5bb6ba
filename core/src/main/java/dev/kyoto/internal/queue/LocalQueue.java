package dev.kyoto.internal.queue;

import dev.kyoto.internal.util.Sizes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A worker's bounded queue of runnable tasks, first in, first out: the owner's end.
 *
 * <p>One thread at a time, the owner, may call the methods here; handing a queue from one thread to
 * the next needs a happens-before edge. Any thread may steal through {@link #stealer()}.
 *
 * <p>Answers to {@code runtime::scheduler::multi_thread::queue::Local} in Tokio.
 *
 * @param <T> the type of the tasks
 */
public final class LocalQueue<T> {
    // A ring of slots between `head`, see Head, and `tail`, the index of the next free slot.
    //
    //            steal      real            tail
    //     . . . . | a thief's | the queue's | . . .        tail - steal <= capacity
    //
    //   (h, h)  -> (h+1, h+1)   pop, nobody steals
    //   (s, h)  -> (s, h+1)     pop beside a thief
    //   (h, h)  -> (h, h+n)     a thief reserves n tasks
    //   (s, h)  -> (h, h)       the thief has copied them and gives the slots back
    //   (h, h)  -> (t, t)       the owner claims a full queue in order to spill half of it
    //
    // Who may touch a slot, by its index i:
    //   tail <= i               the owner, who alone writes tasks and moves tail
    //   real <= i < tail        nobody; moving real beyond i makes it the mover's
    //   steal <= i < real       the one thief, until it moves steal; it clears what it copied
    //   popped or claimed       the owner, who clears it before tail comes round again
    //
    // So slots are plain. Their contents travel with the indexes:
    //   releaseTail by the owner     pairs with acquireTail by a thief: it sees the tasks
    //   exchangeHead by a thief      pairs with acquireHead by the owner in push, pushAll and free:
    //                                the thief's reads and clears are over before a slot is reused
    // Thieves read head before tail; the other way round tail could be behind real.
    //
    // An index would have to come round 2^32 tasks during one steal in order to deceive it.

    private static final VarHandle HEAD;
    private static final VarHandle TAIL;

    static {
        try {
            var lookup = MethodHandles.lookup();
            HEAD = lookup.findVarHandle(LocalQueue.class, "head", long.class);
            TAIL = lookup.findVarHandle(LocalQueue.class, "tail", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final @Nullable T[] slots;
    private final int mask;
    private final Stealer<T> stealer;

    /** See {@link Head}; read by anyone, changed by compare-and-exchange only. */
    private long head;

    /** Index of the next free slot; written by the owner, who reads it plainly. */
    private int tail;

    /** Creates an empty queue of the size that all workers' queues have. */
    public LocalQueue() {
        this(Sizes.LOCAL_QUEUE);
    }

    LocalQueue(int capacity) {
        this(capacity, 0);
    }

    /** Creates an empty queue whose indexes start anywhere, so that tests can see them wrap. */
    @SuppressWarnings("unchecked") // the array never leaves this package, and holds T alone
    LocalQueue(int capacity, int firstIndex) {
        if (capacity < 2 || Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException(
                    "capacity is " + capacity + "; it must be a power of two, at least 2");
        }
        slots = (@Nullable T[]) new Object[capacity];
        mask = capacity - 1;
        head = Head.at(firstIndex);
        tail = firstIndex;
        stealer = new Stealer<>(this);
    }

    /**
     * The thieves' end.
     *
     * @return the same one each time; any thread may use it
     */
    public Stealer<T> stealer() {
        return stealer;
    }

    /**
     * Counts the tasks, without those that a thief has reserved.
     *
     * @return the number of tasks; a thief may lower it at once
     */
    public int size() {
        return tail - Head.real(acquireHead());
    }

    /**
     * Whether there is nothing to pop.
     *
     * @return true if so; then it stays so until the next push
     */
    public boolean isEmpty() {
        return size() == 0;
    }

    /**
     * Counts the free slots.
     *
     * @return how many tasks are sure to fit
     */
    public int free() {
        return capacity() - (tail - Head.steal(acquireHead()));
    }

    /**
     * Adds a task at the end.
     *
     * <p>In a full queue the newer half and the task go to the overflow, in their order and as one
     * batch; if a thief is just making room, only the task does.
     *
     * @param task the task
     * @param overflow takes what does not fit
     */
    public void push(T task, Overflow<T> overflow) {
        Objects.requireNonNull(task, "task");
        while (true) {
            int end = tail;
            long seen = acquireHead();
            if (end - Head.steal(seen) < capacity()) {
                slots[end & mask] = task;
                releaseTail(end + 1);
                return;
            }
            if (Head.hasThief(seen)) {
                overflow.push(task);
                return;
            }
            // Fails if a thief has come meanwhile; then the next round finds it, or room.
            if (spill(seen, task, overflow)) {
                return;
            }
        }
    }

    /** Sends the newer half of a full queue and one task more to the overflow. */
    @SuppressWarnings({"unchecked", "NullAway"}) // as in the constructor; all slots are filled
    private boolean spill(long seen, T task, Overflow<T> overflow) {
        int end = tail;
        int half = capacity() / 2;
        var batch = (T[]) new Object[half + 1];
        if (exchangeHead(seen, Head.at(end)) != seen) {
            return false;
        }
        // The whole ring is the owner's now, and looks empty to thieves.
        for (int i = 0; i < half; i++) {
            batch[i] = take(end - half + i);
        }
        batch[half] = task;
        // One lap later the older half has the same slots, so moving tail puts it back.
        releaseTail(end + half);
        overflow.pushBatch(batch, 0, batch.length);
        return true;
    }

    /**
     * Adds several tasks at the end, which become visible to thieves at once.
     *
     * @param batch holds the tasks; it is not kept
     * @param from index of the first one
     * @param to index after the last one; {@code to - from} is at most {@link #free()}
     */
    public void pushAll(T[] batch, int from, int to) {
        Objects.checkFromToIndex(from, to, batch.length);
        int free = free();
        if (to - from > free) {
            throw new IllegalArgumentException(
                    (to - from) + " tasks do not fit into " + free + " free slots; ask free()");
        }
        int end = tail;
        for (int i = from; i < to; i++) {
            slots[end++ & mask] = batch[i];
        }
        releaseTail(end);
    }

    /**
     * Takes the oldest task.
     *
     * @return the task, or null if there is none that a thief has not reserved
     */
    public @Nullable T pop() {
        long seen = acquireHead();
        while (Head.real(seen) != tail) {
            long witness = exchangeHead(seen, Head.popped(seen));
            if (witness == seen) {
                return take(Head.real(seen));
            }
            seen = witness;
        }
        return null;
    }

    /** Counts the slots that are not clear, for tests; nobody else may use the queue meanwhile. */
    int occupiedSlots() {
        int count = 0;
        for (var slot : slots) {
            count += slot == null ? 0 : 1;
        }
        return count;
    }

    // What follows is the half of the protocol that the Stealer shares.

    int capacity() {
        return slots.length;
    }

    /** Reads and clears a slot; the caller has reserved, popped or claimed it. */
    @SuppressWarnings("NullAway") // a slot between head and tail holds a task
    T take(int index) {
        int slot = index & mask;
        T task = slots[slot];
        slots[slot] = null;
        return task;
    }

    /** Fills a free slot beyond tail; owner only. */
    void put(int offset, T task) {
        slots[(tail + offset) & mask] = task;
    }

    /** Publishes tasks that were put into the slots beyond tail; owner only. */
    void publish(int count) {
        releaseTail(tail + count);
    }

    long acquireHead() {
        return (long) HEAD.getAcquire(this);
    }

    int acquireTail() {
        return (int) TAIL.getAcquire(this);
    }

    /** Answers what head was; equal to {@code expected} if it was changed. */
    long exchangeHead(long expected, long next) {
        return (long) HEAD.compareAndExchange(this, expected, next);
    }

    private void releaseTail(int next) {
        TAIL.setRelease(this, next);
    }
}
