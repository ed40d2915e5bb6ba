package dev.kyoto.net;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.driver.Direction;
import dev.kyoto.internal.util.LeakGuard;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/**
 * A UDP socket.
 *
 * <p>Thread-safe: any number of tasks may send, receive and peek at the same time, so there is no
 * need to split it. Each datagram is received by one of them. The {@code poll} forms are for one
 * task at a time in each direction. A socket that becomes unreachable without {@link #close()} is
 * closed then and reported as a leak.
 *
 * <p>A datagram is sent and received whole or not at all. The rest of one that is longer than the
 * room in the buffer is lost, and nothing tells: give room for the longest that may come. 65,507
 * bytes suffice for any over IPv4, and 65,527 over IPv6. A buffer without room is refused. An empty
 * datagram is received with a length of 0.
 *
 * <p><b>Example</b> An echo server:
 *
 * {@snippet :
 * try (var socket = UdpSocket.bind("0.0.0.0", 7).await()) {
 *     var buffer = ByteBuffer.allocate(2048);
 *     while (true) {
 *         var received = socket.recvFrom(buffer.clear()).await();
 *         socket.sendTo(buffer.flip(), received.from()).await();
 *     }
 * }
 * }
 *
 * <p>Answers to {@code tokio::net::UdpSocket}.
 */
public final class UdpSocket implements AutoCloseable {
    private final UdpIo io;
    private final LeakGuard guard;

    /**
     * What was received.
     *
     * @param length how many bytes were put into the buffer, 0 or more
     * @param from who sent it
     */
    public record Received(int length, InetSocketAddress from) {}

    UdpSocket(UdpIo io) {
        this.io = io;
        this.guard = LeakGuard.watch(this, io::toString, io::close);
    }

    /**
     * Makes a socket with an address of its own. If the name has several addresses, the first that
     * can be bound is taken. The socket speaks the IP version of its address; one that is bound to
     * "::" may speak both.
     *
     * <p><b>Cancellation</b> Safe: nothing is bound afterwards.
     *
     * <p><b>Errors</b> {@code ADDRESS_IN_USE}, {@code ADDRESS_NOT_AVAILABLE}, {@code
     * PERMISSION_DENIED}, {@code UNKNOWN_HOST}, {@code TOO_MANY_OPEN_FILES}.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var socket = UdpSocket.bind("0.0.0.0", 0).await();
     * socket.connect("ntp.example.org", 123).await();
     * }
     *
     * <p>Answers to {@code UdpSocket::bind}.
     *
     * @param host a name, or an address written as numbers; "0.0.0.0" or "::" for all
     * @param port 1 to 65,535, or 0 for any that is free
     * @return the socket
     */
    @CheckReturnValue
    public static Future<UdpSocket> bind(String host, int port) {
        return new UdpBind(Net.resolution(host, port));
    }

    /**
     * Makes a socket with an address of its own; see {@link #bind(String, int)}.
     *
     * <p><b>Cancellation</b> Safe: nothing is bound afterwards.
     *
     * <p><b>Errors</b> As {@link #bind(String, int)}.
     *
     * @param address looked up first if it is unresolved
     * @return the socket
     */
    @CheckReturnValue
    public static Future<UdpSocket> bind(InetSocketAddress address) {
        return new UdpBind(Net.resolution(address));
    }

    /**
     * Makes a socket of a bound channel, which belongs to the socket from then on: for options that
     * must be set before the bind, as {@code SO_REUSEPORT}.
     *
     * <p>Answers to {@code UdpSocket::from_std}.
     *
     * @param channel a bound channel; it is made non-blocking
     * @return the socket
     * @throws IoException {@code CLOSED}, {@code RUNTIME_SHUTDOWN}
     * @throws IllegalArgumentException if the channel is not bound
     */
    @CheckReturnValue
    public static UdpSocket of(DatagramChannel channel) {
        try {
            if (channel.getLocalAddress() == null) {
                throw new IllegalArgumentException(channel + " is not bound; call bind() on it");
            }
            channel.configureBlocking(false);
            return new UdpSocket(new UdpIo(channel, NetAccess.io().register(channel)));
        } catch (IOException e) {
            throw IoException.of("cannot make a socket of " + channel + ": " + e.getMessage(), e);
        }
    }

    /**
     * Takes the channel out of this socket, which must not be used afterwards. The channel is open
     * and non-blocking, and the caller's to close; tasks that wait in this socket fail with {@code
     * CLOSED}. It may have to wait a moment for the thread that polls the driver.
     *
     * <p>Answers to {@code UdpSocket::into_std}.
     *
     * @return the channel
     * @throws IllegalStateException if a datagram was peeked and not received: it would be lost
     * @throws IoException {@code CLOSED}, {@code RUNTIME_SHUTDOWN}
     */
    @CheckReturnValue
    public DatagramChannel intoChannel() {
        var channel = io.release();
        guard.disarm();
        return channel;
    }

    /**
     * Fixes the peer, of which alone datagrams are received from then on; what has come before is
     * dropped. If the name has several addresses, the first is taken that has a route. A socket that
     * is connected already goes over to the new peer. Nothing is sent, and the peer need not exist.
     *
     * <p><b>Cancellation</b> Safe: nothing has changed.
     *
     * <p><b>Errors</b> {@code HOST_UNREACHABLE}, {@code UNKNOWN_HOST}, {@code CLOSED}.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * udp.connect("127.0.0.1", 8125).await();
     * udp.send(ByteBuffer.wrap("hits:1|c".getBytes(US_ASCII))).await();
     * }
     *
     * <p>Answers to {@code UdpSocket::connect}.
     *
     * @param host a name, or an address written as numbers
     * @param port 1 to 65,535
     * @return a future without a value
     */
    @CheckReturnValue
    public Future<@Nullable Void> connect(String host, int port) {
        return new UdpConnect(io, this, Net.resolution(host, port));
    }

    /**
     * Fixes the peer; see {@link #connect(String, int)}.
     *
     * <p><b>Cancellation</b> Safe: nothing has changed.
     *
     * <p><b>Errors</b> As {@link #connect(String, int)}.
     *
     * @param peer looked up first if it is unresolved
     * @return a future without a value
     */
    @CheckReturnValue
    public Future<@Nullable Void> connect(InetSocketAddress peer) {
        return new UdpConnect(io, this, Net.resolution(peer));
    }

    // ---- Sending ----

    /**
     * Sends a datagram to the peer. It waits for room on this side only: that the datagram was sent
     * does not say that it arrives.
     *
     * <p><b>Cancellation</b> Safe: the datagram was not sent.
     *
     * <p><b>Errors</b> {@code NOT_CONNECTED}; {@code CONNECTION_REFUSED} if the peer's system has
     * said that nobody listens, in answer to an earlier datagram; {@code HOST_UNREACHABLE}, {@code
     * PERMISSION_DENIED}, {@code OTHER} for one that is too long, {@code CLOSED}. {@link
     * UnsupportedOperationException} for an empty one, which the JDK cannot send from a connected
     * socket.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * udp.connect("127.0.0.1", 8125).await();
     * udp.send(ByteBuffer.wrap("hits:1|c".getBytes(US_ASCII))).await();
     * }
     *
     * <p>Answers to {@code UdpSocket::send}.
     *
     * @param src the datagram: all that remains in the buffer
     * @return how many bytes were sent: all of them
     */
    @CheckReturnValue
    public Future<Integer> send(ByteBuffer src) {
        return sending("send()", src, null).future();
    }

    /**
     * Sends a datagram to whom it may concern. It waits for room on this side only: that the
     * datagram was sent does not say that it arrives. One that is empty counts as sent even if there
     * was no room for it.
     *
     * <p><b>Cancellation</b> Safe: the datagram was not sent.
     *
     * <p><b>Errors</b> {@code HOST_UNREACHABLE}; {@code PERMISSION_DENIED}, as for a broadcast that
     * was not allowed; {@code UNKNOWN_HOST}; {@code OTHER} for one that is too long; {@code CLOSED}.
     * {@link IllegalStateException} if the socket is connected to somebody else, {@link
     * IllegalArgumentException} if the target is of the other IP version.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var received = udp.recvFrom(buffer.clear()).await();
     * udp.sendTo(buffer.flip(), received.from()).await();
     * }
     *
     * <p>Answers to {@code UdpSocket::send_to}.
     *
     * @param src the datagram: all that remains in the buffer
     * @param target to whom; looked up first if it is unresolved
     * @return how many bytes were sent: all of them
     */
    @CheckReturnValue
    public Future<Integer> sendTo(ByteBuffer src, InetSocketAddress target) {
        return target.isUnresolved()
                ? new UdpSendResolved(target, io, known -> sendTo(src, known))
                : sending("sendTo()", src, target).future();
    }

    /**
     * The poll form of {@link #send}, for one task at a time: only the newest waker is woken.
     *
     * @param cx the waker to keep and the budget to honour
     * @param src the datagram
     * @return how many bytes were sent: all of them
     */
    public Poll<Integer> pollSend(Context cx, ByteBuffer src) {
        return sending("pollSend()", src, null).poll(cx);
    }

    /**
     * The poll form of {@link #sendTo}, for one task at a time: only the newest waker is woken.
     *
     * @param cx the waker to keep and the budget to honour
     * @param src the datagram
     * @param target to whom; resolved
     * @return how many bytes were sent: all of them
     */
    public Poll<Integer> pollSendTo(Context cx, ByteBuffer src, InetSocketAddress target) {
        return sending("pollSendTo()", src, target).poll(cx);
    }

    /**
     * Sends a datagram to the peer if there is room now; fails as {@link #send} does.
     *
     * <p>Answers to {@code UdpSocket::try_send}.
     *
     * @param src the datagram; untouched if it was not sent
     * @return whether it was sent
     */
    @CheckReturnValue
    public boolean trySend(ByteBuffer src) {
        return sending("trySend()", src, null).now() != null;
    }

    /**
     * Sends a datagram if there is room now; fails as {@link #sendTo} does.
     *
     * <p>Answers to {@code UdpSocket::try_send_to}.
     *
     * @param src the datagram; untouched if it was not sent
     * @param target to whom; resolved
     * @return whether it was sent
     */
    @CheckReturnValue
    public boolean trySendTo(ByteBuffer src, InetSocketAddress target) {
        return sending("trySendTo()", src, target).now() != null;
    }

    private UdpCall<Integer> sending(
            String name, ByteBuffer src, @Nullable InetSocketAddress target) {
        return new UdpCall<>(
                name,
                this,
                io,
                Direction.WRITE,
                ready -> {
                    int length = src.remaining();
                    return io.send(ready, src, target) ? length : null;
                });
    }

    // ---- Receiving ----

    /**
     * Receives a datagram: from the peer if the socket is connected, else from anybody.
     *
     * <p><b>Cancellation</b> Safe: no datagram is taken.
     *
     * <p><b>Errors</b> {@code CONNECTION_REFUSED} if the socket is connected and the peer's system
     * has said that nobody listens, in answer to what was sent; the socket can still be used. {@code
     * CLOSED}, {@code RUNTIME_SHUTDOWN}. {@link IllegalArgumentException} if {@code dst} has no
     * room.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * udp.send(question).await();
     * int length = timeout(ofSeconds(1), udp.recv(buffer.clear())).await();
     * }
     *
     * <p>Answers to {@code UdpSocket::recv}.
     *
     * @param dst where the bytes go; its position advances, and what does not fit is lost
     * @return how many bytes were put into the buffer, 0 for an empty datagram
     */
    @CheckReturnValue
    public Future<Integer> recv(ByteBuffer dst) {
        return receiving("recv()", dst).future();
    }

    /**
     * Receives a datagram, and learns from whom; {@link #recv} in all else.
     *
     * <p><b>Cancellation</b> Safe: no datagram is taken.
     *
     * <p><b>Errors</b> As {@link #recv}.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var received = udp.recvFrom(buffer.clear()).await();
     * udp.sendTo(buffer.flip(), received.from()).await();
     * }
     *
     * <p>Answers to {@code UdpSocket::recv_from}.
     *
     * @param dst where the bytes go; its position advances, and what does not fit is lost
     * @return the length and the sender
     */
    @CheckReturnValue
    public Future<Received> recvFrom(ByteBuffer dst) {
        return receivingFrom("recvFrom()", dst).future();
    }

    /**
     * The poll form of {@link #recv}, for one task at a time: only the newest waker is woken.
     *
     * @param cx the waker to keep and the budget to honour
     * @param dst where the bytes go
     * @return how many bytes were put into the buffer
     */
    public Poll<Integer> pollRecv(Context cx, ByteBuffer dst) {
        return receiving("pollRecv()", dst).poll(cx);
    }

    /**
     * The poll form of {@link #recvFrom}, for one task at a time: only the newest waker is woken.
     *
     * @param cx the waker to keep and the budget to honour
     * @param dst where the bytes go
     * @return the length and the sender
     */
    public Poll<Received> pollRecvFrom(Context cx, ByteBuffer dst) {
        return receivingFrom("pollRecvFrom()", dst).poll(cx);
    }

    /**
     * Receives a datagram if one is there; fails as {@link #recv} does.
     *
     * <p>Answers to {@code UdpSocket::try_recv}.
     *
     * @param dst where the bytes go
     * @return how many bytes were put into the buffer, or -1 if there is no datagram now
     */
    @CheckReturnValue
    public int tryRecv(ByteBuffer dst) {
        return orNone(receiving("tryRecv()", dst).now());
    }

    /**
     * Receives a datagram if one is there, and learns from whom; fails as {@link #recv} does.
     *
     * <p>Answers to {@code UdpSocket::try_recv_from}.
     *
     * @param dst where the bytes go
     * @return the length and the sender, or null if there is no datagram now
     */
    @CheckReturnValue
    public @Nullable Received tryRecvFrom(ByteBuffer dst) {
        return receivingFrom("tryRecvFrom()", dst).now();
    }

    private UdpCall<Integer> receiving(String name, ByteBuffer dst) {
        return reading(
                name,
                ready -> {
                    int start = dst.position();
                    return io.receive(ready, dst) == null ? null : dst.position() - start;
                });
    }

    private UdpCall<Received> receivingFrom(String name, ByteBuffer dst) {
        return reading(
                name,
                ready -> {
                    int start = dst.position();
                    var from = io.receive(ready, dst);
                    return from == null ? null : new Received(dst.position() - start, from);
                });
    }

    private <T> UdpCall<T> reading(String name, UdpCall.Try<T> once) {
        return new UdpCall<>(name, this, io, Direction.READ, once);
    }

    private static int orNone(@Nullable Integer length) {
        return length == null ? -1 : length;
    }

    // ---- Peeking ----

    /**
     * Copies the datagram that is received next, and leaves it there. The JDK has no such call: the
     * datagram is taken out of the system and kept in this socket, one at a time, until somebody
     * receives it.
     *
     * <p><b>Cancellation</b> Safe: no datagram is lost.
     *
     * <p><b>Errors</b> As {@link #recv}.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var start = ByteBuffer.allocate(1);
     * boolean mine = udp.peek(start).await() == 1 && start.get(0) == 0x16;
     * }
     *
     * <p>Answers to {@code UdpSocket::peek}.
     *
     * @param dst where the bytes go; what does not fit is left out, and is not lost
     * @return how many bytes were put into the buffer
     */
    @CheckReturnValue
    public Future<Integer> peek(ByteBuffer dst) {
        return peeking("peek()", dst).future();
    }

    /**
     * Copies the datagram that is received next, and learns from whom; see {@link #peek}.
     *
     * <p><b>Cancellation</b> Safe: no datagram is lost.
     *
     * <p><b>Errors</b> As {@link #recv}.
     *
     * @param dst where the bytes go; what does not fit is left out, and is not lost
     * @return the length of what was copied, and the sender
     */
    @CheckReturnValue
    public Future<Received> peekFrom(ByteBuffer dst) {
        return peekingFrom("peekFrom()", dst).future();
    }

    /**
     * Learns from whom the datagram is that is received next; see {@link #peek}.
     *
     * <p><b>Cancellation</b> Safe: no datagram is lost.
     *
     * <p><b>Errors</b> As {@link #recv}.
     *
     * <p>Answers to {@code UdpSocket::peek_sender}.
     *
     * @return the sender
     */
    @CheckReturnValue
    public Future<InetSocketAddress> peekSender() {
        return peekingSender("peekSender()").future();
    }

    /**
     * Copies the datagram that is received next, if one is there; see {@link #peek}.
     *
     * @param dst where the bytes go
     * @return how many bytes were put into the buffer, or -1 if there is no datagram now
     */
    @CheckReturnValue
    public int tryPeek(ByteBuffer dst) {
        return orNone(peeking("tryPeek()", dst).now());
    }

    /**
     * Copies the datagram that is received next, if one is there; see {@link #peek}.
     *
     * @param dst where the bytes go
     * @return the length of what was copied, and the sender, or null if there is no datagram now
     */
    @CheckReturnValue
    public @Nullable Received tryPeekFrom(ByteBuffer dst) {
        return peekingFrom("tryPeekFrom()", dst).now();
    }

    /**
     * Learns from whom the datagram is that is received next, if one is there; see {@link #peek}.
     *
     * @return the sender, or null if there is no datagram now
     */
    @CheckReturnValue
    public @Nullable InetSocketAddress tryPeekSender() {
        return peekingSender("tryPeekSender()").now();
    }

    private UdpCall<Integer> peeking(String name, ByteBuffer dst) {
        return reading(
                name,
                ready -> {
                    int start = dst.position();
                    return io.peek(ready, dst) == null ? null : dst.position() - start;
                });
    }

    private UdpCall<Received> peekingFrom(String name, ByteBuffer dst) {
        return reading(
                name,
                ready -> {
                    int start = dst.position();
                    var from = io.peek(ready, dst);
                    return from == null ? null : new Received(dst.position() - start, from);
                });
    }

    private UdpCall<InetSocketAddress> peekingSender(String name) {
        return reading(name, io::peekSender);
    }

    // ---- Readiness ----

    /**
     * Waits until the socket is ready for something that is wanted, and takes nothing. For any
     * number of tasks. It may be wrong at times; the operation then finds nothing to do.
     *
     * <p><b>Cancellation</b> Safe: nothing is consumed.
     *
     * <p><b>Errors</b> {@code CLOSED}, {@code RUNTIME_SHUTDOWN}.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var ready = udp.ready(Interest.READABLE_OR_WRITABLE).await();
     * if (ready.isReadable()) {
     *     int length = udp.tryRecv(buffer.clear());
     * }
     * }
     *
     * <p>Answers to {@code UdpSocket::ready}.
     *
     * @param interest what is wanted
     * @return what of it the socket is ready for
     */
    @CheckReturnValue
    public Future<Ready> ready(Interest interest) {
        return readyIo().ready(interest);
    }

    /**
     * Waits until a datagram or a failure is there; see {@link #ready}.
     *
     * <p><b>Cancellation</b> Safe: nothing is consumed.
     *
     * <p><b>Errors</b> {@code CLOSED}, {@code RUNTIME_SHUTDOWN}.
     *
     * <p>Answers to {@code UdpSocket::readable}.
     *
     * @return a future without a value
     */
    @CheckReturnValue
    public Future<@Nullable Void> readable() {
        return readyIo().readable();
    }

    /**
     * Waits until there is room to send; see {@link #ready}.
     *
     * <p><b>Cancellation</b> Safe: nothing is consumed.
     *
     * <p><b>Errors</b> {@code CLOSED}, {@code RUNTIME_SHUTDOWN}.
     *
     * <p>Answers to {@code UdpSocket::writable}.
     *
     * @return a future without a value
     */
    @CheckReturnValue
    public Future<@Nullable Void> writable() {
        return readyIo().writable();
    }

    /**
     * Tries a call of one's own on the channel, once, without waiting. What was peeked at is in this
     * socket, and the call does not see it.
     *
     * <p>Answers to {@code UdpSocket::try_io}.
     *
     * @param interest what the call needs
     * @param call must not block, and answers null if the channel is not ready for it
     * @param <T> the type of the outcome
     * @return what the call answered; after null the next wait is for a new event
     * @throws IoException if the call throws an {@link IOException}
     */
    @CheckReturnValue
    public <T> @Nullable T tryIo(
            Interest interest, ChannelCall<? super DatagramChannel, ? extends T> call) {
        return readyIo().tryIo(interest, call);
    }

    /**
     * Tries a call of one's own on the channel whenever that may be ready for it, until the answer
     * is not null. What was peeked at is in this socket, and the call does not see it.
     *
     * <p><b>Cancellation</b> Safe: the call was not made, or has answered null.
     *
     * <p><b>Errors</b> Those of the call; {@code CLOSED}, {@code RUNTIME_SHUTDOWN}.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var sender = udp.asyncIo(Interest.READABLE, channel -> channel.receive(buffer)).await();
     * }
     *
     * <p>Answers to {@code UdpSocket::async_io}.
     *
     * @param interest what the call needs
     * @param call must not block, and answers null if the channel is not ready for it
     * @param <T> the type of the outcome
     * @return what the call answered
     */
    @CheckReturnValue
    public <T> Future<T> asyncIo(
            Interest interest, ChannelCall<? super DatagramChannel, ? extends T> call) {
        return readyIo().asyncIo(interest, call);
    }

    private ReadyIo<DatagramChannel> readyIo() {
        return new ReadyIo<>(io.channel(), io.registration(), io::holdsInput, this);
    }

    // ---- What it is ----

    /**
     * This side's address.
     *
     * @return the local address, with the port that was chosen if 0 was asked for
     * @throws IoException {@code CLOSED}
     */
    public InetSocketAddress localAddress() {
        return io.localAddress();
    }

    /**
     * The peer's address.
     *
     * @return the remote address, or null if the socket is not connected
     * @throws IoException {@code CLOSED}
     */
    public @Nullable InetSocketAddress peerAddress() {
        return io.peerAddress();
    }

    /**
     * Group membership and what else concerns datagrams to many.
     *
     * @return a view of this socket
     */
    public UdpMulticast multicast() {
        return new UdpMulticast(this, io.channel());
    }

    /**
     * Allows sending to broadcast addresses. Off at first.
     *
     * @param on whether it is allowed
     */
    public void broadcast(boolean on) {
        option(StandardSocketOptions.SO_BROADCAST, on);
    }

    /**
     * Whether sending to broadcast addresses is allowed.
     *
     * @return true if it is
     */
    public boolean broadcast() {
        return option(StandardSocketOptions.SO_BROADCAST);
    }

    /**
     * Sets the traffic class of what is sent: the octet that holds DSCP and ECN. Systems may leave
     * out bits of it.
     *
     * <p>Answers to {@code UdpSocket::set_tos_v4} and {@code set_tclass_v6}.
     *
     * @param octet 0 to 255
     */
    public void trafficClass(int octet) {
        option(StandardSocketOptions.IP_TOS, octet);
    }

    /**
     * The traffic class of what is sent.
     *
     * @return the octet
     */
    public int trafficClass() {
        return option(StandardSocketOptions.IP_TOS);
    }

    /**
     * Reads a socket option.
     *
     * @param option one of {@link StandardSocketOptions} or {@code jdk.net.ExtendedSocketOptions}
     * @param <T> the type of its value
     * @return its value
     * @throws UnsupportedOperationException if the platform does not have it
     * @throws IoException {@code CLOSED}
     */
    public <T> T option(SocketOption<T> option) {
        return SocketSettings.read(io.channel(), option);
    }

    /**
     * Sets a socket option, as {@code SO_RCVBUF} or {@code SO_SNDBUF}.
     *
     * @param option one of {@link StandardSocketOptions} or {@code jdk.net.ExtendedSocketOptions}
     * @param value its value
     * @param <T> the type of its value
     * @throws UnsupportedOperationException if the platform does not have it
     * @throws IoException {@code CLOSED}
     */
    public <T> void option(SocketOption<T> option, T value) {
        SocketSettings.write(io.channel(), option, value);
    }

    /**
     * Closes the socket; tasks that wait in it fail with {@code CLOSED}. The port is free when this
     * returns, for which it may have to wait a moment for the thread that polls the driver.
     * Idempotent and thread-safe.
     *
     * @throws IoException if the system reports a failure; everything is given back all the same
     */
    @Override
    public void close() {
        guard.disarm();
        io.close();
    }

    @Override
    public String toString() {
        return io.toString();
    }
}
