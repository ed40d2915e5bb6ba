import static dev.kyoto.Kyoto.yieldNow;

import dev.kyoto.sync.Mpmc;
import dev.kyoto.sync.TryRecv;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Two tasks and two threads send to two tasks and two threads. Messages of one sender come to one
 * receiver in order.
 */
record MpmcKind(boolean bounded) implements Kind {
    private static final int PARTIES = 4;
    private static final int CAPACITY = 16;

    /** How far senders may be ahead: memory is not what is tried here. */
    private static final int AHEAD = 4096;

    @Override
    public String toString() {
        return bounded ? "mpmc bounded" : "mpmc unbounded";
    }

    @Override
    public String run(Trial trial) throws InterruptedException {
        var tally = new Tally();
        var channel = bounded ? Mpmc.<Long>bounded(CAPACITY) : Mpmc.<Long>unbounded();
        for (int i = 0; i < PARTIES; i++) {
            int own = i;
            long count = Tally.share(trial.messages, i, PARTIES);
            var sender = channel.sender().fork();
            var sending = trial.random();
            trial.party(i, () -> send(trial, sender, own, count, tally, sending));
            var receiver = channel.receiver().fork();
            var receiving = trial.random();
            trial.party(i, () -> receive(trial, receiver, tally, receiving));
        }
        channel.sender().close();
        channel.receiver().close();
        trial.join();
        tally.check(trial, trial.messages);
        trial.same("messages left", 0, channel.receiver().len());
        return trial.cancellations();
    }

    private static void send(
            Trial trial,
            Mpmc.Sender<Long> sender,
            int own,
            long count,
            Tally tally,
            SplittableRandom random) {
        try (sender) {
            for (long i = 0; i < count; ) {
                long message = Tally.message(own, i);
                boolean sent =
                        random.nextInt(8) == 0
                                ? sender.trySend(message).isSent()
                                : trial.attempt(sender.send(message), random).isReady();
                if (sent) {
                    tally.sent(message);
                    i++;
                }
                while (sender.len() > AHEAD) {
                    yieldNow().await();
                }
            }
        }
    }

    private static void receive(
            Trial trial, Mpmc.Receiver<Long> receiver, Tally tally, SplittableRandom random) {
        var last = new long[PARTIES];
        Arrays.fill(last, -1);
        var batch = new ArrayList<Long>();
        try (receiver) {
            while (true) {
                int way = random.nextInt(8);
                if (way == 0) {
                    if (receiver.tryRecv() instanceof TryRecv.Received<Long>(var message)) {
                        batch.add(message);
                    }
                } else if (way == 1) {
                    var many = trial.attempt(receiver.recvMany(batch, 4), random);
                    if (many.isReady() && many.value() == 0) {
                        return;
                    }
                } else {
                    var one = trial.attempt(receiver.recv(), random);
                    if (one.isReady()) {
                        if (one.value() == null) {
                            return;
                        }
                        batch.add(one.value());
                    }
                }
                for (long message : batch) {
                    int sender = Tally.sender(message);
                    long number = Tally.number(message);
                    if (number <= last[sender]) {
                        throw trial.fail(
                                "message %d of sender %d came after %d"
                                        .formatted(number, sender, last[sender]));
                    }
                    last[sender] = number;
                    tally.received(message);
                    trial.moved();
                }
                batch.clear();
            }
        }
    }
}
