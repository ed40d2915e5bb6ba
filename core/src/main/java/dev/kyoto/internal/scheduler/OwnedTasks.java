package dev.kyoto.internal.scheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * All tasks of a runtime that have not ended, so that shutdown can cancel them.
 *
 * <p>Doubly linked lists through the tasks themselves, sharded by the blocks of ids that threads take
 * ({@link ThreadContext#nextTaskId}), so that threads which spawn at the same time mostly use different
 * shards; each is guarded by its own monitor and has its own closed flag. A task that is bound after its shard was closed is
 * refused, so that {@code close()} followed by a walk over all shards sees every task there is.
 */
final class OwnedTasks {
    private final Shard[] shards;
    private final int mask;

    /** Tasks that came after {@link #close()}; the others are counted by their shards. */
    private final AtomicLong refused = new AtomicLong();

    /** All fields are guarded by the shard's own monitor. */
    private static final class Shard {
        @Nullable Task<?> head;
        int size;

        /** Tasks that were ever bound here. */
        long bound;

        boolean closed;

        /** Threads in {@link #awaitEmpty} that want to know when the shard is empty. */
        int waiters;
    }

    OwnedTasks(int workers) {
        shards = new Shard[Integer.highestOneBit(Math.max(1, workers) * 4 * 2 - 1)];
        for (int i = 0; i < shards.length; i++) {
            shards[i] = new Shard();
        }
        mask = shards.length - 1;
    }

    private Shard shardOf(Task<?> task) {
        return shards[(int) (task.id() >>> ThreadContext.TASK_ID_BITS) & mask];
    }

    /** False once closed; the caller cuts the task off then. */
    boolean bind(Task<?> task) {
        var shard = shardOf(task);
        synchronized (shard) {
            if (shard.closed) {
                refused.incrementAndGet();
                return false;
            }
            var head = shard.head;
            task.next = head;
            if (head != null) {
                head.prev = task;
            }
            shard.head = task;
            shard.size++;
            shard.bound++;
            return true;
        }
    }

    /** False if it is not in the list. */
    boolean remove(Task<?> task) {
        var shard = shardOf(task);
        synchronized (shard) {
            var before = task.prev;
            if (before == null && shard.head != task) {
                return false;
            }
            var after = task.next;
            if (before == null) {
                shard.head = after;
            } else {
                before.next = after;
            }
            if (after != null) {
                after.prev = before;
            }
            task.prev = null;
            task.next = null;
            if (--shard.size == 0 && shard.waiters > 0) {
                shard.notifyAll();
            }
            return true;
        }
    }

    /** Refuses all later tasks. */
    void close() {
        for (var shard : shards) {
            synchronized (shard) {
                shard.closed = true;
            }
        }
    }

    boolean isClosed() {
        synchronized (shards[0]) {
            return shards[0].closed;
        }
    }

    /** The tasks of this moment. */
    List<Task<?>> snapshot() {
        var tasks = new ArrayList<Task<?>>();
        for (var shard : shards) {
            synchronized (shard) {
                for (var task = shard.head; task != null; task = task.next) {
                    tasks.add(task);
                }
            }
        }
        return tasks;
    }

    long count() {
        long sum = 0;
        for (var shard : shards) {
            synchronized (shard) {
                sum += shard.size;
            }
        }
        return sum;
    }

    long spawned() {
        long sum = refused.get();
        for (var shard : shards) {
            synchronized (shard) {
                sum += shard.bound;
            }
        }
        return sum;
    }

    /** Waits for a moment without any task; true if there was one before the deadline. */
    boolean awaitEmpty(Deadline deadline) throws InterruptedException {
        // Shards are waited for one by one; unless the list is closed, an earlier one may have got
        // tasks again meanwhile.
        do {
            for (var shard : shards) {
                if (!awaitEmpty(shard, deadline)) {
                    return false;
                }
            }
        } while (count() > 0);
        return true;
    }

    private static boolean awaitEmpty(Shard shard, Deadline deadline) throws InterruptedException {
        synchronized (shard) {
            while (shard.size > 0) {
                long millis = deadline.remainingMillis();
                if (millis == 0) {
                    return false;
                }
                shard.waiters++;
                try {
                    shard.wait(millis < 0 ? 0 : millis);
                } finally {
                    shard.waiters--;
                }
            }
            return true;
        }
    }
}
