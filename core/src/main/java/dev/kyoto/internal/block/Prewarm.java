package dev.kyoto.internal.block;

import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.Context;
import dev.kyoto.future.Futures;
import dev.kyoto.future.Waker;
import dev.kyoto.internal.weave.Weaver;
import dev.kyoto.internal.weave.Weaving;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Weaves a body that nobody needs, once a process, on a thread of its own. */
final class Prewarm {
    private static final AtomicBoolean STARTED = new AtomicBoolean();

    private Prewarm() {}

    static void start() {
        if (!STARTED.getAndSet(true)) {
            Thread.ofPlatform().daemon().name("kyoto-prewarm").start(Prewarm::run);
        }
    }

    private static void run() {
        int start = 1;
        AsyncCallable<Object> body =
                () -> {
                    var seen = new ArrayList<Object>();
                    try {
                        for (int i = start; i < 2; i++) {
                            seen.add(new ArrayList<Object>(List.of(Futures.ready("a").await() + i)));
                            Futures.yieldNow().await();
                        }
                    } catch (IllegalStateException e) {
                        seen.forEach(it -> seen.remove(e));
                    }
                    return seen;
                };
        if (Weaver.rehearse(body) instanceof Weaving.Woven woven) {
            var block = woven.prototype().fresh(body);
            var cx = Context.of(Waker.noop());
            while (block.poll(cx).isPending()) {
                cx.startTurn();
            }
        }
    }
}
