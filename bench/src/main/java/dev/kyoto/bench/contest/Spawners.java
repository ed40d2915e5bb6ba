package dev.kyoto.bench.contest;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;

/**
 * Outside threads that are let go together and spawn, round by round. They live as long as the
 * process: to start and end them is no part of what is measured.
 *
 * @param <H> what they get for a task
 */
final class Spawners<H> {
    private final int threads;
    private final CyclicBarrier barrier;
    private final BlockingQueue<Spawned<H>> spawned = new LinkedBlockingQueue<>();

    /** What one thread did in a round, and when it began. */
    private record Spawned<H>(long start, List<H> handles) {}

    /** A round, and when the first thread began. */
    record Round<H>(long start, List<H> handles) {}

    Spawners(int threads, int each, Supplier<H> spawn) {
        this.threads = threads;
        this.barrier = new CyclicBarrier(threads + 1);
        for (int t = 0; t < threads; t++) {
            Thread.ofPlatform().daemon().start(() -> spawnForEver(each, spawn));
        }
    }

    private void spawnForEver(int each, Supplier<H> spawn) {
        while (true) {
            var handles = new ArrayList<H>(each);
            await();
            long start = System.nanoTime();
            for (int i = 0; i < each; i++) {
                handles.add(spawn.get());
            }
            spawned.add(new Spawned<>(start, handles));
        }
    }

    /** Lets the threads spawn once, and waits until all of them have. */
    Round<H> round() throws InterruptedException {
        await();
        long start = Long.MAX_VALUE;
        var handles = new ArrayList<H>();
        for (int t = 0; t < threads; t++) {
            var one = spawned.take();
            start = Math.min(start, one.start());
            handles.addAll(one.handles());
        }
        return new Round<>(start, handles);
    }

    private void await() {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException("the spawning threads did not come together", e);
        }
    }
}
