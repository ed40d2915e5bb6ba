package dev.kyoto.net;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Future;
import dev.kyoto.future.IoException;
import dev.kyoto.internal.driver.Registration;
import dev.kyoto.internal.util.LeakGuard;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * The readiness of any channel that the JDK can select: for what Kyoto has no type for.
 *
 * <p>Thread-safe: any number of tasks may wait and try calls at the same time. Whoever waits is
 * told that the channel is ready until somebody has found that it is not: by a call that answers
 * null, or by {@link AsyncFdReadyGuard#clearReady()}.
 *
 * <p>One that becomes unreachable without {@link #close()} or {@link #intoChannel()} is closed then,
 * with its channel, and reported as a leak.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * try (var fd = AsyncFd.of(DatagramChannel.open().bind(null))) {
 *     var sender = fd.asyncIo(Interest.READABLE, channel -> channel.receive(buffer)).await();
 * }
 * }
 *
 * <p>Answers to {@code tokio::io::unix::AsyncFd}.
 *
 * @param <C> the type of the channel
 */
public final class AsyncFd<C extends SelectableChannel> implements AutoCloseable {
    private final C channel;
    private final Registration registration;
    private final Interest interest;
    private final LeakGuard guard;

    private AsyncFd(C channel, Registration registration, Interest interest) {
        this.channel = channel;
        this.registration = registration;
        this.interest = interest;
        this.guard = LeakGuard.watch(this, () -> "AsyncFd of " + channel, registration::close);
    }

    /**
     * Registers a channel for all that it can do. The channel belongs to the result from then on.
     *
     * <p>Answers to {@code AsyncFd::new}.
     *
     * @param channel it is made non-blocking; a {@link SocketChannel} must be connected
     * @param <C> the type of the channel
     * @return its place in the driver of the runtime at hand
     * @throws IoException {@code CLOSED}, {@code NOT_CONNECTED}, {@code RUNTIME_SHUTDOWN}; the
     *     channel is the caller's still
     */
    @CheckReturnValue
    public static <C extends SelectableChannel> AsyncFd<C> of(C channel) {
        return of(channel, possible(channel));
    }

    /**
     * Registers a channel for one direction or both; {@link #of(SelectableChannel)} in all else.
     *
     * <p>Answers to {@code AsyncFd::with_interest}.
     *
     * @param channel it is made non-blocking; a {@link SocketChannel} must be connected
     * @param interest what will be waited for
     * @param <C> the type of the channel
     * @return its place in the driver of the runtime at hand
     * @throws IllegalArgumentException if such channels are never ready for that
     */
    @CheckReturnValue
    public static <C extends SelectableChannel> AsyncFd<C> of(C channel, Interest interest) {
        requireWithin(possible(channel), interest, channel);
        if (channel instanceof SocketChannel socket && socket.isOpen() && !socket.isConnected()) {
            throw new IoException(
                    IoException.Kind.NOT_CONNECTED,
                    channel + " is not connected; connect it, or use TcpStream.connect");
        }
        try {
            channel.configureBlocking(false);
        } catch (IOException e) {
            throw IoException.of("cannot watch " + channel + ": " + e.getMessage(), e);
        }
        return new AsyncFd<>(channel, NetAccess.io().register(channel), interest);
    }

    /**
     * Waits until the channel is ready for something that is wanted.
     *
     * <p><b>Cancellation</b> Safe: nothing is consumed.
     *
     * <p><b>Errors</b> {@code CLOSED}, {@code RUNTIME_SHUTDOWN}; {@link IllegalArgumentException}
     * if it was not registered for that.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * try (var fd = AsyncFd.of(DatagramChannel.open().bind(null))) {
     *     SocketAddress from = null;
     *     while (from == null) {
     *         var ready = fd.ready(Interest.READABLE).await();
     *         from = ready.tryIo(channel -> channel.receive(buffer));
     *     }
     * }
     * }
     *
     * <p>Answers to {@code AsyncFd::ready}.
     *
     * @param wanted one direction or both
     * @return what of it the channel is ready for, to be cleared if that was used up
     */
    @CheckReturnValue
    public Future<AsyncFdReadyGuard<C>> ready(Interest wanted) {
        requireWithin(interest, wanted, channel);
        var io = readyIo();
        return io.ready(wanted, snapshot -> new AsyncFdReadyGuard<>(io, snapshot, wanted));
    }

    /**
     * Waits until a read is worth a try; see {@link #ready}.
     *
     * <p><b>Cancellation</b> Safe: nothing is consumed.
     *
     * <p><b>Errors</b> As {@link #ready}.
     *
     * <p>Answers to {@code AsyncFd::readable}.
     *
     * @return the readiness, to be cleared if it was used up
     */
    @CheckReturnValue
    public Future<AsyncFdReadyGuard<C>> readable() {
        return ready(Interest.READABLE);
    }

    /**
     * Waits until a write is worth a try; see {@link #ready}.
     *
     * <p><b>Cancellation</b> Safe: nothing is consumed.
     *
     * <p><b>Errors</b> As {@link #ready}.
     *
     * <p>Answers to {@code AsyncFd::writable}.
     *
     * @return the readiness, to be cleared if it was used up
     */
    @CheckReturnValue
    public Future<AsyncFdReadyGuard<C>> writable() {
        return ready(Interest.WRITABLE);
    }

    /**
     * Tries a call once, without waiting.
     *
     * <p>Answers to {@code AsyncFd::try_io}.
     *
     * @param wanted what the call needs
     * @param call must not block, and answers null if the channel is not ready for it
     * @param <T> the type of the outcome
     * @return what the call answered; after null the next wait is for a new event
     * @throws IoException if the call throws an {@link IOException}
     */
    @CheckReturnValue
    public <T> @Nullable T tryIo(Interest wanted, ChannelCall<? super C, ? extends T> call) {
        requireWithin(interest, wanted, channel);
        return readyIo().tryIo(wanted, call);
    }

    /**
     * Tries a call whenever the channel may be ready for it, until the answer is not null.
     *
     * <p><b>Cancellation</b> Safe: the call was not made, or has answered null.
     *
     * <p><b>Errors</b> Those of the call, and as {@link #ready}.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * try (var fd = AsyncFd.of(ServerSocketChannel.open().bind(null))) {
     *     var accepted = fd.asyncIo(Interest.READABLE, ServerSocketChannel::accept).await();
     * }
     * }
     *
     * <p>Answers to {@code AsyncFd::async_io}.
     *
     * @param wanted what the call needs
     * @param call must not block, and answers null if the channel is not ready for it
     * @param <T> the type of the outcome
     * @return what the call answered
     */
    @CheckReturnValue
    public <T> Future<T> asyncIo(Interest wanted, ChannelCall<? super C, ? extends T> call) {
        requireWithin(interest, wanted, channel);
        return readyIo().asyncIo(wanted, call);
    }

    /**
     * The channel, which must stay non-blocking, and is closed through this object.
     *
     * <p>Answers to {@code AsyncFd::get_ref}.
     *
     * @return the channel
     */
    public C channel() {
        return channel;
    }

    /**
     * Takes the channel out of the driver and leaves it open, for the caller to close. Tasks that
     * wait fail with {@code CLOSED}. It may have to wait a moment for the thread that polls the
     * driver.
     *
     * <p>Answers to {@code AsyncFd::into_inner}.
     *
     * @return the channel, which may be made blocking again, or be registered anew
     * @throws IoException {@code CLOSED}, {@code RUNTIME_SHUTDOWN}
     */
    @CheckReturnValue
    public C intoChannel() {
        var _ = registration.snapshot();
        guard.disarm();
        registration.deregister();
        registration.driver().releaseClosed();
        return channel;
    }

    /**
     * Closes the channel; tasks that wait fail with {@code CLOSED}. Idempotent and thread-safe.
     *
     * @throws IoException if the system reports a failure; everything is given back all the same
     */
    @Override
    public void close() {
        guard.disarm();
        registration.close();
        registration.driver().releaseClosed();
    }

    @Override
    public String toString() {
        return "AsyncFd(" + channel + ")";
    }

    private ReadyIo<C> readyIo() {
        return new ReadyIo<>(channel, registration, this);
    }

    private static Interest possible(SelectableChannel channel) {
        int reading = SelectionKey.OP_READ | SelectionKey.OP_ACCEPT;
        boolean reads = (channel.validOps() & reading) != 0;
        boolean writes = (channel.validOps() & SelectionKey.OP_WRITE) != 0;
        if (reads && writes) {
            return Interest.READABLE_OR_WRITABLE;
        }
        return reads ? Interest.READABLE : Interest.WRITABLE;
    }

    private static void requireWithin(Interest most, Interest wanted, SelectableChannel channel) {
        if (wanted.remove(most) != null) {
            throw new IllegalArgumentException(
                    "%s can be waited for as %s, and not as %s".formatted(channel, most, wanted));
        }
    }
}
