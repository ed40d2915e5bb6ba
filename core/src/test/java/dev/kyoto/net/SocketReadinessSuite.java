package dev.kyoto.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.IoException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;

/** What TCP and Unix connections have in common where it is tried instead of waited. */
abstract class SocketReadinessSuite<S extends SocketStream> extends SocketPairSuite<S> {

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
}
