package dev.kyoto.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Waker;
import dev.kyoto.sync.Broadcast.Received;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * {@link Broadcast} and {@link Watch} under many threads, with receivers that come, go, cancel and
 * are closed by others. A lost wake-up shows as a timeout.
 */
@Timeout(60)
class ChannelStressTest {
    private static final int SENDERS = 2;
    private static final Duration RUN = Duration.ofMillis(500);

    private final long seed = System.nanoTime();
    private final SplittableRandom root = new SplittableRandom(seed);
    private final ArrayList<Thread> threads = new ArrayList<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    /** Written before the threads start. */
    private long end;

    private interface Body {
        void run(SplittableRandom random) throws Exception;
    }

    private void start(Body body) {
        var random = root.split();
        var thread =
                new Thread(
                        () -> {
                            try {
                                body.run(random);
                            } catch (Throwable e) {
                                failure.compareAndSet(null, e);
                            }
                        });
        thread.setDaemon(true);
        threads.add(thread);
    }

    private void runAll() throws InterruptedException {
        System.out.printf("ChannelStressTest seed %d%n", seed);
        end = System.nanoTime() + RUN.toNanos();
        threads.forEach(Thread::start);
        for (var thread : threads) {
            thread.join();
        }
        assertThat(failure.get()).as("failure of a thread, seed %d", seed).isNull();
        threads.clear();
    }

    private boolean goOn() {
        return System.nanoTime() < end;
    }

    /** Polls a few times, then cancels or awaits: answers the value, or null if cancelled. */
    private static <T> T awaitOrCancel(Future<T> future, SplittableRandom random) {
        var cx = Context.of(Waker.noop());
        for (int i = random.nextInt(4); i > 0; i--) {
            var polled = future.poll(cx);
            if (polled.isReady()) {
                return polled.value();
            }
            Thread.yield();
        }
        if (random.nextInt(3) > 0) {
            return future.await();
        }
        future.cancel();
        return null;
    }

    /** A message: the number of its sender, and its number among that sender's. */
    private record Numbered(int sender, long number) {}

    /** What one receiver got, to be compared with what was sent. */
    private static final class Account {
        private final long[] last = new long[SENDERS];
        long received;
        long missed;
        long gaps;

        Account() {
            Arrays.fill(last, -1);
        }

        void add(Numbered message) {
            long before = last[message.sender];
            assertThat(message.number).as("in order, once").isGreaterThan(before);
            if (before >= 0) {
                gaps += message.number - before - 1;
            }
            last[message.sender] = message.number;
            received++;
        }
    }

    /** Receives until the end, or until the random numbers say so; answers whether it was the end. */
    private static boolean receive(
            Broadcast.Receiver<Numbered> receiver,
            Account account,
            SplittableRandom random,
            boolean mayStop) {
        while (true) {
            var received =
                    random.nextInt(4) == 0
                            ? receiver.tryRecv()
                            : awaitOrCancel(receiver.recv(), random);
            switch (received) {
                case null -> {}
                case Received.Message<Numbered>(var message) -> account.add(message);
                case Received.Lagged<Numbered>(var missed) -> {
                    assertThat(missed).isPositive();
                    account.missed += missed;
                }
                case Received.Closed<Numbered>() -> {
                    return true;
                }
            }
            if (mayStop && random.nextInt(50) == 0) {
                return false;
            }
        }
    }

    @Test
    void everyMessageIsReceivedOnceOrCountedAsMissed() throws InterruptedException {
        var sender = Broadcast.<Numbered>sender(8);
        var sent = new AtomicLong();
        var accounts = new ArrayList<Account>();
        for (int i = 0; i < 3; i++) {
            var account = new Account();
            accounts.add(account);
            var receiver = sender.subscribe();
            start(random -> receive(receiver, account, random, false));
        }
        // One stays, so that there always is an audience; others come and go.
        start(
                random -> {
                    while (goOn()) {
                        var account = new Account();
                        try (var receiver = sender.subscribe();
                                var other = receiver.resubscribe()) {
                            receive(receiver, account, random, true);
                            assertThat(other.len()).isNotNegative();
                        }
                        assertThat(account.gaps).isLessThanOrEqualTo(account.missed);
                    }
                });
        // Not closed until all have begun, as it is the one that the others come from.
        var running = new AtomicInteger(SENDERS);
        for (int s = 0; s < SENDERS; s++) {
            int number = s;
            var mine = sender.fork();
            start(
                    random -> {
                        var current = mine;
                        long i = 0;
                        do {
                            assertThat(current.send(new Numbered(number, i++))).isGreaterThan(2);
                            sent.incrementAndGet();
                            switch (random.nextInt(16)) {
                                case 0 -> {
                                    var next = current.fork();
                                    current.close();
                                    current = next;
                                }
                                // Lets receivers catch up, so that they also have to wait.
                                case 1, 2 -> {
                                    while (goOn() && !sender.isEmpty() && random.nextInt(99) > 0) {
                                        Thread.yield();
                                    }
                                }
                                default -> {}
                            }
                        } while (goOn());
                        current.close();
                        if (running.decrementAndGet() == 0) {
                            sender.close();
                        }
                    });
        }
        runAll();
        assertThat(sent.get()).isPositive();
        for (var account : accounts) {
            assertThat(account.received + account.missed)
                    .as("received and missed, seed %d", seed)
                    .isEqualTo(sent.get());
            assertThat(account.gaps).isLessThanOrEqualTo(account.missed);
        }
        assertThat(sender.receiverCount()).isEqualTo(3);
        assertThat(sender.len()).as("messages kept for nobody, seed %d", seed).isZero();
    }

    @Test
    void whatIsSentBeforeTheEndIsReceived() throws InterruptedException {
        var next = new AtomicReference<Broadcast.Sender<Integer>>();
        var turns = new AtomicInteger();
        var done = new AtomicInteger();
        start(
                random -> {
                    do {
                        var sender = Broadcast.<Integer>sender(8);
                        var receivers = new ArrayList<Broadcast.Receiver<Integer>>();
                        receivers.add(sender.subscribe());
                        receivers.add(sender.subscribe());
                        next.set(sender);
                        for (var receiver : receivers) {
                            int received = 0;
                            while (receiver.recv().await() instanceof Received.Message<Integer>) {
                                received++;
                            }
                            assertThat(received).isEqualTo(5);
                        }
                        turns.incrementAndGet();
                    } while (goOn());
                    done.set(1);
                });
        start(
                random -> {
                    while (done.get() == 0) {
                        var sender = next.getAndSet(null);
                        if (sender == null) {
                            Thread.onSpinWait();
                            continue;
                        }
                        for (int i = 0; i < 5; i++) {
                            assertThat(sender.send(i)).isEqualTo(2);
                        }
                        sender.close();
                    }
                });
        runAll();
        assertThat(turns).hasPositiveValue();
    }

    @Test
    void valuesAreSeenInOrderAndTheLastAlways() throws InterruptedException {
        var channel = Watch.channel(0L);
        var sender = channel.sender();
        var lastSeen = new ArrayList<AtomicLong>();
        var running = new AtomicInteger(SENDERS);
        for (int i = 0; i < 3; i++) {
            var last = new AtomicLong();
            lastSeen.add(last);
            var receiver = channel.receiver().fork();
            start(random -> watch(receiver, last, random, false));
        }
        start(
                random -> {
                    while (goOn()) {
                        try (var fork = channel.receiver().fork();
                                var receiver = random.nextBoolean() ? fork : sender.subscribe()) {
                            watch(receiver, new AtomicLong(receiver.borrow()), random, true);
                        }
                    }
                });
        for (int s = 0; s < SENDERS; s++) {
            var mine = sender.fork();
            start(
                    random -> {
                        while (goOn()) {
                            switch (random.nextInt(3)) {
                                case 0 -> mine.sendModify(it -> it + 1);
                                case 1 -> mine.sendIf(it -> it % 2 == 0 ? it + 1 : null);
                                default -> Thread.yield();
                            }
                        }
                        mine.sendModify(it -> it + 1);
                        mine.close();
                        if (running.decrementAndGet() == 0) {
                            sender.close();
                        }
                    });
        }
        runAll();
        long lastSent = channel.receiver().borrow();
        assertThat(lastSent).isGreaterThanOrEqualTo(SENDERS);
        assertThat(lastSeen)
                .as("the last value, seed %d", seed)
                .allMatch(it -> it.get() == lastSent);
        assertThat(sender.receiverCount()).isEqualTo(4);
    }

    /** Sees values until the end, or until the random numbers say so. */
    private static void watch(
            Watch.Receiver<Long> receiver,
            AtomicLong last,
            SplittableRandom random,
            boolean mayStop) {
        while (!mayStop || random.nextInt(20) > 0) {
            switch (random.nextInt(4)) {
                case 0 -> {
                    var value = receiver.tryChanged();
                    if (value != null) {
                        advance(last, value);
                    }
                }
                case 1 -> {
                    try {
                        long wanted = last.get() + random.nextInt(3);
                        var value = awaitOrCancel(receiver.waitFor(it -> it >= wanted), random);
                        if (value != null) {
                            assertThat(value).isGreaterThanOrEqualTo(wanted);
                        }
                    } catch (ClosedException e) {
                        assertThat(receiver.isClosed()).isTrue();
                    }
                    // Each value that the predicate was asked about is seen now, unknown to us.
                    receiver.markChanged();
                }
                default -> {
                    var changed = awaitOrCancel(receiver.changed(), random);
                    if (changed == null) {
                        continue;
                    }
                    if (!changed) {
                        return;
                    }
                    advance(last, receiver.borrow());
                }
            }
        }
    }

    private static void advance(AtomicLong last, long value) {
        assertThat(value).as("values go up").isGreaterThanOrEqualTo(last.getAndSet(value));
    }

    @Test
    void aReceiverClosedByAnotherThreadEndsItsWait() throws InterruptedException {
        var broadcast = Broadcast.<Integer>sender(4);
        var watch = Watch.sender(0);
        var closable = new AtomicReference<Runnable>();
        var done = new AtomicInteger();
        start(
                random -> {
                    while (goOn()) {
                        if (random.nextBoolean()) {
                            var receiver = broadcast.subscribe();
                            closable.set(receiver::close);
                            assertThat(receiver.recv().await()).isEqualTo(Received.closed());
                        } else {
                            var receiver = watch.subscribe();
                            closable.set(receiver::close);
                            assertThat(receiver.changed().await()).isFalse();
                        }
                    }
                    done.set(1);
                });
        start(
                random -> {
                    while (done.get() == 0) {
                        var close = closable.getAndSet(null);
                        if (close != null) {
                            for (int i = random.nextInt(200); i > 0; i--) {
                                Thread.onSpinWait();
                            }
                            close.run();
                        }
                    }
                });
        runAll();
        assertThat(broadcast.receiverCount()).isZero();
        assertThat(watch.receiverCount()).isZero();
        broadcast.close();
        watch.close();
    }

    @Test
    void aSenderThatWaitsForTheLastReceiverIsWoken() throws InterruptedException {
        var broadcast = Broadcast.<Integer>sender(4);
        var watch = Watch.sender(0);
        var gone = new AtomicInteger();
        for (int i = 0; i < 2; i++) {
            start(
                    random -> {
                        do {
                            try (var one = broadcast.subscribe();
                                    var two = watch.subscribe()) {
                                assertThat(one.isClosed() || two.isClosed()).isFalse();
                            }
                        } while (goOn());
                    });
            start(
                    random -> {
                        do {
                            awaitOrCancel(broadcast.closed(), random);
                            awaitOrCancel(watch.closed(), random);
                        } while (goOn());
                        broadcast.closed().await();
                        watch.closed().await();
                        gone.incrementAndGet();
                    });
        }
        runAll();
        assertThat(gone).hasValue(2);
        broadcast.close();
        watch.close();
    }
}
