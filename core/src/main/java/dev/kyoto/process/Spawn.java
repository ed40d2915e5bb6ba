package dev.kyoto.process;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.leaf.LeafFuture;
import dev.kyoto.internal.scheduler.SystemCall;
import dev.kyoto.internal.scheduler.ThreadContext;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The start of a child as a future.
 *
 * <p>The thread that starts it and the task that waits meet in {@code handOver}:
 *
 * <pre>
 *   null     -> child      started; the task has not asked yet
 *   null     -> ABANDONED  cancelled before: the starting thread closes the child
 *   child    -> ABANDONED  cancelled after: the cancelling thread closes it
 * </pre>
 */
final class Spawn extends LeafFuture<Child> {
    private static final Object ABANDONED = new Object();

    private final Launch launch;
    private final AtomicReference<@Nullable Object> handOver = new AtomicReference<>();
    private @Nullable Future<Child> starting;

    Spawn(Launch launch) {
        this.launch = launch;
    }

    @Override
    protected Poll<Child> attempt(Context cx) {
        if (starting == null) {
            var scheduler = ThreadContext.current().scheduler();
            var io = scheduler.drivers().io();
            starting = SystemCall.start(scheduler, () -> handOver(launch.start(io)));
        }
        return starting.poll(cx);
    }

    private Child handOver(Child child) {
        if (!handOver.compareAndSet(null, child)) {
            child.close();
        }
        return child;
    }

    @Override
    protected void release() {
        if (handOver.getAndSet(ABANDONED) instanceof Child child) {
            child.close();
        }
        if (starting != null) {
            starting.cancel();
        }
    }

    @Override
    protected String name() {
        return "spawn()";
    }
}
