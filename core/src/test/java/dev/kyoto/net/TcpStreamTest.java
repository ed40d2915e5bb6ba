package dev.kyoto.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.Future;
import dev.kyoto.future.IoException;
import dev.kyoto.io.AsyncRead;
import dev.kyoto.io.AsyncWrite;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class TcpStreamTest {
    private TestRuntime runtime;
    private TcpListener listener;
    private TcpStream client;
    private TcpStream server;

    @BeforeEach
    void connect() {
        runtime = new TestRuntime();
        listener = TcpListener.bind("127.0.0.1", 0).await();
        client = TcpStream.connect(listener.localAddress()).await();
        server = listener.accept().await();
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
        listener.close();
        runtime.close();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    private static String text(ByteBuffer filled) {
        var copy = filled.duplicate().flip();
        return UTF_8.decode(copy).toString();
    }

    private static void assertKind(IoException.Kind kind, Supplier<?> action) {
        assertThatThrownBy(action::get)
                .isInstanceOfSatisfying(
                        IoException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    @Test
    void whatIsWrittenIsRead() {
        client.writeAll(bytes("hello")).await();
        var dst = ByteBuffer.allocate(16);
        server.readExact(dst.limit(5)).await();
        assertThat(text(dst)).isEqualTo("hello");
    }

    @Test
    void bothEndsKnowTheirAddresses() {
        assertThat(client.peerAddress()).isEqualTo(listener.localAddress());
        assertThat(server.peerAddress()).isEqualTo(client.localAddress());
        assertThat(server.localAddress()).isEqualTo(listener.localAddress());
    }

    @Test
    void aPendingReadIsWokenByBytes() {
        var dst = ByteBuffer.allocate(8);
        var read = new Hand<>(server.read(dst));
        read.assertPending();
        assertThat(read.wasWoken()).isFalse();
        client.writeAll(bytes("x")).await();
        read.awaitWake();
        assertThat(read.finish()).isEqualTo(1);
        assertThat(dst.position()).isEqualTo(1);
    }

    @Test
    void aCancelledReadTakesNothing() {
        var lost = ByteBuffer.allocate(8);
        var read = new Hand<>(server.read(lost));
        read.cancel();
        var pending = new Hand<>(server.read(lost));
        pending.assertPending();
        pending.cancel();
        client.writeAll(bytes("kept")).await();
        var woken = new Hand<>(server.read(lost));
        if (woken.poll().isPending()) {
            woken.awaitWake();
            woken.cancel();
            assertThat(lost.position()).isZero();
            assertThat(new Hand<>(server.read(lost)).finish()).isEqualTo(4);
        }
        assertThat(text(lost)).isEqualTo("kept");
        assertThatThrownBy(read::poll).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aReadWithoutRoomIsRefused() {
        assertThatThrownBy(() -> server.read(ByteBuffer.allocate(0)).await())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPeekConsumesNothing() {
        var peek = new Hand<>(server.peek(ByteBuffer.allocate(2)));
        peek.assertPending();
        client.writeAll(bytes("abcd")).await();
        peek.awaitWake();
        assertThat(peek.finish()).isEqualTo(2);
        server.readable().await();
        var more = ByteBuffer.allocate(8);
        assertThat(server.peek(more).await()).isGreaterThanOrEqualTo(2);
        assertThat(text(more)).startsWith("ab");
        var all = ByteBuffer.allocate(4);
        server.readExact(all).await();
        assertThat(text(all)).isEqualTo("abcd");
        assertThat(server.tryRead(ByteBuffer.allocate(1))).isZero();
    }

    @Test
    void aPeekSeesWhatHasComeSince() {
        client.writeAll(bytes("ab")).await();
        assertThat(server.peek(ByteBuffer.allocate(2)).await()).isEqualTo(2);
        client.writeAll(bytes("cd")).await();
        var seen = ByteBuffer.allocate(4);
        while (seen.clear() != null && server.peek(seen).await() < 4) {
            assertThat(Thread.interrupted()).as("out of time").isFalse();
        }
        assertThat(text(seen)).isEqualTo("abcd");
    }

    @Test
    void aCancelledPeekTakesNothing() {
        var peek = new Hand<>(server.peek(ByteBuffer.allocate(2)));
        peek.assertPending();
        peek.cancel();
        client.writeAll(bytes("ab")).await();
        var dst = ByteBuffer.allocate(2);
        server.readExact(dst).await();
        assertThat(text(dst)).isEqualTo("ab");
        assertThatThrownBy(peek::poll).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aPeekAtTheEndSaysSo() {
        client.close();
        assertThat(server.peek(ByteBuffer.allocate(1)).await()).isEqualTo(-1);
        assertThat(server.read(ByteBuffer.allocate(1)).await()).isEqualTo(-1);
    }

    @Test
    void severalTasksWaitForReadability() {
        var dst = ByteBuffer.allocate(8);
        assertThat(server.tryRead(dst)).isZero();
        var first = new Hand<>(server.readable());
        var second = new Hand<>(server.readable());
        var cancelled = new Hand<>(server.readable());
        first.assertPending();
        second.assertPending();
        cancelled.assertPending();
        cancelled.cancel();
        client.writeAll(bytes("x")).await();
        first.awaitWake();
        second.awaitWake();
        assertThat(first.finish()).isNull();
        assertThat(second.finish()).isNull();
        assertThat(cancelled.wasWoken()).isFalse();
        assertThat(server.tryRead(dst)).isEqualTo(1);
    }

    @Test
    void writableComesBackWhenThePeerReads() {
        var chunk = ByteBuffer.allocate(64 * 1024);
        long written = 0;
        int count;
        while ((count = client.tryWrite(chunk.clear())) != 0) {
            written += count;
        }
        var writable = new Hand<>(client.writable());
        writable.assertPending();
        var write = new Hand<>(client.write(chunk.clear()));
        write.assertPending();
        write.cancel();
        assertThat(chunk.position()).isZero();
        long read = 0;
        var sink = ByteBuffer.allocate(256 * 1024);
        while (read < written) {
            read += server.read(sink.clear()).await();
        }
        writable.finish();
        assertThat(client.tryWrite(chunk)).isPositive();
    }

    @Test
    void halfCloseEndsOneDirection() {
        client.shutdown().await();
        client.shutdown().await();
        assertThat(server.read(ByteBuffer.allocate(1)).await()).isEqualTo(-1);
        assertThat(server.tryRead(ByteBuffer.allocate(1))).isEqualTo(-1);
        server.writeAll(bytes("still")).await();
        server.close();
        assertThat(client.readToString().await()).isEqualTo("still");
        assertKind(IoException.Kind.BROKEN_PIPE, () -> client.write(bytes("x")).await());
    }

    @Test
    void anAbortedConnectionIsReset() {
        var read = new Hand<>(server.read(ByteBuffer.allocate(1)));
        read.assertPending();
        client.zeroLinger();
        client.close();
        read.awaitWake();
        assertKind(IoException.Kind.CONNECTION_RESET, read::finish);
    }

    @Test
    void writingToAPeerThatIsGoneFails() {
        client.zeroLinger();
        client.close();
        assertThatThrownBy(
                        () -> {
                            while (true) {
                                server.writeAll(bytes("anybody there?")).await();
                            }
                        })
                .isInstanceOfSatisfying(
                        IoException.class,
                        e ->
                                assertThat(e.kind())
                                        .isIn(
                                                IoException.Kind.BROKEN_PIPE,
                                                IoException.Kind.CONNECTION_RESET));
    }

    @Test
    void closingWakesWhoWaitsInTheStream() {
        var read = new Hand<>(server.read(ByteBuffer.allocate(1)));
        var readable = new Hand<>(server.readable());
        read.assertPending();
        readable.assertPending();
        server.close();
        assertThat(read.wasWoken()).isTrue();
        assertThat(readable.wasWoken()).isTrue();
        assertKind(IoException.Kind.CLOSED, read::poll);
        assertKind(IoException.Kind.CLOSED, readable::poll);
        assertKind(IoException.Kind.CLOSED, () -> server.tryRead(ByteBuffer.allocate(1)));
        assertKind(IoException.Kind.CLOSED, () -> server.tryWrite(bytes("x")));
        assertKind(IoException.Kind.CLOSED, () -> server.noDelay());
        server.close();
    }

    @Test
    void shutdownOfTheRuntimeWakesWhoWaits() {
        var read = new Hand<>(server.read(ByteBuffer.allocate(1)));
        read.assertPending();
        runtime.shutdown();
        read.awaitWake();
        assertKind(IoException.Kind.RUNTIME_SHUTDOWN, read::poll);
        assertKind(IoException.Kind.RUNTIME_SHUTDOWN, () -> client.write(bytes("x")).await());
    }

    @Test
    void aReadChargesTheBudget() {
        var dst = ByteBuffer.allocate(1);
        client.writeAll(new byte[1024]).await();
        var cx = dev.kyoto.future.Context.of(dev.kyoto.future.Waker.noop());
        int reads = 0;
        server.readable().await();
        while (server.pollRead(cx, dst.clear()).isReady()) {
            reads++;
        }
        assertThat(cx.hasBudget()).isFalse();
        assertThat(reads).isEqualTo(dev.kyoto.internal.util.Sizes.BUDGET);
    }

    @Test
    void aPendingReadGivesItsUnitBack() {
        var cx = dev.kyoto.future.Context.of(dev.kyoto.future.Waker.noop());
        for (int i = 0; i < 1000; i++) {
            assertThat(server.pollRead(cx, ByteBuffer.allocate(1)).isPending()).isTrue();
        }
        assertThat(cx.hasBudget()).isTrue();
    }

    @Test
    void optionsAreSetAndRead() {
        assertThat(client.noDelay()).isFalse();
        client.noDelay(true);
        assertThat(client.noDelay()).isTrue();
        client.option(StandardSocketOptions.SO_KEEPALIVE, true);
        assertThat(client.option(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
        assertThatThrownBy(() -> client.option(StandardSocketOptions.SO_LINGER, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 s");
    }

    @Test
    void buffersAreGathered() {
        var first = bytes("ab");
        var second = bytes("cd");
        long count = client.writeVectored(ByteBuffer.allocate(0), first, second).await();
        assertThat(count).isEqualTo(4);
        assertThat(second.hasRemaining()).isFalse();
        var dst = ByteBuffer.allocate(4);
        server.readExact(dst).await();
        assertThat(text(dst)).isEqualTo("abcd");
    }

    @Test
    void manyBuffersAreGatheredWithoutAWait() {
        var many = new ByteBuffer[100];
        for (int i = 0; i < many.length; i++) {
            many[i] = bytes("0123456789");
        }
        long total = 0;
        for (int from = 0; from < many.length; ) {
            var write = new Hand<>(client.writeVectored(many));
            total += write.poll().value();
            while (from < many.length && !many[from].hasRemaining()) {
                from++;
            }
        }
        assertThat(total).isEqualTo(1000);
        assertThat(server.readExact(new byte[1000]).await()).isEqualTo(1000);
    }

    @Test
    void aCancelledWriteTakesNothing() {
        var src = bytes("lost?");
        var early = new Hand<>(client.write(src));
        early.cancel();
        assertThat(src.position()).isZero();
        var done = new Hand<>(client.write(src));
        assertThat(done.poll().value()).isEqualTo(5);
        done.cancel();
        assertThat(client.write(src).await()).as("nothing is left").isZero();
        assertThatThrownBy(done::poll).isInstanceOf(IllegalStateException.class);
        var dst = ByteBuffer.allocate(5);
        server.readExact(dst).await();
        assertThat(text(dst)).isEqualTo("lost?");
    }

    @Test
    void gatheredBuffersAboveTheChunkGoInParts() {
        var large = ByteBuffer.allocate(300_000);
        var more = ByteBuffer.allocate(300_000);
        long count = client.writeVectored(large, more).await();
        assertThat(count).isBetween(1L, 128L * 1024);
        assertThat(more.position()).isZero();
    }

    @Test
    void splitHalvesWorkAtTheSameTime() {
        var halves = client.split();
        var read = new Hand<>(halves.reader().read(ByteBuffer.allocate(4)));
        read.assertPending();
        halves.writer().writeAll(bytes("ping")).await();
        server.readExact(ByteBuffer.allocate(4)).await();
        server.writeAll(bytes("pong")).await();
        read.awaitWake();
        assertThat(read.finish()).isEqualTo(4);
        assertThat(halves.reader().peerAddress()).isEqualTo(client.peerAddress());
    }

    @Test
    void theLastOwnedHalfClosesTheSocket() {
        int before = runtime.io().registered();
        var halves = client.intoSplit();
        assertThatThrownBy(() -> client.tryWrite(bytes("x")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("intoSplit");
        halves.writer().close();
        assertThat(server.read(ByteBuffer.allocate(1)).await()).isEqualTo(-1);
        server.writeAll(bytes("y")).await();
        assertThat(halves.reader().read(ByteBuffer.allocate(1)).await()).isEqualTo(1);
        assertThat(runtime.io().registered()).isEqualTo(before);
        halves.reader().close();
        halves.reader().close();
        assertThat(runtime.io().registered()).isEqualTo(before - 1);
        assertKind(IoException.Kind.CLOSED, () -> halves.reader().tryRead(ByteBuffer.allocate(1)));
    }

    @Test
    void closingAnOwnedHalfWakesItsWaiter() {
        var halves = client.intoSplit();
        var read = new Hand<>(halves.reader().read(ByteBuffer.allocate(1)));
        read.assertPending();
        halves.reader().close();
        assertThat(read.wasWoken()).isTrue();
        assertKind(IoException.Kind.CLOSED, read::poll);
        halves.writer().forget();
    }

    @Test
    void halvesReunite() {
        var halves = client.intoSplit();
        var others = server.intoSplit();
        assertThatThrownBy(() -> halves.reader().reunite(others.writer()))
                .isInstanceOf(IllegalArgumentException.class);
        try (var whole = halves.writer().reunite(halves.reader());
                var other = others.reader().reunite(others.writer())) {
            whole.writeAll(bytes("again")).await();
            var dst = ByteBuffer.allocate(5);
            other.readExact(dst).await();
            assertThat(text(dst)).isEqualTo("again");
            halves.writer().close();
            assertThat(whole.tryWrite(bytes("z"))).isEqualTo(1);
        }
    }

    @Test
    void aForgottenWriterDoesNotEndTheOutput() {
        var halves = client.intoSplit();
        halves.writer().forget();
        var read = new Hand<>(server.read(ByteBuffer.allocate(1)));
        read.assertPending();
        halves.reader().close();
        assertThat(read.finish()).isEqualTo(-1);
    }

    @Test
    void aChannelBecomesAStream() throws Exception {
        var channel = SocketChannel.open(listener.localAddress());
        try (var adopted = TcpStream.of(channel);
                var peer = listener.accept().await()) {
            adopted.writeAll(bytes("hi")).await();
            assertThat(peer.readExact(new byte[2]).await()).isEqualTo(2);
        }
        try (var unconnected = SocketChannel.open()) {
            assertKind(IoException.Kind.NOT_CONNECTED, () -> TcpStream.of(unconnected));
        }
    }

    @Test
    void onlyIpAddressesConnect() {
        assertThatThrownBy(() -> TcpStream.connect(UnixDomainSocketAddress.of("/tmp/x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("InetSocketAddress");
        assertThatThrownBy(() -> TcpStream.connect("localhost", 70_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("70000");
    }

    @Test
    void aMebibyteIsEchoedThroughTinyBuffers() {
        try (var narrow =
                        TcpSocket.v4()
                                .bind(new InetSocketAddress("127.0.0.1", 0))
                                .receiveBufferSize(4096)
                                .listen(16)
                                .await();
                var near =
                        TcpSocket.v4()
                                .sendBufferSize(4096)
                                .receiveBufferSize(4096)
                                .connect(narrow.localAddress())
                                .await();
                var far = narrow.accept().await()) {
            var data = new byte[1 << 20];
            new Random(7).nextBytes(data);
            runtime.spawn(new Pump(far, far));
            var halves = near.split();
            var sent = new CountDownLatch(1);
            runtime.spawn(
                    new Future<Void>() {
                        private final Future<Void> write =
                                halves.writer().writeAll(ByteBuffer.wrap(data));

                        @Override
                        public dev.kyoto.future.Poll<Void> poll(dev.kyoto.future.Context cx) {
                            var outcome = write.poll(cx);
                            if (outcome.isReady()) {
                                sent.countDown();
                            }
                            return outcome;
                        }
                    });
            var back = new byte[data.length];
            assertThat(halves.reader().readExact(back).await()).isEqualTo(data.length);
            assertThat(back).isEqualTo(data);
            assertThat(sent.await(10, TimeUnit.SECONDS)).isTrue();
            near.shutdown().await();
            assertThat(near.read(ByteBuffer.allocate(1)).await()).isEqualTo(-1);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Copies from reader to writer up to the end, and passes the end on. */
    private static final class Pump implements Future<Void> {
        private final AsyncRead reader;
        private final AsyncWrite writer;
        private final ByteBuffer buffer = ByteBuffer.allocate(8192).limit(0);
        private boolean ended;

        Pump(AsyncRead reader, AsyncWrite writer) {
            this.reader = reader;
            this.writer = writer;
        }

        @Override
        public dev.kyoto.future.Poll<Void> poll(dev.kyoto.future.Context cx) {
            while (true) {
                while (buffer.hasRemaining()) {
                    if (writer.pollWrite(cx, buffer).isPending()) {
                        return dev.kyoto.future.Poll.pending();
                    }
                }
                if (ended) {
                    return writer.pollShutdown(cx);
                }
                buffer.clear();
                var count = reader.pollRead(cx, buffer);
                buffer.flip();
                if (count.isPending()) {
                    return dev.kyoto.future.Poll.pending();
                }
                ended = count.value() < 0;
            }
        }
    }

    @Test
    void aStreamWithoutARuntimeSaysWhatToDo() throws Exception {
        var failure = new Throwable[1];
        var outside =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        TcpStream.connect(
                                                        InetAddress.getLoopbackAddress()
                                                                .getHostAddress(),
                                                        1)
                                                .await();
                                    } catch (Throwable e) {
                                        failure[0] = e;
                                    }
                                });
        outside.join();
        assertThat(failure[0])
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("runtime");
    }
}
