package dev.kyoto.bench;

import static dev.kyoto.Kyoto.spawn;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.runtime.JoinHandle;
import java.util.ArrayList;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * A task that spawns many small ones and joins them: what a task costs from birth to join. Spawner
 * and children are all of the same way; the program is Tokio's {@code spawn_many_local}, with one
 * worker, and with a join of each task instead of one count.
 */
public class SpawnJoinBenchmark extends OneWorker {
    private static final int TASKS = 10_000;

    /**
     * One spawn, the task itself, and its join.
     *
     * @return the sum of the tasks' values
     */
    @Benchmark
    @OperationsPerInvocation(TASKS)
    public int spawnAndJoin() {
        return run(
                () -> new HandSpawner(TASKS, HandChild::new),
                () -> {
                    var handles = new ArrayList<JoinHandle<Integer>>(TASKS);
                    for (int i = 0; i < TASKS; i++) {
                        int number = i;
                        handles.add(spawn(() -> number));
                    }
                    int sum = 0;
                    for (var handle : handles) {
                        sum += handle.await();
                    }
                    return sum;
                });
    }

    /** Is ready at once. */
    private static final class HandChild implements Future<Integer> {
        private final int number;

        HandChild(int number) {
            this.number = number;
        }

        @Override
        public Poll<Integer> poll(Context cx) {
            return Poll.ready(number);
        }
    }
}
