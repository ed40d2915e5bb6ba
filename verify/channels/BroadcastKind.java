import static dev.kyoto.Kyoto.yieldNow;

import dev.kyoto.sync.Broadcast;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;

/**
 * A task and a thread send to two tasks and two threads, each of which sees every message or is told
 * how many it has missed; messages of one sender come in order.
 */
record BroadcastKind() implements Kind {
    private static final int SENDERS = 2;
    private static final int RECEIVERS = 4;
    private static final int CAPACITY = 64;

    @Override
    public String toString() {
        return "broadcast";
    }

    @Override
    public String run(Trial trial) throws InterruptedException {
        long sent = trial.messages / RECEIVERS;
        var missed = new LongAdder();
        var channel = Broadcast.<Long>channel(CAPACITY);
        for (int i = 0; i < RECEIVERS; i++) {
            var receiver = channel.sender().subscribe();
            var random = trial.random();
            trial.party(i, () -> receive(trial, receiver, sent, missed, random));
        }
        channel.receiver().close();
        for (int i = 0; i < SENDERS; i++) {
            int own = i;
            long count = Tally.share(sent, i, SENDERS);
            var sender = channel.sender().fork();
            trial.party(i, () -> send(sender, own, count));
        }
        channel.sender().close();
        trial.join();
        return "%,d overwritten and told of, %s".formatted(missed.sum(), trial.cancellations());
    }

    private static void send(Broadcast.Sender<Long> sender, int own, long count) {
        try (sender) {
            for (long i = 0; i < count; i++) {
                int audience = sender.send(Tally.message(own, i));
                if (audience != RECEIVERS) {
                    throw new AssertionError(audience + " receivers, but there are " + RECEIVERS);
                }
                // Now and then a sender is too fast, so that lag is tried as well.
                while (sender.len() >= CAPACITY && i % CAPACITY != 0) {
                    yieldNow().await();
                }
            }
        }
    }

    private static void receive(
            Trial trial,
            Broadcast.Receiver<Long> receiver,
            long sent,
            LongAdder missed,
            SplittableRandom random) {
        var last = new long[SENDERS];
        Arrays.fill(last, -1);
        long seen = 0;
        while (true) {
            Broadcast.Received<Long> received;
            if (random.nextInt(8) == 0) {
                received = receiver.tryRecv();
            } else {
                var polled = trial.attempt(receiver.recv(), random);
                received = polled.isReady() ? polled.value() : null;
            }
            switch (received) {
                case null -> {}
                case Broadcast.Received.Message<Long>(var message) -> {
                    int sender = Tally.sender(message);
                    if (Tally.number(message) <= last[sender]) {
                        throw trial.fail("message %d came after %d".formatted(message, last[sender]));
                    }
                    last[sender] = Tally.number(message);
                    seen++;
                    trial.moved();
                }
                case Broadcast.Received.Lagged<Long>(var count) -> {
                    seen += count;
                    missed.add(count);
                }
                case Broadcast.Received.Closed<Long>() -> {
                    trial.same("messages seen and missed by one receiver", sent, seen);
                    receiver.close();
                    return;
                }
            }
        }
    }
}
