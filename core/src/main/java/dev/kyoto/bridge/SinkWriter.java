package dev.kyoto.bridge;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.io.AsyncWrite;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A writer that sends each write as one chunk, as through a channel.
 *
 * <p>One chunk is under way at a time; a write that finds one waits for it, which is the
 * back-pressure. Chunks keep their order. {@link #shutdown()} waits for the last chunk; what it is
 * sent to is closed by its owner. Not thread-safe.
 *
 * <p><b>Errors</b> Those of sending. A write whose own sending fails at once has not been taken; a
 * later failure is told by the next operation.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * var chunks = Mpsc.<byte[]>bounded(8);
 * try (var sender = chunks.sender(); var writer = new SinkWriter(sender::send)) {
 *     writer.writeString("hello").await();
 *     writer.flush().await();
 * }
 * }
 *
 * <p>Answers to {@code tokio_util::io::SinkWriter}, with {@code CopyToBytes} in it.
 */
@CheckReturnValue
public final class SinkWriter implements AsyncWrite, AutoCloseable {
    private final Function<byte[], ? extends Future<?>> sink;
    private @Nullable Future<?> sending;

    /**
     * Sends what is written.
     *
     * @param sink makes the future that sends a chunk, an array of at least one byte that is the
     *     receiver's own
     */
    public SinkWriter(Function<byte[], ? extends Future<?>> sink) {
        this.sink = sink;
    }

    @Override
    public Poll<Integer> pollWrite(Context cx, ByteBuffer src) {
        if (!src.hasRemaining()) {
            return Poll.ready(0);
        }
        if (!cx.proceed()) {
            return Poll.pending();
        }
        if (!pollSent(cx)) {
            cx.restore();
            return Poll.pending();
        }
        var chunk = Chunks.take(src.duplicate(), Integer.MAX_VALUE);
        sending = sink.apply(chunk);
        boolean _ = pollSent(cx); // begins it; the next operation sees it through
        src.position(src.limit());
        return Poll.ready(chunk.length);
    }

    @Override
    public Poll<@Nullable Void> pollFlush(Context cx) {
        return pollSent(cx) ? Poll.ready(null) : Poll.pending();
    }

    @Override
    public Poll<@Nullable Void> pollShutdown(Context cx) {
        return pollFlush(cx);
    }

    private boolean pollSent(Context cx) {
        var current = sending;
        if (current == null) {
            return true;
        }
        sending = null; // stays so if it has failed
        if (current.poll(cx).isPending()) {
            sending = current;
            return false;
        }
        return true;
    }

    /** Gives up the chunk that is under way, if any. Idempotent. */
    @Override
    public void close() {
        var current = sending;
        sending = null;
        if (current != null) {
            current.cancel();
        }
    }
}
