package dev.kyoto.net;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Future;
import dev.kyoto.future.IoException;
import dev.kyoto.internal.driver.Registration;
import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A Unix-domain socket that is yet to be made: options and a path, set before it listens or
 * connects. It holds nothing of the system, so there is nothing to close, and it may be used again.
 *
 * <p>Not thread-safe.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * var listener =
 *         UnixSocket.stream()
 *                 .sendBufferSize(1 << 20)
 *                 .bind(Path.of("/run/app.sock"))
 *                 .listen(64);
 * }
 *
 * <p>Answers to {@code tokio::net::UnixSocket}.
 */
public final class UnixSocket {
    private SocketSettings options = SocketSettings.NONE;
    private @Nullable UnixDomainSocketAddress local;

    private UnixSocket() {}

    /**
     * A stream socket; the JDK has no other ones.
     *
     * <p>Answers to {@code UnixSocket::new_stream}.
     *
     * @return a new one without options
     */
    @CheckReturnValue
    public static UnixSocket stream() {
        return new UnixSocket();
    }

    /**
     * Sets an option. What a listener does not have, as SO_SNDBUF, is set on each connection that it
     * accepts.
     *
     * @param option {@code SO_SNDBUF}, {@code SO_RCVBUF} or {@code SO_LINGER}
     * @param value its value
     * @param <T> the type of its value
     * @return this
     * @throws IllegalArgumentException for an {@code SO_LINGER} above 0
     */
    @CanIgnoreReturnValue
    public <T> UnixSocket option(SocketOption<T> option, T value) {
        options =
                options.with(
                        Objects.requireNonNull(option, "option"),
                        Objects.requireNonNull(value, "value"));
        return this;
    }

    /**
     * Reads an option back.
     *
     * @param option the option
     * @param <T> the type of its value
     * @return the value that was set last, or null if it is left to the system
     */
    public <T> @Nullable T option(SocketOption<T> option) {
        return options.valueOrNull(option);
    }

    /**
     * How much the system buffers for sending; a hint.
     *
     * @param bytes above 0
     * @return this
     */
    @CanIgnoreReturnValue
    public UnixSocket sendBufferSize(int bytes) {
        return option(StandardSocketOptions.SO_SNDBUF, bytes);
    }

    /**
     * How much the system buffers of what arrives; a hint.
     *
     * @param bytes above 0
     * @return this
     */
    @CanIgnoreReturnValue
    public UnixSocket receiveBufferSize(int bytes) {
        return option(StandardSocketOptions.SO_RCVBUF, bytes);
    }

    /**
     * Chooses the path of this side; see {@link #bind(UnixDomainSocketAddress)}.
     *
     * @param path where the socket file will be made
     * @return this
     */
    @CanIgnoreReturnValue
    public UnixSocket bind(Path path) {
        return bind(UnixDomainSocketAddress.of(path));
    }

    /**
     * Chooses the path of this side. The file is made by {@link #listen} and {@link #connect}.
     *
     * <p>Answers to {@code UnixSocket::bind}.
     *
     * @param address where the socket file will be made; not empty
     * @return this
     * @throws IllegalArgumentException if the path is empty
     */
    @CanIgnoreReturnValue
    public UnixSocket bind(UnixDomainSocketAddress address) {
        if (address.getPath().toString().isEmpty()) {
            throw new IllegalArgumentException(
                    "a socket cannot be bound to an empty path; name a file that does not exist");
        }
        local = address;
        return this;
    }

    /**
     * Listens at the bound path. It makes the socket file, and waits for nothing.
     *
     * <p>Answers to {@code UnixSocket::listen}.
     *
     * @param backlog how many connections wait to be accepted at most, above 0; a hint
     * @return the listener
     * @throws IllegalStateException without a {@link #bind(Path)}
     * @throws IoException as {@link UnixListener#bind(Path)}
     */
    @CheckReturnValue
    public UnixListener listen(int backlog) {
        if (backlog <= 0) {
            throw new IllegalArgumentException("backlog must be above 0, not " + backlog);
        }
        var address = local;
        if (address == null) {
            throw new IllegalStateException("call bind(path) before listen(" + backlog + ")");
        }
        try {
            return listen(address, backlog);
        } catch (IOException e) {
            var failure = IoException.of("bind " + address + ": " + e.getMessage(), e);
            throw failure.kind() == IoException.Kind.ADDRESS_IN_USE
                    ? IoException.of(
                            failure.getMessage()
                                    + "; if no process listens there any more, delete the socket"
                                    + " file before binding, as by Files.deleteIfExists",
                            e)
                    : failure;
        }
    }

    /**
     * Connects to the socket at a path.
     *
     * <p><b>Cancellation</b> Safe: the socket that was connecting is closed, and its file deleted if
     * it was bound.
     *
     * <p><b>Errors</b> As {@link UnixStream#connect(Path)}, and those of a bind.
     *
     * <p>Answers to {@code UnixSocket::connect}.
     *
     * @param path where the listener's socket is
     * @return the connected stream
     */
    @CheckReturnValue
    public Future<UnixStream> connect(Path path) {
        return new UnixConnect(UnixDomainSocketAddress.of(path), options, local);
    }

    @Override
    public String toString() {
        return "UnixSocket(%s, %s)".formatted(local, options.settings());
    }

    private UnixListener listen(UnixDomainSocketAddress address, int backlog) throws IOException {
        var io = NetAccess.io();
        var channel = io.sockets().openServerSocketChannel(StandardProtocolFamily.UNIX);
        boolean bound = false;
        Registration registration = null;
        try {
            channel.configureBlocking(false);
            var forAccepted = options.applyTo(channel);
            channel.bind(address, backlog);
            bound = true;
            registration = io.register(channel);
            return new UnixListener(new ServerIo(channel, registration, address, forAccepted));
        } finally {
            if (registration == null) {
                channel.close();
                if (bound) {
                    Files.deleteIfExists(address.getPath());
                }
            }
        }
    }
}
