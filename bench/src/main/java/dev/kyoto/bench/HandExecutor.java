package dev.kyoto.bench;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;

/** Polls a future over and over on the calling thread: the cheapest executor there can be. */
final class HandExecutor {
    private final Context cx = Context.of(Waker.noop());

    <T> T run(Future<T> future) {
        while (true) {
            cx.startTurn();
            if (future.poll(cx) instanceof Poll.Ready<T>(T value)) {
                return value;
            }
        }
    }
}
