package dev.kyoto.sync;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A value that one task at a time may touch, also across awaits.
 *
 * <p>Use it where the lock must be held while something is awaited; where it need not, {@code
 * synchronized} is the faster choice. Fair: the lock is handed to the tasks in the order of their
 * first polls. It is not reentrant. A task that fails while it holds the lock gives it back with
 * the value as it is: there is no poisoning. Thread-safe.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * var log = Mutex.of(connection);
 * try (var guard = log.lock().await()) {
 *     guard.value().write(line).await();
 * }
 * }
 *
 * <p>Answers to {@code tokio::sync::Mutex}. A guard does not borrow its mutex, so the {@code
 * _owned} forms have no counterpart; {@code lock().await()} on a plain thread is the blocking form.
 *
 * @param <T> the type of the value
 */
public final class Mutex<T> {
    /** One permit; whoever has it may touch {@link #value}. The pool is never closed. */
    private final PermitPool pool = new PermitPool(1);

    /** Read and written by the holder of the permit only; the pool's word orders the accesses. */
    private T value;

    private Mutex(T value) {
        this.value = Objects.requireNonNull(value, "value");
    }

    /**
     * Creates a mutex around a value.
     *
     * @param value the value, which nobody else should touch from now on
     * @param <T> its type
     * @return the mutex, unlocked
     */
    public static <T> Mutex<T> of(T value) {
        return new Mutex<>(value);
    }

    /**
     * Waits for the lock.
     *
     * <p><b>Cancellation</b> Safe: a lock that was already handed over goes to the next in the
     * queue. What is lost is the place in the queue.
     *
     * <p><b>Errors</b> None. A task that waits for a lock it holds waits for ever.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * try (var guard = mutex.lock().await()) {
     *     guard.set(next(guard.value()));
     * }
     * }
     *
     * <p>Answers to {@code Mutex::lock}.
     *
     * @return the guard, to be closed
     */
    @CheckReturnValue
    public Future<Guard<T>> lock() {
        return new Lock<>(this);
    }

    /**
     * Takes the lock if it is free now.
     *
     * <p>Answers to {@code Mutex::try_lock}.
     *
     * @return the guard, to be closed; null if the lock is held or somebody waits for it
     */
    @CheckReturnValue
    public @Nullable Guard<T> tryLock() {
        return pool.tryTake(1) == PermitPool.Outcome.TAKEN ? new Guard<>(this) : null;
    }

    @Override
    public String toString() {
        return pool.volatileSnapshot().free() > 0 ? "Mutex[free]" : "Mutex[locked]";
    }

    /**
     * The right to touch the value, until {@link #close()} gives it back.
     *
     * <p>It belongs to one task at a time; it is not thread-safe. It may be closed on another
     * thread than the one that locked. A guard that is never closed keeps the mutex locked for
     * ever. Other than senders and sockets, guards are not watched by a cleaner, as this would cost
     * several times the locking and put a list that all threads share in its way; and a lock that
     * opens at the next garbage collection would only hide the mistake.
     *
     * <p>Answers to {@code MutexGuard} and {@code OwnedMutexGuard}.
     *
     * @param <T> the type of the value
     */
    public static final class Guard<T> extends LockGuard implements AutoCloseable {
        private final Mutex<T> mutex;

        private Guard(Mutex<T> mutex) {
            this.mutex = mutex;
        }

        /**
         * The value.
         *
         * @return the value as it is now
         * @throws IllegalStateException if this guard was closed or narrowed
         */
        public T value() {
            requireHeld();
            return mutex.value;
        }

        /**
         * Replaces the value.
         *
         * @param next the new value
         * @throws IllegalStateException if this guard was closed or narrowed
         */
        public void set(T next) {
            requireHeld();
            mutex.value = Objects.requireNonNull(next, "next");
        }

        /**
         * Narrows this guard to a part of the value; it is spent, and the new one holds the lock.
         *
         * <p>If the function throws, this guard stays as it was.
         *
         * <p>Answers to {@code MutexGuard::map} and {@code OwnedMutexGuard::map}.
         *
         * @param narrower picks a part of the value, never null
         * @param <U> the type of that part
         * @return its guard, to be closed
         * @throws IllegalStateException if this guard was closed or narrowed
         */
        @CheckReturnValue
        public <U> MappedGuard<U> map(Function<? super T, ? extends U> narrower) {
            U part = Objects.requireNonNull(narrower.apply(value()), NO_PART);
            spend(MAPPED);
            return new MappedGuard<>(mutex.pool, 1, part);
        }

        /**
         * Narrows this guard if the function finds a part of the value; else nothing happens.
         *
         * <p>If the function throws, this guard stays as it was.
         *
         * <p>Answers to {@code MutexGuard::try_map} and {@code OwnedMutexGuard::try_map}.
         *
         * @param narrower picks a part of the value, or answers null
         * @param <U> the type of that part
         * @return its guard, to be closed; null if there is none, and this guard holds the lock
         *     still
         * @throws IllegalStateException if this guard was closed or narrowed
         */
        @CheckReturnValue
        public <U> @Nullable MappedGuard<U> tryMap(
                Function<? super T, ? extends @Nullable U> narrower) {
            U part = narrower.apply(value());
            if (part == null) {
                return null;
            }
            spend(MAPPED);
            return new MappedGuard<>(mutex.pool, 1, part);
        }

        /**
         * The mutex this guard locks, or locked.
         *
         * <p>Answers to {@code MutexGuard::mutex}.
         *
         * @return the mutex
         */
        public Mutex<T> mutex() {
            return mutex;
        }

        /** Gives the lock back; closing twice, or after {@code map}, does nothing. */
        @Override
        public void close() {
            closeOnce();
        }

        @Override
        void release() {
            mutex.pool.release(1);
        }

        @Override
        String name() {
            return "Guard";
        }

        @Override
        Object locked() {
            return mutex.value;
        }
    }

    /** The wait for the lock. */
    private static final class Lock<T> extends PermitWaiter<Guard<T>> {
        private final Mutex<T> mutex;

        Lock(Mutex<T> mutex) {
            super(mutex.pool, 1);
            this.mutex = mutex;
        }

        @Override
        public Poll<Guard<T>> poll(Context cx) {
            return switch (pollPermits(cx)) {
                case TAKEN -> ready(new Guard<>(mutex));
                case TOO_FEW -> Poll.pending();
                case CLOSED -> throw new AssertionError("the pool of a mutex is never closed");
            };
        }

        @Override
        public String toString() {
            return "Mutex.lock()";
        }
    }
}
