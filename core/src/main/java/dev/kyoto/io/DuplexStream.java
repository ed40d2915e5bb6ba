package dev.kyoto.io;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One end of a two-way pipe in memory; made by {@link Io#duplex}.
 *
 * <p>{@link #shutdown()} ends this end's output, and it can still be read; {@link #close()} gives
 * up both ways: the other end reads what was written and then sees the end, and its writes fail
 * with {@code BROKEN_PIPE}. One task may read while another writes, in any threads.
 *
 * <p>Answers to {@code tokio::io::DuplexStream}.
 */
public final class DuplexStream implements AsyncRead, AsyncWrite, AutoCloseable {
    private final SimplexStream incoming;
    private final SimplexStream outgoing;

    DuplexStream(SimplexStream incoming, SimplexStream outgoing) {
        this.incoming = incoming;
        this.outgoing = outgoing;
    }

    @Override
    public Poll<Integer> pollRead(Context cx, ByteBuffer dst) {
        return incoming.pollRead(cx, dst);
    }

    @Override
    public Poll<Integer> pollWrite(Context cx, ByteBuffer src) {
        return outgoing.pollWrite(cx, src);
    }

    @Override
    public Poll<@Nullable Void> pollFlush(Context cx) {
        return outgoing.pollFlush(cx);
    }

    @Override
    public Poll<@Nullable Void> pollShutdown(Context cx) {
        return outgoing.pollShutdown(cx);
    }

    /** Gives up reading and writing. Idempotent; operations of this end that wait fail. */
    @Override
    public void close() {
        outgoing.closeWriter();
        incoming.closeReader();
    }
}
