package dev.kyoto.process;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.leaf.OneShotFuture;
import org.jspecify.annotations.Nullable;

/** Waits for the end of a child, after something was done to bring it about. The wait charges. */
final class WaitFor extends OneShotFuture<ExitStatus> {
    private final String name;
    private final Runnable before;
    private final Child child;
    private @Nullable Future<ExitStatus> waiting;

    WaitFor(String name, Runnable before, Child child) {
        this.name = name;
        this.before = before;
        this.child = child;
    }

    @Override
    protected Poll<ExitStatus> step(Context cx) {
        if (waiting == null) {
            before.run();
            waiting = child.ended();
        }
        return waiting.poll(cx);
    }

    @Override
    protected void release() {
        if (waiting != null) {
            waiting.cancel();
        }
    }

    @Override
    protected String name() {
        return name;
    }
}
