package dev.kyoto.sync;

import com.google.errorprone.annotations.CheckReturnValue;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The sole right to touch a part of a locked value, until {@link #close()} gives the lock back.
 *
 * <p>It comes from {@link Mutex.Guard#map} or {@link RwLock.WriteGuard#map} and holds the whole
 * lock: nobody else touches any part meanwhile. Which of the two locks it is makes no difference to
 * the part, so there is one type. The part of a value that is locked for <em>reading</em> is a
 * {@link RwLock.ReadGuard}: a method that takes a {@code MappedGuard} may rely on being the only
 * one.
 *
 * <p>A part is changed by its own methods; to put another object in its place is up to the guard of
 * the whole. It belongs to one task at a time; it is not thread-safe. It may be closed on another
 * thread than the one that locked.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * try (var urls = mutex.lock().await().map(Crawl::urls)) {
 *     urls.value().add(url);
 * }
 * }
 *
 * <p>Answers to {@code MappedMutexGuard}, {@code RwLockMappedWriteGuard} and their {@code Owned}
 * forms.
 *
 * @param <T> the type of the part
 */
public final class MappedGuard<T> extends LockGuard implements AutoCloseable {
    private final PermitPool pool;
    private final int permits;
    private final T part;

    /** Takes over permits that another guard has just let go of. */
    MappedGuard(PermitPool pool, int permits, T part) {
        this.pool = pool;
        this.permits = permits;
        this.part = part;
    }

    /**
     * The part.
     *
     * @return what {@code map} answered
     * @throws IllegalStateException if this guard was closed or narrowed
     */
    public T value() {
        requireHeld();
        return part;
    }

    /**
     * Narrows this guard further; it is spent, and the new one holds the lock.
     *
     * <p>If the function throws, this guard stays as it was.
     *
     * <p>Answers to {@code MappedMutexGuard::map} and {@code RwLockMappedWriteGuard::map}.
     *
     * @param narrower picks a part of the value, never null
     * @param <U> the type of that part
     * @return its guard, to be closed
     * @throws IllegalStateException if this guard was closed or narrowed
     */
    @CheckReturnValue
    public <U> MappedGuard<U> map(Function<? super T, ? extends U> narrower) {
        U next = Objects.requireNonNull(narrower.apply(value()), NO_PART);
        spend(MAPPED);
        return new MappedGuard<>(pool, permits, next);
    }

    /**
     * Narrows this guard further if the function finds a part; else nothing happens.
     *
     * <p>If the function throws, this guard stays as it was.
     *
     * <p>Answers to {@code MappedMutexGuard::try_map} and {@code RwLockMappedWriteGuard::try_map}.
     *
     * @param narrower picks a part of the value, or answers null
     * @param <U> the type of that part
     * @return its guard, to be closed; null if there is none, and this guard holds the lock still
     * @throws IllegalStateException if this guard was closed or narrowed
     */
    @CheckReturnValue
    public <U> @Nullable MappedGuard<U> tryMap(
            Function<? super T, ? extends @Nullable U> narrower) {
        U next = narrower.apply(value());
        if (next == null) {
            return null;
        }
        spend(MAPPED);
        return new MappedGuard<>(pool, permits, next);
    }

    /** Gives the lock back; closing twice, or after {@code map}, does nothing. */
    @Override
    public void close() {
        closeOnce();
    }

    @Override
    void release() {
        pool.release(permits);
    }

    @Override
    String name() {
        return "MappedGuard";
    }

    @Override
    Object locked() {
        return part;
    }
}
