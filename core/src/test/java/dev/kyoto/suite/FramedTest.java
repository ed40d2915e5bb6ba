package dev.kyoto.suite;

import static dev.kyoto.Kyoto.select;
import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.codec.Framed;
import dev.kyoto.codec.FramedRead;
import dev.kyoto.codec.FramedWrite;
import dev.kyoto.codec.LengthDelimitedCodec;
import dev.kyoto.codec.LinesCodec;
import dev.kyoto.future.IoException;
import dev.kyoto.future.OneOf2;
import dev.kyoto.io.BufStream;
import dev.kyoto.io.Io;
import dev.kyoto.net.TcpListener;
import dev.kyoto.net.TcpStream;
import org.junit.jupiter.api.Test;

/** Frames between tasks, on every flavour. */
final class FramedTest extends FlavorSuite {
    private static final int FRAMES = 200;

    FramedTest(Flavor flavor) {
        super(flavor);
    }

    private static void feed(FramedWrite<byte[]> out) {
        for (int i = 0; i < FRAMES; i++) {
            out.feed(new byte[i]).await();
        }
        out.close().await();
    }

    private static int drain(FramedRead<byte[]> in) {
        int frames = 0;
        for (var frame = in.next().await(); frame != null; frame = in.next().await()) {
            assertThat(frame).hasSize(frames);
            frames++;
        }
        return frames;
    }

    @Test
    void oneTaskReadsWhileAnotherWrites() {
        run(
                () -> {
                    try (var listener = TcpListener.bind("127.0.0.1", 0).await();
                            var client = TcpStream.connect(listener.localAddress()).await();
                            var server = listener.accept().await()) {
                        var here = LengthDelimitedCodec.builder().newFramed(client);
                        var there = LengthDelimitedCodec.builder().newFramed(server);
                        var up = spawn(() -> feed(here.output()));
                        var down = spawn(() -> feed(there.output()));
                        var arrived = spawn(() -> drain(there.input()));
                        assertThat(drain(here.input())).isEqualTo(FRAMES);
                        assertThat(arrived.await()).isEqualTo(FRAMES);
                        up.await();
                        down.await();
                    }
                });
    }

    @Test
    void aStreamForOneTaskIsSplitForTwo() {
        run(
                () -> {
                    var pipe = Io.duplex(100);
                    var halves = Io.split(new BufStream(pipe.first()));
                    var codec = new LengthDelimitedCodec();
                    var input = new FramedRead<byte[]>(halves.reader(), codec);
                    var output = new FramedWrite<byte[]>(halves.writer(), codec);
                    var up = spawn(() -> feed(output));
                    var echo =
                            spawn(
                                    () -> {
                                        var ends = Io.split(pipe.second());
                                        Io.copy(ends.reader(), ends.writer()).await();
                                        ends.writer().shutdown().await();
                                    });
                    assertThat(drain(input)).isEqualTo(FRAMES);
                    up.await();
                    echo.await();
                });
    }

    @Test
    void framesThatLostARaceAreNotLost() {
        run(
                () -> {
                    var pipe = Io.duplex(7);
                    var writer =
                            spawn(
                                    () -> {
                                        var out =
                                                new FramedWrite<String>(
                                                        pipe.first(), new LinesCodec());
                                        for (int i = 0; i < FRAMES; i++) {
                                            out.send("line " + i).await();
                                        }
                                        out.close().await();
                                    });
                    var in = new FramedRead<String>(pipe.second(), new LinesCodec());
                    int lines = 0;
                    boolean ended = false;
                    while (!ended) {
                        switch (select(in.next(), yieldNow()).await()) {
                            case OneOf2.First(var line) -> {
                                ended = line == null;
                                if (line != null) {
                                    assertThat(line).isEqualTo("line " + lines++);
                                }
                            }
                            case OneOf2.Second(var none) -> {}
                        }
                    }
                    assertThat(lines).isEqualTo(FRAMES);
                    writer.await();
                });
    }

    @Test
    void aPeerThatClaimsGigabytesIsRefused() {
        run(
                () -> {
                    var pipe = Io.duplex(100);
                    pipe.first().writeInt(Integer.MAX_VALUE).await();
                    var framed = LengthDelimitedCodec.builder().newFramed(pipe.second());
                    var failure = failureOf(framed.next());
                    assertThat(failure).isInstanceOf(IoException.class);
                    assertThat(((IoException) failure).kind())
                            .isEqualTo(IoException.Kind.INVALID_DATA);
                    assertThat(framed.readBuffer().capacity()).isLessThan(10_000);
                    assertThat(framed.next().await()).isNull();
                });
    }

    @Test
    void twoSidesUpgradeTheirProtocol() {
        run(
                () -> {
                    var pipe = Io.duplex(100);
                    var client = Framed.of(pipe.first(), new LinesCodec());
                    var server = Framed.of(pipe.second(), new LinesCodec());
                    client.feed("UPGRADE").await();
                    var codec = new LengthDelimitedCodec();
                    var binary = client.withCodec(codec, codec);
                    binary.send(new byte[] {1, 2}).await();
                    assertThat(server.next().await()).isEqualTo("UPGRADE");
                    var other = new LengthDelimitedCodec();
                    assertThat(server.withCodec(other, other).next().await()).containsExactly(1, 2);
                });
    }
}
