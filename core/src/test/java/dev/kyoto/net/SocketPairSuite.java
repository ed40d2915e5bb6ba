package dev.kyoto.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.io.AsyncRead;
import dev.kyoto.io.AsyncWrite;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** Two connected ends, of whatever family, and their listener. */
@Timeout(60)
abstract class SocketPairSuite<S extends SocketStream> {
    protected TestRuntime runtime;
    protected Listener<S> listener;
    protected S client;
    protected S server;

    protected abstract Listener<S> listen();

    protected abstract S connect();

    /** A stream of a connected channel. */
    protected abstract S adopt(SocketChannel channel);

    @BeforeEach
    void open() {
        runtime = new TestRuntime();
        listener = listen();
        client = connect();
        server = listener.accept().await();
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
        listener.close();
        runtime.close();
    }

    protected static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    protected static String text(ByteBuffer filled) {
        var copy = filled.duplicate().flip();
        return UTF_8.decode(copy).toString();
    }

    protected static void assertKind(IoException.Kind kind, Supplier<?> action) {
        assertThatThrownBy(action::get)
                .isInstanceOfSatisfying(
                        IoException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    /** Sends a mebibyte from one end, has it echoed by the other, and compares. */
    protected final void echoMebibyte(SocketStream near, SocketStream far) {
        try {
            var data = new byte[1 << 20];
            new Random(7).nextBytes(data);
            runtime.spawn(new Pump(far, far));
            var sent = new CountDownLatch(1);
            runtime.spawn(
                    new Future<Void>() {
                        private final Future<Void> write = near.writeAll(ByteBuffer.wrap(data));

                        @Override
                        public Poll<Void> poll(Context cx) {
                            var outcome = write.poll(cx);
                            if (outcome.isReady()) {
                                sent.countDown();
                            }
                            return outcome;
                        }
                    });
            var back = new byte[data.length];
            assertThat(near.readExact(back).await()).isEqualTo(data.length);
            assertThat(back).isEqualTo(data);
            assertThat(sent.await(10, TimeUnit.SECONDS)).isTrue();
            near.shutdown().await();
            assertThat(near.read(ByteBuffer.allocate(1)).await()).isEqualTo(-1);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Copies from reader to writer up to the end, and passes the end on. */
    private static final class Pump implements Future<Void> {
        private final AsyncRead reader;
        private final AsyncWrite writer;
        private final ByteBuffer buffer = ByteBuffer.allocate(8192).limit(0);
        private boolean ended;

        Pump(AsyncRead reader, AsyncWrite writer) {
            this.reader = reader;
            this.writer = writer;
        }

        @Override
        public Poll<Void> poll(Context cx) {
            while (true) {
                while (buffer.hasRemaining()) {
                    if (writer.pollWrite(cx, buffer).isPending()) {
                        return Poll.pending();
                    }
                }
                if (ended) {
                    return writer.pollShutdown(cx);
                }
                buffer.clear();
                var count = reader.pollRead(cx, buffer);
                buffer.flip();
                if (count.isPending()) {
                    return Poll.pending();
                }
                ended = count.value() < 0;
            }
        }
    }
}
