package dev.kyoto.io;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Shows the bytes that are written through it, as for a checksum or a log.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * var checked = new InspectWriter(socket, digest::update);
 * checked.writeAll(body).await();
 * byte[] checksum = digest.digest();
 * }
 *
 * <p>Answers to {@code tokio_util::io::InspectWriter}.
 */
public final class InspectWriter implements AsyncWrite {
    private final AsyncWrite inner;
    private final Consumer<? super ByteBuffer> inspector;

    /**
     * Shows what is written.
     *
     * @param inner where the bytes go
     * @param inspector is given each piece that the inner writer has taken, at least one byte, as a
     *     read-only view that is valid until it returns; what it throws reaches the writer, and the
     *     piece has been written
     */
    public InspectWriter(AsyncWrite inner, Consumer<? super ByteBuffer> inspector) {
        this.inner = inner;
        this.inspector = inspector;
    }

    @Override
    public Poll<Integer> pollWrite(Context cx, ByteBuffer src) {
        var view = src.asReadOnlyBuffer();
        var polled = inner.pollWrite(cx, src);
        if (polled.isReady()) {
            inspect(view, polled.value());
        }
        return polled;
    }

    @Override
    public Poll<Long> pollWriteVectored(Context cx, ByteBuffer[] srcs, int from, int to) {
        Objects.checkFromToIndex(from, to, srcs.length);
        var views = new ByteBuffer[to - from];
        for (int i = from; i < to; i++) {
            views[i - from] = srcs[i].asReadOnlyBuffer();
        }
        var polled = inner.pollWriteVectored(cx, srcs, from, to);
        if (polled.isReady()) {
            long left = polled.value();
            for (var view : views) {
                int length = (int) Math.min(left, view.remaining());
                inspect(view, length);
                left -= length;
            }
        }
        return polled;
    }

    private void inspect(ByteBuffer view, int length) {
        if (length > 0) {
            inspector.accept(view.limit(view.position() + length));
        }
    }

    @Override
    public boolean isWriteVectored() {
        return inner.isWriteVectored();
    }

    @Override
    public Poll<@Nullable Void> pollFlush(Context cx) {
        return inner.pollFlush(cx);
    }

    @Override
    public Poll<@Nullable Void> pollShutdown(Context cx) {
        return inner.pollShutdown(cx);
    }

    /**
     * The writer that the bytes go to.
     *
     * @return the writer given to the constructor
     */
    public AsyncWrite inner() {
        return inner;
    }
}
