package dev.kyoto.net;

import dev.kyoto.future.IoException;
import dev.kyoto.internal.driver.Direction;
import dev.kyoto.internal.driver.Registration;
import dev.kyoto.io.AsyncRead;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A datagram socket: one try of each operation, for any number of threads at once.
 *
 * <p>NIO cannot look at a datagram without taking it out of the socket. So who peeks takes it out
 * and keeps it in {@code held}, where the next one who receives finds it:
 *
 * <pre>
 *   null     -> datagram   peek, holding `peeking`; then wakes who waits to read
 *   datagram -> null       receive, by a CAS: one of those who receive gets it
 *   datagram -> null       connect, holding `peeking`: it drops what came before; close
 * </pre>
 *
 * <p>Who waits for a datagram keeps its waker, and looks at {@code held} afterwards; who peeks
 * writes {@code held}, and wakes afterwards. So a datagram that one task has taken out while another
 * was about to wait for it is not overlooked. {@code peeking} keeps two tasks that peek from taking
 * out two.
 */
final class UdpIo {
    /** More than a UDP datagram carries: its length, headers included, is a number of 16 bits. */
    static final int LARGEST = 0xFFFF;

    /** A datagram that was taken out of the socket; neither bytes nor position ever change. */
    record Datagram(ByteBuffer content, InetSocketAddress from) {
        void copyTo(ByteBuffer dst) {
            int length = Math.min(content.remaining(), dst.remaining());
            dst.put(dst.position(), content, 0, length).position(dst.position() + length);
        }
    }

    private final DatagramChannel channel;
    private final Registration registration;
    private final ReentrantLock peeking = new ReentrantLock();
    private final AtomicReference<@Nullable Datagram> held = new AtomicReference<>();

    UdpIo(DatagramChannel channel, Registration registration) {
        this.channel = channel;
        this.registration = registration;
    }

    DatagramChannel channel() {
        return channel;
    }

    Registration registration() {
        return registration;
    }

    boolean holdsInput() {
        return held.get() != null;
    }

    /** Takes a datagram; answers from whom, or null if there is none. What does not fit is lost. */
    @Nullable InetSocketAddress receive(long ready, ByteBuffer dst) {
        AsyncRead.requireRoom(dst);
        var kept = held.get();
        if (kept != null && held.compareAndSet(kept, null)) {
            kept.copyTo(dst);
            return kept.from();
        }
        return takeOut(ready, dst);
    }

    /** Copies what is received next; answers from whom, or null if there is none. */
    @Nullable InetSocketAddress peek(long ready, ByteBuffer dst) {
        AsyncRead.requireRoom(dst);
        var next = next(ready);
        if (next == null) {
            return null;
        }
        next.copyTo(dst);
        return next.from();
    }

    /** From whom the datagram is that is received next, or null if there is none. */
    @Nullable InetSocketAddress peekSender(long ready) {
        var next = next(ready);
        return next == null ? null : next.from();
    }

    private @Nullable Datagram next(long ready) {
        var kept = held.get();
        if (kept != null) {
            return kept;
        }
        peeking.lock();
        try {
            kept = held.get();
            if (kept == null) {
                var space = ByteBuffer.allocate(LARGEST);
                var from = takeOut(ready, space);
                if (from == null) {
                    return null;
                }
                var content = ByteBuffer.allocate(space.position()).put(space.flip()).flip();
                kept = new Datagram(content, from);
                held.set(kept);
            }
        } finally {
            peeking.unlock();
        }
        registration.wake(Direction.READ);
        return kept;
    }

    /** Sends a datagram to the peer, or to a target; answers false if there is no room now. */
    boolean send(long ready, ByteBuffer src, @Nullable InetSocketAddress target) {
        int length = src.remaining();
        if (length == 0 && channel.isConnected()) {
            throw new UnsupportedOperationException(
                    "the JDK sends no empty datagram from a connected socket; use sendTo on one"
                            + " that is not connected");
        }
        if (length > LARGEST) {
            throw new IoException(
                    IoException.Kind.OTHER,
                    "send to %s: a datagram carries at most 65507 bytes (65527 over IPv6), not %d; split it"
                            .formatted(peerOr(target), length));
        }
        int sent;
        try {
            do {
                sent = target == null ? channel.write(src) : channel.send(src, target);
            } while (sent < 0); // a signal has interrupted it: see ByteInput
        } catch (IOException e) {
            throw failure("send to " + peerOr(target), e);
        } catch (NotYetConnectedException e) {
            throw IoException.of(
                    this + " is not connected; connect it, or say to whom by sendTo", e);
        } catch (AlreadyConnectedException e) {
            throw new IllegalStateException(
                    "%s is connected, and cannot send to %s; use a socket that is not connected"
                            .formatted(this, target),
                    e);
        } catch (UnsupportedAddressTypeException e) {
            throw new IllegalArgumentException(
                    "%s cannot send to %s, which is an address of the other IP version"
                            .formatted(this, target),
                    e);
        }
        // An empty datagram is 0 bytes long when it was sent, and when it was not. As nothing is
        // promised of a datagram that was sent either, it counts as sent.
        if (sent == 0 && length > 0) {
            registration.clearReady(ready, Direction.WRITE);
            return false;
        }
        return true;
    }

    /** Fixes the peer, whatever it was before. */
    void connect(InetSocketAddress peer) throws IOException {
        var _ = registration.snapshot();
        peeking.lock(); // so that nobody keeps afterwards what came before
        try {
            if (channel.isConnected()) {
                channel.disconnect();
            }
            channel.connect(peer);
            held.set(null);
        } finally {
            peeking.unlock();
        }
    }

    /** Takes the channel out of the driver, which has let go of it when this returns. */
    DatagramChannel release() {
        if (holdsInput()) {
            throw new IllegalStateException(
                    this
                            + " holds a datagram that was peeked and not received, and the channel"
                            + " has it no more; receive it first");
        }
        var _ = registration.snapshot();
        registration.deregister();
        registration.driver().releaseClosed();
        return channel;
    }

    InetSocketAddress localAddress() {
        try {
            return (InetSocketAddress) channel.getLocalAddress();
        } catch (IOException e) {
            throw failure("local address", e);
        }
    }

    /** Whether an address is of an IP version that the socket can send with. */
    boolean speaksTo(InetSocketAddress target) {
        return !(localAddress().getAddress() instanceof Inet4Address)
                || target.getAddress() instanceof Inet4Address;
    }

    @Nullable InetSocketAddress peerAddress() {
        try {
            return (InetSocketAddress) channel.getRemoteAddress();
        } catch (IOException e) {
            throw failure("peer address", e);
        }
    }

    /** Closes the socket; its port is free when this returns. Idempotent. */
    void close() {
        registration.close();
        held.set(null);
        registration.driver().releaseClosed();
    }

    @Override
    public String toString() {
        try {
            var peer = channel.getRemoteAddress();
            return "UdpSocket("
                    + channel.getLocalAddress()
                    + (peer == null ? ")" : ", " + peer + ")");
        } catch (IOException e) {
            return "UdpSocket(closed)";
        }
    }

    private @Nullable InetSocketAddress takeOut(long ready, ByteBuffer dst) {
        int limit = dst.limit();
        InetSocketAddress from;
        try {
            // NIO copies through a direct buffer as large as the room, which the thread keeps.
            int room = Math.min(dst.remaining(), LARGEST);
            from = (InetSocketAddress) channel.receive(dst.limit(dst.position() + room));
        } catch (IOException e) {
            throw failure("receive on " + this, e);
        } finally {
            dst.limit(limit);
        }
        if (from == null) {
            registration.clearReady(ready, Direction.READ);
        }
        return from;
    }

    private Object peerOr(@Nullable InetSocketAddress target) {
        return target != null ? target : "the peer of " + this;
    }

    private static IoException failure(String what, IOException e) {
        var why = Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
        return IoException.of(what + ": " + why, e);
    }
}
