package dev.kyoto.net;

import dev.kyoto.future.Context;
import dev.kyoto.future.Failures;
import dev.kyoto.future.Future;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.driver.IoDriver;
import dev.kyoto.internal.scheduler.Outcome;
import dev.kyoto.internal.scheduler.Task;
import dev.kyoto.internal.scheduler.TaskMeta;
import dev.kyoto.internal.scheduler.ThreadContext;
import java.util.concurrent.Callable;

/** The one door from this package to the runtime. */
final class NetAccess {

    private NetAccess() {}

    /** The I/O driver of the runtime at hand. */
    static IoDriver io() {
        return ThreadContext.current().scheduler().drivers().io();
    }

    /** Starts a closure on the blocking pool of the runtime at hand. */
    static <T> Future<T> blocking(Callable<T> body) {
        // The task itself never fails: a failure that nobody waits for any more is nobody's
        // concern.
        Callable<Callable<T>> attempt =
                () -> {
                    try {
                        var value = body.call();
                        return () -> value;
                    } catch (Exception e) {
                        return () -> {
                            throw Failures.unchecked(e);
                        };
                    }
                };
        var scheduler = ThreadContext.current().scheduler();
        return new Running<>(scheduler.spawnBlocking(attempt, TaskMeta.NONE));
    }

    private record Running<T>(Task<Callable<T>> task) implements Future<T> {

        @Override
        public Poll<T> poll(Context cx) {
            if (!(task.pollJoin(cx) instanceof Poll.Ready<Outcome<Callable<T>>>(var outcome))) {
                return Poll.pending();
            }
            return switch (outcome) {
                case Outcome.Value<Callable<T>>(var attempt) -> {
                    try {
                        yield Poll.ready(attempt.call());
                    } catch (Exception e) {
                        throw Failures.unchecked(e);
                    }
                }
                case Outcome.Failed<Callable<T>>(var failure) -> throw Failures.unchecked(failure);
                case Outcome.Aborted<Callable<T>>() ->
                        throw new IoException(
                                IoException.Kind.RUNTIME_SHUTDOWN,
                                "the runtime was shut down before its blocking pool came to this");
            };
        }

        @Override
        public void cancel() {
            task.forgetJoiner();
            task.abort();
            task.detach();
        }
    }
}
