package dev.kyoto.process;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Futures;
import dev.kyoto.future.Join;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.leaf.OneShotFuture;
import org.jspecify.annotations.Nullable;

/** Reads both outputs of a child side by side, and waits for its end. The parts charge. */
final class CollectOutput extends OneShotFuture<Output> {
    private final Child child;
    private final int limit;
    private @Nullable ChildStdout stdout;
    private @Nullable ChildStderr stderr;
    private @Nullable Future<Output> collecting;

    CollectOutput(Child child, int limit) {
        this.child = child;
        this.limit = limit;
    }

    @Override
    protected Poll<Output> step(Context cx) {
        if (collecting == null) {
            stdout = child.heldStdout();
            stderr = child.heldStderr();
            collecting =
                    Futures.map(
                            Join.tryJoin(all(stdout), all(stderr), child.waitFor()),
                            parts -> new Output(parts.third(), parts.first(), parts.second()));
        }
        return collecting.poll(cx);
    }

    private Future<byte[]> all(@Nullable ChildOutput output) {
        return output == null ? Futures.ready(new byte[0]) : output.readToEnd(limit);
    }

    @Override
    protected void release() {
        if (collecting != null) {
            collecting.cancel();
        }
        if (stdout != null) {
            stdout.close();
        }
        if (stderr != null) {
            stderr.close();
        }
    }

    @Override
    protected String name() {
        return "waitWithOutput()";
    }
}
