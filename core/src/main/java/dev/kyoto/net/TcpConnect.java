package dev.kyoto.net;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.driver.IoDriver;
import dev.kyoto.internal.leaf.LeafFuture;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Connects to the address that answers first, by RFC 8305. */
final class TcpConnect extends LeafFuture<TcpStream> {
    // States:
    //   IDLE       -> RESOLVING   first poll
    //   RESOLVING  -> CONNECTING  the addresses are known: `targets`
    //   CONNECTING -> CONNECTED   one of `running` has answered; the others are closed
    //   CONNECTING -> FAILED      no target is left, and none runs
    //   any        -> RELEASED    cancel, or a failure: all of `running` are closed
    // While CONNECTING the next target is begun when none runs, when one has failed since the last
    // was begun (`hurried`), and when the last was begun ATTEMPT_DELAY ago.

    /**
     * What RFC 8305 recommends: longer than most connections take to be made, so that there is
     * seldom a second one, and too short for a person to mind.
     */
    static final Duration ATTEMPT_DELAY = Duration.ofMillis(250);

    private final Supplier<Future<List<InetSocketAddress>>> lookup;
    private final SocketSettings options;
    private final ConnectAttempt.Origin origin;

    private @Nullable Future<List<InetSocketAddress>> resolving;
    private @Nullable List<InetSocketAddress> targets;
    private int next;
    private final ArrayList<ConnectAttempt> running = new ArrayList<>(1);
    private boolean hurried;

    /** Made with the first of several targets. */
    private @Nullable RetryTimer delay;

    private final ArrayList<IoException> failures = new ArrayList<>(0);

    TcpConnect(Supplier<Future<List<InetSocketAddress>>> lookup, SocketSettings options) {
        this(lookup, options, ConnectAttempt.Origin.ANY);
    }

    TcpConnect(
            Supplier<Future<List<InetSocketAddress>>> lookup,
            SocketSettings options,
            ConnectAttempt.Origin origin) {
        this.lookup = lookup;
        this.options = options;
        this.origin = origin;
    }

    @Override
    protected Poll<TcpStream> attempt(Context cx) {
        var io = NetAccess.io();
        if (targets == null) {
            if (resolving == null) {
                resolving = lookup.get();
            }
            if (!(resolving.poll(cx)
                    instanceof Poll.Ready<List<InetSocketAddress>>(var addresses))) {
                return Poll.pending();
            }
            resolving = null;
            targets = interleaved(addresses);
        }
        while (true) {
            var winner = takeConnected(cx);
            if (winner != null) {
                release();
                return Poll.ready(new TcpStream(winner.connection()));
            }
            if (!isTimeForNext(cx, targets)) {
                return Poll.pending();
            }
            beginNext(io, targets);
        }
    }

    @Override
    protected String name() {
        return "connect()";
    }

    @Override
    protected void release() {
        if (resolving != null) {
            resolving.cancel();
            resolving = null;
        }
        if (delay != null) {
            delay.cancel();
        }
        running.forEach(ConnectAttempt::close);
        running.clear();
    }

    /**
     * The families in turn, beginning with that of the system's first choice; else in the order of
     * the system: if one family does not work, its addresses cost one delay and not one each.
     */
    static List<InetSocketAddress> interleaved(List<InetSocketAddress> addresses) {
        var preferred = new ArrayDeque<InetSocketAddress>();
        var others = new ArrayDeque<InetSocketAddress>();
        for (var address : addresses) {
            (isSix(address) == isSix(addresses.getFirst()) ? preferred : others).add(address);
        }
        var result = new ArrayList<InetSocketAddress>(addresses.size());
        while (!preferred.isEmpty() || !others.isEmpty()) {
            if (!preferred.isEmpty()) {
                result.add(preferred.remove());
            }
            if (!others.isEmpty()) {
                result.add(others.remove());
            }
        }
        return result;
    }

    private static boolean isSix(InetSocketAddress address) {
        return address.getAddress() instanceof Inet6Address;
    }

    /** Looks after all that run, the oldest first; those that have failed are done with. */
    private @Nullable ConnectAttempt takeConnected(Context cx) {
        for (var all = running.iterator(); all.hasNext(); ) {
            var attempt = all.next();
            try {
                if (attempt.isConnected(cx)) {
                    all.remove();
                    return attempt;
                }
            } catch (IOException e) {
                all.remove();
                attempt.close();
                noteFailure(attempt.target(), e);
            }
        }
        return null;
    }

    private boolean isTimeForNext(Context cx, List<InetSocketAddress> all) {
        if (next == all.size()) {
            if (running.isEmpty()) {
                throw failure();
            }
            return false;
        }
        return running.isEmpty() || hurried || (delay != null && delay.isDue(cx));
    }

    private void beginNext(IoDriver io, List<InetSocketAddress> all) {
        hurried = false;
        var target = all.get(next++);
        try {
            if (isBoundToOnePort()) {
                io.releaseClosed(); // the attempt before has had the port
            }
            running.add(ConnectAttempt.begin(io, target, options, origin));
        } catch (IOException e) {
            noteFailure(target, e);
        }
        if (next < all.size() && !isBoundToOnePort()) {
            if (delay == null) {
                delay = new RetryTimer();
            }
            delay.start(ATTEMPT_DELAY);
        }
    }

    /** Two sockets cannot have the same port: there is one attempt at a time. */
    private boolean isBoundToOnePort() {
        return origin.local() instanceof InetSocketAddress local && local.getPort() != 0;
    }

    private void noteFailure(Object target, IOException cause) {
        hurried = true;
        failures.add(IoException.of("connect to " + target + ": " + cause.getMessage(), cause));
    }

    /** The last one, with those before it suppressed. */
    private IoException failure() {
        if (failures.isEmpty()) {
            return new IoException(IoException.Kind.UNKNOWN_HOST, "no address to connect to");
        }
        var last = failures.removeLast();
        failures.forEach(last::addSuppressed);
        return last;
    }
}
