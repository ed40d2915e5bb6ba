package dev.kyoto.internal.util;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Finds the current thread's random numbers: a runtime thread's own, bound ones, or unseeded ones.
 */
public final class ThreadRng {
    /**
     * Makes the seeds of threads that no runtime owns differ from run to run and thread to thread.
     */
    private static final AtomicLong SEEDS = new AtomicLong(System.nanoTime());

    private static final ThreadSlot<RngHolder> BOUND = new ThreadSlot<>();

    private ThreadRng() {}

    /**
     * The source that choices on this thread are made from.
     *
     * @return the thread's own if it is an {@link RngHolder}, else the bound one
     */
    public static Rng current() {
        return Thread.currentThread() instanceof RngHolder thread ? thread.rng() : bound();
    }

    /**
     * Binds a source to the current thread, for virtual threads that run for a runtime and for
     * plain threads inside {@code blockOn}. A thread that is an {@link RngHolder} keeps its own.
     *
     * @param holder has the source, or null for an unseeded one
     * @return what was bound before, or null; to be bound again afterwards
     */
    public static @Nullable RngHolder bind(@Nullable RngHolder holder) {
        return BOUND.swap(holder);
    }

    private static Rng bound() {
        var holder = BOUND.value();
        if (holder != null) {
            return holder.rng();
        }
        // An odd step never repeats a seed within 2^64 threads.
        var rng = new Rng(SEEDS.getAndAdd(0x9E3779B97F4A7C15L));
        var _ = BOUND.swap(rng);
        return rng;
    }
}
