package dev.kyoto.net;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.leaf.LeafFuture;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks addresses up, and then does without waiting what the first of them allows. The failure of
 * the last one is reported, with the others suppressed.
 *
 * @param <T> the type of the outcome
 */
abstract class FirstAddress<T extends @Nullable Object> extends LeafFuture<T> {
    private final String verb;
    private final Supplier<Future<List<InetSocketAddress>>> lookup;
    private @Nullable Future<List<InetSocketAddress>> resolving;

    FirstAddress(String verb, Supplier<Future<List<InetSocketAddress>>> lookup) {
        this.verb = verb;
        this.lookup = lookup;
    }

    /** Checks before the look-up whether there is a point in it; throws if there is none. */
    void prepare() {}

    /** What is done with an address; one that fails has left nothing behind. */
    abstract T use(InetSocketAddress address) throws IOException;

    @Override
    protected final Poll<T> attempt(Context cx) {
        if (resolving == null) {
            prepare();
            resolving = lookup.get();
        }
        return resolving.poll(cx) instanceof Poll.Ready<List<InetSocketAddress>>(var addresses)
                ? Poll.ready(useFirst(addresses))
                : Poll.pending();
    }

    @Override
    protected String name() {
        return verb + "()";
    }

    @Override
    protected final void release() {
        if (resolving != null) {
            resolving.cancel();
        }
    }

    private T useFirst(List<InetSocketAddress> addresses) {
        IoException failure = null;
        for (var address : addresses) {
            try {
                return use(address);
            } catch (IOException e) {
                var latest = IoException.of(verb + " " + address + ": " + e.getMessage(), e);
                if (failure != null) {
                    latest.addSuppressed(failure);
                }
                failure = latest;
            }
        }
        throw failure != null
                ? failure
                : new IoException(IoException.Kind.UNKNOWN_HOST, "no address to " + verb);
    }
}
