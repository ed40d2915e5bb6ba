import dev.kyoto.sync.Mutex;
import java.util.SplittableRandom;

/** Two tasks and two threads add to a plain number under a lock. */
record MutexKind() implements Kind {
    private static final int PARTIES = 4;

    @Override
    public String toString() {
        return "mutex";
    }

    @Override
    public String run(Trial trial) throws InterruptedException {
        var sum = Mutex.of(new long[1]);
        for (int i = 0; i < PARTIES; i++) {
            long count = Tally.share(trial.messages, i, PARTIES);
            var random = trial.random();
            trial.party(i, () -> add(trial, sum, count, random));
        }
        trial.join();
        try (var guard = sum.lock().await()) {
            trial.same("the sum", trial.messages, guard.value()[0]);
        }
        return trial.cancellations();
    }

    private static void add(Trial trial, Mutex<long[]> sum, long count, SplittableRandom random) {
        for (long added = 0; added < count; ) {
            var guard = trial.attempt(sum.lock(), random);
            if (guard.isReady()) {
                guard.value().value()[0]++;
                if (random.nextInt(8) == 0) {
                    Thread.yield();
                }
                guard.value().close();
                added++;
                trial.moved();
            }
        }
    }
}
