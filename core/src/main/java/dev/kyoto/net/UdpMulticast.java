package dev.kyoto.net;

import dev.kyoto.future.IoException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;

/**
 * What of a {@link UdpSocket} concerns datagrams to many: the groups that it is a member of, and how
 * it sends to groups. A view, for any number of threads.
 *
 * <p>A socket need be no member to send to a group. IPv4 or IPv6 is told by the socket; join groups
 * of its own version, since others work on some systems only.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * var group = InetAddress.getByName("239.1.2.3");
 * var network = NetworkInterface.getByName("eth0");
 * var membership = udp.multicast().join(group, network);
 * var received = udp.recvFrom(buffer.clear()).await();
 * membership.drop();
 * }
 *
 * <p>Answers to the multicast methods of {@code tokio::net::UdpSocket}.
 */
public final class UdpMulticast {
    private final UdpSocket owner;
    private final DatagramChannel channel;

    UdpMulticast(UdpSocket owner, DatagramChannel channel) {
        this.owner = owner;
        this.channel = channel;
    }

    /**
     * Joins a group. Joining again answers the same membership.
     *
     * <p>Answers to {@code UdpSocket::join_multicast_v4} and {@code join_multicast_v6}.
     *
     * @param group a multicast address
     * @param network the interface to listen at
     * @return the membership, which ends by {@link MembershipKey#drop()} or with the socket, and may
     *     block single senders
     * @throws IoException {@code CLOSED}, or what the system says
     * @throws IllegalArgumentException if the address is no multicast address
     */
    public MembershipKey join(InetAddress group, NetworkInterface network) {
        try {
            return channel.join(group, network);
        } catch (IOException e) {
            throw failure(group, network, e);
        }
    }

    /**
     * Joins a group for what one sender sends to it.
     *
     * @param group a multicast address
     * @param network the interface to listen at
     * @param source the only sender to hear
     * @return the membership, which ends by {@link MembershipKey#drop()} or with the socket
     * @throws IoException {@code CLOSED}, or what the system says
     * @throws UnsupportedOperationException if the system does not filter by sender
     */
    public MembershipKey join(InetAddress group, NetworkInterface network, InetAddress source) {
        try {
            return channel.join(group, network, source);
        } catch (IOException e) {
            throw failure(group, network, e);
        }
    }

    private IoException failure(InetAddress group, NetworkInterface network, IOException e) {
        return IoException.of(
                "%s cannot join %s at %s: %s"
                        .formatted(owner, group, network.getName(), e.getMessage()),
                e);
    }

    /**
     * Sets whether what is sent to a group also comes to members on this machine. On at first.
     *
     * @param on whether it does
     */
    public void loop(boolean on) {
        owner.option(StandardSocketOptions.IP_MULTICAST_LOOP, on);
    }

    /**
     * Whether what is sent to a group also comes to members on this machine.
     *
     * @return true if it does
     */
    public boolean loop() {
        return owner.option(StandardSocketOptions.IP_MULTICAST_LOOP);
    }

    /**
     * Sets how many routers a datagram to a group may pass. 1 at first: it stays in the network.
     *
     * @param hops 0 to 255
     */
    public void ttl(int hops) {
        owner.option(StandardSocketOptions.IP_MULTICAST_TTL, hops);
    }

    /**
     * How many routers a datagram to a group may pass.
     *
     * @return the number of hops
     */
    public int ttl() {
        return owner.option(StandardSocketOptions.IP_MULTICAST_TTL);
    }

    /**
     * Sets the interface through which datagrams to groups are sent. The system chooses at first.
     *
     * @param network the interface
     */
    public void sendThrough(NetworkInterface network) {
        owner.option(StandardSocketOptions.IP_MULTICAST_IF, network);
    }
}
