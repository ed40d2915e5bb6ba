package dev.kyoto.stream;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import dev.kyoto.time.Elapsed;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Behind {@link AsyncStream#timeout} and {@link AsyncStream#timeoutRepeating}.
 *
 * <pre>
 *   IDLE    -> WAITING   the source is Pending: the countdown starts
 *   WAITING -> IDLE      an item, an end or a failure has come
 *   WAITING -> TOLD      the time is over, and was told; if repeating, WAITING again
 *   TOLD    -> IDLE      an item, an end or a failure has come
 * </pre>
 */
final class TimeoutStream<T> extends Adapter<T, T> {
    private final Countdown countdown;
    private final boolean repeating;

    /** False while IDLE. */
    private boolean waiting;

    TimeoutStream(AsyncStream<T> source, Duration limit, boolean repeating) {
        super(source);
        this.countdown = new Countdown(limit);
        this.repeating = repeating;
        if (repeating && limit.isZero()) {
            throw new IllegalArgumentException(
                    "a timeout of zero that repeats would throw without end; use a positive one");
        }
    }

    @Override
    public Poll<@Nullable T> pollNext(Context cx) {
        Poll<@Nullable T> polled;
        try {
            polled = source.pollNext(cx);
        } catch (RuntimeException | Error e) {
            idle();
            throw e;
        }
        if (polled.isReady()) {
            idle();
            if (polled.value() == null) {
                countdown.stop();
            }
            return polled;
        }
        if (!waiting) {
            waiting = true;
            countdown.start();
        }
        if (countdown.isRunning() && countdown.pollOver(cx)) {
            if (repeating) {
                countdown.start();
            }
            throw new Elapsed(countdown.duration());
        }
        return polled;
    }

    private void idle() {
        waiting = false;
        countdown.ignore();
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
