import dev.kyoto.runtime.TaskId;
import dev.kyoto.task.JoinResult;
import dev.kyoto.task.JoinSet;
import java.util.HashMap;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;

/** Two tasks, each with a set of up to 64 tasks, some of them aborted; each is joined once. */
record JoinSetKind() implements Kind {
    private static final int PARTIES = 2;
    private static final int MEMBERS = 64;

    @Override
    public String toString() {
        return "joinset";
    }

    @Override
    public String run(Trial trial) throws InterruptedException {
        var aborted = new LongAdder();
        for (int i = 0; i < PARTIES; i++) {
            long count = Tally.share(trial.messages, i, PARTIES);
            var random = trial.random();
            trial.task(() -> join(trial, count, aborted, random));
        }
        trial.join();
        return "%,d aborted, %s".formatted(aborted.sum(), trial.cancellations());
    }

    private static void join(Trial trial, long count, LongAdder aborted, SplittableRandom random) {
        long spawned = 0;
        long joined = 0;
        long spawnedSum = 0;
        long joinedSum = 0;
        var toAbort = new HashMap<TaskId, Long>();
        try (var set = new JoinSet<Long>()) {
            while (true) {
                while (spawned < count && set.size() < MEMBERS) {
                    long number = spawned++;
                    var task = set.spawn(() -> number);
                    if (random.nextInt(64) == 0) {
                        task.abort();
                        toAbort.put(task.id(), number);
                    }
                    spawnedSum += number;
                }
                var polled = trial.attempt(set.joinNext(), random);
                if (polled.isPending()) {
                    continue;
                }
                switch (polled.value()) {
                    case null -> {
                        trial.same("tasks joined", count, joined);
                        trial.same("the sum of their numbers", spawnedSum, joinedSum);
                        return;
                    }
                    case JoinResult.Done<Long>(var id, var number) -> {
                        joined++;
                        joinedSum += number;
                        toAbort.remove(id);
                        trial.moved();
                    }
                    case JoinResult.Failed<Long>(var id, var failure) -> {
                        if (!failure.isCancelled()) {
                            throw failure;
                        }
                        joined++;
                        joinedSum += toAbort.remove(id);
                        aborted.increment();
                    }
                }
            }
        }
    }
}
