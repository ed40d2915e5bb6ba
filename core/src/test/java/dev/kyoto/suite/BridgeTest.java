package dev.kyoto.suite;

import static dev.kyoto.Kyoto.select;
import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.spawnBlocking;
import static dev.kyoto.Kyoto.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.bridge.Bridge;
import dev.kyoto.bridge.GatedInput;
import dev.kyoto.bridge.ReaderStream;
import dev.kyoto.bridge.StreamReader;
import dev.kyoto.future.Futures;
import dev.kyoto.future.IoException;
import dev.kyoto.io.AsyncRead;
import dev.kyoto.io.BufferKind;
import dev.kyoto.io.Cursor;
import dev.kyoto.io.Io;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Bridges in direct style, on every flavour. */
final class BridgeTest extends FlavorSuite {

    BridgeTest(Flavor flavor) {
        super(flavor);
    }

    private byte[] bytes(int length) {
        var bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @Test
    void blockingStreamsAreCopiedOffTheWorkers() {
        var bytes = bytes(300_000);
        var out = new ByteArrayOutputStream();
        run(
                () -> {
                    var writer = Bridge.writer(out);
                    Io.copy(Bridge.reader(new ByteArrayInputStream(bytes)), writer).await();
                    writer.shutdown().await();
                });
        assertThat(out.toByteArray()).isEqualTo(bytes);
    }

    @Test
    void aBlockingSourceLetsTheOthersRun() {
        var in = new GatedInput();
        run(
                () -> {
                    var read = spawn(() -> Bridge.reader(in).readByte().await());
                    yieldNow().await();
                    spawnBlocking(
                                    () -> {
                                        in.awaitRead();
                                        return null;
                                    })
                            .await();
                    // A worker runs this while the read waits; without the pool nobody would.
                    assertThat(spawn(() -> 7).await()).isEqualTo(7);
                    in.give("x");
                    assertThat(read.await()).isEqualTo((byte) 'x');
                });
    }

    @Test
    void aReadThatLostARaceLosesNoBytes() {
        var in = new GatedInput();
        run(
                () -> {
                    var reader = Bridge.reader(in);
                    for (int i = 0; i < 20; i++) {
                        var _ = select(reader.readBytes(1), yieldNow()).biased().await();
                    }
                    in.give("ab").give("cd").end();
                    assertThat(reader.readToString().await()).isEqualTo("abcd");
                });
    }

    @Test
    void blockingCodeTalksToATask() {
        var bytes = bytes(100_000);
        run(
                () -> {
                    var pipe = Io.duplex(500);
                    var echo =
                            spawn(
                                    () -> {
                                        var there = pipe.second();
                                        var sent = there.readToEnd().await();
                                        there.writeAll(sent).await();
                                        there.shutdown().await();
                                    });
                    var answer =
                            spawnBlocking(() -> converse(Io.split(pipe.first()), bytes)).await();
                    assertThat(answer).isEqualTo(bytes);
                    echo.await();
                });
    }

    private static byte[] converse(
            dev.kyoto.io.Halves<dev.kyoto.io.DuplexStream> halves, byte[] bytes)
            throws IOException {
        try (var out = Bridge.outputStream(halves.writer())) {
            out.write(bytes);
        }
        try (var in = Bridge.inputStream(halves.reader())) {
            return in.readAllBytes();
        }
    }

    @Test
    void aPublisherOfAReaderIsReadThroughAnother() {
        var bytes = bytes(100_000);
        run(
                () -> {
                    var publisher = Bridge.publisher(Cursor.of(bytes));
                    try (var reader = Bridge.reader(publisher)) {
                        assertThat(reader.readToEnd().await()).isEqualTo(bytes);
                    }
                    assertThat(failureOf(Bridge.reader(publisher).readByte()))
                            .isInstanceOf(IllegalStateException.class);
                });
    }

    @Test
    void thePublishersReaderHoldsItBack() {
        run(
                () -> {
                    // Its buffer takes one item; submit() blocks until the reader asks for more.
                    var publisher = new SubmissionPublisher<ByteBuffer>(Runnable::run, 1);
                    try (var reader = Bridge.reader(publisher)) {
                        var all = spawn(() -> reader.readToEnd().await());
                        while (!publisher.hasSubscribers()) {
                            yieldNow().await();
                        }
                        spawnBlocking(() -> publish(publisher, 1_000)).await();
                        var got = all.await();
                        assertThat(got).hasSize(1_000);
                        for (int i = 0; i < got.length; i++) {
                            assertThat(got[i]).isEqualTo((byte) i);
                        }
                    }
                });
    }

    private static int publish(SubmissionPublisher<ByteBuffer> publisher, int items) {
        try (publisher) {
            int lag = 0;
            for (int i = 0; i < items; i++) {
                lag = Math.max(lag, publisher.submit(ByteBuffer.wrap(new byte[] {(byte) i})));
            }
            return lag;
        }
    }

    /** Asks for items when told to, and notes what it gets. */
    private static final class Collector implements Flow.Subscriber<ByteBuffer> {
        private final CompletableFuture<Void> ended = new CompletableFuture<>();
        private final ByteArrayOutputStream received = new ByteArrayOutputStream();
        private volatile Flow.Subscription subscription;
        private final AtomicInteger items = new AtomicInteger();

        @Override
        public void onSubscribe(Flow.Subscription offered) {
            subscription = offered;
        }

        @Override
        public void onNext(ByteBuffer item) {
            items.incrementAndGet();
            received.writeBytes(BufferKind.rest(item));
        }

        @Override
        public void onError(Throwable cause) {
            ended.completeExceptionally(cause);
        }

        @Override
        public void onComplete() {
            ended.complete(null);
        }
    }

    @Test
    void nothingIsPublishedThatWasNotAskedFor() {
        var collector = new Collector();
        var pipe = Io.duplex(10);
        run(
                () -> {
                    Bridge.publisher(pipe.second()).subscribe(collector);
                    pipe.first().writeString("abc").await();
                    for (int i = 0; i < 10; i++) {
                        yieldNow().await();
                    }
                    assertThat(collector.items).hasValue(0);
                    collector.subscription.request(1);
                    while (collector.items.get() == 0) {
                        yieldNow().await();
                    }
                    pipe.first().writeString("def").await();
                    for (int i = 0; i < 10; i++) {
                        yieldNow().await();
                    }
                    assertThat(collector.items).hasValue(1);
                    collector.subscription.request(Long.MAX_VALUE);
                    collector.subscription.request(Long.MAX_VALUE);
                    pipe.first().shutdown().await();
                    Futures.fromStage(collector.ended).await();
                });
        assertThat(collector.received.toString(StandardCharsets.UTF_8)).isEqualTo("abcdef");
    }

    @Test
    void aSubscriberThatAsksForNothingIsTold() {
        var collector = new Collector();
        run(
                () -> {
                    Bridge.publisher(Io.empty()).subscribe(collector);
                    collector.subscription.request(0);
                    assertThat(failureOf(Futures.fromStage(collector.ended)))
                            .isInstanceOf(IllegalArgumentException.class);
                });
    }

    @Test
    void cancellingASubscriptionEndsItsTask() {
        var collector = new Collector();
        var pipe = Io.duplex(10);
        run(
                () -> {
                    Bridge.publisher(pipe.second()).subscribe(collector);
                    collector.subscription.request(1);
                    yieldNow().await();
                    collector.subscription.cancel();
                });
        // The suite checks that no task is left.
        assertThat(collector.ended).isNotDone();
    }

    @Test
    void aFailureOfTheReaderReachesTheSubscriber() {
        var collector = new Collector();
        AsyncRead broken =
                (cx, dst) -> {
                    throw new IoException(IoException.Kind.CONNECTION_RESET, "gone");
                };
        run(
                () -> {
                    Bridge.publisher(broken).subscribe(collector);
                    collector.subscription.request(1);
                    assertThat(failureOf(Futures.fromStage(collector.ended))).hasMessage("gone");
                });
    }

    @Test
    void shutdownTellsTheSubscriber() {
        var collector = new Collector();
        try (var ending = newRuntime()) {
            ending.blockOn(
                    () -> {
                        Bridge.publisher(Io.duplex(10).first()).subscribe(collector);
                        collector.subscription.request(1);
                        yieldNow().await();
                    });
        }
        assertThat(collector.ended)
                .isCompletedExceptionally()
                .failsWithin(java.time.Duration.ZERO)
                .withThrowableOfType(java.util.concurrent.ExecutionException.class)
                .withCauseInstanceOf(IoException.class);
    }

    @Test
    void chunksPassBetweenTasks() {
        var bytes = bytes(50_000);
        run(
                () -> {
                    var pipe = Io.duplex(700);
                    var sender =
                            spawn(
                                    () -> {
                                        pipe.first().writeAll(bytes).await();
                                        pipe.first().shutdown().await();
                                    });
                    var reader = StreamReader.of(new ReaderStream(pipe.second()));
                    assertThat(reader.readToEnd().await()).isEqualTo(bytes);
                    sender.await();
                });
    }
}
