package dev.kyoto.net;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Future;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A TCP socket that is yet to be made: options and a local address, set before it listens or
 * connects. It holds nothing of the system, so there is nothing to close, and it may be used again.
 *
 * <p>Not thread-safe.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * var listener =
 *         TcpSocket.v4()
 *                 .option(StandardSocketOptions.SO_REUSEPORT, true)
 *                 .noDelay(true)
 *                 .bind(new InetSocketAddress("127.0.0.1", 8080))
 *                 .listen(1024)
 *                 .await();
 * }
 *
 * <p>Answers to {@code tokio::net::TcpSocket}.
 */
public final class TcpSocket {

    private final ProtocolFamily family;
    private SocketSettings options = SocketSettings.NONE;
    private @Nullable InetSocketAddress local;

    private TcpSocket(ProtocolFamily family) {
        this.family = family;
    }

    /**
     * A socket for IPv4.
     *
     * @return a new one without options
     */
    @CheckReturnValue
    public static TcpSocket v4() {
        return new TcpSocket(StandardProtocolFamily.INET);
    }

    /**
     * A socket for IPv6.
     *
     * @return a new one without options
     */
    @CheckReturnValue
    public static TcpSocket v6() {
        return new TcpSocket(StandardProtocolFamily.INET6);
    }

    /**
     * Sets an option. What a listener does not have, as TCP_NODELAY, is set on each connection that
     * it accepts. A platform that does not have it at all makes listen and connect fail.
     *
     * @param option one of {@link StandardSocketOptions} or {@code jdk.net.ExtendedSocketOptions}
     * @param value its value
     * @param <T> the type of its value
     * @return this
     * @throws IllegalArgumentException for an {@code SO_LINGER} above 0; see {@link
     *     TcpStream#zeroLinger}
     */
    public <T> TcpSocket option(SocketOption<T> option, T value) {
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
     * Whether an address may be bound that connections of an earlier socket still occupy. On for
     * listeners unless set.
     *
     * @param on whether it may
     * @return this
     */
    @CanIgnoreReturnValue
    public TcpSocket reuseAddress(boolean on) {
        return option(StandardSocketOptions.SO_REUSEADDR, on);
    }

    /**
     * Whether several sockets may listen on the same port.
     *
     * @param on whether they may
     * @return this
     */
    @CanIgnoreReturnValue
    public TcpSocket reusePort(boolean on) {
        return option(StandardSocketOptions.SO_REUSEPORT, on);
    }

    /**
     * Whether idle connections are probed.
     *
     * @param on whether they are
     * @return this
     */
    @CanIgnoreReturnValue
    public TcpSocket keepAlive(boolean on) {
        return option(StandardSocketOptions.SO_KEEPALIVE, on);
    }

    /**
     * Whether small writes are sent at once.
     *
     * @param on whether not to delay
     * @return this
     */
    @CanIgnoreReturnValue
    public TcpSocket noDelay(boolean on) {
        return option(StandardSocketOptions.TCP_NODELAY, on);
    }

    /**
     * Makes closing abort the connection; see {@link TcpStream#zeroLinger}.
     *
     * @return this
     */
    @CanIgnoreReturnValue
    public TcpSocket zeroLinger() {
        return option(StandardSocketOptions.SO_LINGER, 0);
    }

    /**
     * How packets are to be treated on their way: the type of service of IPv4, the traffic class of
     * IPv6; a hint.
     *
     * <p>Answers to {@code TcpSocket::set_tos_v4} and {@code set_tclass_v6}.
     *
     * @param octet 0 to 255
     * @return this
     */
    @CanIgnoreReturnValue
    public TcpSocket trafficClass(int octet) {
        if (octet < 0 || octet > 0xFF) {
            throw new IllegalArgumentException("traffic class must be 0 to 255, not " + octet);
        }
        return option(StandardSocketOptions.IP_TOS, octet);
    }

    /**
     * How much the system buffers for sending; a hint.
     *
     * @param bytes above 0
     * @return this
     */
    @CanIgnoreReturnValue
    public TcpSocket sendBufferSize(int bytes) {
        return option(StandardSocketOptions.SO_SNDBUF, bytes);
    }

    /**
     * How much the system buffers of what arrives; a hint.
     *
     * @param bytes above 0
     * @return this
     */
    @CanIgnoreReturnValue
    public TcpSocket receiveBufferSize(int bytes) {
        return option(StandardSocketOptions.SO_RCVBUF, bytes);
    }

    /**
     * Chooses the local address. The system is asked for it by {@link #listen} and {@link
     * #connect}.
     *
     * @param address a resolved {@link InetSocketAddress} of this family; port 0 for any
     * @return this
     * @throws IllegalArgumentException if it is none
     */
    @CanIgnoreReturnValue
    public TcpSocket bind(SocketAddress address) {
        if (!(Objects.requireNonNull(address, "address") instanceof InetSocketAddress inet)
                || inet.isUnresolved()) {
            throw new IllegalArgumentException(
                    "bind needs a resolved InetSocketAddress, not " + address);
        }
        boolean four = inet.getAddress() instanceof Inet4Address;
        if (!four && family == StandardProtocolFamily.INET) {
            throw new IllegalArgumentException(
                    "an IPv4 socket cannot be bound to " + inet + "; use TcpSocket.v6()");
        }
        local = inet;
        return this;
    }

    /**
     * The local address that was chosen.
     *
     * @return what was given to {@link #bind}, or null
     */
    public @Nullable InetSocketAddress localAddress() {
        return local;
    }

    /**
     * Listens on the bound address.
     *
     * <p><b>Cancellation</b> Safe: nothing is bound afterwards.
     *
     * <p><b>Errors</b> As {@link TcpListener#bind(SocketAddress)}.
     *
     * <p>Answers to {@code TcpSocket::listen}.
     *
     * @param backlog how many connections wait to be accepted at most, above 0; a hint
     * @return the listener
     * @throws IllegalStateException without a {@link #bind}
     */
    @CheckReturnValue
    public Future<TcpListener> listen(int backlog) {
        if (backlog <= 0) {
            throw new IllegalArgumentException("backlog must be above 0, not " + backlog);
        }
        if (local == null) {
            throw new IllegalStateException("call bind(address) before listen(" + backlog + ")");
        }
        return new TcpBind(Net.resolution(local), options, family, backlog);
    }

    /**
     * Connects to an address.
     *
     * <p><b>Cancellation</b> Safe: the socket that was connecting is closed.
     *
     * <p><b>Errors</b> As {@link TcpStream#connect(SocketAddress)}, and those of a bind.
     *
     * <p>Answers to {@code TcpSocket::connect}.
     *
     * @param address an {@link InetSocketAddress} of this family
     * @return the connected stream
     */
    @CheckReturnValue
    public Future<TcpStream> connect(SocketAddress address) {
        return new TcpConnect(
                Net.resolution(address), options, new ConnectAttempt.Origin(family, local));
    }

    @Override
    public String toString() {
        return "TcpSocket(%s, %s, %s)".formatted(family, local, options.settings());
    }
}
