package dev.kyoto.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import dev.kyoto.internal.util.Sizes;
import dev.kyoto.io.AsyncRead;
import dev.kyoto.io.AsyncWrite;
import java.io.IOException;
import java.net.StandardSocketOptions;
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

/** What TCP and Unix connections have in common, on two connected ends. */
@Timeout(60)
abstract class SocketStreamSuite<S extends SocketStream> {
    protected TestRuntime runtime;
    protected Listener<S> listener;
    protected S client;
    protected S server;

    protected abstract Listener<S> listen();

    protected abstract S connect();

    /** A stream of a connected channel. */
    protected abstract S adopt(SocketChannel channel);

    @BeforeEach
    void open() {
        runtime = new TestRuntime();
        listener = listen();
        client = connect();
        server = listener.accept().await();
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
        listener.close();
        runtime.close();
    }

    protected static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    protected static String text(ByteBuffer filled) {
        var copy = filled.duplicate().flip();
        return UTF_8.decode(copy).toString();
    }

    protected static void assertKind(IoException.Kind kind, Supplier<?> action) {
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
        assertKind(IoException.Kind.CLOSED, () -> server.option(StandardSocketOptions.SO_RCVBUF));
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
        var cx = Context.of(Waker.noop());
        int reads = 0;
        server.readable().await();
        while (server.pollRead(cx, dst.clear()).isReady()) {
            reads++;
        }
        assertThat(cx.hasBudget()).isFalse();
        assertThat(reads).isEqualTo(Sizes.BUDGET);
    }

    @Test
    void aPendingReadGivesItsUnitBack() {
        var cx = Context.of(Waker.noop());
        for (int i = 0; i < 1000; i++) {
            assertThat(server.pollRead(cx, ByteBuffer.allocate(1)).isPending()).isTrue();
        }
        assertThat(cx.hasBudget()).isTrue();
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
    void buffersAreFilledOneAfterAnother() {
        assertThat(server.tryReadVectored(ByteBuffer.allocate(1), ByteBuffer.allocate(1))).isZero();
        assertThat(client.tryWriteVectored(ByteBuffer.allocate(0), bytes("abc"), bytes("de")))
                .isEqualTo(5);
        assertThat(client.tryWriteVectored(ByteBuffer.allocate(0))).isZero();
        server.readable().await();
        var full = ByteBuffer.allocate(0);
        var first = ByteBuffer.allocate(2);
        var second = ByteBuffer.allocate(8);
        assertThat(server.tryReadVectored(full, first, second)).isEqualTo(5);
        assertThat(text(first) + text(second)).isEqualTo("abcde");
        assertThat(server.tryReadVectored(second)).isZero();
        assertThatThrownBy(() -> server.tryReadVectored(full, first))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 buffers");
        client.close();
        assertThat(server.read(second).await()).isEqualTo(-1);
        assertThat(server.tryReadVectored(second, ByteBuffer.allocate(1))).isEqualTo(-1);
    }

    @Test
    void whatWasPeekedComesFirstIntoTheBuffers() {
        client.writeAll(bytes("abcd")).await();
        assertThat(server.peek(ByteBuffer.allocate(2)).await()).isEqualTo(2);
        var first = ByteBuffer.allocate(1);
        var second = ByteBuffer.allocate(8);
        assertThat(server.tryReadVectored(first, second)).isEqualTo(1);
        assertThat(server.tryReadVectored(first, second)).isEqualTo(1);
        server.readExact(second.limit(3)).await();
        assertThat(text(first) + text(second)).isEqualTo("abcd");
    }

    @Test
    void readinessTellsTheWay() {
        assertThat(server.tryRead(ByteBuffer.allocate(1))).isZero();
        var ready = server.ready(Interest.READABLE_OR_WRITABLE).await();
        assertThat(ready.isWritable()).isTrue();
        assertThat(ready.isReadable()).isFalse();
        var readable = new Hand<>(server.ready(Interest.READABLE));
        readable.assertPending();
        client.writeAll(bytes("x")).await();
        readable.awaitWake();
        assertThat(readable.finish().isReadable()).isTrue();
        assertThat(server.peek(ByteBuffer.allocate(1)).await()).isEqualTo(1);
        assertThat(server.ready(Interest.READABLE).await()).isEqualTo(Ready.READABLE);
    }

    @Test
    void aCancelledReadinessWaitIsForgotten() {
        assertThat(server.tryRead(ByteBuffer.allocate(1))).isZero();
        var ready = new Hand<>(server.ready(Interest.READABLE));
        ready.assertPending();
        ready.cancel();
        client.writeAll(bytes("x")).await();
        assertThat(server.ready(Interest.READABLE).await().isReadable()).isTrue();
        assertThat(ready.wasWoken()).isFalse();
        assertThatThrownBy(ready::poll).isInstanceOf(IllegalStateException.class);
    }

    /** Null if there is nothing to read, as a call of tryIo and asyncIo answers. */
    private static Integer readOnce(SocketChannel channel, ByteBuffer dst) throws IOException {
        int count = channel.read(dst);
        return count == 0 ? null : count;
    }

    @Test
    void aCallOfOnesOwnIsTriedWhenTheSocketIsReady() {
        var dst = ByteBuffer.allocate(8);
        assertThat(server.<Integer>tryIo(Interest.READABLE, it -> readOnce(it, dst))).isNull();
        var call = new Hand<>(server.asyncIo(Interest.READABLE, it -> readOnce(it, dst)));
        call.assertPending();
        assertThat(client.<Integer>tryIo(Interest.WRITABLE, it -> it.write(bytes("abc"))))
                .isEqualTo(3);
        call.awaitWake();
        assertThat(call.finish()).isEqualTo(3);
        var cancelled = new Hand<>(server.asyncIo(Interest.READABLE, it -> readOnce(it, dst)));
        cancelled.assertPending();
        cancelled.cancel();
        client.writeAll(bytes("d")).await();
        assertThat(server.read(dst).await()).isEqualTo(1);
        assertThat(text(dst)).isEqualTo("abcd");
    }

    @Test
    void aCallOfOnesOwnDoesNotSkipWhatWasPeeked() {
        client.writeAll(bytes("ab")).await();
        assertThat(server.peek(ByteBuffer.allocate(1)).await()).isEqualTo(1);
        var dst = ByteBuffer.allocate(4);
        assertThatThrownBy(() -> server.tryIo(Interest.READABLE, it -> readOnce(it, dst)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("read them first");
        assertThatThrownBy(server::intoChannel).isInstanceOf(IllegalStateException.class);
        server.readExact(dst.limit(2)).await();
        assertThat(text(dst)).isEqualTo("ab");
    }

    @Test
    void aFailingCallReachesTheCaller() {
        assertThatThrownBy(
                        () ->
                                server.asyncIo(
                                                Interest.WRITABLE,
                                                it -> {
                                                    throw new IOException("no luck");
                                                })
                                        .await())
                .isInstanceOf(IoException.class)
                .hasMessageContaining("no luck");
    }

    @Test
    void aChannelGoesOutAndComesBack() throws IOException {
        int before = runtime.io().registered();
        var read = new Hand<>(client.read(ByteBuffer.allocate(1)));
        read.assertPending();
        var readable = new Hand<>(client.readable());
        readable.assertPending();
        var channel = client.intoChannel();
        assertThat(read.wasWoken()).isTrue();
        assertThatThrownBy(read::poll).isInstanceOf(IllegalStateException.class);
        assertThat(readable.wasWoken()).isTrue();
        assertKind(IoException.Kind.CLOSED, readable::poll);
        assertThat(runtime.io().registered()).isEqualTo(before - 1);
        client.close();
        assertThatThrownBy(() -> client.tryWrite(bytes("x")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("intoChannel");
        assertThat(channel.isConnected()).isTrue();
        assertThat(channel.isRegistered()).isFalse();
        channel.configureBlocking(true);
        channel.write(bytes("from the channel"));
        try (var back = adopt(channel)) {
            back.writeAll(bytes(", and back")).await();
            back.shutdown().await();
            assertThat(server.readToString().await()).isEqualTo("from the channel, and back");
        }
        assertKind(IoException.Kind.CLOSED, () -> adopt(channel));
    }

    @Test
    void aPeerThatNeverReadsHoldsTheWriterBack() {
        var chunk = ByteBuffer.allocate(1 << 20);
        var write = new Hand<>(client.writeAll(chunk));
        while (write.poll().isReady()) {
            write = new Hand<>(client.writeAll(chunk.clear()));
        }
        assertThat(chunk.remaining()).isPositive();
        write.cancel();
        // What was taken is still under way to the peer; closing does not wait for it.
        client.close();
        assertThatThrownBy(write::poll).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aPeerThatSendsOneByteAtATimeIsHeardOut() {
        var read = new Hand<>(server.readExact(new byte[100]));
        for (int i = 0; i < 100; i++) {
            read.assertPending();
            client.writeAll(new byte[] {(byte) i}).await();
            read.awaitWake();
        }
        assertThat(read.finish()).isEqualTo(100);
    }

    @Test
    void aPeerThatLeavesInTheMiddleIsReported() {
        client.writeAll(bytes("abc")).await();
        client.close();
        assertKind(IoException.Kind.UNEXPECTED_EOF, () -> server.readExact(new byte[10]).await());
    }

    @Test
    void randomCancellationLosesNoByte() {
        var random = new Random(11);
        int total = 300_000;
        int sent = 0;
        int got = 0;
        while (got < total) {
            var src = ByteBuffer.allocate(Math.min(total - sent, 1 + random.nextInt(5_000)));
            while (src.hasRemaining()) {
                src.put((byte) (sent + src.position()));
            }
            src.flip();
            var write = new Hand<>(client.write(src));
            if (random.nextInt(4) == 0 || write.poll().isPending()) {
                write.cancel();
            }
            sent += src.position();
            var dst = ByteBuffer.allocate(1 + random.nextInt(5_000));
            var read = new Hand<>(server.read(dst));
            if (random.nextInt(4) != 0 && read.poll().isPending() && got < sent) {
                read.awaitWake();
                if (random.nextBoolean()) {
                    read.finish();
                }
            }
            read.cancel();
            for (int i = 0; i < dst.position(); i++) {
                assertThat(dst.get(i)).isEqualTo((byte) got++);
            }
        }
        assertThat(sent).isEqualTo(total);
        assertThat(server.tryRead(ByteBuffer.allocate(1))).isZero();
    }

    /** Sends a mebibyte from one end, has it echoed by the other, and compares. */
    protected final void echoMebibyte(SocketStream near, SocketStream far) {
        try {
            var data = new byte[1 << 20];
            new Random(7).nextBytes(data);
            runtime.spawn(new Pump(far, far));
            var sent = new CountDownLatch(1);
            runtime.spawn(
                    new Future<Void>() {
                        private final Future<Void> write = near.writeAll(ByteBuffer.wrap(data));

                        @Override
                        public Poll<Void> poll(Context cx) {
                            var outcome = write.poll(cx);
                            if (outcome.isReady()) {
                                sent.countDown();
                            }
                            return outcome;
                        }
                    });
            var back = new byte[data.length];
            assertThat(near.readExact(back).await()).isEqualTo(data.length);
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
        public Poll<Void> poll(Context cx) {
            while (true) {
                while (buffer.hasRemaining()) {
                    if (writer.pollWrite(cx, buffer).isPending()) {
                        return Poll.pending();
                    }
                }
                if (ended) {
                    return writer.pollShutdown(cx);
                }
                buffer.clear();
                var count = reader.pollRead(cx, buffer);
                buffer.flip();
                if (count.isPending()) {
                    return Poll.pending();
                }
                ended = count.value() < 0;
            }
        }
    }
}
