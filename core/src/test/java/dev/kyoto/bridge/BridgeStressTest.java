package dev.kyoto.bridge;

import static dev.kyoto.io.Polling.context;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.Future;
import dev.kyoto.io.AsyncRead;
import dev.kyoto.io.AsyncWrite;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.runtime.EnterGuard;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.SubmissionPublisher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

/**
 * Operations are cancelled at random while others threads bring and take the bytes: none is lost,
 * doubled or out of order.
 *
 * <p>A failing run prints its seed; {@code -Dkyoto.test.seed=N} repeats the choices of the test.
 */
@Timeout(60)
class BridgeStressTest {
    private static final int BYTES = 20_000;

    private final long seed = Long.getLong("kyoto.test.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private AsyncRuntime runtime;
    private EnterGuard entered;

    @BeforeEach
    void start() {
        runtime = AsyncRuntime.builder().workerThreads(2).build();
        entered = runtime.enter();
    }

    @AfterEach
    void stop() {
        entered.close();
        runtime.close();
    }

    private byte[] bytes() {
        var bytes = new byte[BYTES];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** Brings a few bytes at a time, sometimes after others had their turn. */
    private static final class Trickle extends InputStream {
        private final ByteBuffer rest;
        private final Random random;

        Trickle(byte[] bytes, long seed) {
            this.rest = ByteBuffer.wrap(bytes);
            this.random = new Random(seed);
        }

        @Override
        public int read() {
            throw new AssertionError("a bridge reads arrays");
        }

        @Override
        public int read(byte[] dst, int offset, int length) {
            if (random.nextBoolean()) {
                Thread.yield();
            }
            if (!rest.hasRemaining()) {
                return -1;
            }
            int moved = Math.min(Math.min(length, rest.remaining()), 1 + random.nextInt(50));
            rest.get(dst, offset, moved);
            return moved;
        }
    }

    /** Polls once or more, then cancels or waits; true if the future has ended. */
    private <T> boolean hastily(Future<T> future) {
        for (int polls = random.nextInt(3); polls > 0; polls--) {
            if (future.poll(context()).isReady()) {
                return true;
            }
        }
        if (random.nextInt(4) == 0) {
            future.await();
            return true;
        }
        future.cancel();
        return false;
    }

    private void assertReads(AsyncRead reader, byte[] expected) {
        var got = new ByteArrayOutputStream();
        while (got.size() < expected.length) {
            var dst = ByteBuffer.allocate(1 + random.nextInt(60));
            if (!hastily(reader.read(dst))) {
                assertThat(dst.position())
                        .as("seed %d: touched by a cancelled read", seed)
                        .isZero();
            }
            got.write(dst.array(), 0, dst.position());
        }
        assertThat(got.toByteArray()).as("seed %d", seed).isEqualTo(expected);
        assertThat(reader.read(new byte[1]).await()).as("seed %d", seed).isEqualTo(-1);
    }

    @RepeatedTest(5)
    void readsOfABlockingStream() {
        var bytes = bytes();
        assertReads(Bridge.reader(new Trickle(bytes, seed)), bytes);
    }

    @RepeatedTest(5)
    void readsOfStandardInput() {
        var bytes = bytes();
        var real = System.in;
        System.setIn(new Trickle(bytes, seed));
        try {
            // Any of several handles at each poll: what one has asked for another may get.
            var handles = List.of(Stdin.open(), Stdin.open(), Stdin.open());
            assertReads(
                    (cx, dst) -> handles.get(random.nextInt(handles.size())).pollRead(cx, dst),
                    bytes);
        } finally {
            System.setIn(real);
        }
    }

    @RepeatedTest(5)
    void readsOfAPublisher() {
        var bytes = bytes();
        var publisher = new SubmissionPublisher<ByteBuffer>(ForkJoinPool.commonPool(), 4);
        try (var reader = Bridge.reader(publisher)) {
            assertThat(reader.read(new byte[1]).poll(context()).isPending()).isTrue();
            var publishing = runtime.handle().spawnBlocking(() -> publish(publisher, bytes));
            assertReads(reader, bytes);
            publishing.await();
        }
    }

    private static int publish(SubmissionPublisher<ByteBuffer> publisher, byte[] bytes) {
        try (publisher) {
            int at = 0;
            for (int size = 1; at < bytes.length; size = size % 97 + 1) {
                int length = Math.min(size, bytes.length - at);
                publisher.submit(ByteBuffer.wrap(bytes, at, length));
                at += length;
            }
            return at;
        }
    }

    @RepeatedTest(5)
    void writesToABlockingStream() {
        var out = new ByteArrayOutputStream();
        var bytes = bytes();
        write(Bridge.writer(out), bytes);
        assertThat(out.toByteArray()).as("seed %d", seed).isEqualTo(bytes);
    }

    private void write(AsyncWrite writer, byte[] bytes) {
        var src = ByteBuffer.wrap(bytes);
        while (src.hasRemaining()) {
            int end = Math.min(bytes.length, src.position() + 1 + random.nextInt(60));
            boolean _ = hastily(writer.write(src.limit(end)));
            src.limit(bytes.length);
            if (random.nextInt(10) == 0) {
                boolean _ = hastily(writer.flush());
            }
        }
        writer.shutdown().await();
    }
}
