package dev.kyoto.sync;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import org.jspecify.annotations.Nullable;

/**
 * A set of permits that tasks take, hold, and give back.
 *
 * <p>Fair: requests are served in the order of their first polls, and a request for many permits is
 * not passed by later ones for few. Thread-safe.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * var connections = Semaphore.of(10);
 * try (var permit = connections.acquire().await()) {
 *     fetch(url).await();
 * }
 * }
 *
 * <p>Answers to {@code tokio::sync::Semaphore}. A permit does not borrow its semaphore, so the
 * {@code _owned} forms have no counterpart; {@code acquire().await()} on a plain thread is the
 * blocking form.
 */
public final class Semaphore {

    /** The most permits that may be free at once. */
    public static final int MAX_PERMITS = Integer.MAX_VALUE;

    private static final String CLOSED =
            "the semaphore is closed and hands out no permit any more; close() it only when no task"
                    + " is to start work under it";

    private final PermitPool pool;

    private Semaphore(int permits) {
        this.pool = new PermitPool(permits);
    }

    /**
     * Creates a semaphore.
     *
     * @param permits free permits to begin with, 0 to {@link #MAX_PERMITS}
     * @return the semaphore
     * @throws IllegalArgumentException if {@code permits} is negative
     */
    public static Semaphore of(int permits) {
        return new Semaphore(requirePermits(permits));
    }

    /**
     * Waits for one permit.
     *
     * <p><b>Cancellation</b> Safe: a permit that was already granted goes to the next in the queue.
     * What is lost is the place in the queue.
     *
     * <p><b>Errors</b> {@link ClosedException} if the semaphore is closed before the permit was
     * granted.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * try (var permit = semaphore.acquire().await()) {
     *     work();
     * }
     * }
     *
     * <p>Answers to {@code Semaphore::acquire}.
     *
     * @return the permit, to be closed
     */
    @CheckReturnValue
    public Future<Permit> acquire() {
        return new Acquire(this, 1);
    }

    /**
     * Waits for several permits, all or none.
     *
     * <p>A request at the head of the queue collects permits as they come back; requests behind it
     * wait, small ones as well. A request for more permits than there will ever be waits for ever.
     *
     * <p><b>Cancellation</b> Safe: the permits collected so far go to the next in the queue. What
     * is lost is the place in the queue.
     *
     * <p><b>Errors</b> {@link ClosedException} if the semaphore is closed before all permits were
     * granted.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * try (var permit = megabytes.acquireMany(64).await()) {
     *     transcode(video);
     * }
     * }
     *
     * <p>Answers to {@code Semaphore::acquire_many}.
     *
     * @param permits how many, 0 or more; 0 is granted at once, unless closed
     * @return one handle for all of them, to be closed
     * @throws IllegalArgumentException if {@code permits} is negative
     */
    @CheckReturnValue
    public Future<Permit> acquireMany(int permits) {
        return new Acquire(this, requirePermits(permits));
    }

    /**
     * Takes one permit if one is free now and nobody waits for it.
     *
     * <p>Answers to {@code Semaphore::try_acquire}.
     *
     * @return the permit, to be closed; null if none is free
     * @throws ClosedException if the semaphore is closed
     */
    @CheckReturnValue
    public @Nullable Permit tryAcquire() {
        return tryAcquireMany(1);
    }

    /**
     * Takes several permits, all or none, if they are free now and nobody waits for them.
     *
     * <p>Answers to {@code Semaphore::try_acquire_many}.
     *
     * @param permits how many, 0 or more
     * @return one handle for all of them, to be closed; null if there are too few
     * @throws ClosedException if the semaphore is closed
     * @throws IllegalArgumentException if {@code permits} is negative
     */
    @CheckReturnValue
    public @Nullable Permit tryAcquireMany(int permits) {
        return switch (pool.tryTake(requirePermits(permits))) {
            case TAKEN -> new Permit(this, permits);
            case TOO_FEW -> null;
            case CLOSED -> throw new ClosedException(CLOSED);
        };
    }

    /**
     * How many permits are free now; a snapshot.
     *
     * <p>Answers to {@code Semaphore::available_permits}.
     *
     * @return the number, 0 while anybody waits
     */
    public int availablePermits() {
        return (int) Math.min(pool.volatileSnapshot().free(), MAX_PERMITS);
    }

    /**
     * Adds permits; those who wait are served first.
     *
     * <p>Answers to {@code Semaphore::add_permits}.
     *
     * @param permits how many, 0 or more
     * @throws IllegalArgumentException if {@code permits} is negative, or more than {@link
     *     #MAX_PERMITS} would be free
     */
    public void addPermits(int permits) {
        requirePermits(permits);
        int free = availablePermits();
        if (permits > MAX_PERMITS - free) {
            throw new IllegalArgumentException(
                    "adding %d permits to %d free ones passes the limit of %d; add fewer"
                            .formatted(permits, free, MAX_PERMITS));
        }
        pool.release(permits);
    }

    /**
     * Takes free permits away for good; permits that are held are not touched.
     *
     * <p>Answers to {@code Semaphore::forget_permits}.
     *
     * @param permits how many at most, 0 or more
     * @return how many were free and are gone
     * @throws IllegalArgumentException if {@code permits} is negative
     */
    public int forgetPermits(int permits) {
        return pool.forget(requirePermits(permits));
    }

    /**
     * Hands out no permit any more: whoever waits, or comes later, gets {@link ClosedException}.
     *
     * <p>Permits that are held stay valid and may be given back. Idempotent.
     *
     * <p>Answers to {@code Semaphore::close}.
     */
    public void close() {
        pool.close();
    }

    /**
     * Whether {@link #close()} was called.
     *
     * <p>Answers to {@code Semaphore::is_closed}.
     *
     * @return true once closed
     */
    public boolean isClosed() {
        return pool.isClosed();
    }

    @Override
    public String toString() {
        return "Semaphore[available=%d%s]"
                .formatted(availablePermits(), isClosed() ? ", closed" : "");
    }

    private static int requirePermits(int permits) {
        if (permits < 0) {
            throw new IllegalArgumentException(
                    "the number of permits must be 0 to %d, but was %d"
                            .formatted(MAX_PERMITS, permits));
        }
        return permits;
    }

    /**
     * Permits that are held, until {@link #close()} gives them back.
     *
     * <p>It belongs to one task at a time; it is not thread-safe. It may be closed on another
     * thread than the one that acquired it. Permits that are never closed never come back; as
     * {@link Mutex.Guard} says, nobody watches for it. To let go of them on purpose is {@link
     * #forget()}.
     *
     * <p>Answers to {@code SemaphorePermit} and {@code OwnedSemaphorePermit}.
     */
    public static final class Permit implements AutoCloseable {
        private final Semaphore semaphore;
        private int held;

        private Permit(Semaphore semaphore, int held) {
            this.semaphore = semaphore;
            this.held = held;
        }

        /**
         * How many permits this handle holds.
         *
         * <p>Answers to {@code SemaphorePermit::num_permits}.
         *
         * @return the number; 0 after {@link #close()} or {@link #forget()}
         */
        public int permits() {
            return held;
        }

        /**
         * The semaphore the permits belong to.
         *
         * <p>Answers to {@code OwnedSemaphorePermit::semaphore}.
         *
         * @return the semaphore
         */
        public Semaphore semaphore() {
            return semaphore;
        }

        /** Gives the permits back; closing twice does nothing the second time. */
        @Override
        public void close() {
            int back = held;
            held = 0;
            semaphore.pool.release(back);
        }

        /**
         * Lets go of the permits without giving them back: the semaphore has fewer for good.
         *
         * <p>Answers to {@code SemaphorePermit::forget}.
         */
        public void forget() {
            held = 0;
        }

        /**
         * Moves some of the permits to a handle of their own.
         *
         * <p>Answers to {@code SemaphorePermit::split}, which answers {@code None} where this
         * throws.
         *
         * @param permits how many, 0 to {@link #permits()}
         * @return the new handle, to be closed as well
         * @throws IllegalArgumentException if {@code permits} is negative or more than are held
         */
        @CheckReturnValue
        public Permit split(int permits) {
            if (permits < 0 || permits > held) {
                throw new IllegalArgumentException(
                        "cannot split off %d permits from %d; ask for 0 to permits()"
                                .formatted(permits, held));
            }
            held -= permits;
            return new Permit(semaphore, permits);
        }

        /**
         * Takes over the permits of another handle, which is empty afterwards.
         *
         * <p>Answers to {@code SemaphorePermit::merge}.
         *
         * @param other a handle on permits of the same semaphore
         * @throws IllegalArgumentException if it is of another semaphore, or this very handle, or
         *     more than {@link #MAX_PERMITS} would be in one handle
         */
        public void merge(Permit other) {
            if (other.semaphore != semaphore || other == this) {
                throw new IllegalArgumentException(
                        other == this
                                ? "a permit cannot be merged with itself"
                                : "cannot merge permits of %s into permits of %s; merge only"
                                                .formatted(other.semaphore, semaphore)
                                        + " permits of one semaphore");
            }
            if (held > MAX_PERMITS - other.held) {
                throw new IllegalArgumentException(
                        "merging %d permits into %d passes the limit of %d for one handle; keep two"
                                .formatted(other.held, held, MAX_PERMITS));
            }
            held += other.held;
            other.held = 0;
        }

        @Override
        public String toString() {
            return "Permit[%d]".formatted(held);
        }
    }

    /** The wait for permits. */
    private static final class Acquire extends PermitWaiter<Permit> {
        private final Semaphore semaphore;

        Acquire(Semaphore semaphore, int permits) {
            super(semaphore.pool, permits);
            this.semaphore = semaphore;
        }

        @Override
        public Poll<Permit> poll(Context cx) {
            return switch (pollPermits(cx)) {
                case TAKEN -> ready(new Permit(semaphore, wanted));
                case TOO_FEW -> Poll.pending();
                case CLOSED -> throw failed(CLOSED);
            };
        }

        @Override
        public String toString() {
            return "Semaphore.acquireMany(%d)".formatted(wanted);
        }
    }
}
