package dev.kyoto.bench.contest;

import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.sync.Mpsc;
import dev.kyoto.sync.Oneshot;
import dev.kyoto.sync.SendResult;
import dev.kyoto.sync.TryRecv;
import java.util.ArrayList;
import java.util.Map;

/** Messages through mpsc channels and one-shots. */
final class ChannelPrograms {
    static final int SENDERS = 5;
    static final int ROOMY = 1_000_000;
    static final int TIGHT = 100;

    static final Map<String, Contestant.Maker> MAKERS =
            Map.ofEntries(
                    Map.entry("mpsc_create_1", p -> create(1)),
                    Map.entry("mpsc_create_100", p -> create(100)),
                    Map.entry("mpsc_create_100000", p -> create(100_000)),
                    Map.entry("mpsc_send_512", p -> sendOne(new byte[512])),
                    Map.entry("mpsc_send_32k", p -> sendOne(new byte[32 * 1024])),
                    Map.entry("mpsc_contention_bounded", p -> contended(p, ROOMY, false)),
                    Map.entry("mpsc_contention_bounded_many", p -> contended(p, ROOMY, true)),
                    Map.entry("mpsc_contention_bounded_full", p -> contended(p, TIGHT, false)),
                    Map.entry("mpsc_contention_bounded_full_many", p -> contended(p, TIGHT, true)),
                    Map.entry("mpsc_contention_unbounded", p -> contendedUnbounded(p, false)),
                    Map.entry("mpsc_contention_unbounded_many", p -> contendedUnbounded(p, true)),
                    Map.entry("mpsc_uncontended_bounded", p -> uncontended(p, false)),
                    Map.entry("mpsc_uncontended_bounded_many", p -> uncontended(p, true)),
                    Map.entry("mpsc_uncontended_unbounded", p -> uncontendedUnbounded(p, false)),
                    Map.entry(
                            "mpsc_uncontended_unbounded_many", p -> uncontendedUnbounded(p, true)),
                    Map.entry("ct_request_reply", ChannelPrograms::requestReply),
                    Map.entry("mt_request_reply", ChannelPrograms::requestReply));

    private ChannelPrograms() {}

    private static Sampler create(int capacity) {
        return Sampler.timing(
                1,
                () -> {
                    // Let go in Java's way: a channel that nobody closes is reported as a leak.
                    var channel = Mpsc.<byte[]>bounded(capacity);
                    channel.sender().close();
                    channel.receiver().close();
                });
    }

    private static Sampler sendOne(byte[] value) {
        var channel = Mpsc.<byte[]>bounded(1_000);
        return Sampler.timing(
                1,
                () -> {
                    if (channel.sender().trySend(value) != SendResult.SENT
                            || !(channel.receiver().tryRecv()
                                    instanceof TryRecv.Received<byte[]>)) {
                        throw new IllegalStateException("the channel did not take the value over");
                    }
                });
    }

    private static Sampler contended(Program program, int capacity, boolean many) {
        var runtime = KyotoContestant.runtime(program);
        int each = program.operations() / SENDERS;
        return Sampler.timing(
                program.operations(),
                () -> {
                    var channel = Mpsc.<Integer>bounded(capacity);
                    for (int s = 0; s < SENDERS; s++) {
                        var sender = channel.sender().fork();
                        runtime.spawn(() -> send(sender, each)).detach();
                    }
                    channel.sender().close();
                    receive(runtime, channel.receiver(), many, program.operations(), each);
                });
    }

    private static void send(Mpsc.Sender<Integer> sender, int count) {
        try (sender) {
            for (int i = 0; i < count; i++) {
                sender.send(i).await();
            }
        }
    }

    private static Sampler contendedUnbounded(Program program, boolean many) {
        var runtime = KyotoContestant.runtime(program);
        int each = program.operations() / SENDERS;
        return Sampler.timing(
                program.operations(),
                () -> {
                    var channel = Mpsc.<Integer>unbounded();
                    for (int s = 0; s < SENDERS; s++) {
                        var sender = channel.sender().fork();
                        runtime.spawn(() -> send(sender, each)).detach();
                    }
                    channel.sender().close();
                    receive(runtime, channel.receiver(), many, program.operations(), each);
                });
    }

    private static void send(Mpsc.UnboundedSender<Integer> sender, int count) {
        try (sender) {
            for (int i = 0; i < count; i++) {
                var _ = sender.send(i);
            }
        }
    }

    /** Receives everything in the block that is run, and checks that all of it has come. */
    private static void receive(
            AsyncRuntime runtime,
            Mpsc.Receiver<Integer> receiver,
            boolean many,
            int count,
            int each) {
        long sum =
                many
                        ? runtime.blockOn(() -> receiveMany(receiver, count))
                        : runtime.blockOn(() -> receiveEach(receiver, count));
        receiver.close();
        Contestant.check(sum, (long) count / each * ((long) each * (each - 1) / 2));
    }

    private static long receiveEach(Mpsc.Receiver<Integer> receiver, int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            var message = receiver.recv().await();
            if (message == null) {
                break;
            }
            sum += message;
        }
        return sum;
    }

    private static long receiveMany(Mpsc.Receiver<Integer> receiver, int count) {
        var batch = new ArrayList<Integer>(count);
        long sum = 0;
        int received = 0;
        while (received < count) {
            int taken = receiver.recvMany(batch, count).await();
            if (taken == 0) {
                break;
            }
            received += taken;
            for (int message : batch) {
                sum += message;
            }
            batch.clear();
        }
        return sum;
    }

    private static Sampler uncontended(Program program, boolean many) {
        var runtime = KyotoContestant.runtime(program);
        int count = program.operations();
        return Sampler.timing(
                count,
                () -> {
                    var channel = Mpsc.<Integer>bounded(ROOMY);
                    runtime.blockOn(() -> send(channel.sender(), count));
                    receive(runtime, channel.receiver(), many, count, count);
                });
    }

    private static Sampler uncontendedUnbounded(Program program, boolean many) {
        var runtime = KyotoContestant.runtime(program);
        int count = program.operations();
        return Sampler.timing(
                count,
                () -> {
                    var channel = Mpsc.<Integer>unbounded();
                    send(channel.sender(), count);
                    receive(runtime, channel.receiver(), many, count, count);
                });
    }

    private static Sampler requestReply(Program program) {
        var runtime = KyotoContestant.runtime(program);
        var requests = Mpsc.<Oneshot.Sender<Integer>>bounded(10);
        runtime.spawn(() -> serve(requests.receiver())).detach();
        int count = program.operations();
        return Sampler.timing(
                count,
                () -> {
                    int sum =
                            program.runtime().equals("current")
                                    ? runtime.blockOn(() -> ask(requests.sender(), count))
                                    : runtime.blockOn(
                                            runtime.spawn(() -> ask(requests.sender(), count)));
                    Contestant.check(sum, count);
                });
    }

    private static void serve(Mpsc.Receiver<Oneshot.Sender<Integer>> requests) {
        for (var r = requests.recv().await(); r != null; r = requests.recv().await()) {
            var _ = r.send(1);
        }
    }

    private static int ask(Mpsc.Sender<Oneshot.Sender<Integer>> requests, int count) {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            var reply = Oneshot.<Integer>channel();
            requests.send(reply.sender()).await();
            sum += reply.receiver().await();
        }
        return sum;
    }
}
