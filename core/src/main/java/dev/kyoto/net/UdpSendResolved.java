package dev.kyoto.net;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.leaf.OneShotFuture;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Looks a target up, and then sends to its first address that the socket can reach. */
final class UdpSendResolved extends OneShotFuture<Integer> {
    private final Future<List<InetSocketAddress>> lookup;
    private final UdpIo io;
    private final Function<InetSocketAddress, Future<Integer>> send;
    private @Nullable Future<Integer> sending;

    UdpSendResolved(
            InetSocketAddress target, UdpIo io, Function<InetSocketAddress, Future<Integer>> send) {
        this.io = io;
        this.lookup = Net.lookupHost(target.getHostString(), target.getPort());
        this.send = send;
    }

    @Override
    protected Poll<Integer> step(Context cx) {
        if (sending == null) {
            if (!(lookup.poll(cx) instanceof Poll.Ready<List<InetSocketAddress>>(var addresses))) {
                return Poll.pending();
            }
            var reached = addresses.stream().filter(io::speaksTo).findFirst();
            sending = send.apply(reached.orElse(addresses.getFirst()));
        }
        return sending.poll(cx);
    }

    @Override
    protected String name() {
        return "sendTo()";
    }

    @Override
    protected void release() {
        if (sending != null) {
            sending.cancel();
        } else {
            lookup.cancel();
        }
    }
}
