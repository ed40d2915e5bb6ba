import dev.kyoto.sync.Semaphore;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Two tasks and two threads take one to three of three permits; never are more out than there are. */
record SemaphoreKind() implements Kind {
    private static final int PARTIES = 4;
    private static final int PERMITS = 3;

    @Override
    public String toString() {
        return "semaphore";
    }

    @Override
    public String run(Trial trial) throws InterruptedException {
        var semaphore = Semaphore.of(PERMITS);
        var out = new AtomicInteger();
        for (int i = 0; i < PARTIES; i++) {
            long count = Tally.share(trial.messages, i, PARTIES);
            var random = trial.random();
            trial.party(i, () -> take(trial, semaphore, count, out, random));
        }
        trial.join();
        trial.same("permits at the end", PERMITS, semaphore.availablePermits());
        return trial.cancellations();
    }

    private static void take(
            Trial trial,
            Semaphore semaphore,
            long count,
            AtomicInteger out,
            SplittableRandom random) {
        for (long taken = 0; taken < count; ) {
            int wanted = 1 + random.nextInt(PERMITS);
            var permit = trial.attempt(semaphore.acquireMany(wanted), random);
            if (permit.isReady()) {
                int held = out.addAndGet(wanted);
                if (held > PERMITS) {
                    throw trial.fail(held + " permits were out of " + PERMITS);
                }
                if (random.nextInt(8) == 0) {
                    Thread.yield();
                }
                out.addAndGet(-wanted);
                permit.value().close();
                taken++;
                trial.moved();
            }
        }
    }
}
