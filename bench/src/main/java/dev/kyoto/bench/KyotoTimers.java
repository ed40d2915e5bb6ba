package dev.kyoto.bench;

import dev.kyoto.future.Context;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.runtime.EnterGuard;
import dev.kyoto.time.AsyncInstant;
import dev.kyoto.time.Sleep;
import dev.kyoto.time.Time;
import java.time.Duration;

/** Sleeps of a runtime with one worker, polled once by hand: no tasks, timers alone. */
final class KyotoTimers implements Timers<Sleep> {
    private final AsyncRuntime runtime = AsyncRuntime.builder().workerThreads(1).build();
    private final EnterGuard entered = runtime.enter();

    @Override
    public String name() {
        return "kyoto";
    }

    @Override
    public Sleep arm(long nanos, Runnable action) {
        var sleep = Time.sleep(Duration.ofNanos(nanos));
        if (sleep.poll(Context.of(action::run)).isReady()) {
            action.run();
        }
        return sleep;
    }

    @Override
    public Sleep postpone(Sleep timer, long nanos, Runnable action) {
        timer.reset(AsyncInstant.now().plus(Duration.ofNanos(nanos)));
        return timer;
    }

    @Override
    public void cancel(Sleep timer) {
        timer.cancel();
    }

    @Override
    public void close() {
        entered.close();
        runtime.close();
    }
}
