package dev.kyoto.internal.scheduler;

import java.lang.ref.Cleaner;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that the failure of a task reaches somebody: its joiner, or the uncaught handler.
 *
 * <p>A failed task that was not detached is remembered until one of three things happens: somebody
 * joins it; it becomes unreachable, which means that its handle was forgotten; the runtime closes.
 * The last two report it. Tasks that do not fail cost nothing here.
 */
final class TaskFailures {
    /** Made, with its thread, at the first failure. */
    private static final class Forgotten {
        static final Cleaner CLEANER = Cleaner.create();
    }

    /**
     * A failure on its way; it must not hold the task itself, whose reachability is the question.
     */
    private record Unjoined(long id, TaskMeta meta, Throwable failure) {}

    private final ConcurrentHashMap<Long, Unjoined> unjoined = new ConcurrentHashMap<>();
    private final UncaughtHandler uncaught;

    TaskFailures(UncaughtHandler uncaught) {
        this.uncaught = uncaught;
    }

    /**
     * Remembers a failure. It comes before the task is seen to be complete: a joiner, or detach, may
     * be quicker than the completer afterwards, and has to find it here.
     */
    void expectJoin(Task<?> task, Throwable failure) {
        unjoined.put(task.id(), new Unjoined(task.id(), task.meta(), failure));
    }

    /** Once the task is complete and not detached: reports it should its handle be forgotten. */
    void reportIfForgotten(Task<?> task) {
        long id = task.id();
        Forgotten.CLEANER.register(task, () -> report(id));
    }

    void joined(Task<?> task) {
        unjoined.remove(task.id());
    }

    /** Reports a failure that nobody will join, unless somebody has. */
    void report(long id) {
        var entry = unjoined.remove(id);
        if (entry != null) {
            tell(entry.id(), entry.meta(), entry.failure());
        }
    }

    /** Reports a failure beside the outcome of a task: of a loser's cleanup, or of a thread. */
    void stray(@Nullable Task<?> task, Throwable failure) {
        if (task == null) {
            tell(0, TaskMeta.NONE, failure);
        } else {
            tell(task.id(), task.meta(), failure);
        }
    }

    /** Reports what nobody has joined; called when the runtime closes. */
    void reportRemaining() {
        unjoined.keySet().forEach(this::report);
    }

    private void tell(long id, TaskMeta meta, Throwable failure) {
        try {
            uncaught.uncaught(id, meta, failure);
        } catch (Throwable handlerFailure) { // a broken handler must not take a worker with it
            failure.addSuppressed(handlerFailure);
            System.getLogger("dev.kyoto")
                    .log(
                            System.Logger.Level.ERROR,
                            "the uncaught handler threw for task " + id,
                            failure);
        }
    }
}
