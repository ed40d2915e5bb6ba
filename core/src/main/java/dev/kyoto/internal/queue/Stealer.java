package dev.kyoto.internal.queue;

import org.jspecify.annotations.Nullable;

/**
 * The thieves' end of a {@link LocalQueue}, whose design note covers both.
 *
 * <p>Thread-safe. One thief at a time steals from a queue; another one is turned away and looks
 * elsewhere instead of waiting.
 *
 * <p>Answers to {@code runtime::scheduler::multi_thread::queue::Steal} in Tokio.
 *
 * @param <T> the type of the tasks
 */
public final class Stealer<T> {
    private final LocalQueue<T> victim;

    Stealer(LocalQueue<T> victim) {
        this.victim = victim;
    }

    /**
     * Takes the older half of the tasks, rounded up: one to be run at once, the others into a queue
     * of the caller's.
     *
     * @param destination a queue that the calling thread owns, other than the one stolen from
     * @return the newest of the stolen tasks, or null if nothing was taken: because the queue is
     *     empty, another thief is at work, or the destination is over half full
     */
    public @Nullable T stealInto(LocalQueue<T> destination) {
        int room = destination.capacity() / 2;
        if (destination.free() < room) {
            return null;
        }
        int count;
        long seen = victim.acquireHead();
        while (true) {
            if (Head.hasThief(seen)) {
                return null;
            }
            // With an outdated head this may be any number; then the exchange fails.
            int available = victim.acquireTail() - Head.real(seen);
            if (available == 0) {
                return null;
            }
            count = Math.min(available - available / 2, room);
            long witness = victim.exchangeHead(seen, Head.reserved(seen, count));
            if (witness == seen) {
                break;
            }
            seen = witness;
        }
        int first = Head.real(seen);
        for (int i = 0; i < count - 1; i++) {
            destination.put(i, victim.take(first + i));
        }
        var last = victim.take(first + count - 1);
        giveSlotsBack(Head.reserved(seen, count));
        destination.publish(count - 1);
        return last;
    }

    /** Ends a reservation; the owner may have popped meanwhile, so it takes as many tries. */
    private void giveSlotsBack(long reserved) {
        long seen = reserved;
        while (true) {
            long witness = victim.exchangeHead(seen, Head.released(seen));
            if (witness == seen) {
                return;
            }
            seen = witness;
        }
    }

    /**
     * Counts the tasks that could be stolen.
     *
     * @return a number that was true at some time during the call, as far as others left the queue
     *     alone meanwhile
     */
    public int size() {
        int first = Head.real(victim.acquireHead());
        return Math.clamp(victim.acquireTail() - first, 0, victim.capacity());
    }

    /**
     * Whether there is nothing to steal.
     *
     * @return true if so; while its owner makes room in a full queue it looks empty, too
     */
    public boolean isEmpty() {
        return size() == 0;
    }
}
