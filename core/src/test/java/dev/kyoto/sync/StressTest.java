package dev.kyoto.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.Context;
import dev.kyoto.future.Waker;
import java.util.ArrayList;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many threads, random cancellation, exact sums. A lost wake-up shows as a timeout. */
@Timeout(60)
class StressTest extends Stress {
    @Test
    void permitsAreNeitherLostNorDoubled() throws InterruptedException {
        var semaphore = Semaphore.of(3);
        var out = new AtomicInteger();
        onThreads(
                THREADS,
                (thread, random) -> {
                    while (goOn()) {
                        int wanted = 1 + random.nextInt(3);
                        var permit = awaitOrCancel(semaphore.acquireMany(wanted), random);
                        if (permit != null) {
                            assertThat(out.addAndGet(wanted)).isLessThanOrEqualTo(3);
                            out.addAndGet(-wanted);
                            if (wanted > 1 && random.nextBoolean()) {
                                permit.split(1).close();
                            }
                            permit.close();
                        }
                    }
                });
        assertThat(semaphore.availablePermits()).as("seed %d", seed).isEqualTo(3);
    }

    @Test
    void oneHolderOfALockAtATime() throws InterruptedException {
        var mutex = Mutex.of(0L);
        var locked = new AtomicLong();
        onThreads(
                THREADS,
                (thread, random) -> {
                    while (goOn()) {
                        var guard = awaitOrCancel(mutex.lock(), random);
                        if (guard != null) {
                            guard.set(guard.value() + 1);
                            locked.incrementAndGet();
                            guard.close();
                        }
                    }
                });
        try (var guard = mutex.tryLock()) {
            assertThat(guard.value()).as("seed %d", seed).isEqualTo(locked.get());
        }
    }

    @Test
    void aBoundedChannelDeliversEachMessageOnce() throws InterruptedException {
        var channel = Mpsc.<Long>bounded(3);
        var senders = new ArrayList<Mpsc.Sender<Long>>();
        for (int t = 1; t < THREADS; t++) {
            senders.add(channel.sender().fork());
        }
        channel.sender().close();
        var sent = new AtomicLong();
        var count = new AtomicLong();
        var received = new AtomicLong();
        var receivedCount = new AtomicLong();
        onThreads(
                THREADS,
                (thread, random) -> {
                    if (thread == 0) {
                        receive(channel.receiver(), random, received, receivedCount);
                        return;
                    }
                    try (var sender = senders.get(thread - 1)) {
                        send(sender, random, sent, count);
                    }
                });
        assertThat(receivedCount.get()).as("seed %d", seed).isEqualTo(count.get()).isPositive();
        assertThat(received.get()).isEqualTo(sent.get());
        assertThat(channel.receiver().capacity()).isEqualTo(3);
    }

    private void send(
            Mpsc.Sender<Long> sender, SplittableRandom random, AtomicLong sum, AtomicLong count) {
        while (goOn()) {
            long message = 1L + random.nextInt(1000);
            boolean done;
            switch (random.nextInt(3)) {
                case 0 -> done = sender.trySend(message).isSent();
                case 1 -> {
                    var permit = awaitOrCancel(sender.reserveMany(2), random);
                    done = permit != null;
                    if (done) {
                        permit.send(message);
                        permit.close();
                    }
                }
                default -> {
                    // The value of a send is null, as is a cancelled wait: tell them apart.
                    var future = sender.send(message);
                    done = future.poll(Context.of(Waker.noop())).isReady();
                    if (!done && random.nextBoolean()) {
                        future.await();
                        done = true;
                    } else if (!done) {
                        future.cancel();
                    }
                }
            }
            if (done) {
                sum.addAndGet(message);
                count.incrementAndGet();
            }
        }
    }

    private static void receive(
            Mpsc.Receiver<Long> receiver,
            SplittableRandom random,
            AtomicLong sum,
            AtomicLong count) {
        var buffer = new ArrayList<Long>();
        while (true) {
            if (random.nextInt(4) == 0) {
                var cancelled = receiver.recv();
                var polled = cancelled.poll(Context.of(Waker.noop()));
                if (polled.isPending()) {
                    cancelled.cancel();
                } else if (polled.value() != null) {
                    buffer.add(polled.value());
                }
            } else if (random.nextBoolean()) {
                if (receiver.recvMany(buffer, 5).await() == 0) {
                    return;
                }
            } else if (receiver.tryRecv() instanceof TryRecv.Received<Long>(var message)) {
                buffer.add(message);
            }
            for (var message : buffer) {
                sum.addAndGet(message);
                count.incrementAndGet();
            }
            buffer.clear();
        }
    }

    @Test
    void anUnboundedChannelKeepsTheOrderOfEachSender() throws InterruptedException {
        var channel = Mpsc.<long[]>unbounded();
        var senders = new ArrayList<Mpsc.UnboundedSender<long[]>>();
        for (int t = 1; t < THREADS; t++) {
            senders.add(channel.sender().fork());
        }
        channel.sender().close();
        var sent = new AtomicLong();
        var received = new AtomicLong();
        onThreads(
                THREADS,
                (thread, random) -> {
                    if (thread > 0) {
                        try (var sender = senders.get(thread - 1)) {
                            for (long i = 0; goOn() && i < 200_000; i++) {
                                sender.send(new long[] {thread, i}).orThrow();
                                sent.incrementAndGet();
                            }
                        }
                        return;
                    }
                    var next = new long[THREADS];
                    var receiver = channel.receiver();
                    for (var m = receiver.recv().await(); m != null; m = receiver.recv().await()) {
                        assertThat(m[1]).isEqualTo(next[(int) m[0]]++);
                        received.incrementAndGet();
                    }
                });
        assertThat(received.get()).as("seed %d", seed).isEqualTo(sent.get()).isPositive();
    }

    @Test
    void whatIsSentBeforeTheReceiverClosesIsReceived() throws InterruptedException {
        while (goOn()) {
            var channel = Mpsc.<Integer>unbounded();
            var sent = new AtomicInteger();
            int received = 0;
            var sender =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        while (channel.sender().send(1).isSent()) {
                                            sent.incrementAndGet();
                                        }
                                        channel.sender().close();
                                    });
            for (int i = 0; i < 20; i++) {
                received += channel.receiver().recv().await();
            }
            channel.receiver().close();
            while (channel.receiver().recv().await() != null) {
                received++;
            }
            sender.join();
            assertThat(received).isEqualTo(sent.get());
        }
    }

    @Test
    void notificationsArePassedOnUntilSomebodyTakesThem() throws InterruptedException {
        var notify = new Notify();
        var given = new AtomicInteger();
        var taken = new AtomicInteger();
        var finished = new AtomicInteger();
        onThreads(
                THREADS,
                (thread, random) -> {
                    if (thread == 0) {
                        while (goOn()) {
                            // One at a time, as no more than one is stored.
                            given.incrementAndGet();
                            if (random.nextBoolean()) {
                                notify.notifyOne();
                            } else {
                                notify.notifyLast();
                            }
                            while (taken.get() < given.get()) {
                                Thread.onSpinWait();
                            }
                        }
                        finished.set(1);
                        notify.notifyWaiters();
                        return;
                    }
                    while (finished.get() == 0) {
                        var wait = notify.notified();
                        if (finished.get() != 0) {
                            break;
                        }
                        if (random.nextInt(3) == 0) {
                            wait.await();
                        } else {
                            if (random.nextBoolean()) {
                                wait.enable();
                            }
                            if (wait.poll(Context.of(Waker.noop())).isPending()) {
                                wait.cancel();
                                continue;
                            }
                        }
                        if (finished.get() == 0) {
                            taken.incrementAndGet();
                        }
                    }
                });
        assertThat(taken.get()).as("seed %d", seed).isEqualTo(given.get());
    }

    @Test
    void aOneshotEndsTheSameWayOnBothSides() throws InterruptedException {
        var delivered = new AtomicInteger();
        var sent = new AtomicInteger();
        var channels = new ArrayList<Oneshot.Channel<Integer>>();
        for (int i = 0; i < 20_000; i++) {
            channels.add(Oneshot.channel());
        }
        onThreads(
                2,
                (thread, random) -> {
                    for (var channel : channels) {
                        if (thread == 0) {
                            if (random.nextInt(4) == 0) {
                                channel.sender().close();
                            } else if (channel.sender().send(1).isSent()) {
                                sent.incrementAndGet();
                            }
                            continue;
                        }
                        if (random.nextInt(4) == 0) {
                            // Closed, not cancelled: what was sent before is still received.
                            channel.receiver().close();
                        }
                        try {
                            delivered.addAndGet(channel.receiver().await());
                        } catch (ClosedException e) {
                            assertThat(channel.receiver().isTerminated()).isTrue();
                        }
                    }
                });
        assertThat(delivered.get()).as("seed %d", seed).isEqualTo(sent.get()).isPositive();
    }
}
