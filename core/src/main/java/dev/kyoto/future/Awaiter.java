package dev.kyoto.future;

import org.jspecify.annotations.Nullable;

/**
 * What {@link Future#await()} does on a thread that is not to be parked blindly.
 *
 * <p>The waist knows no runtime. A thread that runs tasks or async blocks either implements this
 * interface itself or binds one for a while; every other thread is parked. Only those who write a
 * runtime need it.
 */
public interface Awaiter {

    /**
     * Waits for the future on behalf of the current thread.
     *
     * @param future the future to drive to its end
     * @param <T> its type
     * @return its value
     */
    <T extends @Nullable Object> T await(Future<T> future);

    /**
     * Binds an awaiter to the current thread.
     *
     * @param awaiter the awaiter, or null for "park the thread"
     * @return what was bound before, to be bound again afterwards
     */
    static @Nullable Awaiter bind(@Nullable Awaiter awaiter) {
        return ThreadAwaiter.BOUND.swap(awaiter);
    }

    /**
     * The way of plain threads, for an awaiter that has made its thread free to be parked.
     *
     * @return an awaiter that parks the current thread
     */
    static Awaiter parking() {
        return ThreadAwaiter.INSTANCE;
    }

    /** Finds the current thread's way to wait: its own, the bound one, or parking. */
    private static Awaiter current() {
        if (Thread.currentThread() instanceof Awaiter thread) {
            return thread;
        }
        var bound = ThreadAwaiter.BOUND.value();
        return bound != null ? bound : ThreadAwaiter.INSTANCE;
    }

    /**
     * Waits in the way of the current thread; {@link Future#await()} is this.
     *
     * @param future the future to drive to its end
     * @param <T> its type
     * @return its value
     */
    static <T extends @Nullable Object> T awaitHere(Future<T> future) {
        return current().await(future);
    }
}
