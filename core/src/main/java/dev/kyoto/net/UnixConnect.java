package dev.kyoto.net;

import dev.kyoto.future.Context;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.driver.IoDriver;
import dev.kyoto.internal.leaf.LeafFuture;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Connects to a path, and waits while the listener's queue is full. */
final class UnixConnect extends LeafFuture<UnixStream> {
    // States:
    //   IDLE       -> CONNECTING  first poll: `running`; connected at once as a rule
    //   CONNECTING -> CONNECTED   the socket belongs to the stream
    //   IDLE       -> PAUSING     the queue is full: `pause` runs
    //   PAUSING    -> CONNECTING, PAUSING   the pause is over
    //   any        -> RELEASED    cancel, or a failure
    // A full queue makes Linux refuse at once (EAGAIN), and nothing there tells of room. TCP's
    // system tries again after a while, and so does this.

    /** Doubled after each refusal up to LONGEST_PAUSE: an accept takes far less than the first. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(1);

    /** What a connect may come late by once there is room. */
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(64);

    private final UnixDomainSocketAddress target;
    private final SocketSettings options;
    private final ConnectAttempt.Origin origin;
    private @Nullable ConnectAttempt running;
    private @Nullable RetryTimer pause;
    private Duration nextPause = FIRST_PAUSE;

    UnixConnect(
            UnixDomainSocketAddress target,
            SocketSettings options,
            @Nullable UnixDomainSocketAddress local) {
        this.target = Objects.requireNonNull(target, "address");
        this.options = options;
        this.origin = new ConnectAttempt.Origin(StandardProtocolFamily.UNIX, local);
    }

    @Override
    protected Poll<UnixStream> attempt(Context cx) {
        var io = NetAccess.io();
        try {
            while (running == null) {
                if (pause != null && !pause.isDue(cx)) {
                    return Poll.pending();
                }
                running = beginOrNull(io);
            }
            if (!running.isConnected(cx)) {
                return Poll.pending();
            }
        } catch (IOException e) {
            throw IoException.of("connect to " + target + ": " + e.getMessage(), e);
        }
        var connected = running;
        running = null;
        return Poll.ready(new UnixStream(connected.connection()));
    }

    @Override
    protected String name() {
        return "connect()";
    }

    @Override
    protected void release() {
        if (pause != null) {
            pause.cancel();
        }
        if (running != null) {
            running.close();
            running = null;
        }
    }

    /** Null if the queue is full; then the pause has begun. */
    private @Nullable ConnectAttempt beginOrNull(IoDriver io) throws IOException {
        try {
            return ConnectAttempt.begin(io, target, options, origin);
        } catch (IOException e) {
            if (!isQueueFull(e)) {
                throw e;
            }
            if (pause == null) {
                pause = new RetryTimer();
            }
            pause.start(nextPause);
            var doubled = nextPause.multipliedBy(2);
            nextPause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
            return null;
        }
    }

    /** The JDK tells by the text of EAGAIN alone. */
    private static boolean isQueueFull(IOException e) {
        var message = e.getMessage();
        return message != null && message.contains("temporarily unavailable");
    }
}
