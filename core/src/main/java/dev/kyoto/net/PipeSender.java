package dev.kyoto.net;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.driver.ByteOutput;
import dev.kyoto.internal.driver.Registration;
import dev.kyoto.io.AsyncWrite;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import org.jspecify.annotations.Nullable;

/**
 * The end of a pipe that is written; see {@link AsyncPipe}. A write fails with {@code BROKEN_PIPE}
 * once the other end is closed.
 *
 * <p>One task writes at a time; {@link #writable} and {@link #close} are for any number of threads.
 * One that becomes unreachable without {@code close()} is closed then and reported as a leak.
 *
 * <p>Answers to {@code tokio::net::unix::pipe::Sender}.
 */
public final class PipeSender extends PipeEnd<Pipe.SinkChannel> implements AsyncWrite {
    private final ByteOutput output;

    /** Set by pollShutdown: a pipe's output ends by closing it. */
    private volatile boolean shutDown;

    PipeSender(Pipe.SinkChannel channel, Registration registration) {
        super("PipeSender", channel, registration, Interest.WRITABLE);
        this.output = new ByteOutput(channel, registration, () -> "a pipe");
    }

    /**
     * Makes a sender of a channel, which belongs to the sender from then on.
     *
     * <p>Answers to {@code Sender::from_owned_fd}.
     *
     * @param channel the sink of a pipe; it is made non-blocking
     * @return the sender
     * @throws IoException {@code CLOSED}, {@code RUNTIME_SHUTDOWN}
     */
    @CheckReturnValue
    public static PipeSender of(Pipe.SinkChannel channel) {
        return new PipeSender(channel, register(channel));
    }

    @Override
    public Poll<Integer> pollWrite(Context cx, ByteBuffer src) {
        try {
            return output().pollWrite(cx, src);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public Poll<Long> pollWriteVectored(Context cx, ByteBuffer[] srcs, int from, int to) {
        try {
            return output().pollWriteVectored(cx, srcs, from, to);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public boolean isWriteVectored() {
        return true;
    }

    /** Ready at once: a pipe holds nothing back on this side of the system. */
    @Override
    public Poll<@Nullable Void> pollFlush(Context cx) {
        return Poll.ready(null);
    }

    /** Closes this end: the receiver sees the end of its input after what was written. */
    @Override
    public Poll<@Nullable Void> pollShutdown(Context cx) {
        shutDown = true;
        close();
        return Poll.ready(null);
    }

    /**
     * Waits until a write is worth a try: there is room, or nobody reads any more. It may be wrong
     * at times; {@link #tryWrite} then answers 0. For any number of tasks.
     *
     * <p><b>Cancellation</b> Safe: nothing is consumed.
     *
     * <p><b>Errors</b> {@code CLOSED}, {@code RUNTIME_SHUTDOWN}.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * try (var sender = AsyncPipe.open().sender()) {
     *     do {
     *         sender.writable().await();
     *     } while (sender.tryWrite(buffer) == 0);
     * }
     * }
     *
     * <p>Answers to {@code Sender::writable}.
     *
     * @return a future without a value
     */
    @CheckReturnValue
    public Future<@Nullable Void> writable() {
        return readyIo().writable();
    }

    /**
     * Writes what is taken now, without waiting.
     *
     * <p>Answers to {@code Sender::try_write}.
     *
     * @param src the bytes; its position advances by as many as were taken
     * @return how many bytes were taken, 0 if there is no room now
     */
    @CheckReturnValue
    public int tryWrite(ByteBuffer src) {
        try {
            return output().tryWrite(src);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private ByteOutput output() {
        if (shutDown) {
            throw new IoException(
                    IoException.Kind.BROKEN_PIPE,
                    "write to a pipe: the output was shut down; write before shutdown()");
        }
        return output;
    }
}
