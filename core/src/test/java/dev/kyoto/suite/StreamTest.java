package dev.kyoto.suite;

import static dev.kyoto.Kyoto.join;
import static dev.kyoto.Kyoto.select;
import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.spawnBlocking;
import static dev.kyoto.Kyoto.stream;
import static dev.kyoto.Kyoto.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kyoto.future.Futures;
import dev.kyoto.future.OneOf2;
import dev.kyoto.stream.AsyncStream;
import dev.kyoto.stream.StreamMap;
import dev.kyoto.stream.Streams;
import dev.kyoto.sync.Broadcast;
import dev.kyoto.sync.Mpmc;
import dev.kyoto.sync.Mpsc;
import dev.kyoto.sync.Notify;
import dev.kyoto.sync.Watch;
import dev.kyoto.task.CancellationToken;
import dev.kyoto.task.JoinResult;
import dev.kyoto.task.JoinSet;
import dev.kyoto.time.AsyncInstant;
import dev.kyoto.time.DelayQueue;
import dev.kyoto.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Streams in direct style, on every flavour. */
final class StreamTest extends FlavorSuite {

    StreamTest(Flavor flavor) {
        super(flavor);
    }

    // ---- Generated streams ----

    private static AsyncStream<Integer> countTo(int end, List<String> log) {
        return stream(
                out -> {
                    try {
                        for (int i = 1; i <= end; i++) {
                            log.add("make " + i);
                            yieldNow().await();
                            out.yield(i).await();
                        }
                    } finally {
                        yieldNow().await();
                        log.add("cleanup");
                    }
                });
    }

    @Test
    void aBlockHandsItsValuesOverOneByOne() {
        var log = new ArrayList<String>();
        run(
                () -> {
                    var numbers = countTo(3, log);
                    assertThat(log).isEmpty();
                    assertThat(numbers.next().await()).isEqualTo(1);
                    assertThat(log).containsExactly("make 1");
                    assertThat(numbers.next().await()).isEqualTo(2);
                    assertThat(log).containsExactly("make 1", "make 2");
                    assertThat(numbers.toList().await()).containsExactly(3);
                    assertThat(numbers.next().await()).isNull();
                });
        assertThat(log).containsExactly("make 1", "make 2", "make 3", "cleanup");
    }

    @Test
    void anEarlyEndRunsTheCleanupOfTheBlock() {
        var log = new ArrayList<String>();
        List<Integer> taken = run(() -> countTo(9, log).take(2).toList().await());
        assertThat(taken).containsExactly(1, 2);
        assertThat(log).containsExactly("make 1", "make 2", "cleanup");
    }

    @Test
    void aCancelledWaitLosesNothingOfABlock() {
        run(
                () -> {
                    var go = new Notify();
                    var numbers =
                            Streams.<Integer>generate(
                                    out -> {
                                        go.notified().await();
                                        out.yield(1).await();
                                        out.yield(2).await();
                                    });
                    boolean won = false;
                    switch (select(numbers.next(), yieldNow()).await()) {
                        case OneOf2.First(var value) -> won = value != null;
                        case OneOf2.Second(var _) -> {}
                    }
                    assertThat(won).isFalse();
                    go.notifyOne();
                    assertThat(numbers.toList().await()).containsExactly(1, 2);
                });
    }

    @Test
    void aFailureOfABlockComesAfterItsValues() {
        run(
                () -> {
                    var numbers =
                            Streams.<Integer>generate(
                                    out -> {
                                        out.yield(1).await();
                                        throw new IllegalArgumentException("broken");
                                    });
                    assertThat(numbers.next().await()).isEqualTo(1);
                    assertThat(failureOf(numbers.next()))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessage("broken");
                    assertThat(numbers.next().await()).isNull();
                });
    }

    @Test
    void futuresOfABlockYieldSideBySide() {
        List<Integer> values =
                run(
                        () ->
                                Streams.<Integer>generate(
                                                out ->
                                                        join(
                                                                        join(
                                                                                out.yield(1),
                                                                                out.yield(2)),
                                                                        out.yield(3))
                                                                .await())
                                        .toList()
                                        .await());
        assertThat(values).containsExactlyInAnyOrder(1, 2, 3);
    }

    @Test
    void aValueThatIsTakenBackIsNotHandedOver() {
        List<Integer> values =
                run(
                        () ->
                                Streams.<Integer>generate(
                                                out -> {
                                                    select(out.yield(1), Futures.ready("faster"))
                                                            .biased()
                                                            .await();
                                                    out.yield(2).await();
                                                })
                                        .toList()
                                        .await());
        assertThat(values).containsExactly(2);
    }

    @Test
    void aTaskOfABlockMayNotYield() {
        run(
                () -> {
                    var numbers =
                            Streams.<Integer>generate(
                                    out -> {
                                        var task = spawn(out.yield(1));
                                        task.await();
                                    });
                    assertThat(failureOf(numbers.next()))
                            .rootCause()
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("outside of the block of its stream");
                });
    }

    @Test
    void aCancelledStreamCannotBePolled() {
        var numbers = countTo(3, new ArrayList<>());
        numbers.cancel();
        numbers.cancel();
        assertThatThrownBy(() -> numbers.next().await()).isInstanceOf(IllegalStateException.class);
    }

    // ---- Operators with blocks ----

    @Test
    void blocksOfOperatorsAreWrittenInDirectStyle() {
        List<Integer> values =
                run(
                        () -> {
                            var lock = new Notify();
                            lock.notifyOne();
                            return Streams.of(1, 2, 3)
                                    .then(
                                            it -> {
                                                lock.notified().await();
                                                yieldNow().await();
                                                lock.notifyOne();
                                                return it * 10;
                                            })
                                    .buffered(
                                            2,
                                            it -> {
                                                yieldNow().await();
                                                return it + 1;
                                            })
                                    .toList()
                                    .await();
                        });
        assertThat(values).containsExactly(11, 21, 31);
    }

    @Test
    void noMoreBlocksRunAtOnceThanTheLimitSays() {
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        run(
                () -> {
                    var numbers = new ArrayList<Integer>();
                    for (int i = 0; i < 200; i++) {
                        numbers.add(i);
                    }
                    Streams.iter(numbers)
                            .forEachConcurrent(
                                    7,
                                    it -> {
                                        most.accumulateAndGet(running.incrementAndGet(), Math::max);
                                        for (int i = 0; i <= it % 3; i++) {
                                            yieldNow().await();
                                        }
                                        running.decrementAndGet();
                                    })
                            .await();
                });
        assertThat(most).hasValue(7);
        assertThat(running).hasValue(0);
    }

    // ---- Sources ----

    @Test
    void channelsAreStreams() {
        run(
                () -> {
                    var mpsc = Mpsc.<Integer>bounded(2);
                    var sending =
                            spawn(
                                    () -> {
                                        try (var sender = mpsc.sender()) {
                                            for (int i = 0; i < 100; i++) {
                                                sender.send(i).await();
                                            }
                                        }
                                    });
                    assertThat(Streams.from(mpsc.receiver()).count().await()).isEqualTo(100);
                    sending.await();
                    assertThat(mpsc.receiver().isClosed()).isTrue();

                    var mpmc = Mpmc.<Integer>unbounded();
                    mpmc.sender().send(1).await();
                    mpmc.sender().close();
                    assertThat(Streams.from(mpmc.receiver()).toList().await()).containsExactly(1);

                    var broadcast = Broadcast.<Integer>channel(2);
                    for (int i = 0; i < 5; i++) {
                        broadcast.sender().send(i);
                    }
                    broadcast.sender().close();
                    var received = Streams.from(broadcast.receiver()).toList().await();
                    assertThat(received.getFirst())
                            .isEqualTo(new Broadcast.Received.Lagged<Integer>(3));
                    assertThat(received).hasSize(3);
                });
    }

    @Test
    void aWatchGivesItsNewestValue() {
        run(
                () -> {
                    var watch = Watch.channel("a");
                    var changes = Streams.changes(watch.sender().subscribe());
                    var all = Streams.from(watch.receiver());
                    assertThat(all.next().await()).isEqualTo("a");
                    assertThat(watch.sender().send("b")).isTrue();
                    assertThat(watch.sender().send("c")).isTrue();
                    assertThat(all.next().await()).isEqualTo("c");
                    watch.sender().close();
                    assertThat(all.next().await()).isNull();
                    assertThat(changes.toList().await()).containsExactly("c");
                });
    }

    @Test
    void aCancelledStreamClosesItsReceiver() {
        run(
                () -> {
                    var channel = Mpsc.<Integer>unbounded();
                    channel.sender().send(1).orThrow();
                    channel.sender().send(2).orThrow();
                    assertThat(Streams.from(channel.receiver()).take(1).toList().await())
                            .containsExactly(1);
                    assertThat(channel.sender().isClosed()).isTrue();
                });
    }

    @Test
    void tasksComeAsTheyEndAndAreAbortedByACancellation() {
        run(
                () -> {
                    var tasks = new JoinSet<Integer>();
                    for (int i = 0; i < 3; i++) {
                        int value = i;
                        tasks.spawn(() -> value);
                    }
                    assertThat(Streams.from(tasks).map(JoinResult::value).toList().await())
                            .containsExactlyInAnyOrder(0, 1, 2);

                    var others = new JoinSet<Integer>();
                    others.spawn(Futures.pending());
                    others.spawn(() -> 1);
                    var first = Streams.from(others).take(1).toList().await();
                    assertThat(first.getFirst().value()).isEqualTo(1);
                    assertThat(others.isEmpty()).isTrue();
                });
    }

    @Test
    void timesComeAsTheyAreDue() {
        run(
                () -> {
                    var queue = new DelayQueue<String>();
                    var start = AsyncInstant.now();
                    queue.insertAt("b", start.plus(Duration.ofMillis(4)));
                    queue.insertAt("a", start.plus(Duration.ofMillis(1)));
                    var expired = Streams.from(queue).map(DelayQueue.Expired::value);
                    assertThat(expired.toList().await()).containsExactly("a", "b");
                    var ticks = Streams.from(Time.interval(Duration.ofMillis(1)));
                    assertThat(ticks.take(3).count().await()).isEqualTo(3);
                });
    }

    @Test
    void aTokenEndsAStreamThatWaits() {
        run(
                () -> {
                    var token = new CancellationToken();
                    var channel = Mpsc.<Integer>unbounded();
                    var reading =
                            spawn(
                                    () ->
                                            Streams.from(channel.receiver())
                                                    .until(token)
                                                    .toList()
                                                    .await());
                    yieldNow().await();
                    token.cancel();
                    assertThat(reading.await()).isEmpty();
                    assertThat(channel.sender().isClosed()).isTrue();
                });
    }

    @Test
    void aMapOfChannelsGivesAllThatIsSent() {
        run(
                () -> {
                    var map = new StreamMap<Integer, Integer>();
                    var senders = new JoinSet<Integer>();
                    for (int key = 0; key < 10; key++) {
                        var channel = Mpsc.<Integer>bounded(1);
                        map.insert(key, Streams.from(channel.receiver()));
                        senders.spawn(
                                () -> {
                                    try (var sender = channel.sender()) {
                                        for (int i = 0; i < 50; i++) {
                                            sender.send(i).await();
                                        }
                                        return 50;
                                    }
                                });
                    }
                    var seen = new int[10];
                    for (var it = map.next().await(); it != null; it = map.next().await()) {
                        assertThat(it.getValue()).isEqualTo(seen[it.getKey()]++);
                    }
                    assertThat(seen).containsOnly(50);
                    assertThat(senders.joinAll().await()).hasSize(10);
                });
    }

    /** Waits that are cancelled at random moments, over operators that hold values back. */
    @Test
    void cancelledWaitsLoseNothingThatManyTasksSend() {
        int senders = 4;
        int each = 300;
        List<Integer> received =
                run(
                        () -> {
                            var left = Mpsc.<Integer>bounded(2);
                            var right = Mpmc.<Integer>bounded(2);
                            for (int i = 0; i < senders; i++) {
                                int number = i;
                                var one = left.sender().fork();
                                var two = right.sender().fork();
                                spawn(() -> sendAll(one, number * 2 * each, each)).detach();
                                spawn(() -> sendAll(two, (number * 2 + 1) * each, each)).detach();
                            }
                            left.sender().close();
                            right.sender().close();
                            var stream =
                                    Streams.from(left.receiver())
                                            .merge(Streams.from(right.receiver()))
                                            .then(
                                                    it -> {
                                                        if (it % 3 == 0) {
                                                            yieldNow().await();
                                                        }
                                                        return it;
                                                    })
                                            .bufferUnordered(
                                                    5,
                                                    it -> {
                                                        if (it % 2 == 0) {
                                                            yieldNow().await();
                                                        }
                                                        return it;
                                                    });
                            var values = new ArrayList<Integer>();
                            boolean open = true;
                            while (open) {
                                switch (select(stream.next(), yieldNow()).await()) {
                                    case OneOf2.First(var value) when value == null -> open = false;
                                    case OneOf2.First(var value) -> values.add(value);
                                    case OneOf2.Second(var _) -> {}
                                }
                            }
                            stream.cancel();
                            return values;
                        });
        assertThat(received).hasSize(2 * senders * each).doesNotHaveDuplicates();
    }

    private static void sendAll(Mpsc.Sender<Integer> sender, int first, int count) {
        for (int i = 0; i < count; i++) {
            sender.send(first + i).await();
        }
        sender.close();
    }

    private static void sendAll(Mpmc.Sender<Integer> sender, int first, int count) {
        for (int i = 0; i < count; i++) {
            sender.send(first + i).await();
        }
        sender.close();
    }

    // ---- Reactive streams ----

    @Test
    void aPublisherIsAStream() {
        run(
                () -> {
                    var publisher = new SubmissionPublisher<Integer>();
                    var values = Streams.<Integer>from(publisher, 4).fold(0, Integer::sum);
                    var sum = spawn(values);
                    while (publisher.getNumberOfSubscribers() == 0) {
                        yieldNow().await();
                    }
                    var submitting = spawnBlocking(() -> submitTo(publisher));
                    assertThat(submitting.await()).isEqualTo(1000);
                    assertThat(sum.await()).isEqualTo(500_500);
                });
    }

    /** It waits for the subscriber where that is slower, and so must not run in a task. */
    private static Integer submitTo(SubmissionPublisher<Integer> publisher) {
        for (int i = 1; i <= 1000; i++) {
            publisher.submit(i);
        }
        publisher.close();
        return 1000;
    }

    /** Takes down what it is told, and requests by hand. */
    private static final class Listener implements Flow.Subscriber<Integer> {
        final LinkedBlockingQueue<Object> signals = new LinkedBlockingQueue<>();
        final CountDownLatch subscribed = new CountDownLatch(1);
        volatile Flow.Subscription subscription;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            subscribed.countDown();
        }

        @Override
        public void onNext(Integer value) {
            signals.add(value);
        }

        @Override
        public void onError(Throwable failure) {
            signals.add(failure);
        }

        @Override
        public void onComplete() {
            signals.add("complete");
        }
    }

    private void whileItRuns(InterruptibleRunnable check) {
        assumeTrue(flavor.hasWorkers(), "nobody would run the publisher's task");
        try (var _ = runtime.enter()) {
            check.run();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private interface InterruptibleRunnable {
        void run() throws InterruptedException;
    }

    @Test
    void aSubscriberGetsWhatItRequests() {
        whileItRuns(
                () -> {
                    var listener = new Listener();
                    var other = new Listener();
                    var publisher = Streams.of(1, 2, 3).toPublisher();
                    publisher.subscribe(listener);
                    publisher.subscribe(other);
                    assertThat(other.signals.take()).isInstanceOf(IllegalStateException.class);
                    listener.subscribed.await();
                    listener.subscription.request(2);
                    assertThat(listener.signals.take()).isEqualTo(1);
                    assertThat(listener.signals.take()).isEqualTo(2);
                    assertThat(listener.signals).isEmpty();
                    listener.subscription.request(Long.MAX_VALUE);
                    assertThat(listener.signals.take()).isEqualTo(3);
                    assertThat(listener.signals.take()).isEqualTo("complete");
                });
    }

    @Test
    void aSubscriberThatRequestsNothingIsToldSo() {
        whileItRuns(
                () -> {
                    var listener = new Listener();
                    Streams.of(1).toPublisher().subscribe(listener);
                    listener.subscription.request(0);
                    assertThat(listener.signals.take())
                            .isInstanceOf(IllegalArgumentException.class);
                });
    }

    @Test
    void aCancelledSubscriptionCancelsTheStream() {
        whileItRuns(
                () -> {
                    var channel = Mpsc.<Integer>unbounded();
                    var listener = new Listener();
                    Streams.from(channel.receiver()).toPublisher().subscribe(listener);
                    listener.subscription.request(5);
                    channel.sender().send(1).orThrow();
                    assertThat(listener.signals.take()).isEqualTo(1);
                    listener.subscription.cancel();
                    channel.sender().closed().await();
                    assertThat(listener.signals).isEmpty();
                });
    }
}
