package dev.kyoto.internal.scheduler;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.driver.Drivers;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The future that a current-thread loop runs for, and, in the end, its value. */
final class Root<T extends @Nullable Object> implements Goal {
    private final Future<T> future;
    private final RootWaker waker;
    private final Context cx;

    /** The caller's, which are not those of the tasks that run in between. */
    private final @Nullable Binding bindings;

    /** Before the first poll nobody has the waker, so that it need not be asked. */
    private boolean started;

    private @Nullable Poll<T> ready;

    Root(Future<T> future, Drivers drivers, ThreadContext context) {
        this.future = future;
        this.waker = new RootWaker(drivers);
        this.cx = Context.of(waker);
        this.bindings = context.bindings();
    }

    @Override
    public boolean isReached() {
        if (ready == null && (!started || waker.consume())) {
            started = true;
            cx.startTurn();
            var poll = bindings == null ? future.poll(cx) : pollWithBindings(bindings);
            ready = poll.isReady() ? poll : null;
        }
        return ready != null;
    }

    private Poll<T> pollWithBindings(Binding bound) {
        var context = ThreadContext.current();
        var outer = context.swapBindings(bound);
        try {
            return future.poll(cx);
        } finally {
            context.swapBindings(outer);
        }
    }

    @Override
    public boolean hasNews() {
        return waker.isWoken();
    }

    /** Whether the last poll has brought the value. */
    boolean isDone() {
        return ready != null;
    }

    Future<T> future() {
        return future;
    }

    T value() {
        return Objects.requireNonNull(ready, "reached").value();
    }
}
