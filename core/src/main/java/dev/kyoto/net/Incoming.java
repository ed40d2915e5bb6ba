package dev.kyoto.net;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.stream.AsyncStream;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a listener, one accept after another, so that several streams and tasks can
 * share the listener.
 *
 * <p>States:
 *
 * <pre>
 *   IDLE -> WAITING   pollNext: an accept is pending
 *   WAITING -> IDLE   it was Ready, or has failed
 *   any -> ENDED      the listener was found closed, or cancel
 * </pre>
 */
final class Incoming<S> implements AsyncStream<S> {
    private final Listener<S> listener;

    /** Not null while WAITING. */
    private @Nullable Future<S> accept;

    private boolean ended;

    Incoming(Listener<S> listener) {
        this.listener = listener;
    }

    @Override
    public Poll<@Nullable S> pollNext(Context cx) {
        if (ended) {
            return Poll.ready(null);
        }
        var waiting = accept == null ? listener.accept() : accept;
        accept = null;
        try {
            if (waiting.poll(cx) instanceof Poll.Ready<S>(var connection)) {
                return Poll.ready(connection);
            }
        } catch (IoException e) {
            if (e.kind() != IoException.Kind.CLOSED) {
                throw e;
            }
            ended = true;
            return Poll.ready(null);
        }
        accept = waiting;
        return Poll.pending();
    }

    @Override
    public void cancel() {
        ended = true;
        if (accept != null) {
            accept.cancel();
            accept = null;
        }
    }
}
