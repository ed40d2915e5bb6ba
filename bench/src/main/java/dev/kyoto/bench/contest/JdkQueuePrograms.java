package dev.kyoto.bench.contest;

import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** Messages through the JDK's blocking queues, between virtual threads. */
final class JdkQueuePrograms {

    static final Map<String, Contestant.Maker> MAKERS =
            Map.ofEntries(
                    Map.entry("mpsc_create_1", p -> create(1)),
                    Map.entry("mpsc_create_100", p -> create(100)),
                    Map.entry("mpsc_create_100000", p -> create(100_000)),
                    Map.entry("mpsc_send_512", p -> sendOne(new byte[512])),
                    Map.entry("mpsc_send_32k", p -> sendOne(new byte[32 * 1024])),
                    Map.entry(
                            "mpsc_contention_bounded",
                            p -> contended(p, ChannelPrograms.ROOMY, false)),
                    Map.entry(
                            "mpsc_contention_bounded_many",
                            p -> contended(p, ChannelPrograms.ROOMY, true)),
                    Map.entry(
                            "mpsc_contention_bounded_full",
                            p -> contended(p, ChannelPrograms.TIGHT, false)),
                    Map.entry(
                            "mpsc_contention_bounded_full_many",
                            p -> contended(p, ChannelPrograms.TIGHT, true)),
                    Map.entry("mpsc_contention_unbounded", p -> contended(p, 0, false)),
                    Map.entry("mpsc_contention_unbounded_many", p -> contended(p, 0, true)),
                    Map.entry(
                            "mpsc_uncontended_bounded",
                            p -> uncontended(p, ChannelPrograms.ROOMY, false)),
                    Map.entry(
                            "mpsc_uncontended_bounded_many",
                            p -> uncontended(p, ChannelPrograms.ROOMY, true)),
                    Map.entry("mpsc_uncontended_unbounded", p -> uncontended(p, 0, false)),
                    Map.entry("mpsc_uncontended_unbounded_many", p -> uncontended(p, 0, true)),
                    Map.entry("ct_request_reply", JdkQueuePrograms::requestReply),
                    Map.entry("mt_request_reply", JdkQueuePrograms::requestReply),
                    Map.entry("channel_chain_10000", JdkQueuePrograms::channelChain));

    private JdkQueuePrograms() {}

    /** The queue that an engineer takes for a capacity; 0 stands for none. */
    private static <T> BlockingQueue<T> queue(int capacity) {
        return capacity == 0
                ? new LinkedBlockingQueue<>()
                : capacity > ChannelPrograms.TIGHT
                        ? new LinkedBlockingQueue<>(capacity)
                        : new ArrayBlockingQueue<>(capacity);
    }

    /** Where a queue goes that was made, so that the compiler has to make it. */
    @SuppressWarnings({"unused", "NonFinalStaticField"})
    private static @Nullable Object latest;

    private static Sampler create(int capacity) {
        return Sampler.timing(1, () -> latest = queue(capacity));
    }

    private static Sampler sendOne(byte[] value) {
        var queue = new ArrayBlockingQueue<byte[]>(1_000);
        return Sampler.timing(
                1,
                () -> {
                    if (!queue.offer(value) || queue.poll() == null) {
                        throw new IllegalStateException("the queue did not take the value over");
                    }
                });
    }

    private static Sampler contended(Program program, int capacity, boolean many) {
        int count = program.operations();
        int each = count / ChannelPrograms.SENDERS;
        return Sampler.timing(
                count,
                () -> {
                    var queue = JdkQueuePrograms.<Integer>queue(capacity);
                    for (int s = 0; s < ChannelPrograms.SENDERS; s++) {
                        var _ = JdkSpawnPrograms.spawn(() -> send(queue, each));
                    }
                    var sum = JdkSpawnPrograms.spawn(() -> receive(queue, count, many));
                    Contestant.check(
                            sum.get(), (long) ChannelPrograms.SENDERS * each * (each - 1) / 2);
                });
    }

    private static Sampler uncontended(Program program, int capacity, boolean many) {
        int count = program.operations();
        return Sampler.timing(
                count,
                () -> {
                    var queue = JdkQueuePrograms.<Integer>queue(capacity);
                    var sum =
                            JdkSpawnPrograms.spawn(
                                    () -> {
                                        send(queue, count);
                                        return receive(queue, count, many);
                                    });
                    Contestant.check(sum.get(), (long) count * (count - 1) / 2);
                });
    }

    private static int send(BlockingQueue<Integer> queue, int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            queue.put(i);
        }
        return count;
    }

    private static long receive(BlockingQueue<Integer> queue, int count, boolean many)
            throws InterruptedException {
        long sum = 0;
        if (!many) {
            for (int i = 0; i < count; i++) {
                sum += queue.take();
            }
            return sum;
        }
        var batch = new ArrayList<Integer>(count);
        for (int received = 0; received < count; received += batch.size()) {
            batch.clear();
            batch.add(queue.take());
            queue.drainTo(batch, count);
            for (int message : batch) {
                sum += message;
            }
        }
        return sum;
    }

    private static Sampler requestReply(Program program) {
        var requests = new ArrayBlockingQueue<CompletableFuture<Integer>>(10);
        Thread.startVirtualThread(
                () -> {
                    try {
                        while (true) {
                            requests.take().complete(1);
                        }
                    } catch (InterruptedException e) {
                        throw new IllegalStateException("nobody interrupts the server", e);
                    }
                });
        int count = program.operations();
        return Sampler.timing(
                count,
                () -> {
                    var sum =
                            JdkSpawnPrograms.spawn(
                                    () -> {
                                        int replies = 0;
                                        for (int i = 0; i < count; i++) {
                                            var reply = new CompletableFuture<Integer>();
                                            requests.put(reply);
                                            replies += reply.join();
                                        }
                                        return replies;
                                    });
                    Contestant.check(sum.get(), count);
                });
    }

    private static Sampler channelChain(Program program) {
        var first = new ArrayBlockingQueue<Integer>(1);
        BlockingQueue<Integer> last = first;
        for (int i = 0; i < program.operations(); i++) {
            var from = last;
            var next = new ArrayBlockingQueue<Integer>(1);
            var _ =
                    JdkSpawnPrograms.spawn(
                            () -> {
                                while (true) {
                                    next.put(from.take());
                                }
                            });
            last = next;
        }
        var end = last;
        return Sampler.timing(
                program.operations(),
                () -> {
                    first.put(7);
                    Contestant.check(end.take(), 7);
                });
    }
}
