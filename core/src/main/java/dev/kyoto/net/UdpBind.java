package dev.kyoto.net;

import dev.kyoto.future.Future;
import dev.kyoto.internal.driver.Registration;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.util.List;
import java.util.function.Supplier;

/**
 * Makes a datagram socket on the first address that can be bound. Only the look-up waits.
 *
 * <p>The socket is of the address' own family, as the options of the two families differ; one that
 * is bound to all IPv6 addresses receives over IPv4 as well, where the system allows it.
 */
final class UdpBind extends FirstAddress<UdpSocket> {

    UdpBind(Supplier<Future<List<InetSocketAddress>>> lookup) {
        super("bind", lookup);
    }

    @Override
    void prepare() {
        var _ = NetAccess.io();
    }

    @Override
    UdpSocket use(InetSocketAddress address) throws IOException {
        var io = NetAccess.io();
        // A port that was closed a moment ago is free once the driver has let go of it.
        io.releaseClosed();
        var family =
                address.getAddress() instanceof Inet4Address
                        ? StandardProtocolFamily.INET
                        : StandardProtocolFamily.INET6;
        var channel = io.sockets().openDatagramChannel(family);
        Registration registration = null;
        try {
            channel.configureBlocking(false);
            channel.bind(address);
            registration = io.register(channel);
            return new UdpSocket(new UdpIo(channel, registration));
        } finally {
            if (registration == null) {
                channel.close();
            }
        }
    }
}
