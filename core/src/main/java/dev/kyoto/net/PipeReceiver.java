package dev.kyoto.net;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.driver.ByteInput;
import dev.kyoto.internal.driver.Registration;
import dev.kyoto.io.AsyncRead;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import org.jspecify.annotations.Nullable;

/**
 * The end of a pipe that is read; see {@link AsyncPipe}. The input ends once the other end is
 * closed and what it had written was read.
 *
 * <p>One task reads at a time; {@link #readable} and {@link #close} are for any number of threads.
 * One that becomes unreachable without {@code close()} is closed then and reported as a leak.
 *
 * <p>Answers to {@code tokio::net::unix::pipe::Receiver}.
 */
public final class PipeReceiver extends PipeEnd<Pipe.SourceChannel> implements AsyncRead {
    private final ByteInput input;

    PipeReceiver(Pipe.SourceChannel channel, Registration registration) {
        super("PipeReceiver", channel, registration, Interest.READABLE);
        this.input = new ByteInput(channel, registration, () -> "a pipe");
    }

    /**
     * Makes a receiver of a channel, which belongs to the receiver from then on.
     *
     * <p>Answers to {@code Receiver::from_owned_fd}.
     *
     * @param channel the source of a pipe; it is made non-blocking
     * @return the receiver
     * @throws IoException {@code CLOSED}, {@code RUNTIME_SHUTDOWN}
     */
    @CheckReturnValue
    public static PipeReceiver of(Pipe.SourceChannel channel) {
        return new PipeReceiver(channel, register(channel));
    }

    @Override
    public Poll<Integer> pollRead(Context cx, ByteBuffer dst) {
        try {
            return input.pollRead(cx, dst);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Waits until a read is worth a try: bytes, the end or a failure have arrived. It may be wrong
     * at times; {@link #tryRead} then answers 0. For any number of tasks.
     *
     * <p><b>Cancellation</b> Safe: nothing is consumed.
     *
     * <p><b>Errors</b> {@code CLOSED}, {@code RUNTIME_SHUTDOWN}.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * try (var receiver = AsyncPipe.open().receiver()) {
     *     do {
     *         receiver.readable().await();
     *     } while (receiver.tryRead(buffer) == 0);
     * }
     * }
     *
     * <p>Answers to {@code Receiver::readable}.
     *
     * @return a future without a value
     */
    @CheckReturnValue
    public Future<@Nullable Void> readable() {
        return readyIo().readable();
    }

    /**
     * Reads what is there now, without waiting.
     *
     * <p>Answers to {@code Receiver::try_read}.
     *
     * @param dst where the bytes go; it must have room
     * @return how many bytes were read, 0 if there are none now, -1 at the end of the input
     */
    @CheckReturnValue
    public int tryRead(ByteBuffer dst) {
        try {
            return input.tryRead(dst);
        } finally {
            Reference.reachabilityFence(this);
        }
    }
}
