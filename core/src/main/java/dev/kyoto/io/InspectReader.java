package dev.kyoto.io;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Shows the bytes that are read through it, as for a checksum or a log.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * var checked = new InspectReader(socket, digest::update);
 * byte[] body = checked.readToEnd().await();
 * byte[] checksum = digest.digest();
 * }
 *
 * <p>Answers to {@code tokio_util::io::InspectReader}.
 */
public final class InspectReader implements AsyncRead {
    private final AsyncRead inner;
    private final Consumer<? super ByteBuffer> inspector;

    /**
     * Shows what is read.
     *
     * @param inner where the bytes come from
     * @param inspector is given each piece, at least one byte, as a read-only view that is valid
     *     until it returns; what it throws reaches the reader, and the piece has been read
     */
    public InspectReader(AsyncRead inner, Consumer<? super ByteBuffer> inspector) {
        this.inner = inner;
        this.inspector = inspector;
    }

    @Override
    public Poll<Integer> pollRead(Context cx, ByteBuffer dst) {
        int start = dst.position();
        var polled = inner.pollRead(cx, dst);
        if (polled.isReady() && polled.value() > 0) {
            inspector.accept(dst.asReadOnlyBuffer().flip().position(start));
        }
        return polled;
    }

    /**
     * The reader that the bytes come from.
     *
     * @return the reader given to the constructor
     */
    public AsyncRead inner() {
        return inner;
    }
}
