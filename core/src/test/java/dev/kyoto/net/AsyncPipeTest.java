package dev.kyoto.net;

import static dev.kyoto.net.UdpPair.assertKind;
import static dev.kyoto.net.UdpPair.bytes;
import static dev.kyoto.net.UdpPair.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.IoException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class AsyncPipeTest {
    private TestRuntime runtime;
    private PipeSender sender;
    private PipeReceiver receiver;
    private final ByteBuffer dst = ByteBuffer.allocate(8);

    @BeforeEach
    void open() {
        runtime = new TestRuntime();
        var pipe = AsyncPipe.open();
        sender = pipe.sender();
        receiver = pipe.receiver();
    }

    @AfterEach
    void close() {
        sender.close();
        receiver.close();
        runtime.close();
    }

    @Test
    void whatIsWrittenIsReadUpToTheEnd() {
        sender.writeAll(bytes("hello")).await();
        receiver.readExact(dst.limit(5)).await();
        assertThat(text(dst)).isEqualTo("hello");
        sender.writeAll(bytes("rest")).await();
        sender.flush().await();
        sender.shutdown().await();
        assertThat(receiver.readToString().await()).isEqualTo("rest");
        assertThat(receiver.tryRead(dst.clear())).isEqualTo(-1);
        assertThat(receiver.read(dst).await()).isEqualTo(-1);
        sender.shutdown().await();
        assertKind(IoException.Kind.BROKEN_PIPE, () -> sender.writeAll(bytes("late")).await());
    }

    @Test
    void aPendingReadIsWokenByBytesAndByTheEnd() {
        var read = new Hand<>(receiver.read(dst));
        read.assertPending();
        sender.writeAll(bytes("x")).await();
        assertThat(read.finish()).isEqualTo(1);
        var end = new Hand<>(receiver.read(dst));
        end.assertPending();
        sender.close();
        assertThat(end.finish()).isEqualTo(-1);
    }

    @Test
    void aCancelledReadTakesNothing() {
        var read = new Hand<>(receiver.read(dst));
        read.assertPending();
        sender.writeAll(bytes("kept")).await();
        read.awaitWake();
        read.cancel();
        assertThat(dst.position()).isZero();
        assertThat(receiver.read(dst).await()).isEqualTo(4);
        assertThatThrownBy(read::poll).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aFullPipeIsWritableAgainWhenItIsRead() {
        var chunk = ByteBuffer.allocate(64 * 1024);
        long written = 0;
        int count;
        while ((count = sender.tryWrite(chunk.clear())) != 0) {
            written += count;
        }
        var writable = new Hand<>(sender.writable());
        writable.assertPending();
        var write = new Hand<>(sender.write(chunk.clear()));
        write.assertPending();
        write.cancel();
        assertThat(chunk.position()).isZero();
        var sink = ByteBuffer.allocate(256 * 1024);
        for (long read = 0; read < written; ) {
            read += receiver.read(sink.clear()).await();
        }
        assertThat(writable.finish()).isNull();
        assertThat(sender.tryWrite(chunk.clear())).isPositive();
    }

    @Test
    void aPipeThatNobodyReadsIsBroken() {
        var chunk = ByteBuffer.allocate(64 * 1024);
        while (sender.tryWrite(chunk.clear()) != 0) {
            assertThat(chunk.position()).isPositive();
        }
        var write = new Hand<>(sender.write(chunk.clear()));
        write.assertPending();
        receiver.close();
        assertKind(IoException.Kind.BROKEN_PIPE, write::finish);
        assertKind(IoException.Kind.BROKEN_PIPE, () -> sender.tryWrite(bytes("x")));
    }

    @Test
    void triesDoNotWait() {
        assertThat(receiver.tryRead(dst)).isZero();
        var readable = new Hand<>(receiver.readable());
        readable.assertPending();
        assertThat(sender.tryWrite(bytes("ab"))).isEqualTo(2);
        assertThat(readable.finish()).isNull();
        assertThat(receiver.tryRead(dst)).isEqualTo(2);
        assertThat(sender.tryWrite(bytes(""))).isZero();
        assertThat(sender.<Integer>tryIo(channel -> channel.write(bytes("c")))).isEqualTo(1);
        receiver.readable().await();
        assertThat(receiver.<Integer>tryIo(channel -> channel.read(dst))).isEqualTo(1);
        assertThat(receiver.<Integer>tryIo(channel -> null)).isNull();
        assertThat(text(dst)).isEqualTo("abc");
    }

    @Test
    void whoWaitsIsToldThatItsEndWasClosed() {
        var read = new Hand<>(receiver.read(dst));
        var readable = new Hand<>(receiver.readable());
        read.assertPending();
        readable.assertPending();
        receiver.close();
        receiver.close();
        assertKind(IoException.Kind.CLOSED, read::finish);
        assertKind(IoException.Kind.CLOSED, readable::finish);
        assertKind(IoException.Kind.CLOSED, () -> receiver.tryRead(dst));
        assertThat(receiver).hasToString("PipeReceiver(closed)");
        assertThat(sender).hasToString("PipeSender(open)");
    }

    @Test
    void theChannelsAreGivenBackAndTakenOver() throws IOException {
        var source = receiver.intoChannel();
        var sink = sender.intoChannel();
        receiver.close();
        sender.close();
        sink.configureBlocking(true);
        source.configureBlocking(true);
        assertThat(sink.write(bytes("a"))).isEqualTo(1);
        assertThat(source.read(dst)).isEqualTo(1);
        try (var again = PipeSender.of(sink);
                var end = PipeReceiver.of(source)) {
            again.writeAll(bytes("b")).await();
            assertThat(end.read(dst).await()).isEqualTo(1);
        }
        assertThat(source.isOpen()).isFalse();
        assertKind(IoException.Kind.CLOSED, () -> PipeReceiver.of(source));
    }
}
