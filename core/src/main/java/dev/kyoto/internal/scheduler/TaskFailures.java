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
    private static final Cleaner CLEANER = Cleaner.create();

    /**
     * A failure on its way; it must not hold the task itself, whose reachability is the question.
     */
    private record Unjoined(long id, TaskMeta meta, Throwable failure) {}

    private final ConcurrentHashMap<Long, Unjoined> unjoined = new ConcurrentHashMap<>();
    private final UncaughtHandler uncaught;

    TaskFailures(UncaughtHandler uncaught) {
        this.uncaught = uncaught;
    }

    void failed(Task<?> task, boolean detached, Throwable failure) {
        if (detached) {
            report(task, failure);
            return;
        }
        var entry = new Unjoined(task.id(), task.meta(), failure);
        unjoined.put(entry.id(), entry);
        CLEANER.register(task, () -> reportUnjoined(entry));
        if (task.snapshot().isDetached()) {
            // detach() came between the end of the task and put(): it saw a complete task whose
            // failure it reports itself.
            unjoined.remove(entry.id());
        }
    }

    void joined(Task<?> task) {
        unjoined.remove(task.id());
    }

    /** Reports a failure now, and not again later. */
    void report(Task<?> task, Throwable failure) {
        unjoined.remove(task.id());
        tell(task.id(), task.meta(), failure);
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
        unjoined.values().forEach(this::reportUnjoined);
    }

    private void reportUnjoined(Unjoined entry) {
        if (unjoined.remove(entry.id()) != null) {
            tell(entry.id(), entry.meta(), entry.failure());
        }
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
