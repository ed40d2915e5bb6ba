package dev.kyoto.stream;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Behind {@link AsyncStream#throttle}.
 *
 * <pre>
 *   OPEN -> SHUT   an item was let through
 *   SHUT -> OPEN   the time is over
 * </pre>
 */
final class ThrottleStream<T> extends Adapter<T, T> {
    /** Runs while SHUT. */
    private final Countdown countdown;

    ThrottleStream(AsyncStream<T> source, Duration gap) {
        super(source);
        this.countdown = new Countdown(gap);
    }

    @Override
    public Poll<@Nullable T> pollNext(Context cx) {
        if (countdown.isRunning() && !countdown.pollOver(cx)) {
            return Poll.pending();
        }
        var polled = source.pollNext(cx);
        if (polled.isReady()) {
            if (polled.value() == null) {
                countdown.stop();
            } else if (!countdown.duration().isZero()) {
                countdown.start();
            }
        }
        return polled;
    }

    @Override
    public void cancel() {
        countdown.stop();
        super.cancel();
    }

    @Override
    public Poll<@Nullable Void> pollCancel(Context cx) {
        countdown.stop();
        return super.pollCancel(cx);
    }
}
