package dev.kyoto.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.Kyoto;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.IoException;
import dev.kyoto.future.OneOf2;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Select;
import dev.kyoto.future.Waker;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.time.AsyncInstant;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class TcpConnectTest {
    private TestRuntime runtime;
    private TcpListener listener;

    @BeforeEach
    void listen() {
        runtime = new TestRuntime();
        listener = TcpListener.bind("127.0.0.1", 0).await();
    }

    @AfterEach
    void close() {
        listener.close();
        runtime.close();
    }

    /** An address where nobody listens. */
    private static InetSocketAddress freeAddress() throws IOException {
        try (var channel = ServerSocketChannel.open()) {
            channel.bind(new InetSocketAddress("127.0.0.1", 0));
            return (InetSocketAddress) channel.getLocalAddress();
        }
    }

    /** Loopback with a full queue: connecting there stays pending. */
    private static final class Deaf implements AutoCloseable {
        private final ServerSocketChannel channel = ServerSocketChannel.open();
        private final List<SocketChannel> queued = new ArrayList<>();

        Deaf() throws IOException {
            channel.bind(new InetSocketAddress("127.0.0.1", 0), 1);
            for (int i = 0; i < 8; i++) {
                var filler = SocketChannel.open();
                filler.configureBlocking(false);
                filler.connect(channel.getLocalAddress());
                queued.add(filler);
            }
        }

        InetSocketAddress address() throws IOException {
            return (InetSocketAddress) channel.getLocalAddress();
        }

        @Override
        public void close() throws IOException {
            for (var filler : queued) {
                filler.close();
            }
            channel.close();
        }
    }

    @Test
    void connectsByName() {
        try (var client =
                        TcpStream.connect("localhost", listener.localAddress().getPort()).await();
                var server = listener.accept().await()) {
            assertThat(server.peerAddress().getPort()).isEqualTo(client.localAddress().getPort());
        }
    }

    @Test
    void connectsToAnUnresolvedAddress() {
        var address =
                InetSocketAddress.createUnresolved("localhost", listener.localAddress().getPort());
        try (var client = TcpStream.connect(address).await()) {
            assertThat(client.peerAddress().isUnresolved()).isFalse();
        }
    }

    @Test
    void aRefusedConnectionSaysSo() throws IOException {
        var nobody = freeAddress();
        assertThatThrownBy(() -> TcpStream.connect(nobody).await())
                .isInstanceOfSatisfying(
                        IoException.class,
                        e -> {
                            assertThat(e.kind()).isEqualTo(IoException.Kind.CONNECTION_REFUSED);
                            assertThat(e).hasMessageContaining("connect to " + nobody);
                        });
        assertThat(runtime.io().registered()).isEqualTo(1);
    }

    @Test
    void eachAddressIsTriedInTurn() throws IOException {
        var nobody = freeAddress();
        var addresses = List.of(nobody, nobody, listener.localAddress());
        var connect = new TcpConnect(() -> cx -> Poll.ready(addresses), SocketSettings.NONE);
        try (var client = connect.await()) {
            assertThat(client.peerAddress()).isEqualTo(listener.localAddress());
        }
        var hopeless =
                new TcpConnect(
                        () -> cx -> Poll.ready(List.of(nobody, nobody)), SocketSettings.NONE);
        assertThatThrownBy(hopeless::await)
                .isInstanceOf(IoException.class)
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    }

    @Test
    void theFailuresBeforeAreSuppressedInTheLast() throws IOException {
        var addresses = List.of(freeAddress(), freeAddress(), freeAddress());
        var hopeless = new TcpConnect(() -> cx -> Poll.ready(addresses), SocketSettings.NONE);
        assertThatThrownBy(hopeless::await)
                .isInstanceOf(IoException.class)
                .hasMessageContaining(addresses.get(2).toString())
                .satisfies(
                        e ->
                                assertThat(e.getSuppressed())
                                        .extracting(Throwable::getMessage)
                                        .satisfiesExactly(
                                                it ->
                                                        assertThat(it)
                                                                .contains(
                                                                        addresses
                                                                                .get(0)
                                                                                .toString()),
                                                it ->
                                                        assertThat(it)
                                                                .contains(
                                                                        addresses
                                                                                .get(1)
                                                                                .toString())));
        assertThat(runtime.io().registered()).isEqualTo(1);
    }

    @Test
    void theFamiliesTakeTurns() {
        var sixes = List.of(numeric("::1"), numeric("::2"), numeric("::3"));
        var four = numeric("127.0.0.1");
        assertThat(TcpConnect.interleaved(List.of(sixes.get(0), sixes.get(1), sixes.get(2), four)))
                .containsExactly(sixes.get(0), four, sixes.get(1), sixes.get(2));
        assertThat(TcpConnect.interleaved(List.of(four, sixes.get(0), sixes.get(1))))
                .containsExactly(four, sixes.get(0), sixes.get(1));
        assertThat(TcpConnect.interleaved(List.of())).isEmpty();
    }

    private static InetSocketAddress numeric(String address) {
        return new InetSocketAddress(address, 80);
    }

    /** Connects on a paused clock, and answers how long that took. */
    private Duration pausedConnect(List<InetSocketAddress> addresses, boolean hold) {
        try (var paused = AsyncRuntime.currentThreadBuilder().startPaused(true).build()) {
            var elapsed =
                    paused.blockOn(
                            () -> {
                                // While something blocks, the clock does not go on by itself.
                                var release = new CountDownLatch(1);
                                var holder =
                                        Kyoto.spawnBlocking(
                                                () -> {
                                                    if (hold) {
                                                        release.await();
                                                    }
                                                    return 0;
                                                });
                                if (!hold) {
                                    holder.await();
                                }
                                var start = AsyncInstant.now();
                                var connect =
                                        new TcpConnect(
                                                () -> cx -> Poll.ready(addresses),
                                                SocketSettings.NONE);
                                connect.await().close();
                                var took = start.elapsed();
                                release.countDown();
                                if (hold) {
                                    holder.await();
                                }
                                return took;
                            });
            assertThat(paused.metrics().numIoRegistrations()).as("losers are closed").isZero();
            assertThat(paused.metrics().numPendingTimers()).isZero();
            return elapsed;
        }
    }

    @Test
    void theNextAddressIsTriedWhenOneDoesNotAnswer() throws IOException {
        try (var deaf = new Deaf();
                var other = new Deaf()) {
            var addresses = List.of(deaf.address(), other.address(), listener.localAddress());
            assertThat(pausedConnect(addresses, false))
                    .isEqualTo(TcpConnect.ATTEMPT_DELAY.multipliedBy(2));
            listener.accept().await().close();
        }
    }

    @Test
    void theNextAddressIsTriedAtOnceWhenOneFails() throws IOException {
        var addresses = List.of(freeAddress(), freeAddress(), listener.localAddress());
        assertThat(pausedConnect(addresses, true)).isZero();
        listener.accept().await().close();
    }

    @Test
    void cancellingClosesAllThatConnect() throws IOException {
        try (var deaf = new Deaf();
                var other = new Deaf();
                var paused = AsyncRuntime.currentThreadBuilder().startPaused(true).build()) {
            var addresses = List.of(deaf.address(), other.address(), listener.localAddress());
            var connect = new TcpConnect(() -> cx -> Poll.ready(addresses), SocketSettings.NONE);
            var outcome =
                    paused.blockOn(
                            () -> {
                                var nap = Kyoto.sleep(Duration.ofMillis(400));
                                return Kyoto.select(Select.keep(connect), nap).await();
                            });
            assertThat(outcome).isInstanceOf(OneOf2.Second.class);
            assertThat(paused.metrics().numIoRegistrations()).isEqualTo(2);
            connect.cancel();
            assertThat(paused.metrics().numIoRegistrations()).isZero();
            assertThat(paused.metrics().numPendingTimers()).isZero();
        }
    }

    @Test
    void fromOnePortThereIsOneAttemptAtATime() throws IOException {
        var addresses = List.of(freeAddress(), listener.localAddress());
        var local = freeAddress();
        var connect =
                new TcpConnect(
                        () -> cx -> Poll.ready(addresses),
                        SocketSettings.NONE,
                        new ConnectAttempt.Origin(StandardProtocolFamily.INET, local));
        try (var client = connect.await()) {
            assertThat(client.localAddress()).isEqualTo(local);
            client.zeroLinger();
        }
        listener.accept().await().close();
    }

    @Test
    void cancellingBeforeThePollCostsNothing() {
        var connect = new Hand<>(TcpStream.connect(listener.localAddress()));
        connect.cancel();
        assertThat(runtime.io().registered()).isEqualTo(1);
        assertThatThrownBy(connect::poll)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("connect()");
    }

    @Test
    void cancellingWhileItConnectsClosesTheSocket() throws IOException {
        try (var deaf = new Deaf()) {
            var connect = new Hand<>(TcpStream.connect(deaf.address()));
            connect.assertPending();
            connect.assertPending();
            assertThat(runtime.io().registered()).isEqualTo(2);
            connect.cancel();
            assertThat(runtime.io().registered()).isEqualTo(1);
            assertThatThrownBy(connect::poll).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void cancellingWhileItLooksUpCancelsTheLookUp() {
        var cancelled = new boolean[1];
        Future<List<InetSocketAddress>> never =
                new Future<>() {
                    @Override
                    public Poll<List<InetSocketAddress>> poll(Context cx) {
                        return Poll.pending();
                    }

                    @Override
                    public void cancel() {
                        cancelled[0] = true;
                    }
                };
        var connect = new Hand<>(new TcpConnect(() -> never, SocketSettings.NONE));
        connect.assertPending();
        connect.cancel();
        assertThat(cancelled[0]).isTrue();
    }

    @Test
    void shutdownEndsAConnect() throws IOException {
        try (var deaf = new Deaf()) {
            var connect = new Hand<>(TcpStream.connect(deaf.address()));
            connect.assertPending();
            runtime.shutdown();
            connect.awaitWake();
            assertThatThrownBy(connect::poll)
                    .isInstanceOfSatisfying(
                            IoException.class,
                            e -> assertThat(e.kind()).isEqualTo(IoException.Kind.RUNTIME_SHUTDOWN));
            assertThat(runtime.io().registered()).isEqualTo(1);
        }
    }

    @Test
    void shutdownEndsAConnectThatHasMoreToTry() throws IOException {
        try (var deaf = new Deaf()) {
            var addresses = List.of(deaf.address(), listener.localAddress());
            var connect =
                    new Hand<>(
                            new TcpConnect(() -> cx -> Poll.ready(addresses), SocketSettings.NONE));
            connect.assertPending();
            runtime.shutdown();
            connect.awaitWake();
            assertThatThrownBy(connect::poll)
                    .isInstanceOfSatisfying(
                            IoException.class,
                            e -> assertThat(e.kind()).isEqualTo(IoException.Kind.RUNTIME_SHUTDOWN));
            assertThat(runtime.io().registered()).isEqualTo(1);
        }
    }

    @Test
    void aConnectWithoutBudgetWaitsForItsTurn() {
        var cx = Context.of(Waker.noop());
        while (cx.proceed()) {
            // Spends the budget.
        }
        var connect = TcpStream.connect(listener.localAddress());
        assertThat(connect.poll(cx).isPending()).isTrue();
        assertThat(runtime.io().registered()).isEqualTo(1);
        cx.startTurn();
        new Hand<>(connect).finish().close();
    }
}
