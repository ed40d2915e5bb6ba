package dev.kyoto.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.Context;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Waker;
import dev.kyoto.internal.util.Sizes;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What TCP and Unix connections have in common where they are read and written. */
abstract class SocketStreamSuite<S extends SocketStream> extends SocketReadinessSuite<S> {

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
}
