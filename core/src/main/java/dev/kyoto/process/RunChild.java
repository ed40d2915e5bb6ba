package dev.kyoto.process;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.leaf.OneShotFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Starts a child, waits for something of it, and closes it. The parts charge. */
final class RunChild<T> extends OneShotFuture<T> {
    private final String name;
    private final Future<Child> spawning;
    private final Function<Child, Future<T>> then;
    private @Nullable Child child;
    private @Nullable Future<T> waiting;

    RunChild(String name, Future<Child> spawning, Function<Child, Future<T>> then) {
        this.name = name;
        this.spawning = spawning;
        this.then = then;
    }

    @Override
    protected Poll<T> step(Context cx) {
        if (waiting == null) {
            if (!(spawning.poll(cx) instanceof Poll.Ready<Child>(var started))) {
                return Poll.pending();
            }
            child = started;
            waiting = then.apply(started);
        }
        var outcome = waiting.poll(cx);
        if (outcome.isReady()) {
            close();
        }
        return outcome;
    }

    private void close() {
        if (child != null) {
            child.close();
        }
    }

    @Override
    protected void release() {
        spawning.cancel();
        if (waiting != null) {
            waiting.cancel();
        }
        close();
    }

    @Override
    protected String name() {
        return name;
    }
}
