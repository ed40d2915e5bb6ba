package dev.kyoto.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.IoException;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/** Two datagram sockets on the loopback interface, on a runtime of their own. */
final class UdpPair implements AutoCloseable {
    final TestRuntime runtime = new TestRuntime();
    final UdpSocket here = UdpSocket.bind("127.0.0.1", 0).await();
    final UdpSocket there = UdpSocket.bind("127.0.0.1", 0).await();

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    static String text(ByteBuffer filled) {
        return UTF_8.decode(filled.duplicate().flip()).toString();
    }

    static void assertKind(IoException.Kind kind, Supplier<?> action) {
        assertThatThrownBy(action::get)
                .isInstanceOfSatisfying(
                        IoException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    /** Sends from there to here. */
    void arrives(String text) {
        assertThat(there.sendTo(bytes(text), here.localAddress()).await())
                .isEqualTo(bytes(text).remaining());
    }

    /** What is received here next. */
    String received() {
        var dst = ByteBuffer.allocate(64);
        var received = here.recvFrom(dst).await();
        assertThat(received.length()).isEqualTo(dst.position());
        assertThat(received.from()).isEqualTo(there.localAddress());
        return text(dst);
    }

    @Override
    public void close() {
        here.close();
        there.close();
        runtime.close();
    }
}
