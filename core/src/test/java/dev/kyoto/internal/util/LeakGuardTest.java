package dev.kyoto.internal.util;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LeakGuardTest {
    private static final int THREADS = 8;
    private static final int OWNERS = 3_000;

    private static final class Owner {
        private @Nullable LeakGuard guard;
    }

    private static void collectUntil(BooleanSupplier done) {
        while (!done.getAsBoolean()) {
            System.gc();
            Thread.onSpinWait();
        }
    }

    @Test
    void everyOwnerEndsOnceWhoeverClosesItAndWhenever()
            throws InterruptedException, ExecutionException {
        var ends = new AtomicInteger[THREADS * OWNERS];
        var owners = new @Nullable Owner[THREADS * OWNERS];
        try (var pool = Executors.newFixedThreadPool(THREADS)) {
            runAll(pool.invokeAll(perThread(t -> make(t, ends, owners))));
            // Two of three are closed, each by another thread than the one that made it.
            runAll(pool.invokeAll(perThread(t -> closeSome((t + 1) % THREADS, owners))));
        }
        collectUntil(() -> count(ends) == ends.length);
        assertThat(ends).allSatisfy(it -> assertThat(it).hasValue(1));
    }

    private interface Part {
        void run(int thread);
    }

    private static List<Callable<@Nullable Void>> perThread(Part part) {
        var parts = new ArrayList<Callable<@Nullable Void>>();
        for (int t = 0; t < THREADS; t++) {
            int thread = t;
            parts.add(
                    () -> {
                        part.run(thread);
                        return null;
                    });
        }
        return parts;
    }

    private static void runAll(List<? extends java.util.concurrent.Future<?>> parts)
            throws InterruptedException, ExecutionException {
        for (var part : parts) {
            part.get();
        }
    }

    private static void make(int thread, AtomicInteger[] ends, @Nullable Owner[] owners) {
        for (int i = thread * OWNERS; i < (thread + 1) * OWNERS; i++) {
            var end = new AtomicInteger();
            var owner = new Owner();
            owner.guard = LeakGuard.watchQuietly(owner, () -> end.incrementAndGet() > 0);
            ends[i] = end;
            owners[i] = owner;
        }
    }

    private static void closeSome(int thread, @Nullable Owner[] owners) {
        for (int i = thread * OWNERS; i < (thread + 1) * OWNERS; i++) {
            var owner = owners[i];
            owners[i] = null;
            if (i % 3 != 0 && owner != null && owner.guard != null) {
                owner.guard.close();
            }
        }
    }

    private static long count(AtomicInteger[] ends) {
        long count = 0;
        for (var end : ends) {
            count += end.get() > 0 ? 1 : 0;
        }
        return count;
    }

    @Test
    void aGuardThatIsKeptByAnotherClosesForItsOwner() {
        var ends = new AtomicInteger();
        var guard = guardOfForgottenOwner(ends);
        collectUntil(() -> ends.get() > 0);
        assertThat(guard.isClosed()).isTrue();
        assertThat(ends).hasValue(1);
    }

    @Test
    void aGuardThatNobodyKeepsIsDisarmed() {
        var ends = new AtomicInteger();
        var gone = unkeptGuard(ends);
        collectUntil(() -> gone.get() == null);
        // Whatever else was enqueued by now has been seen to: the queue is served in order.
        var later = new AtomicInteger();
        var kept = guardOfForgottenOwner(later);
        collectUntil(() -> later.get() > 0);
        assertThat(kept.isClosed()).isTrue();
        assertThat(ends).hasValue(0);
    }

    /** The owner lives as long as the guard, so that no collection sees the guard alone. */
    private static WeakReference<LeakGuard> unkeptGuard(AtomicInteger ends) {
        var owner = new Object();
        try {
            return new WeakReference<>(
                    LeakGuard.watchWhileKept(
                            owner, () -> "an owner", null, () -> ends.incrementAndGet() > 0));
        } finally {
            Reference.reachabilityFence(owner);
        }
    }

    private static LeakGuard guardOfForgottenOwner(AtomicInteger ends) {
        return LeakGuard.watchWhileKept(
                new Object(), () -> "an owner", null, () -> ends.incrementAndGet() > 0);
    }
}
