package dev.kyoto.process;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.util.LeakGuard;
import dev.kyoto.io.AsyncWrite;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The standard input of a child, to be written.
 *
 * <p>{@link #shutdown} and {@link #close} end it: many programs end only then. A child that has ended,
 * or has closed its side, makes writes fail with {@code BROKEN_PIPE}. One task writes at a time.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * try (var stdin = child.stdin()) {
 *     stdin.writeAll("2 + 3\n".getBytes(US_ASCII)).await();
 * }
 * }
 *
 * <p>Answers to {@code tokio::process::ChildStdin}.
 */
public final class ChildStdin implements AsyncWrite, AutoCloseable {
    private final String name;
    private final WritePipe pipe;
    private final LeakGuard guard;

    ChildStdin(String child, WritePipe pipe) {
        var shown = "stdin of " + child;
        this.name = shown;
        this.pipe = pipe;
        this.guard = LeakGuard.watch(this, () -> shown, LeakGuard.site(), pipe::close);
    }

    @Override
    public Poll<Integer> pollWrite(Context cx, ByteBuffer src) {
        try {
            return pipe.pollWrite(cx, src);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public Poll<@Nullable Void> pollFlush(Context cx) {
        try {
            return pipe.pollFlush(cx);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Ends the input of the child, as {@link #close} does, once everything was written. */
    @Override
    public Poll<@Nullable Void> pollShutdown(Context cx) {
        var flushed = pollFlush(cx);
        if (flushed.isReady()) {
            close();
        }
        return flushed;
    }

    /**
     * Ends the input of the child; what was written still reaches it. Idempotent and thread-safe.
     */
    @Override
    public void close() {
        guard.close();
    }

    @Override
    public String toString() {
        return name;
    }
}
