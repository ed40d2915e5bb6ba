package dev.kyoto.examples.redis;

import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.sync.Notify;
import org.jspecify.annotations.Nullable;

/** The wish that the server shall end: expressed once, seen by everyone who asks. Thread-safe. */
final class Shutdown {
    private final Notify notify = new Notify();
    private volatile boolean requested;

    void request() {
        requested = true;
        notify.notifyWaiters();
    }

    boolean isRequested() {
        return requested;
    }

    /** Done as soon as the wish has been expressed. */
    Future<@Nullable Void> requested() {
        // Made before the look at the flag: a request that comes between the two still wakes it.
        var notified = notify.notified();
        return requested ? cx -> Poll.ready(null) : notified;
    }
}
