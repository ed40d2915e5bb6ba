package dev.kyoto.suite;

import static dev.kyoto.Kyoto.select;
import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.yieldNow;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.codec.LinesCodec;
import dev.kyoto.codec.UdpFramed;
import dev.kyoto.future.IoException;
import dev.kyoto.future.OneOf2;
import dev.kyoto.net.AsyncFd;
import dev.kyoto.net.AsyncPipe;
import dev.kyoto.net.Interest;
import dev.kyoto.net.PipeSender;
import dev.kyoto.net.UdpSocket;
import dev.kyoto.runtime.JoinHandle;
import dev.kyoto.sync.Mpsc;
import dev.kyoto.sync.Notify;
import dev.kyoto.task.JoinSet;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Datagrams, pipes and bare channels in direct style, on every flavour. */
final class UdpTest extends FlavorSuite {

    UdpTest(Flavor flavor) {
        super(flavor);
    }

    private static void echo(UdpSocket socket) {
        var buffer = ByteBuffer.allocate(1024);
        while (true) {
            var received = socket.recvFrom(buffer.clear()).await();
            socket.sendTo(buffer.flip(), received.from()).await();
        }
    }

    private static int converse(InetSocketAddress server, int rounds) {
        try (var socket = UdpSocket.bind("127.0.0.1", 0).await()) {
            socket.connect(server).await();
            var buffer = ByteBuffer.allocate(4);
            int sum = 0;
            for (int i = 0; i < rounds; i++) {
                socket.send(buffer.clear().putInt(i).flip()).await();
                assertThat(socket.recv(buffer.clear()).await()).isEqualTo(4);
                sum += buffer.getInt(0);
            }
            return sum;
        }
    }

    @Test
    void manyClientsTalkToServersThatShareASocket() {
        run(
                () -> {
                    try (var socket = UdpSocket.bind("127.0.0.1", 0).await()) {
                        var servers = new ArrayList<JoinHandle<Void>>();
                        for (int i = 0; i < 3; i++) {
                            servers.add(spawn(() -> echo(socket)));
                        }
                        var clients = new ArrayList<JoinHandle<Integer>>();
                        for (int i = 0; i < 10; i++) {
                            clients.add(spawn(() -> converse(socket.localAddress(), 50)));
                        }
                        for (var client : clients) {
                            assertThat(client.await()).isEqualTo(49 * 50 / 2);
                        }
                        for (var server : servers) {
                            server.abort();
                            assertThat(failureOf(server)).isNotNull();
                        }
                    }
                });
    }

    /** Receives, and starts over whenever it is shaken. Peeks before every other datagram. */
    private static Void receive(
            UdpSocket socket, Notify shake, Mpsc.UnboundedSender<Integer> seen) {
        var buffer = ByteBuffer.allocate(4);
        boolean peeks = false;
        while (true) {
            if (peeks) {
                var peek = select(socket.peekSender(), shake.notified());
                peeks = peek.await() instanceof OneOf2.Second<InetSocketAddress, Void>;
                continue;
            }
            var arm = select(socket.recv(buffer.clear()), shake.notified());
            if (arm.await() instanceof OneOf2.First<Integer, Void>(Integer length)) {
                assertThat(length).isEqualTo(4);
                var _ = seen.send(buffer.getInt(0));
                peeks = true;
            }
        }
    }

    @Test
    void eachDatagramIsReceivedOnceHoweverManyGiveUp() {
        int count = 300;
        run(
                () -> {
                    var random = new Random(seed);
                    var shake = new Notify();
                    var seen = Mpsc.<Integer>unbounded();
                    try (var socket = UdpSocket.bind("127.0.0.1", 0).await();
                            var sender = UdpSocket.bind("127.0.0.1", 0).await();
                            var sink = seen.sender();
                            var receivers = new JoinSet<Void>()) {
                        for (int i = 0; i < 6; i++) {
                            receivers.spawn(() -> receive(socket, shake, sink));
                        }
                        var datagram = ByteBuffer.allocate(4);
                        for (int i = 0; i < count; i++) {
                            int when = random.nextInt(4);
                            if ((when & 1) != 0) {
                                shake.notifyWaiters();
                            }
                            datagram.clear().putInt(i).flip();
                            sender.sendTo(datagram, socket.localAddress()).await();
                            if ((when & 2) != 0) {
                                shake.notifyWaiters();
                            }
                            // A datagram that is lost makes this wait for ever; one that is
                            // received twice is out of turn.
                            assertThat(seen.receiver().recv().await()).isEqualTo(i);
                        }
                        receivers.shutdown().await();
                        assertThat(socket.tryRecv(datagram.clear())).isEqualTo(-1);
                    }
                });
    }

    @Test
    void whoWaitsInAClosedSocketIsTold() {
        run(
                () -> {
                    var socket = UdpSocket.bind("127.0.0.1", 0).await();
                    var waiting = spawn(() -> socket.recv(ByteBuffer.allocate(4)).await());
                    yieldNow().await();
                    socket.close();
                    assertThat(failureOf(waiting))
                            .cause()
                            .isInstanceOfSatisfying(
                                    IoException.class,
                                    e -> assertThat(e.kind()).isEqualTo(IoException.Kind.CLOSED));
                });
    }

    @Test
    void framesAreAnswered() {
        run(
                () -> {
                    try (var server = UdpSocket.bind("127.0.0.1", 0).await();
                            var client = UdpSocket.bind("127.0.0.1", 0).await()) {
                        var answering =
                                spawn(
                                        () -> {
                                            var framed = UdpFramed.of(server, new LinesCodec());
                                            for (int i = 0; i < 20; i++) {
                                                var in = framed.next().await();
                                                framed.send(in.frame() + "!", in.address()).await();
                                            }
                                        });
                        var framed = UdpFramed.of(client, new LinesCodec());
                        for (int i = 0; i < 20; i++) {
                            framed.send("hello " + i, server.localAddress()).await();
                            assertThat(framed.next().await())
                                    .isEqualTo(
                                            new UdpFramed.Addressed<>(
                                                    "hello " + i + "!", server.localAddress()));
                        }
                        answering.await();
                    }
                });
    }

    private static void writeLines(PipeSender sender, int lines) {
        try (sender) {
            for (int i = 0; i < lines; i++) {
                sender.writeAll(("line " + i + "\n").getBytes(US_ASCII)).await();
            }
        }
    }

    @Test
    void aPipeCarriesMoreThanItHolds() {
        int lines = 20_000;
        run(
                () -> {
                    var pipe = AsyncPipe.open();
                    try (var receiver = pipe.receiver()) {
                        var writer = spawn(() -> writeLines(pipe.sender(), lines));
                        var reader = receiver.buffered();
                        for (int i = 0; i < lines; i++) {
                            assertThat(reader.readLine().await()).isEqualTo("line " + i);
                        }
                        assertThat(reader.readLine().await()).isNull();
                        writer.await();
                    }
                });
    }

    @Test
    void aBareChannelIsWaitedFor() {
        run(
                () -> {
                    var any = new InetSocketAddress("127.0.0.1", 0);
                    try (var fd = AsyncFd.of(DatagramChannel.open().bind(any));
                            var sender = UdpSocket.bind(any).await()) {
                        var buffer = ByteBuffer.allocate(8);
                        var receiving =
                                spawn(fd.asyncIo(Interest.READABLE, it -> it.receive(buffer)));
                        var target = (InetSocketAddress) fd.channel().getLocalAddress();
                        sender.sendTo(ByteBuffer.wrap(new byte[] {1, 2}), target).await();
                        assertThat(receiving.await()).isEqualTo(sender.localAddress());
                        assertThat(buffer.position()).isEqualTo(2);
                    }
                });
    }
}
