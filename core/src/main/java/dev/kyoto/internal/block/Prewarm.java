package dev.kyoto.internal.block;

import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Futures;
import dev.kyoto.future.Waker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Weaves a body that nobody needs, for the first runtime of a process, on a thread of its own. */
final class Prewarm {
    private static final int REHEARSALS = 24;

    private static final AtomicBoolean STARTED = new AtomicBoolean();

    private Prewarm() {}

    static void start() {
        if (!STARTED.getAndSet(true)) {
            Thread.ofPlatform().daemon().name("kyoto-prewarm").start(Prewarm::run);
        }
    }

    private static void run() {
        int start = 1;
        long end = 2;
        var thread = Thread.currentThread();
        AsyncCallable<Object> body =
                () -> {
                    var seen = new ArrayList<Object>();
                    try {
                        for (int i = start; i < end; i++) {
                            seen.add(
                                    new ArrayList<Object>(
                                            List.of(Futures.ready("a").await() + thread + i)));
                            Futures.yieldNow().await();
                        }
                    } catch (IllegalStateException e) {
                        seen.forEach(it -> seen.remove(e));
                    }
                    return seen;
                };
        // The first block of a program waits for the rehearsal under way, so the first one is
        // short.
        AsyncCallable<Object> simple =
                () -> {
                    Futures.yieldNow().await();
                    return thread;
                };
        drive(BodyPlan.rehearse(simple));
        // The first time loads the classes, a few more get the JVM to know them.
        for (int i = 0; i < REHEARSALS; i++) {
            drive(BodyPlan.rehearse(body));
        }
    }

    private static void drive(Future<?> block) {
        var cx = Context.of(Waker.noop());
        while (block.poll(cx).isPending()) {
            cx.startTurn();
        }
    }
}
