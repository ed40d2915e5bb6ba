package dev.kyoto.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Waker;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Several senders and receivers on threads, random cancellation, exact counts. A lost wake-up shows
 * as a timeout.
 */
@Timeout(60)
class MpmcStressTest {
    private static final int SENDERS = 3;
    private static final int RECEIVERS = 3;
    private static final long RUN_NANOS = 500_000_000;

    /** A message: who sent it, and the how-manieth of that sender it is. */
    private record Message(int sender, long number) {}

    private final long seed = System.nanoTime();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong sentSum = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong receivedSum = new AtomicLong();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

    @Test
    void aNarrowChannelDeliversEachMessageOnce() throws InterruptedException {
        stress(Mpmc.bounded(1), false);
    }

    @Test
    void aWiderChannelDeliversEachMessageOnce() throws InterruptedException {
        stress(Mpmc.bounded(5), false);
    }

    @Test
    void anUnboundedChannelDeliversEachMessageOnce() throws InterruptedException {
        stress(Mpmc.unbounded(), false);
    }

    @Test
    void whatWasSentBeforeACloseIsReceived() throws InterruptedException {
        long end = System.nanoTime() + RUN_NANOS;
        for (int round = 0; System.nanoTime() < end; round++) {
            stress(round % 2 == 0 ? Mpmc.bounded(2) : Mpmc.unbounded(), true);
        }
    }

    private void stress(Mpmc.Channel<Message> channel, boolean closeEarly)
            throws InterruptedException {
        var random = new SplittableRandom(seed);
        var threads = new ArrayList<Thread>();
        long end = System.nanoTime() + RUN_NANOS;
        for (int i = 0; i < SENDERS; i++) {
            int number = i;
            var own = random.split();
            var sender = channel.sender().fork();
            threads.add(thread(() -> send(sender, number, closeEarly ? Long.MAX_VALUE : end, own)));
        }
        for (int i = 0; i < RECEIVERS; i++) {
            var own = random.split();
            var receiver = channel.receiver().fork();
            threads.add(thread(() -> receive(receiver, own)));
        }
        channel.sender().close();
        channel.receiver().close();
        if (closeEarly) {
            long enough = received.get() + 20;
            while (received.get() < enough && failures.isEmpty()) {
                Thread.onSpinWait();
            }
            channel.receiver().closeChannel();
        }
        for (var thread : threads) {
            thread.join();
        }
        assertThat(failures).as("seed %d", seed).isEmpty();
        assertThat(received.get()).as("seed %d", seed).isEqualTo(sent.get()).isPositive();
        assertThat(receivedSum.get()).isEqualTo(sentSum.get());
        assertThat(channel.sender().len()).isZero();
        assertThat(channel.sender().capacity()).isEqualTo(channel.sender().maxCapacity());
    }

    private Thread thread(Runnable body) {
        return Thread.ofPlatform()
                .daemon()
                .start(
                        () -> {
                            try {
                                body.run();
                            } catch (Throwable failure) {
                                failures.add(failure);
                            }
                        });
    }

    private void send(Mpmc.Sender<Message> sender, int own, long end, SplittableRandom random) {
        try (sender) {
            for (long i = 0; System.nanoTime() < end; ) {
                var message = new Message(own, i);
                boolean done;
                if (random.nextInt(3) == 0) {
                    var result = sender.trySend(message);
                    done = result.isSent();
                    if (result == SendResult.CLOSED) {
                        return;
                    }
                } else {
                    done = endedOrCancelled(sender.send(message), random);
                }
                if (done) {
                    i++;
                    sent.incrementAndGet();
                    sentSum.addAndGet(message.number());
                }
            }
        } catch (ClosedException e) {
            assertThat(sender.isClosed()).isTrue();
        }
    }

    private void receive(Mpmc.Receiver<Message> receiver, SplittableRandom random) {
        var last = new long[] {-1, -1, -1};
        try (receiver) {
            while (true) {
                var batch = new ArrayList<Message>();
                switch (random.nextInt(4)) {
                    case 0 -> {
                        if (receiver.tryRecv() instanceof TryRecv.Received<Message>(var message)) {
                            batch.add(message);
                        }
                    }
                    case 1 -> {
                        var many = receiver.recvMany(batch, 3);
                        if (endedOrCancelled(many, random) && batch.isEmpty()) {
                            return;
                        }
                    }
                    case 2 -> {
                        var one = new Polled<>(receiver.recv());
                        for (int i = random.nextInt(3); i >= 0 && !one.isReady(); i--) {
                            one.poll();
                            Thread.onSpinWait();
                        }
                        one.cancel();
                        if (one.isReady()) {
                            if (one.value() == null) {
                                return;
                            }
                            batch.add(one.value());
                        }
                    }
                    default -> {
                        var message = receiver.recv().await();
                        if (message == null) {
                            return;
                        }
                        batch.add(message);
                    }
                }
                count(batch, last);
            }
        }
    }

    /** Messages of one sender come to one receiver in the order they were sent. */
    private void count(List<Message> batch, long[] last) {
        for (var message : batch) {
            assertThat(message.number()).as("seed %d", seed).isGreaterThan(last[message.sender()]);
            last[message.sender()] = message.number();
            received.incrementAndGet();
            receivedSum.addAndGet(message.number());
        }
    }

    /** Awaits, or polls a few times and then cancels; answers whether it ended. */
    private static boolean endedOrCancelled(Future<?> future, SplittableRandom random) {
        if (random.nextInt(4) == 0) {
            var _ = future.await();
            return true;
        }
        var cx = Context.of(Waker.noop());
        for (int i = random.nextInt(4); i > 0; i--) {
            if (future.poll(cx).isReady()) {
                return true;
            }
            Thread.onSpinWait();
        }
        if (random.nextBoolean()) {
            var _ = future.await();
            return true;
        }
        future.cancel();
        return false;
    }
}
