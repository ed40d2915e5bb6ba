package dev.kyoto.internal.scheduler;

import dev.kyoto.future.Context;
import dev.kyoto.future.Failures;
import dev.kyoto.future.Future;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import java.util.concurrent.Callable;

/**
 * A call of the system that blocks, under way on the blocking pool, and the future of its value.
 *
 * <p>Unlike a task of the user's it never fails by itself: a failure that nobody waits for any more
 * is nobody's concern. Cancelling takes it out of the pool's queue, or leaves it to end unheard.
 *
 * @param <T> the type of the value
 */
public final class SystemCall<T> implements Future<T> {
    private final Task<Callable<T>> task;

    private SystemCall(Task<Callable<T>> task) {
        this.task = task;
    }

    /**
     * Hands a call to the blocking pool of the runtime at hand, at once.
     *
     * @param body what blocks; its {@link java.io.IOException}s reach the awaiter as {@link
     *     IoException}
     * @param <T> the type of the value
     * @return a future of its value
     * @throws IllegalStateException without a runtime at hand
     */
    public static <T> SystemCall<T> start(Callable<T> body) {
        return start(ThreadContext.current().scheduler(), body);
    }

    /**
     * Hands a call to the blocking pool of a runtime, at once.
     *
     * @param scheduler the runtime's scheduler
     * @param body what blocks
     * @param <T> the type of the value
     * @return a future of its value
     */
    public static <T> SystemCall<T> start(Scheduler scheduler, Callable<T> body) {
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
        return new SystemCall<>(scheduler.spawnBlocking(attempt, TaskMeta.NONE));
    }

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
