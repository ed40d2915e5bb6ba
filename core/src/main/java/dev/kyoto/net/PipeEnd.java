package dev.kyoto.net;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.IoException;
import dev.kyoto.internal.driver.Registration;
import dev.kyoto.internal.util.LeakGuard;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import org.jspecify.annotations.Nullable;

/**
 * What both ends of a pipe have: the channel, and the duty to close it.
 *
 * @param <C> the type of the channel
 */
abstract sealed class PipeEnd<C extends SelectableChannel> implements AutoCloseable
        permits PipeSender, PipeReceiver {
    private final C channel;
    private final Registration registration;
    private final Interest interest;
    private final LeakGuard guard;

    PipeEnd(String name, C channel, Registration registration, Interest interest) {
        this.channel = channel;
        this.registration = registration;
        this.interest = interest;
        this.guard = LeakGuard.watch(this, () -> name, registration::close);
    }

    /** A channel's place in the driver of the runtime at hand. */
    static Registration register(SelectableChannel channel) {
        try {
            channel.configureBlocking(false);
            return NetAccess.io().register(channel);
        } catch (IOException e) {
            throw IoException.of("cannot use " + channel + ": " + e.getMessage(), e);
        }
    }

    final ReadyIo<C> readyIo() {
        return new ReadyIo<>(channel, registration, this);
    }

    /**
     * Tries a call of one's own on the channel, once, without waiting. For any number of tasks.
     *
     * @param call must not block, and answers null if the channel is not ready for it
     * @param <T> the type of the outcome
     * @return what the call answered; after null the next wait is for a new event
     * @throws IoException if the call throws an {@link IOException}
     */
    @CheckReturnValue
    public final <T> @Nullable T tryIo(ChannelCall<? super C, ? extends T> call) {
        return readyIo().tryIo(interest, call);
    }

    /**
     * Takes the channel out of this end, which must not be used afterwards. The channel is open and
     * non-blocking, and the caller's to close; tasks that wait in this end fail with {@code CLOSED}.
     * It may have to wait a moment for the thread that polls the driver.
     *
     * @return the channel
     * @throws IoException {@code CLOSED}, {@code RUNTIME_SHUTDOWN}
     */
    @CheckReturnValue
    public final C intoChannel() {
        var _ = registration.snapshot();
        guard.disarm();
        registration.deregister();
        registration.driver().releaseClosed();
        return channel;
    }

    /**
     * Closes this end; tasks that wait in it fail with {@code CLOSED}. Idempotent and thread-safe.
     *
     * @throws IoException if the system reports a failure; everything is given back all the same
     */
    @Override
    public final void close() {
        guard.disarm();
        registration.close();
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + (registration.isClosed() ? "(closed)" : "(open)");
    }
}
