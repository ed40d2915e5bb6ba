package dev.kyoto.net;

import static dev.kyoto.net.UdpPair.assertKind;
import static dev.kyoto.net.UdpPair.bytes;
import static dev.kyoto.net.UdpPair.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kyoto.future.Future;
import dev.kyoto.future.IoException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class UdpSocketTest {
    private UdpPair pair;
    private UdpSocket here;
    private UdpSocket there;

    @BeforeEach
    void open() {
        pair = new UdpPair();
        here = pair.here;
        there = pair.there;
    }

    @AfterEach
    void close() {
        pair.close();
    }

    @Test
    void whatIsSentIsReceivedWithItsSender() {
        pair.arrives("one");
        pair.arrives("two");
        assertThat(pair.received()).isEqualTo("one");
        assertThat(pair.received()).isEqualTo("two");
    }

    @Test
    void aConnectedSocketHearsItsPeerAlone() {
        here.connect(there.localAddress()).await();
        assertThat(here.peerAddress()).isEqualTo(there.localAddress());
        assertThat(there.peerAddress()).isNull();
        try (var stranger = UdpSocket.bind("127.0.0.1", 0).await()) {
            stranger.sendTo(bytes("noise"), here.localAddress()).await();
            assertThat(here.send(bytes("ping")).await()).isEqualTo(4);
            var dst = ByteBuffer.allocate(8);
            assertThat(there.recvFrom(dst).await().from()).isEqualTo(here.localAddress());
            assertThat(text(dst)).isEqualTo("ping");
            pair.arrives("pong");
            assertThat(here.recv(dst.clear()).await()).isEqualTo(4);
            assertThat(text(dst)).isEqualTo("pong");
        }
    }

    @Test
    void aSocketGoesOverToAnotherPeer() {
        try (var other = UdpSocket.bind("127.0.0.1", 0).await()) {
            here.connect("localhost", there.localAddress().getPort()).await();
            pair.arrives("old");
            here.readable().await();
            here.connect(other.localAddress()).await();
            other.sendTo(bytes("new"), here.localAddress()).await();
            var dst = ByteBuffer.allocate(8);
            here.recv(dst).await();
            assertThat(text(dst)).isEqualTo("new");
            assertThat(here.peerAddress()).isEqualTo(other.localAddress());
        }
    }

    @Test
    void aPendingRecvIsWokenByADatagram() {
        var dst = ByteBuffer.allocate(8);
        var recv = new Hand<>(here.recv(dst));
        recv.assertPending();
        assertThat(recv.wasWoken()).isFalse();
        pair.arrives("x");
        recv.awaitWake();
        assertThat(recv.finish()).isEqualTo(1);
        assertThat(text(dst)).isEqualTo("x");
        assertThatThrownBy(recv::poll)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("recv()");
    }

    @Test
    void aCancelledRecvTakesNothingAtAnyStep() {
        var lost = ByteBuffer.allocate(8);
        var unpolled = new Hand<>(here.recv(lost));
        unpolled.cancel();
        assertThatThrownBy(unpolled::poll).isInstanceOf(IllegalStateException.class);

        var pending = new Hand<>(here.recvFrom(lost));
        pending.assertPending();
        pending.cancel();

        var woken = new Hand<>(here.recv(lost));
        woken.assertPending();
        pair.arrives("kept");
        woken.awaitWake();
        woken.cancel();
        woken.cancel();

        assertThat(pending.wasWoken()).isFalse();
        assertThat(lost.position()).isZero();
        assertThat(pair.received()).isEqualTo("kept");
    }

    @Test
    void oneOfThoseWhoWaitGetsTheDatagram() {
        var first = ByteBuffer.allocate(8);
        var second = ByteBuffer.allocate(8);
        var one = new Hand<>(here.recv(first));
        var two = new Hand<>(here.recv(second));
        one.assertPending();
        two.assertPending();
        pair.arrives("a");
        one.awaitWake();
        two.awaitWake();
        assertThat(two.finish()).isEqualTo(1);
        one.assertPending();
        pair.arrives("b");
        assertThat(one.finish()).isEqualTo(1);
        assertThat(text(second) + text(first)).isEqualTo("ab");
    }

    @Test
    void aDatagramLongerThanTheBufferIsCutOff() {
        pair.arrives("0123456789");
        pair.arrives("next");
        var dst = ByteBuffer.allocate(8).position(2).limit(6);
        var received = here.recvFrom(dst).await();
        assertThat(received.length()).isEqualTo(4);
        assertThat(dst.position()).isEqualTo(6);
        assertThat(dst.limit()).isEqualTo(6);
        assertThat(text(dst)).endsWith("0123");
        assertThat(pair.received()).isEqualTo("next");
    }

    @Test
    void anEmptyDatagramIsReceivedAsOne() {
        there.sendTo(ByteBuffer.allocate(0), here.localAddress()).await();
        pair.arrives("after");
        here.readable().await();
        assertThat(here.tryRecv(ByteBuffer.allocate(8))).isZero();
        assertThat(pair.received()).isEqualTo("after");
        assertThat(here.tryRecv(ByteBuffer.allocate(8))).isEqualTo(-1);
        there.connect(here.localAddress()).await();
        assertThatThrownBy(() -> there.send(ByteBuffer.allocate(0)).await())
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("sendTo");
    }

    @Test
    void theLargestDatagramFitsAndOneMoreByteDoesNot() {
        var largest = ByteBuffer.allocate(65_507);
        largest.put(65_506, (byte) 7);
        there.sendTo(largest, here.localAddress()).await();
        var dst = ByteBuffer.allocate(100_000);
        assertThat(here.recv(dst).await()).isEqualTo(65_507);
        assertThat(dst.get(65_506)).isEqualTo((byte) 7);
        assertThat(dst.limit()).isEqualTo(100_000);
        for (int length : new int[] {65_508, 65_536, 10_000_000}) {
            var src = ByteBuffer.allocate(length);
            assertKind(
                    IoException.Kind.OTHER, () -> there.sendTo(src, here.localAddress()).await());
            assertThat(src.remaining()).isEqualTo(length);
        }
    }

    @Test
    void aBufferWithoutRoomIsRefusedAndTakesNothing() {
        pair.arrives("kept");
        here.readable().await();
        var full = ByteBuffer.allocate(0);
        for (Future<?> receiving : List.of(here.recv(full), here.recvFrom(full), here.peek(full))) {
            assertThatThrownBy(receiving::await).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(pair.received()).isEqualTo("kept");
    }

    @Test
    void anUnreachablePortIsAConnectionRefused() {
        InetSocketAddress nobody;
        try (var gone = UdpSocket.bind("127.0.0.1", 0).await()) {
            nobody = gone.localAddress();
        }
        here.connect(nobody).await();
        var recv = new Hand<>(here.recv(ByteBuffer.allocate(8)));
        recv.assertPending();
        here.send(bytes("anybody?")).await();
        assertKind(IoException.Kind.CONNECTION_REFUSED, recv::finish);

        here.send(bytes("really?")).await();
        here.readable().await();
        assertKind(IoException.Kind.CONNECTION_REFUSED, () -> here.send(bytes("well?")).await());

        // The failure was reported, and the socket is as good as before.
        here.connect(there.localAddress()).await();
        pair.arrives("me");
        var dst = ByteBuffer.allocate(8);
        assertThat(here.recv(dst).await()).isEqualTo(2);
    }

    @Test
    void whoWaitsIsToldThatTheSocketWasClosed() {
        var dst = ByteBuffer.allocate(8);
        assertThat(here.tryRecv(dst)).isEqualTo(-1);
        var waiting =
                List.<Hand<?>>of(
                        new Hand<>(here.recv(dst)),
                        new Hand<>(here.recvFrom(dst)),
                        new Hand<>(here.peek(dst)),
                        new Hand<>(here.peekSender()),
                        new Hand<>(here.readable()),
                        new Hand<>(here.asyncIo(Interest.READABLE, channel -> null)),
                        new Hand<Integer>(cx -> here.pollRecv(cx, dst)));
        waiting.forEach(Hand::assertPending);
        here.close();
        here.close();
        for (var each : waiting) {
            each.awaitWake();
            assertKind(IoException.Kind.CLOSED, each::finish);
        }
        assertKind(IoException.Kind.CLOSED, () -> here.tryRecv(dst));
        assertKind(IoException.Kind.CLOSED, () -> here.tryPeek(dst));
        assertKind(IoException.Kind.CLOSED, () -> here.trySendTo(bytes("x"), there.localAddress()));
        assertKind(IoException.Kind.CLOSED, () -> here.connect("127.0.0.1", 9).await());
        assertKind(IoException.Kind.CLOSED, here::localAddress);
        assertKind(IoException.Kind.CLOSED, here::broadcast);
        assertThat(here).hasToString("UdpSocket(closed)");
    }

    @Test
    void theEndOfTheRuntimeEndsTheWaiting() {
        var recv = new Hand<>(here.recv(ByteBuffer.allocate(8)));
        recv.assertPending();
        pair.runtime.shutdown();
        recv.awaitWake();
        assertKind(IoException.Kind.RUNTIME_SHUTDOWN, recv::finish);
    }

    @Test
    void aClosedSocketGivesItsPortBack() {
        var address = there.localAddress();
        assertKind(IoException.Kind.ADDRESS_IN_USE, () -> UdpSocket.bind(address).await());
        there.close();
        for (int i = 0; i < 50; i++) {
            UdpSocket.bind(address).await().close();
        }
    }

    @Test
    void aBindThatIsNotPossibleSaysWhy() {
        assertKind(
                IoException.Kind.ADDRESS_NOT_AVAILABLE,
                () -> UdpSocket.bind("203.0.113.1", 0).await());
        assertKind(
                IoException.Kind.UNKNOWN_HOST, () -> UdpSocket.bind("no.such.invalid", 0).await());
        assertThatThrownBy(() -> UdpSocket.bind("localhost", 65_536))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aCancelledBindLeavesNothingOpen() {
        int before = pair.runtime.io().registered();
        var bind = new Hand<>(UdpSocket.bind("localhost", 0));
        var outcome = bind.poll();
        if (outcome.isReady()) {
            outcome.value().close(); // the look-up was over at once
        }
        bind.cancel();
        assertThatThrownBy(bind::poll).isInstanceOf(IllegalStateException.class);
        assertThat(pair.runtime.io().registered()).isEqualTo(before);
    }

    @Test
    void aTargetIsLookedUp() {
        var dst = ByteBuffer.allocate(8);
        var target = InetSocketAddress.createUnresolved("localhost", here.localAddress().getPort());
        there.sendTo(bytes("named"), target).await();
        assertThat(here.recv(dst).await()).isEqualTo(5);
        assertKind(
                IoException.Kind.UNKNOWN_HOST,
                () ->
                        there.sendTo(
                                        bytes("x"),
                                        InetSocketAddress.createUnresolved("no.such.invalid", 9))
                                .await());
    }

    @Test
    void sendingToTheWrongPlaceIsReported() {
        assertKind(IoException.Kind.NOT_CONNECTED, () -> here.send(bytes("x")).await());
        assertThatThrownBy(() -> here.sendTo(bytes("x"), new InetSocketAddress("::1", 9)).await())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("other IP version");
        here.connect(there.localAddress()).await();
        here.sendTo(bytes("x"), there.localAddress()).await();
        assertThatThrownBy(
                        () ->
                                here.sendTo(bytes("x"), new InetSocketAddress("127.0.0.1", 9))
                                        .await())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is connected");
    }

    @Test
    void triesDoNotWait() {
        var dst = ByteBuffer.allocate(8);
        assertThat(here.tryRecv(dst)).isEqualTo(-1);
        assertThat(here.tryRecvFrom(dst)).isNull();
        assertThat(here.tryPeekFrom(dst)).isNull();
        assertThat(there.trySendTo(bytes("a"), here.localAddress())).isTrue();
        here.readable().await();
        assertThat(here.tryRecvFrom(dst))
                .isEqualTo(new UdpSocket.Received(1, there.localAddress()));
        there.connect(here.localAddress()).await();
        assertThat(there.trySend(bytes("b"))).isTrue();
        here.readable().await();
        assertThat(here.tryRecv(dst)).isEqualTo(1);
        assertThat(text(dst)).isEqualTo("ab");
    }

    @Test
    void readinessSaysWhatThereIs() {
        assertThat(here.tryRecv(ByteBuffer.allocate(8))).isEqualTo(-1);
        assertThat(here.ready(Interest.READABLE_OR_WRITABLE).await()).isEqualTo(Ready.WRITABLE);
        var readable = new Hand<>(here.ready(Interest.READABLE));
        readable.assertPending();
        here.writable().await();
        pair.arrives("x");
        assertThat(readable.finish()).isEqualTo(Ready.READABLE);
        assertThat(here.ready(Interest.READABLE_OR_WRITABLE).await())
                .isEqualTo(Ready.READABLE.add(Ready.WRITABLE));
        assertThat(here.ready(Interest.WRITABLE).await()).isEqualTo(Ready.WRITABLE);
    }

    @Test
    void pollsAreWokenAsFuturesAre() {
        var dst = ByteBuffer.allocate(8);
        var recv = new Hand<UdpSocket.Received>(cx -> here.pollRecvFrom(cx, dst));
        recv.assertPending();
        var send =
                new Hand<Integer>(cx -> there.pollSendTo(cx, bytes("poll"), here.localAddress()));
        assertThat(send.finish()).isEqualTo(4);
        assertThat(recv.finish().from()).isEqualTo(there.localAddress());
        there.connect(here.localAddress()).await();
        assertThat(new Hand<Integer>(cx -> there.pollSend(cx, bytes("ing"))).finish()).isEqualTo(3);
        assertThat(new Hand<Integer>(cx -> here.pollRecv(cx, dst)).finish()).isEqualTo(3);
        assertThat(text(dst)).isEqualTo("polling");
    }

    @Test
    void aCallOfOnesOwnIsTriedUntilItHasAnOutcome() {
        var dst = ByteBuffer.allocate(8);
        assertThat(here.<Object>tryIo(Interest.READABLE, channel -> channel.receive(dst))).isNull();
        var call = new Hand<>(here.asyncIo(Interest.READABLE, channel -> channel.receive(dst)));
        call.assertPending();
        var cancelled = new Hand<>(here.asyncIo(Interest.READABLE, channel -> 1));
        cancelled.assertPending();
        cancelled.cancel();
        pair.arrives("raw");
        assertThat(call.finish()).isEqualTo(there.localAddress());
        assertThat(cancelled.wasWoken()).isFalse();
        assertThat(text(dst)).isEqualTo("raw");
        assertKind(
                IoException.Kind.OTHER,
                () ->
                        here.tryIo(
                                Interest.WRITABLE,
                                channel -> {
                                    throw new IOException("planted");
                                }));
    }

    @Test
    void aChannelIsTakenOverAndGivenBack() throws IOException {
        assertThatThrownBy(() -> UdpSocket.of(DatagramChannel.open()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not bound");
        var recv = new Hand<>(here.recv(ByteBuffer.allocate(8)));
        recv.assertPending();
        try (var channel = here.intoChannel()) {
            assertKind(IoException.Kind.CLOSED, recv::finish);
            assertKind(IoException.Kind.CLOSED, here::intoChannel);
            here.close();
            assertThat(channel.isOpen()).isTrue();
            assertThat(channel.isRegistered()).isFalse();
            try (var again = UdpSocket.of(channel)) {
                there.sendTo(bytes("again"), again.localAddress()).await();
                assertThat(again.recv(ByteBuffer.allocate(8)).await()).isEqualTo(5);
            }
            assertThat(channel.isOpen()).isFalse();
        }
        assertKind(IoException.Kind.CLOSED, () -> UdpSocket.of(closedChannel()));
    }

    private static DatagramChannel closedChannel() {
        try {
            var channel = DatagramChannel.open();
            channel.close();
            return channel;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void optionsAreKept() {
        assertThat(here.broadcast()).isFalse();
        here.broadcast(true);
        assertThat(here.broadcast()).isTrue();
        here.trafficClass(0x10);
        assertThat(here.trafficClass()).isEqualTo(0x10);
        here.option(StandardSocketOptions.SO_RCVBUF, 64 * 1024);
        assertThat(here.option(StandardSocketOptions.SO_RCVBUF)).isGreaterThanOrEqualTo(64 * 1024);
        here.multicast().ttl(3);
        assertThat(here.multicast().ttl()).isEqualTo(3);
        assertThat(here.multicast().loop()).isTrue();
        here.multicast().loop(false);
        assertThat(here.multicast().loop()).isFalse();
    }

    @Test
    void aBroadcastMustBeAllowed() {
        assertKind(
                IoException.Kind.PERMISSION_DENIED,
                () ->
                        here.sendTo(bytes("all"), new InetSocketAddress("255.255.255.255", 9))
                                .await());
    }

    @Test
    void thePlainJdkTalksToASocket() throws IOException {
        try (var plain = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            plain.send(new DatagramPacket(new byte[] {1, 2}, 2, here.localAddress()));
            var dst = ByteBuffer.allocate(8);
            var received = here.recvFrom(dst).await();
            here.sendTo(dst.flip(), received.from()).await();
            var packet = new DatagramPacket(new byte[8], 8);
            plain.receive(packet);
            assertThat(packet.getLength()).isEqualTo(2);
            assertThat(packet.getSocketAddress()).isEqualTo(here.localAddress());
        }
    }

    // ---- What needs a network beside the loopback interface ----

    private static Optional<InterfaceAddress> lan(Class<? extends InetAddress> version)
            throws SocketException {
        return NetworkInterface.networkInterfaces()
                .filter(UdpSocketTest::isLan)
                .flatMap(network -> network.getInterfaceAddresses().stream())
                .filter(it -> version.isInstance(it.getAddress()))
                .findFirst();
    }

    private static boolean isLan(NetworkInterface network) {
        try {
            return network.isUp() && !network.isLoopback() && network.supportsMulticast();
        } catch (SocketException e) {
            return false;
        }
    }

    private static void sendsToAGroup(String all, String groupName, InterfaceAddress at)
            throws IOException {
        var network = NetworkInterface.getByInetAddress(at.getAddress());
        var group = InetAddress.getByName(groupName);
        try (var member = UdpSocket.bind(all, 0).await();
                var sender = UdpSocket.bind(all, 0).await()) {
            var target = new InetSocketAddress(group, member.localAddress().getPort());
            sender.multicast().sendThrough(network);
            var membership = member.multicast().join(group, network);
            assertThat(member.multicast().join(group, network)).isEqualTo(membership);
            sender.sendTo(bytes("group"), target).await();
            var dst = ByteBuffer.allocate(8);
            assertThat(member.recv(dst).await()).isEqualTo(5);
            membership.drop();
            assertThat(membership.isValid()).isFalse();
            assertThatThrownBy(
                            () ->
                                    member.multicast()
                                            .join(InetAddress.getLoopbackAddress(), network))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void membersOfAGroupHearWhatIsSentToIt() throws IOException {
        var lan = lan(Inet4Address.class);
        assumeTrue(lan.isPresent(), "no network with IPv4 multicast beside the loopback");
        sendsToAGroup("0.0.0.0", "239.195.17.3", lan.get());
    }

    @Test
    void membersOfAnIpv6GroupHearWhatIsSentToIt() throws IOException {
        var lan = lan(Inet6Address.class);
        assumeTrue(lan.isPresent(), "no network with IPv6 multicast beside the loopback");
        sendsToAGroup("::", "ff02::1:1703", lan.get());
    }

    /** Datagrams for a neighbour that does not answer wait in the system, until that gives up. */
    @Test
    void aSendWithoutRoomWaitsAndGoesOn() throws IOException {
        var lan = lan(Inet4Address.class);
        assumeTrue(lan.isPresent(), "no IPv4 network beside the loopback");
        try (var sender = UdpSocket.bind("0.0.0.0", 0).await()) {
            sender.option(StandardSocketOptions.SO_SNDBUF, 4096);
            var absent = new InetSocketAddress(lastHostOf(lan.get()), 9);
            int sent = 0;
            while (sent < 1000 && sender.trySendTo(ByteBuffer.allocate(1000), absent)) {
                sent++;
            }
            assumeFalse(sent == 1000, "the neighbour answers, or nothing waits for it");
            var src = ByteBuffer.allocate(1000);
            var cancelled = new Hand<>(sender.sendTo(src, absent));
            cancelled.assertPending();
            cancelled.cancel();
            assertThat(src.remaining()).isEqualTo(1000);
            var writable = new Hand<>(sender.writable());
            writable.assertPending();
            var send = new Hand<>(sender.sendTo(src, absent));
            send.assertPending();
            assertThat(sender.ready(Interest.READABLE_OR_WRITABLE).await().isWritable()).isFalse();
            writable.finish();
            assertThat(send.finish()).isEqualTo(1000);
            assertThat(cancelled.wasWoken()).isFalse();
        }
    }

    private static InetAddress lastHostOf(InterfaceAddress at) throws UnknownHostException {
        var bytes = at.getBroadcast().getAddress();
        bytes[3]--;
        return InetAddress.getByAddress(bytes);
    }
}
