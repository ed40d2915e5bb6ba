package dev.kyoto.future;

import dev.kyoto.internal.util.Sizes;
import org.jspecify.annotations.Nullable;

/**
 * What a poll is given: the waker to keep, and the cooperation budget of the task's turn.
 *
 * <p><b>Budget.</b> A turn starts with 128 units. A leaf operation takes one before it makes
 * progress ({@link #proceed()}) and gives it back if it turns out to be pending ({@link
 * #restore()}). At zero the operation answers Pending although it could go on, and the task has
 * been scheduled again: so a task whose resources are always ready cannot keep its worker for
 * itself.
 *
 * <p>Contexts made from one another by {@link #withWaker} share one budget. Not thread-safe: a
 * context belongs to the task that is being polled. Futures keep the waker, never the context: once
 * the poll has ended, the same context is handed to the next task.
 *
 * <p>Answers to {@code std::task::Context} and {@code tokio::task::coop}.
 */
public final class Context {
    private static final int UNLIMITED = -1;

    /** Null between the turns of tasks that share this context. */
    private @Nullable Waker waker;

    /** The context that owns the units: this one, or the one it was made from. */
    private final Context budgetOwner;

    /** Units left in this turn, or {@link #UNLIMITED}. Read and written on {@code budgetOwner}. */
    private int units;

    private Context(Waker waker, int units) {
        this.waker = waker;
        this.budgetOwner = this;
        this.units = units;
    }

    private Context(Waker waker, Context budgetOwner) {
        this.waker = waker;
        this.budgetOwner = budgetOwner;
    }

    /**
     * A context with a full budget, for whoever polls futures from the top: a runtime, an executor
     * of one's own, a test.
     *
     * @param waker the waker handed to the futures
     * @return a new context; call {@link #startTurn()} before each later turn
     */
    public static Context of(Waker waker) {
        return new Context(waker, Sizes.BUDGET);
    }

    /**
     * The waker to keep before answering Pending.
     *
     * @return the waker
     * @throws IllegalStateException if the context was kept, and its poll has ended
     */
    public Waker waker() {
        var current = waker;
        if (current == null) {
            throw new IllegalStateException(
                    "this Context was kept and used after the poll that it was made for; keep its"
                            + " waker() instead");
        }
        return current;
    }

    /**
     * The same turn and budget seen by a child that is woken on its own.
     *
     * @param childWaker the child's waker
     * @return a context that shares this one's budget
     */
    public Context withWaker(Waker childWaker) {
        return new Context(childWaker, budgetOwner);
    }

    /**
     * The same waker without a limit, as {@code tokio::task::unconstrained}.
     *
     * @return a context whose budget never ends
     */
    public Context unconstrained() {
        return new Context(waker(), UNLIMITED);
    }

    /**
     * Begins the turn of another task, so that tasks that are polled one after another need one
     * context and not one each.
     *
     * @param next the waker of the task
     */
    public void startTurn(Waker next) {
        waker = next;
        startTurn();
    }

    /** Ends the turn of such a task: its waker is no longer kept here. */
    public void endTurn() {
        waker = null;
    }

    /** Renews the budget; called once before each poll of a task. One without limit stays so. */
    public void startTurn() {
        if (budgetOwner.units != UNLIMITED) {
            budgetOwner.units = Sizes.BUDGET;
        }
    }

    /**
     * Takes one unit, if there is one.
     *
     * @return true if the operation may go on; false if it must answer Pending now, in which case
     *     the waker has been woken already
     */
    public boolean proceed() {
        var owner = budgetOwner;
        int left = owner.units;
        if (left > 0) {
            owner.units = left - 1;
            return true;
        }
        if (left == UNLIMITED) {
            return true;
        }
        waker().wake();
        return false;
    }

    /** Gives back the unit of a {@link #proceed()} that led to no progress. */
    public void restore() {
        var owner = budgetOwner;
        if (owner.units != UNLIMITED) {
            owner.units++;
        }
    }

    /**
     * Whether an operation could go on.
     *
     * @return false once the turn's budget is spent
     */
    public boolean hasBudget() {
        return budgetOwner.units != 0;
    }
}
