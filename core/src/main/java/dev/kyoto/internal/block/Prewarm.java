package dev.kyoto.internal.block;

import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Futures;
import dev.kyoto.future.Waker;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Weaves a body that nobody needs, for the first runtime of a process, on a thread of its own. */
final class Prewarm implements Runnable {
    private static final int REHEARSALS = 24;

    private static boolean started;

    private Prewarm() {}

    static synchronized void start() {
        if (!started) {
            started = true;
            Thread.ofPlatform().daemon().name("kyoto-prewarm").start(new Prewarm());
        }
    }

    @Override
    public void run() {
        // The first block of a program may come soon, and needs most of what a short one needs.
        AsyncCallable<String> simple =
                () -> {
                    Futures.yieldNow().await();
                    return "";
                };
        drive(BodyPlan.rehearse(simple));
        rehearseAll();
        var cancelled = BodyPlan.rehearse(simple);
        cancelled.poll(Context.of(Waker.noop()));
        cancelled.cancel();
    }

    @SuppressWarnings("serial") // nobody writes the body anywhere
    private static void rehearseAll() {
        int start = 1;
        long end = 2;
        // It is not read any more at the later awaits.
        var thread = Thread.currentThread();
        AsyncCallable<Object> body =
                () -> {
                    var seen = new ArrayList<Object>();
                    switch (priority(thread)) {
                        case Thread.MIN_PRIORITY -> seen.add(Locale.ROOT);
                        case Thread.MAX_PRIORITY -> seen.add(start);
                        default -> seen.add(end);
                    }
                    try {
                        for (int i = start; i < end; i++) {
                            seen.add(
                                    new ArrayList<Object>(
                                            List.of(Futures.ready("a").await() + end + i)));
                            Futures.yieldNow().await();
                        }
                    } catch (IllegalStateException e) {
                        seen.forEach(it -> seen.remove(e));
                    }
                    return seen;
                };
        // The first time loads the classes, a few more get the JVM to know them.
        for (int i = 0; i < REHEARSALS; i++) {
            drive(BodyPlan.rehearse(body));
        }
    }

    private static int priority(Thread thread) {
        Futures.yieldNow().await();
        return thread.getPriority();
    }

    private static void drive(Future<?> block) {
        var cx = Context.of(Waker.noop());
        while (block.poll(cx).isPending()) {
            cx.startTurn();
        }
    }
}
