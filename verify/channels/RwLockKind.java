import dev.kyoto.sync.RwLock;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;

/** Two tasks and two threads, of which writers add to two plain numbers, and readers compare them. */
record RwLockKind() implements Kind {
    private static final int PARTIES = 4;

    @Override
    public String toString() {
        return "rwlock";
    }

    @Override
    public String run(Trial trial) throws InterruptedException {
        var pair = RwLock.of(new long[2]);
        var writes = new LongAdder();
        for (int i = 0; i < PARTIES; i++) {
            long count = Tally.share(trial.messages, i, PARTIES);
            var random = trial.random();
            trial.party(i, () -> use(trial, pair, count, writes, random));
        }
        trial.join();
        try (var guard = pair.read().await()) {
            trial.same("the first number", writes.sum(), guard.value()[0]);
            trial.same("the second number", writes.sum(), guard.value()[1]);
        }
        return "%,d writes, %s".formatted(writes.sum(), trial.cancellations());
    }

    private static void use(
            Trial trial,
            RwLock<long[]> pair,
            long count,
            LongAdder writes,
            SplittableRandom random) {
        for (long turns = 0; turns < count; ) {
            if (random.nextInt(4) > 0) {
                var guard = trial.attempt(pair.read(), random);
                if (guard.isReady()) {
                    long[] both = guard.value().value();
                    trial.same("what a reader sees", both[0], both[1]);
                    guard.value().close();
                    turns++;
                    trial.moved();
                }
                continue;
            }
            var guard = trial.attempt(pair.write(), random);
            if (guard.isReady()) {
                long[] both = guard.value().value();
                both[0]++;
                both[1]++;
                guard.value().close();
                writes.increment();
                turns++;
                trial.moved();
            }
        }
    }
}
