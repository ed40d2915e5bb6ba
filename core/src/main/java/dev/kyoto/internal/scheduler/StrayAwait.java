package dev.kyoto.internal.scheduler;

import dev.kyoto.future.Awaiter;
import dev.kyoto.future.Future;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * An {@code await()} inside a poll but outside of any async block: synchronous code in the middle
 * of asynchronous code.
 *
 * <p>It works: the core is handed on, so that all other tasks go on, and this thread is parked. It
 * costs a thread, so it is reported once for each line.
 *
 * <p>Tasks that stay on one thread, those of a local runtime or of {@link LocalTasks}, cannot go on
 * elsewhere: this thread goes on with them, within the call ({@link NestedAwait}).
 */
final class StrayAwait {
    /** The lines that were reported, of the whole process. */
    private static final Set<String> REPORTED = ConcurrentHashMap.newKeySet();

    private StrayAwait() {}

    /** The awaiter of a thread that drives a current-thread scheduler. */
    static Awaiter in(ThreadContext context) {
        return new Awaiter() {
            @Override
            public <T extends @Nullable Object> T await(Future<T> future) {
                return StrayAwait.await(context, future);
            }
        };
    }

    static <T extends @Nullable Object> T await(ThreadContext context, Future<T> future) {
        var loop = context.loop();
        boolean hasCore = loop != null && loop.hasCore();
        boolean nested =
                context.driven() != null
                        || (hasCore
                                && loop instanceof CurrentThreadLoop here
                                && here.staysOnThread());
        if (!hasCore && !nested) {
            return Awaiter.parking().await(future);
        }
        var line = line();
        report(line, context.task(), nested);
        StrayBlame.tell(line);
        if (!nested) {
            return handedOver(context, Objects.requireNonNull(loop, "it has a core"), future);
        }
        try (var waiting = new NestedAwait<>(context, future)) {
            if (!hasCore) {
                return Awaiter.parking().await(waiting);
            }
            return loop instanceof CurrentThreadLoop here && here.staysOnThread()
                    ? here.runNested(waiting)
                    : handedOver(context, Objects.requireNonNull(loop, "it has a core"), waiting);
        }
    }

    private static <T extends @Nullable Object> T handedOver(
            ThreadContext context, SchedulerLoop loop, Future<T> future) {
        var before = context.startBlocking();
        loop.handOver();
        try {
            return Awaiter.parking().await(future);
        } finally {
            loop.reclaim();
            context.resume(before);
        }
    }

    /** The line that awaits. */
    private static String line() {
        var caller = HiddenFrames.caller(StrayAwait::isOurs);
        return caller == null ? "an unknown line" : caller.toString();
    }

    private static void report(String line, @Nullable Task<?> task, boolean nested) {
        if (REPORTED.add(line)) {
            System.getLogger("dev.kyoto")
                    .log(
                            System.Logger.Level.WARNING,
                            "await() at {0} is inside a poll but not in an async block (in {1}): {2}. Put the"
                                    + " code into an async block, or run it with spawnBlocking.",
                            line,
                            task == null ? "blockOn" : task,
                            nested
                                    ? "other tasks of this thread run within that call until it is done"
                                    : "its thread is parked and the worker's core was handed on");
        }
    }

    private static boolean isOurs(String className) {
        return className.startsWith("dev.kyoto.future.")
                || className.startsWith("dev.kyoto.internal.");
    }
}
