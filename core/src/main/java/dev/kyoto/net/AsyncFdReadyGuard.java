package dev.kyoto.net;

import dev.kyoto.future.IoException;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * That a channel was found ready, and what follows from that: whoever uses it up says so by {@link
 * #clearReady()}, or the next wait ends at once. {@link #tryIo} sees to that by itself.
 *
 * <p>What comes after it was found is never cleared: an event in between makes clearing ineffective.
 * Immutable and thread-safe; there is nothing to close.
 *
 * <p>Answers to {@code tokio::io::unix::AsyncFdReadyGuard}.
 *
 * @param <C> the type of the channel
 */
public final class AsyncFdReadyGuard<C extends SelectableChannel> {
    private final ReadyIo<C> io;
    private final long snapshot;
    private final Interest interest;

    AsyncFdReadyGuard(ReadyIo<C> io, long snapshot, Interest interest) {
        this.io = io;
        this.snapshot = snapshot;
        this.interest = interest;
    }

    /**
     * What was found.
     *
     * @return what the channel was ready for, of what was wanted
     */
    public Ready ready() {
        return io.readiness(snapshot, interest);
    }

    /** Says that all of it is used up: the next wait is for a new event. */
    public void clearReady() {
        io.clearReady(snapshot, interest);
    }

    /**
     * Says that a part of it is used up. That a direction is closed cannot be cleared.
     *
     * <p>Answers to {@code AsyncFdReadyGuard::clear_ready_matching}.
     *
     * @param used what the channel is ready for no more
     */
    public void clearReady(Ready used) {
        if (interest.isReadable() && used.contains(Ready.READABLE)) {
            io.clearReady(snapshot, Interest.READABLE);
        }
        if (interest.isWritable() && used.contains(Ready.WRITABLE)) {
            io.clearReady(snapshot, Interest.WRITABLE);
        }
    }

    /** Says that none of it is used up: the next wait ends at once. Has no effect but to say so. */
    public void retainReady() {}

    /**
     * Tries a call once, and clears what was found if the call answers null.
     *
     * @param call must not block, and answers null if the channel is not ready for it
     * @param <T> the type of the outcome
     * @return what the call answered
     * @throws IoException if the call throws an {@link IOException}
     */
    public <T> @Nullable T tryIo(ChannelCall<? super C, ? extends T> call) {
        return io.tryNow(snapshot, interest, Objects.requireNonNull(call, "call"));
    }

    /**
     * The channel.
     *
     * @return the channel of the {@link AsyncFd}
     */
    public C channel() {
        return io.channel();
    }

    @Override
    public String toString() {
        return "AsyncFdReadyGuard(" + ready() + " of " + io.owner() + ")";
    }
}
