package dev.kyoto.bench;

import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.yieldNow;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.runtime.JoinHandle;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * Many tasks that do nothing but let each other run: what one turn of a task costs, queue and task
 * word included. A block is held against a future written by hand; the program is Tokio's {@code
 * yield_many}, with one worker.
 */
public class YieldBenchmark extends OneWorker {
    private static final int TASKS = 200;
    private static final int YIELDS = 1_000;

    /**
     * One yield and the turn that follows.
     *
     * @return the number of yields
     */
    @Benchmark
    @OperationsPerInvocation(TASKS * YIELDS)
    public int turn() {
        return run(
                () -> new HandSpawner(TASKS, i -> new HandYields()),
                () -> {
                    var handles = new ArrayList<JoinHandle<Integer>>(TASKS);
                    for (int i = 0; i < TASKS; i++) {
                        handles.add(
                                spawn(
                                        () -> {
                                            int n = 0;
                                            for (; n < YIELDS; n++) {
                                                yieldNow().await();
                                            }
                                            return n;
                                        }));
                    }
                    int sum = 0;
                    for (var handle : handles) {
                        sum += handle.await();
                    }
                    return sum;
                });
    }

    /** Makes a yield, polls it, and begins again with the next one. */
    private static final class HandYields implements Future<Integer> {
        private int n;
        private @Nullable Future<@Nullable Void> current;

        @Override
        public Poll<Integer> poll(Context cx) {
            for (; n < YIELDS; n++) {
                if (current == null) {
                    current = yieldNow();
                }
                if (current.poll(cx).isPending()) {
                    return Poll.pending();
                }
                current = null;
            }
            return Poll.ready(n);
        }
    }
}
