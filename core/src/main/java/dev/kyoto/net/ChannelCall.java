package dev.kyoto.net;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One try of an operation on a non-blocking channel, as {@code tryIo} and {@code asyncIo} make it.
 *
 * <p>It must not block, and must answer null if and only if the channel was not ready for it: then
 * it is tried again after the next event. NIO says "not ready" by 0 or by null, by the operation.
 *
 * <p>Answers to the closures of {@code tokio::net::TcpStream::try_io} and {@code async_io}.
 *
 * @param <C> the type of the channel
 * @param <T> the type of the outcome
 */
@FunctionalInterface
public interface ChannelCall<C, T> {

    /**
     * Tries the operation once.
     *
     * @param channel the channel, which is non-blocking and must stay so
     * @return the outcome, or null if the channel is not ready for it
     * @throws IOException reaches the caller as {@code IoException}
     */
    @Nullable T call(C channel) throws IOException;
}
