package dev.kyoto.net;

import static dev.kyoto.net.UdpPair.assertKind;
import static dev.kyoto.net.UdpPair.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.IoException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class AsyncFdTest {
    private TestRuntime runtime;
    private DatagramChannel sender;
    private DatagramChannel channel;
    private AsyncFd<DatagramChannel> fd;
    private final ByteBuffer dst = ByteBuffer.allocate(8);

    @BeforeEach
    void open() throws IOException {
        runtime = new TestRuntime();
        var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        channel = DatagramChannel.open().bind(any);
        sender = DatagramChannel.open().bind(any).connect(channel.getLocalAddress());
        fd = AsyncFd.of(channel);
    }

    @AfterEach
    void close() throws IOException {
        sender.close();
        fd.close();
        channel.close();
        runtime.close();
    }

    private void arrives(String text) {
        try {
            sender.write(bytes(text));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private @Nullable SocketAddress receive(AsyncFdReadyGuard<DatagramChannel> guard) {
        return guard.tryIo(it -> it.receive(dst.clear()));
    }

    @Test
    void itIsReadyUntilSomebodyHasFoundThatItIsNot() {
        var first = fd.readable().await();
        assertThat(first.ready()).isEqualTo(Ready.READABLE);
        assertThat(first.channel()).isSameAs(channel);
        assertThat(receive(first)).isNull();
        var readable = new Hand<>(fd.readable());
        readable.assertPending();
        arrives("a");
        var guard = readable.finish();
        guard.retainReady();
        assertThat(new Hand<>(fd.readable()).poll().isReady()).isTrue();
        assertThat(receive(guard)).isNotNull();
        // One success does not say that there is no more.
        assertThat(new Hand<>(fd.readable()).poll().isReady()).isTrue();
        assertThat(receive(guard)).isNull();
        new Hand<>(fd.readable()).assertPending();
    }

    @Test
    void readinessIsClearedInParts() {
        var guard = fd.ready(Interest.READABLE_OR_WRITABLE).await();
        assertThat(guard.ready()).isEqualTo(Ready.READABLE.add(Ready.WRITABLE));
        guard.clearReady(Ready.READABLE);
        var later = fd.ready(Interest.READABLE_OR_WRITABLE).await();
        assertThat(later.ready()).isEqualTo(Ready.WRITABLE);
        assertThat(later).asString().contains("WRITABLE").contains("AsyncFd");
        var readable = new Hand<>(fd.readable());
        readable.assertPending();
        later.clearReady();
        var writable = new Hand<>(fd.writable());
        writable.assertPending();
        // The system says again that there is room, and not that there is a datagram.
        assertThat(writable.finish().ready()).isEqualTo(Ready.WRITABLE);
        readable.assertPending();
        readable.cancel();
    }

    @Test
    void whatComesAfterItWasFoundIsNotCleared() {
        assertThat(receive(fd.readable().await())).isNull();
        var waiting = new Hand<>(fd.readable());
        waiting.assertPending();
        arrives("a");
        var old = waiting.finish();
        assertThat(receive(old)).isNotNull();
        assertThat(fd.<SocketAddress>tryIo(Interest.READABLE, it -> it.receive(dst.clear())))
                .isNull();
        var again = new Hand<>(fd.readable());
        again.assertPending();
        arrives("b");
        again.awaitWake();
        old.clearReady();
        assertThat(again.poll().isReady()).isTrue();
    }

    @Test
    void aCallIsTriedUntilItHasAnOutcome() {
        var call = new Hand<>(fd.asyncIo(Interest.READABLE, it -> it.receive(dst)));
        var other = new Hand<>(fd.asyncIo(Interest.READABLE, it -> it.receive(dst)));
        call.assertPending();
        other.assertPending();
        arrives("a");
        assertThat(call.finish()).isNotNull();
        other.awaitWake();
        other.cancel();
        arrives("b");
        assertThat(fd.asyncIo(Interest.READABLE, it -> it.receive(dst)).await()).isNotNull();
        assertThat(dst.position()).isEqualTo(2);
        assertThatThrownBy(other::poll).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aCallThatNeverHasAnOutcomeYields() {
        // A direction that has ended stays ready: only the budget makes the call give way.
        try (var pipe = AsyncFdTest.pipeWithoutAWriter()) {
            assertThat(pipe.<Integer>tryIo(Interest.READABLE, it -> it.read(dst))).isEqualTo(-1);
            var calls = new int[1];
            var call =
                    new Hand<Object>(
                            pipe.asyncIo(
                                    Interest.READABLE,
                                    it -> {
                                        calls[0]++;
                                        return null;
                                    }));
            call.assertPending();
            assertThat(calls[0]).isBetween(1, 1000);
            call.cancel();
        }
    }

    private static AsyncFd<Pipe.SourceChannel> pipeWithoutAWriter() {
        try {
            var pipe = Pipe.open();
            pipe.sink().close();
            return AsyncFd.of(pipe.source());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theChannelIsGivenBackOpen() throws IOException {
        assertThat(receive(fd.readable().await())).isNull();
        var waiting = new Hand<>(fd.readable());
        waiting.assertPending();
        assertThat(fd.intoChannel()).isSameAs(channel);
        assertKind(IoException.Kind.CLOSED, waiting::finish);
        assertKind(IoException.Kind.CLOSED, fd::intoChannel);
        fd.close();
        assertThat(channel.isOpen()).isTrue();
        channel.configureBlocking(true);
        arrives("a");
        assertThat(channel.receive(dst)).isNotNull();
        fd = AsyncFd.of(channel, Interest.READABLE);
        assertThat(fd.channel()).isSameAs(channel);
        assertThatThrownBy(fd::writable).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whoWaitsIsToldThatItWasClosed() {
        assertThat(receive(fd.readable().await())).isNull();
        var waiting = new Hand<>(fd.readable());
        var call = new Hand<>(fd.asyncIo(Interest.READABLE, it -> it.receive(dst)));
        waiting.assertPending();
        call.assertPending();
        fd.close();
        fd.close();
        assertKind(IoException.Kind.CLOSED, waiting::finish);
        assertKind(IoException.Kind.CLOSED, call::finish);
        assertKind(IoException.Kind.CLOSED, () -> fd.tryIo(Interest.READABLE, it -> 1));
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void connectionsAreAcceptedThroughIt() throws IOException {
        var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (var server = AsyncFd.of(ServerSocketChannel.open().bind(any))) {
            assertThatThrownBy(server::writable)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("READABLE");
            var accept = new Hand<>(server.asyncIo(Interest.READABLE, ServerSocketChannel::accept));
            accept.assertPending();
            try (var client = SocketChannel.open(server.channel().getLocalAddress());
                    var accepted = accept.finish()) {
                assertThat(accepted.getRemoteAddress()).isEqualTo(client.getLocalAddress());
            }
        }
        assertThatThrownBy(() -> AsyncFd.of(ServerSocketChannel.open(), Interest.WRITABLE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aChannelThatIsNotConnectedIsRefusedAndLeftAlone() throws IOException {
        try (var unconnected = SocketChannel.open()) {
            assertKind(IoException.Kind.NOT_CONNECTED, () -> AsyncFd.of(unconnected));
            assertThat(unconnected.isOpen()).isTrue();
        }
        var closed = SocketChannel.open();
        closed.close();
        assertKind(IoException.Kind.CLOSED, () -> AsyncFd.of(closed));
    }
}
