package dev.kyoto.net;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.leaf.LeafFuture;
import dev.kyoto.internal.scheduler.SystemCall;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Names and addresses.
 *
 * <p>Answers to the functions of {@code tokio::net}.
 */
public final class Net {

    private Net() {}

    /**
     * Looks up the addresses of a host, on the blocking pool. An address written as numbers is
     * answered at once.
     *
     * <p><b>Cancellation</b> Safe; a look-up that has begun ends on its pool thread, unheard.
     *
     * <p><b>Errors</b> {@code UNKNOWN_HOST}.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * for (var address : Net.lookupHost("localhost", 80).await()) {
     *     System.out.println(address);
     * }
     * }
     *
     * <p>Answers to {@code tokio::net::lookup_host}.
     *
     * @param host a name, or an address written as numbers
     * @param port the port of the answers, 0 to 65,535
     * @return the addresses, at least one, in the order of the system
     */
    @CheckReturnValue
    public static Future<List<InetSocketAddress>> lookupHost(String host, int port) {
        return new Lookup(resolution(host, port));
    }

    /** A look-up that has not begun; each get() begins anew. */
    static Supplier<Future<List<InetSocketAddress>>> resolution(String host, int port) {
        Objects.requireNonNull(host, "host");
        if (port < 0 || port > 0xFFFF) {
            throw new IllegalArgumentException(
                    "port " + port + " for host '" + host + "' is not within 0 to 65535");
        }
        var literal = literalOrNull(host);
        if (literal != null) {
            return known(new InetSocketAddress(literal, port));
        }
        return () -> SystemCall.start(() -> lookUp(host, port));
    }

    /** The same for an address, which may be unresolved. */
    static Supplier<Future<List<InetSocketAddress>>> resolution(SocketAddress address) {
        if (!(Objects.requireNonNull(address, "address") instanceof InetSocketAddress inet)) {
            throw new IllegalArgumentException(
                    "TCP needs an InetSocketAddress, not a %s: %s"
                            .formatted(address.getClass().getSimpleName(), address));
        }
        return inet.isUnresolved() ? resolution(inet.getHostString(), inet.getPort()) : known(inet);
    }

    private static Supplier<Future<List<InetSocketAddress>>> known(InetSocketAddress address) {
        var answer = Poll.ready(List.of(address));
        return () -> cx -> answer;
    }

    private static @Nullable InetAddress literalOrNull(String host) {
        try {
            return InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException e) {
            return null; // a name
        }
    }

    private static List<InetSocketAddress> lookUp(String host, int port) {
        try {
            return Arrays.stream(InetAddress.getAllByName(host))
                    .map(address -> new InetSocketAddress(address, port))
                    .toList();
        } catch (UnknownHostException e) {
            throw IoException.of("no address for host '" + host + "': " + e.getMessage(), e);
        }
    }

    private static final class Lookup extends LeafFuture<List<InetSocketAddress>> {
        private final Supplier<Future<List<InetSocketAddress>>> start;
        private @Nullable Future<List<InetSocketAddress>> running;

        Lookup(Supplier<Future<List<InetSocketAddress>>> start) {
            this.start = start;
        }

        @Override
        protected Poll<List<InetSocketAddress>> attempt(Context cx) {
            if (running == null) {
                running = start.get();
            }
            return running.poll(cx);
        }

        @Override
        protected String name() {
            return "lookupHost()";
        }

        @Override
        protected void release() {
            if (running != null) {
                running.cancel();
            }
        }
    }
}
