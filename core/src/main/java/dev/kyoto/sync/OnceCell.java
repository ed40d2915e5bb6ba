package dev.kyoto.sync;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Future;
import dev.kyoto.future.Waker;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that is made once, asynchronously, by the first task that needs it.
 *
 * <p>While one task initialises, the others wait; if it fails or is cancelled, the one that has
 * waited longest tries next, with an initialiser of its own. Thread-safe.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * var config = OnceCell.<Page>of();
 * // in each task that needs it
 * Page page = config.getOrInit(() -> fetch(url)).await();
 * // with an async block
 * Page again = config.getOrInit(() -> async(() -> fetch(url).await())).await();
 * }
 *
 * <p>Answers to {@code tokio::sync::OnceCell}.
 *
 * @param <T> the type of the value
 */
public final class OnceCell<T> {
    // The state: `value` and `busy` are written under this object's monitor only; the value is read
    // without it as well. The queue holds those who wait for an initialiser, touched under the
    // monitor only, and is empty unless busy.
    //
    //   EMPTY   value null, not busy      EMPTY -> BUSY   the first getOrInit is polled
    //   BUSY    value null, busy          EMPTY -> SET    set
    //   SET     value there, not busy     BUSY  -> SET    the initialiser has ended well; all who
    //                                                     wait are given the value
    //                                     BUSY  -> BUSY   it has failed or was cancelled; the turn
    //                                                     goes to the first in the queue
    //                                     BUSY  -> EMPTY  the same, and nobody waits
    //                                     SET   -> EMPTY  take
    //
    // No wake-up is lost: who waits joined the queue under the lock, where it saw BUSY; and BUSY
    // is left under the lock only, by the one who has the turn, looking at the queue. A waiter that
    // was handed the turn and is cancelled hands it on in the same way.

    private final WaitQueue queue = new WaitQueue();
    private volatile @Nullable T value;
    private boolean busy;

    private OnceCell(@Nullable T value) {
        this.value = value;
    }

    /**
     * Creates an empty cell.
     *
     * <p>Answers to {@code OnceCell::new}.
     *
     * @param <T> the type of the value
     * @return a new cell
     */
    public static <T> OnceCell<T> of() {
        return new OnceCell<>(null);
    }

    /**
     * Creates a cell that has its value already.
     *
     * <p>Answers to {@code OnceCell::new_with}.
     *
     * @param value the value
     * @param <T> its type
     * @return a new cell
     */
    public static <T> OnceCell<T> of(T value) {
        return new OnceCell<>(Objects.requireNonNull(value, "value"));
    }

    /**
     * The value; made first, if it is not there, by the future that the supplier gives.
     *
     * <p>The supplier is called only if it is this task's turn to initialise, within a poll; it
     * should answer a future at once and leave the work to it.
     *
     * <p><b>Cancellation</b> Safe for the others. A waiter leaves the queue. If this task is
     * initialising, its initialiser is cancelled and the turn goes to the next; where cleanup is
     * awaited, as select and timeout do, the next begins after the initialiser's cleanup has ended.
     *
     * <p><b>Errors</b> What the supplier or its future throws, at the task that initialised; the
     * others do not see it, as the next of them tries. {@link NullPointerException} in the same way
     * for a null future or value. An initialiser that waits for its own cell waits for ever.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var pages = OnceCell.<Page>of();
     * Page page = pages.getOrInit(() -> fetch(url)).await();
     * }
     *
     * <p>Answers to {@code OnceCell::get_or_init} and {@code get_or_try_init}.
     *
     * @param initialiser gives the future that makes the value, not null
     * @return a new future
     */
    @CheckReturnValue
    public Future<T> getOrInit(Supplier<? extends Future<? extends T>> initialiser) {
        return new OnceCellInit<>(this, Objects.requireNonNull(initialiser, "initialiser"));
    }

    /**
     * The value, if it is there.
     *
     * <p>Answers to {@code OnceCell::get}.
     *
     * @return the value, or null
     */
    public @Nullable T value() {
        return value;
    }

    /**
     * Whether the value is there.
     *
     * <p>Answers to {@code OnceCell::initialized}.
     *
     * @return true if so
     */
    public boolean isInitialized() {
        return value != null;
    }

    /**
     * Puts a value into the cell if it is empty and nobody is initialising it.
     *
     * <p>Answers to {@code OnceCell::set}.
     *
     * @param value the value, not null
     * @return what came of it
     */
    @CheckReturnValue
    public synchronized SetResult set(T value) {
        Objects.requireNonNull(value, "value");
        if (this.value != null) {
            return SetResult.ALREADY_SET;
        }
        if (busy) {
            return SetResult.INITIALIZING;
        }
        this.value = value;
        return SetResult.SET;
    }

    /**
     * Takes the value out and leaves the cell empty, to be initialised anew.
     *
     * <p>Whoever waited for the value that is taken still gets it.
     *
     * <p>Answers to {@code OnceCell::take}, and to {@code into_inner} where the cell is not used
     * any more.
     *
     * @return the value; null if there is none, or none yet
     */
    public synchronized @Nullable T take() {
        var taken = value;
        value = null;
        return taken;
    }

    /** Takes the turn or joins the queue, unless the value is there: then the node is given it. */
    synchronized void enter(OnceCellInit<T> node, Waker waker) {
        var seen = value;
        if (seen != null) {
            node.give(seen);
        } else if (busy) {
            node.waker = waker;
            queue.add(node);
        } else {
            busy = true;
            node.giveTurn();
        }
    }

    /** Keeps the newest waker of a node, unless it is no longer in the queue. */
    synchronized void replaceWaker(OnceCellInit<T> node, Waker waker) {
        if (node.isQueued()) {
            node.waker = waker;
        }
    }

    /** A waiter gives up: it leaves the queue, or hands on the turn it was given meanwhile. */
    void leave(OnceCellInit<T> node) {
        synchronized (this) {
            if (node.isQueued()) {
                queue.remove(node);
                node.waker = null;
                return;
            }
        }
        if (node.hasTurn()) {
            handOn();
        }
    }

    /** The one who has the turn could not make the value. */
    void handOn() {
        Waiter<?> next;
        synchronized (this) {
            next = queue.first();
            if (next == null) {
                busy = false;
                return;
            }
            queue.remove(next);
            ((OnceCellInit<?>) next).giveTurn();
        }
        Waiter.wakeAll(next);
    }

    /** The one who has the turn has made the value. */
    @SuppressWarnings("unchecked") // only this cell's own futures are in its queue
    void finish(T made) {
        Waiter<?> waiting;
        synchronized (this) {
            value = made;
            busy = false;
            waiting = queue.removeAll();
            for (var each = waiting; each != null; each = each.next) {
                ((OnceCellInit<T>) each).give(made);
            }
        }
        Waiter.wakeAll(waiting);
    }

    @Override
    public synchronized String toString() {
        if (value != null) {
            return "OnceCell[" + value + "]";
        }
        return busy ? "OnceCell[initializing]" : "OnceCell[]";
    }

    /**
     * What came of {@link OnceCell#set}.
     *
     * <p>Unless it is {@link #SET} the value was not taken and is still the caller's.
     *
     * <p>Answers to {@code Result<(), SetError<T>>} in Tokio.
     */
    public enum SetResult {
        /** The cell took the value. */
        SET,

        /** The cell has a value already, which stays. */
        ALREADY_SET,

        /** A task is making the value; await {@link OnceCell#getOrInit} for what it makes. */
        INITIALIZING;

        /**
         * Whether the value was taken.
         *
         * @return true for {@link #SET}
         */
        public boolean isSet() {
            return this == SET;
        }
    }
}
