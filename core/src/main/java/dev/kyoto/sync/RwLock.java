package dev.kyoto.sync;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A value that many tasks may read at once, or one may write, also across awaits.
 *
 * <p>Fair: whoever waits is served in the order of first polls, readers and writers alike. So a
 * writer is not starved by readers that keep coming: those who come after it wait behind it. For
 * the same reason a task that holds a read guard must not wait for a second one: a writer may have
 * come in between, and each would wait for the other. A task that fails while it holds the lock
 * gives it back with the value as it is: there is no poisoning. Thread-safe.
 *
 * <p>It pays where reading takes long, or awaits; for a short look at a value that is seldom
 * replaced, {@code volatile} with an immutable value is faster.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * var routes = RwLock.of(Map.of("/", "index"));
 * try (var guard = routes.read().await()) {
 *     fetch(guard.value().get("/")).await();
 * }
 * try (var guard = routes.write().await()) {
 *     guard.set(Map.of("/", "home"));
 * }
 * }
 *
 * <p>Answers to {@code tokio::sync::RwLock}. A guard does not borrow its lock, so the {@code
 * _owned} forms have no counterpart; {@code read().await()} and {@code write().await()} on a plain
 * thread are the blocking forms.
 *
 * @param <T> the type of the value
 */
public final class RwLock<T> {

    /** The most tasks that may read at once. */
    public static final int MAX_READERS = (1 << 29) - 1;

    private final int maxReaders;

    /**
     * As many permits as there may be readers. Who has one may read {@link #value}; who has all may
     * write it. The pool is never closed.
     */
    private final PermitPool pool;

    /** Touched by holders of permits only; the pool's word orders the accesses. */
    private T value;

    private RwLock(T value, int maxReaders) {
        this.value = Objects.requireNonNull(value, "value");
        this.maxReaders = maxReaders;
        this.pool = new PermitPool(maxReaders);
    }

    /**
     * Creates a lock around a value.
     *
     * @param value the value, which nobody else should touch from now on
     * @param <T> its type
     * @return the lock, held by nobody
     */
    public static <T> RwLock<T> of(T value) {
        return new RwLock<>(value, MAX_READERS);
    }

    /**
     * Creates a lock that lets only so many read at once.
     *
     * <p>Answers to {@code RwLock::with_max_readers}.
     *
     * @param value the value, which nobody else should touch from now on
     * @param maxReaders how many may read at once, 1 to {@link #MAX_READERS}
     * @param <T> its type
     * @return the lock, held by nobody
     * @throws IllegalArgumentException if {@code maxReaders} is out of range
     */
    public static <T> RwLock<T> withMaxReaders(T value, int maxReaders) {
        if (maxReaders < 1 || maxReaders > MAX_READERS) {
            throw new IllegalArgumentException(
                    "the number of readers must be 1 to %d, but was %d"
                            .formatted(MAX_READERS, maxReaders));
        }
        return new RwLock<>(value, maxReaders);
    }

    /**
     * Waits for the right to read.
     *
     * <p><b>Cancellation</b> Safe: a right that was already granted goes to the next in the queue.
     * What is lost is the place in the queue.
     *
     * <p><b>Errors</b> None. A task that waits for what it holds itself, or waits for a second read
     * guard with a writer in between, waits for ever.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * try (var guard = settings.read().await()) {
     *     use(guard.value());
     * }
     * }
     *
     * <p>Answers to {@code RwLock::read}.
     *
     * @return the guard, to be closed
     */
    @CheckReturnValue
    public Future<ReadGuard<T>> read() {
        return new Read<>(this);
    }

    /**
     * Waits for the right to write.
     *
     * <p><b>Cancellation</b> Safe: whoever waits behind is served as if this had never been asked
     * for. What is lost is the place in the queue.
     *
     * <p><b>Errors</b> None. A task that waits for what it holds itself waits for ever.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * try (var guard = settings.write().await()) {
     *     guard.set(next(guard.value()));
     * }
     * }
     *
     * <p>Answers to {@code RwLock::write}.
     *
     * @return the guard, to be closed
     */
    @CheckReturnValue
    public Future<WriteGuard<T>> write() {
        return new Write<>(this);
    }

    /**
     * Takes the right to read if it is to be had now.
     *
     * <p>Answers to {@code RwLock::try_read}.
     *
     * @return the guard, to be closed; null if a task writes, somebody waits, or there are as many
     *     readers as there may be
     */
    @CheckReturnValue
    public @Nullable ReadGuard<T> tryRead() {
        return pool.tryTake(1) == PermitPool.Outcome.TAKEN ? new ReadGuard<>(this, value) : null;
    }

    /**
     * Takes the right to write if nobody holds the lock now.
     *
     * <p>Answers to {@code RwLock::try_write}.
     *
     * @return the guard, to be closed; null if the lock is held or somebody waits for it
     */
    @CheckReturnValue
    public @Nullable WriteGuard<T> tryWrite() {
        return pool.tryTake(maxReaders) == PermitPool.Outcome.TAKEN ? new WriteGuard<>(this) : null;
    }

    @Override
    public String toString() {
        long free = pool.volatileSnapshot().free();
        if (free == maxReaders) {
            return "RwLock[free]";
        }
        // Without a free permit it is written, or waited for, or read by as many as may.
        return free == 0 ? "RwLock[busy]" : "RwLock[readers=%d]".formatted(maxReaders - free);
    }

    /**
     * The right to read a value, until {@link #close()} gives it back.
     *
     * <p>Others may read at the same time, so what it gives is to be looked at, not changed. It
     * belongs to one task at a time; it is not thread-safe. It may be closed on another thread than
     * the one that locked. A guard that is never closed keeps writers out for ever, as {@link
     * Mutex.Guard} has it.
     *
     * <p>Answers to {@code RwLockReadGuard} and {@code OwnedRwLockReadGuard}.
     *
     * @param <T> the type of the value
     */
    public static final class ReadGuard<T> extends LockGuard implements AutoCloseable {
        private final RwLock<?> lock;

        /** The lock's value or a part of it; nobody replaces it while this guard is held. */
        private final T value;

        private ReadGuard(RwLock<?> lock, T value) {
            this.lock = lock;
            this.value = value;
        }

        /**
         * The value.
         *
         * @return the value; nobody writes it while this guard is held
         * @throws IllegalStateException if this guard was closed or narrowed
         */
        public T value() {
            requireHeld();
            return value;
        }

        /**
         * Narrows this guard to a part of the value; it is spent, and the new one holds the right
         * to read.
         *
         * <p>If the function throws, this guard stays as it was.
         *
         * <p>Answers to {@code RwLockReadGuard::map} and {@code OwnedRwLockReadGuard::map}.
         *
         * @param narrower picks a part of the value, never null
         * @param <U> the type of that part
         * @return its guard, to be closed
         * @throws IllegalStateException if this guard was closed or narrowed
         */
        @CheckReturnValue
        public <U> ReadGuard<U> map(Function<? super T, ? extends U> narrower) {
            U part = Objects.requireNonNull(narrower.apply(value()), NO_PART);
            spend(MAPPED);
            return new ReadGuard<>(lock, part);
        }

        /**
         * Narrows this guard if the function finds a part of the value; else nothing happens.
         *
         * <p>If the function throws, this guard stays as it was.
         *
         * <p>Answers to {@code RwLockReadGuard::try_map} and {@code OwnedRwLockReadGuard::try_map}.
         *
         * @param narrower picks a part of the value, or answers null
         * @param <U> the type of that part
         * @return its guard, to be closed; null if there is none, and this guard is as it was
         * @throws IllegalStateException if this guard was closed or narrowed
         */
        @CheckReturnValue
        public <U> @Nullable ReadGuard<U> tryMap(
                Function<? super T, ? extends @Nullable U> narrower) {
            U part = narrower.apply(value());
            if (part == null) {
                return null;
            }
            spend(MAPPED);
            return new ReadGuard<>(lock, part);
        }

        /**
         * The lock this guard holds, or held. Its value is of another type where this is the guard
         * of a part.
         *
         * <p>Answers to {@code OwnedRwLockReadGuard::rwlock}.
         *
         * @return the lock
         */
        public RwLock<?> rwlock() {
            return lock;
        }

        /** Gives the right to read back; closing twice, or after {@code map}, does nothing. */
        @Override
        public void close() {
            closeOnce();
        }

        @Override
        void release() {
            lock.pool.release(1);
        }

        @Override
        String name() {
            return "ReadGuard";
        }

        @Override
        Object locked() {
            return value;
        }
    }

    /**
     * The sole right to touch a value, until {@link #close()} gives it back.
     *
     * <p>It belongs to one task at a time; it is not thread-safe. It may be closed on another
     * thread than the one that locked. A guard that is never closed keeps everybody out for ever,
     * as {@link Mutex.Guard} has it.
     *
     * <p>Answers to {@code RwLockWriteGuard} and {@code OwnedRwLockWriteGuard}.
     *
     * @param <T> the type of the value
     */
    public static final class WriteGuard<T> extends LockGuard implements AutoCloseable {
        private final RwLock<T> lock;

        private WriteGuard(RwLock<T> lock) {
            this.lock = lock;
        }

        /**
         * The value.
         *
         * @return the value as it is now
         * @throws IllegalStateException if this guard was closed, narrowed or downgraded
         */
        public T value() {
            requireHeld();
            return lock.value;
        }

        /**
         * Replaces the value.
         *
         * @param next the new value
         * @throws IllegalStateException if this guard was closed, narrowed or downgraded
         */
        public void set(T next) {
            requireHeld();
            lock.value = Objects.requireNonNull(next, "next");
        }

        /**
         * Narrows this guard to a part of the value; it is spent, and the new one holds the lock.
         *
         * <p>If the function throws, this guard stays as it was.
         *
         * <p>Answers to {@code RwLockWriteGuard::map}, and with {@code map(it -> it)} to {@code
         * into_mapped}.
         *
         * @param narrower picks a part of the value, never null
         * @param <U> the type of that part
         * @return its guard, to be closed
         * @throws IllegalStateException if this guard was closed, narrowed or downgraded
         */
        @CheckReturnValue
        public <U> MappedGuard<U> map(Function<? super T, ? extends U> narrower) {
            U part = Objects.requireNonNull(narrower.apply(value()), NO_PART);
            spend(MAPPED);
            return new MappedGuard<>(lock.pool, lock.maxReaders, part);
        }

        /**
         * Narrows this guard if the function finds a part of the value; else nothing happens.
         *
         * <p>If the function throws, this guard stays as it was.
         *
         * <p>Answers to {@code RwLockWriteGuard::try_map}.
         *
         * @param narrower picks a part of the value, or answers null
         * @param <U> the type of that part
         * @return its guard, to be closed; null if there is none, and this guard holds the lock
         *     still
         * @throws IllegalStateException if this guard was closed, narrowed or downgraded
         */
        @CheckReturnValue
        public <U> @Nullable MappedGuard<U> tryMap(
                Function<? super T, ? extends @Nullable U> narrower) {
            U part = narrower.apply(value());
            if (part == null) {
                return null;
            }
            spend(MAPPED);
            return new MappedGuard<>(lock.pool, lock.maxReaders, part);
        }

        /**
         * Goes on as a reader, and lets others read; no writer comes in between.
         *
         * <p>This guard is spent. Readers who wait before the first waiting writer are served at
         * once.
         *
         * <p><b>Example</b>
         *
         * {@snippet :
         * var write = settings.write().await();
         * write.set(next(write.value()));
         * try (var read = write.downgrade()) {
         *     use(read.value());
         * }
         * }
         *
         * <p>Answers to {@code RwLockWriteGuard::downgrade}.
         *
         * @return the guard that reads, to be closed
         * @throws IllegalStateException if this guard was closed, narrowed or downgraded
         */
        @CheckReturnValue
        public ReadGuard<T> downgrade() {
            return downgradeTo(value());
        }

        /**
         * Goes on as a reader of a part of the value; no writer comes in between.
         *
         * <p>This guard is spent, unless the function throws. The function is called before anybody
         * else may read.
         *
         * <p>Answers to {@code RwLockWriteGuard::downgrade_map}.
         *
         * @param narrower picks a part of the value, never null
         * @param <U> the type of that part
         * @return the guard that reads the part, to be closed
         * @throws IllegalStateException if this guard was closed, narrowed or downgraded
         */
        @CheckReturnValue
        public <U> ReadGuard<U> downgradeMap(Function<? super T, ? extends U> narrower) {
            return downgradeTo(Objects.requireNonNull(narrower.apply(value()), NO_PART));
        }

        /**
         * Goes on as a reader of a part of the value if the function finds one; else nothing
         * happens.
         *
         * <p>If the function throws, this guard stays as it was.
         *
         * <p>Answers to {@code RwLockWriteGuard::try_downgrade_map}.
         *
         * @param narrower picks a part of the value, or answers null
         * @param <U> the type of that part
         * @return the guard that reads the part, to be closed; null if there is none, and this
         *     guard may write still
         * @throws IllegalStateException if this guard was closed, narrowed or downgraded
         */
        @CheckReturnValue
        public <U> @Nullable ReadGuard<U> tryDowngradeMap(
                Function<? super T, ? extends @Nullable U> narrower) {
            U part = narrower.apply(value());
            return part == null ? null : downgradeTo(part);
        }

        private <U> ReadGuard<U> downgradeTo(U seen) {
            spend(DOWNGRADED);
            var reader = new ReadGuard<U>(lock, seen);
            // One permit is kept all the time, so nobody can get hold of all of them in between.
            lock.pool.release(lock.maxReaders - 1);
            return reader;
        }

        /**
         * The lock this guard holds, or held.
         *
         * <p>Answers to {@code OwnedRwLockWriteGuard::rwlock}.
         *
         * @return the lock
         */
        public RwLock<T> rwlock() {
            return lock;
        }

        /** Gives the lock back; closing twice, or after the guard was spent, does nothing. */
        @Override
        public void close() {
            closeOnce();
        }

        @Override
        void release() {
            lock.pool.release(lock.maxReaders);
        }

        @Override
        String name() {
            return "WriteGuard";
        }

        @Override
        Object locked() {
            return lock.value;
        }
    }

    /** The wait for one permit. */
    private static final class Read<T> extends PermitWaiter<ReadGuard<T>> {
        private final RwLock<T> lock;

        Read(RwLock<T> lock) {
            super(lock.pool, 1);
            this.lock = lock;
        }

        @Override
        public Poll<ReadGuard<T>> poll(Context cx) {
            return switch (pollPermits(cx)) {
                case TAKEN -> ready(new ReadGuard<>(lock, lock.value));
                case TOO_FEW -> Poll.pending();
                case CLOSED -> throw new AssertionError("the pool of an RwLock is never closed");
            };
        }

        @Override
        public String toString() {
            return "RwLock.read()";
        }
    }

    /** The wait for all permits. */
    private static final class Write<T> extends PermitWaiter<WriteGuard<T>> {
        private final RwLock<T> lock;

        Write(RwLock<T> lock) {
            super(lock.pool, lock.maxReaders);
            this.lock = lock;
        }

        @Override
        public Poll<WriteGuard<T>> poll(Context cx) {
            return switch (pollPermits(cx)) {
                case TAKEN -> ready(new WriteGuard<>(lock));
                case TOO_FEW -> Poll.pending();
                case CLOSED -> throw new AssertionError("the pool of an RwLock is never closed");
            };
        }

        @Override
        public String toString() {
            return "RwLock.write()";
        }
    }
}
