import dev.kyoto.sync.Notify;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Wake-ups one at a time, to whichever of two tasks and two threads takes it; some of them give up
 * with the wake-up in hand, which has to go on to another. Half are given by a task, half by a
 * thread.
 */
record NotifyKind() implements Kind {
    private static final int WAITERS = 4;

    /** What all parties of a round share. */
    private static final class Round {
        final Notify wakeUps = new Notify();
        final Notify taken = new Notify();
        final AtomicLong count = new AtomicLong();
        volatile boolean over;
    }

    @Override
    public String toString() {
        return "notify";
    }

    @Override
    public String run(Trial trial) throws InterruptedException {
        long first = trial.messages / 2;
        round(trial, 0, first);
        round(trial, 1, trial.messages - first);
        return trial.cancellations();
    }

    private static void round(Trial trial, int notifier, long wakeUps) throws InterruptedException {
        var round = new Round();
        for (int i = 0; i < WAITERS; i++) {
            var random = trial.random();
            trial.party(i, () -> take(trial, round, random));
        }
        var random = trial.random();
        trial.party(notifier, () -> give(trial, round, wakeUps, random));
        trial.join();
        trial.same("wake-ups taken", wakeUps, round.count.get());
    }

    private static void give(Trial trial, Round round, long wakeUps, SplittableRandom random) {
        for (long given = 1; given <= wakeUps; given++) {
            if (random.nextInt(4) == 0) {
                round.wakeUps.notifyLast();
            } else {
                round.wakeUps.notifyOne();
            }
            round.taken.notified().await();
            trial.same("wake-ups taken so far", given, round.count.get());
            trial.moved();
        }
        round.over = true;
        round.wakeUps.notifyWaiters();
    }

    private static void take(Trial trial, Round round, SplittableRandom random) {
        while (true) {
            // Made before `over` is looked at, so the last notifyWaiters is not missed.
            var wakeUp = round.wakeUps.notified();
            if (round.over) {
                wakeUp.cancel();
                return;
            }
            if (trial.attempt(wakeUp, random).isReady() && !round.over) {
                round.count.incrementAndGet();
                round.taken.notifyOne();
            }
        }
    }
}
