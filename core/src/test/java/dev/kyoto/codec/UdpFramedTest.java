package dev.kyoto.codec;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.codec.UdpFramed.Addressed;
import dev.kyoto.future.Context;
import dev.kyoto.future.IoException;
import dev.kyoto.net.UdpSocket;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.runtime.EnterGuard;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class UdpFramedTest {
    private final AsyncRuntime runtime = AsyncRuntime.builder().workerThreads(1).build();
    private EnterGuard entered;
    private UdpSocket here;
    private UdpSocket there;
    private UdpFramed<String, String> lines;

    /** Takes all of a datagram, and refuses those that begin with a question mark. */
    private static final Decoder<String> WHOLE =
            src -> {
                if (src.isEmpty()) {
                    return null;
                }
                if (src.byteAt(0) == '?') {
                    throw new IoException(IoException.Kind.INVALID_DATA, "no frame");
                }
                return src.readString(src.readableBytes(), US_ASCII);
            };

    private static final Encoder<String> TEXT = (item, dst) -> dst.writeString(item);

    @BeforeEach
    void open() {
        entered = runtime.enter();
        here = UdpSocket.bind("127.0.0.1", 0).await();
        there = UdpSocket.bind("127.0.0.1", 0).await();
        lines = UdpFramed.of(here, new LinesCodec());
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
        entered.close();
        runtime.close();
    }

    private void arrives(String text) {
        assertThat(there.sendTo(ByteBuffer.wrap(text.getBytes(US_ASCII)), address(here)).await())
                .isEqualTo(text.length());
    }

    private static InetSocketAddress address(UdpSocket socket) {
        return socket.localAddress();
    }

    private Addressed<String> fromThere(String frame) {
        return new Addressed<>(frame, address(there));
    }

    private String received() {
        var dst = ByteBuffer.allocate(64);
        assertThat(there.recvFrom(dst).await().from()).isEqualTo(address(here));
        return US_ASCII.decode(dst.flip()).toString();
    }

    @Test
    void aDatagramMayHoldSeveralFrames() {
        arrives("one\ntwo\nthree");
        arrives("");
        arrives("four\n");
        assertThat(lines.next().await()).isEqualTo(fromThere("one"));
        assertThat(lines.readBuffer().readableBytes()).isEqualTo(9);
        assertThat(lines.next().await()).isEqualTo(fromThere("two"));
        assertThat(lines.next().await()).isEqualTo(fromThere("three"));
        assertThat(lines.next().await()).isEqualTo(fromThere("four"));
    }

    @Test
    void aFrameDoesNotReachOverDatagrams() {
        var numbers =
                UdpFramed.<Integer, String>of(
                        here, src -> src.readableBytes() < 4 ? null : src.readInt(), TEXT);
        arrives("ab");
        arrives("cdef");
        assertThatThrownBy(() -> numbers.next().await())
                .isInstanceOfSatisfying(
                        IoException.class,
                        e -> assertThat(e.kind()).isEqualTo(IoException.Kind.UNEXPECTED_EOF));
        assertThat(numbers.next().await()).isEqualTo(new Addressed<>(0x63646566, address(there)));
    }

    @Test
    void whatTheDecoderRefusesIsDropped() {
        var framed = UdpFramed.<String, String>of(here, WHOLE, TEXT);
        arrives("?bad");
        arrives("good");
        assertThatThrownBy(() -> framed.next().await())
                .isInstanceOfSatisfying(
                        IoException.class,
                        e -> assertThat(e.kind()).isEqualTo(IoException.Kind.INVALID_DATA));
        assertThat(framed.next().await()).isEqualTo(fromThere("good"));
    }

    @Test
    void theLargestDatagramIsNotCutOff() {
        var framed = UdpFramed.<String, String>of(here, WHOLE, TEXT);
        arrives("x".repeat(65_507));
        assertThat(framed.next().await().frame()).hasSize(65_507);
        arrives("small");
        assertThat(framed.next().await()).isEqualTo(fromThere("small"));
    }

    @Test
    void aCancelledNextLosesNothing() {
        var wakes = new Semaphore(0);
        var cx = Context.of(wakes::release);
        var next = lines.next();
        assertThat(next.poll(cx).isPending()).isTrue();
        arrives("kept\nthis too\n");
        wakes.acquireUninterruptibly();
        next.cancel();
        assertThatThrownBy(() -> next.poll(cx)).isInstanceOf(IllegalStateException.class);
        assertThat(lines.next().await()).isEqualTo(fromThere("kept"));
        lines.next().cancel();
        assertThat(lines.next().await()).isEqualTo(fromThere("this too"));
    }

    @Test
    void eachFrameIsADatagram() {
        lines.send("one", address(there)).await();
        assertThat(received()).isEqualTo("one\n");
        lines.feed("two", address(there)).await();
        assertThat(there.tryRecv(ByteBuffer.allocate(8))).isEqualTo(-1);
        assertThat(lines.tryFeed("not yet", address(there))).isFalse();
        lines.feed("three", address(there)).await();
        assertThat(received()).isEqualTo("two\n");
        lines.flush().await();
        lines.flush().await();
        assertThat(received()).isEqualTo("three\n");
        assertThat(lines.tryFeed("four", address(there))).isTrue();
        lines.flush().await();
        assertThat(received()).isEqualTo("four\n");
    }

    @Test
    void aFrameThatCannotBeEncodedOrSentIsDropped() {
        var framed =
                UdpFramed.<String, String>of(
                        here,
                        WHOLE,
                        (item, dst) -> {
                            dst.writeString(item);
                            if (item.equals("bad")) {
                                throw new IllegalArgumentException("planted");
                            }
                        });
        assertThatThrownBy(() -> framed.send("bad", address(there)).await())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> framed.send("x".repeat(70_000), address(there)).await())
                .isInstanceOf(IoException.class);
        framed.send("good", address(there)).await();
        assertThat(received()).isEqualTo("good");
    }

    @Test
    void theSocketStaysTheCallers() {
        assertThat(lines.socket()).isSameAs(here);
        assertThat(lines.decoder()).isSameAs(lines.encoder());
        here.close();
        assertThatThrownBy(() -> lines.next().await())
                .isInstanceOfSatisfying(
                        IoException.class,
                        e -> assertThat(e.kind()).isEqualTo(IoException.Kind.CLOSED));
    }
}
