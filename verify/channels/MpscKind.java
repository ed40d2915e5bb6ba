import static dev.kyoto.Kyoto.yieldNow;

import dev.kyoto.sync.Mpsc;
import dev.kyoto.sync.TryRecv;
import java.util.ArrayList;
import java.util.SplittableRandom;

/**
 * Two tasks and two threads send to a task, and then to a thread. Messages of one sender come in
 * order, without a gap.
 */
record MpscKind(boolean bounded) implements Kind {
    private static final int SENDERS = 4;
    private static final int CAPACITY = 16;

    /** How far unbounded senders may be ahead: memory is not what is tried here. */
    private static final int AHEAD = 4096;

    @Override
    public String toString() {
        return bounded ? "mpsc bounded" : "mpsc unbounded";
    }

    @Override
    public String run(Trial trial) throws InterruptedException {
        long first = trial.messages / 2;
        round(trial, 0, first);
        round(trial, 1, trial.messages - first);
        return trial.cancellations();
    }

    private void round(Trial trial, int receiver, long messages) throws InterruptedException {
        var tally = new Tally();
        if (bounded) {
            var channel = Mpsc.<Long>bounded(CAPACITY);
            for (int i = 0; i < SENDERS; i++) {
                int own = i;
                long count = Tally.share(messages, i, SENDERS);
                var sender = channel.sender().fork();
                var random = trial.random();
                trial.party(i, () -> sendBounded(trial, sender, own, count, tally, random));
            }
            channel.sender().close();
            receiveAsParty(trial, receiver, channel.receiver(), tally);
        } else {
            var channel = Mpsc.<Long>unbounded();
            for (int i = 0; i < SENDERS; i++) {
                int own = i;
                long count = Tally.share(messages, i, SENDERS);
                var sender = channel.sender().fork();
                trial.party(i, () -> sendUnbounded(sender, channel.receiver(), own, count, tally));
            }
            channel.sender().close();
            receiveAsParty(trial, receiver, channel.receiver(), tally);
        }
        trial.join();
        tally.check(trial, messages);
    }

    private static void receiveAsParty(
            Trial trial, int party, Mpsc.Receiver<Long> receiver, Tally tally) {
        var random = trial.random();
        trial.party(party, () -> receive(trial, receiver, tally, random));
    }

    private static void sendBounded(
            Trial trial,
            Mpsc.Sender<Long> sender,
            int own,
            long count,
            Tally tally,
            SplittableRandom random) {
        try (sender) {
            for (long i = 0; i < count; ) {
                long message = Tally.message(own, i);
                boolean sent;
                int way = random.nextInt(8);
                if (way == 0) {
                    sent = sender.trySend(message).isSent();
                } else if (way == 1) {
                    var slot = trial.attempt(sender.reserve(), random);
                    sent = slot.isReady();
                    if (sent) {
                        slot.value().send(message);
                        slot.value().close();
                    }
                } else {
                    sent = trial.attempt(sender.send(message), random).isReady();
                }
                if (sent) {
                    tally.sent(message);
                    i++;
                }
            }
        }
    }

    private static void sendUnbounded(
            Mpsc.UnboundedSender<Long> sender,
            Mpsc.Receiver<Long> receiver,
            int own,
            long count,
            Tally tally) {
        try (sender) {
            for (long i = 0; i < count; i++) {
                long message = Tally.message(own, i);
                sender.send(message).orThrow();
                tally.sent(message);
                while (receiver.len() > AHEAD) {
                    yieldNow().await();
                }
            }
        }
    }

    private static void receive(
            Trial trial, Mpsc.Receiver<Long> receiver, Tally tally, SplittableRandom random) {
        var next = new long[SENDERS];
        var batch = new ArrayList<Long>();
        while (true) {
            int way = random.nextInt(8);
            if (way == 0) {
                if (receiver.tryRecv() instanceof TryRecv.Received<Long>(var message)) {
                    batch.add(message);
                }
            } else if (way == 1) {
                var many = trial.attempt(receiver.recvMany(batch, 16), random);
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
                long expected = next[Tally.sender(message)]++;
                trial.same("the next message of a sender", expected, Tally.number(message));
                tally.received(message);
                trial.moved();
            }
            batch.clear();
        }
    }
}
