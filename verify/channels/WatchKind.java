import static dev.kyoto.Kyoto.yieldNow;

import dev.kyoto.sync.Watch;
import java.util.SplittableRandom;

/**
 * A task, then a thread, replaces a number that two tasks and two threads watch: what each sees
 * grows, and the last value is seen by all.
 */
record WatchKind() implements Kind {
    private static final int RECEIVERS = 4;

    @Override
    public String toString() {
        return "watch";
    }

    @Override
    public String run(Trial trial) throws InterruptedException {
        long first = trial.messages / 2;
        round(trial, 0, first);
        round(trial, 1, trial.messages - first);
        return trial.cancellations();
    }

    private static void round(Trial trial, int sending, long count) throws InterruptedException {
        var channel = Watch.<Long>channel(0L);
        for (int i = 0; i < RECEIVERS; i++) {
            var receiver = channel.receiver().fork();
            var random = trial.random();
            trial.party(i, () -> receive(trial, receiver, count, random));
        }
        channel.receiver().close();
        var random = trial.random();
        trial.party(sending, () -> send(trial, channel.sender(), count, random));
        trial.join();
    }

    private static void send(
            Trial trial, Watch.Sender<Long> sender, long count, SplittableRandom random) {
        try (sender) {
            for (long i = 1; i <= count; i++) {
                if (!sender.send(i)) {
                    throw trial.fail("nobody watches, but there are " + RECEIVERS);
                }
                trial.moved();
                if (random.nextInt(64) == 0) {
                    yieldNow().await(); // so that receivers fall asleep now and then
                }
            }
        }
    }

    private static void receive(
            Trial trial, Watch.Receiver<Long> receiver, long last, SplittableRandom random) {
        long seen = 0;
        while (true) {
            var changed = trial.attempt(receiver.changed(), random);
            if (changed.isPending()) {
                continue;
            }
            long value = receiver.borrowAndUpdate();
            if (!changed.value()) {
                trial.same("the last value", last, value);
                receiver.close();
                return;
            }
            if (value < seen) {
                throw trial.fail("value %d came after %d".formatted(value, seen));
            }
            seen = value;
        }
    }
}
