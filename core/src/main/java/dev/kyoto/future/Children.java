package dev.kyoto.future;

import dev.kyoto.internal.util.ThreadRng;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Any number of futures inside one task, each of which is polled only when it was woken.
 *
 * <pre>
 * states of a child, by its flag:
 *   QUEUED -> IDLE    the owner takes it from the backlog, just before it is visited
 *   IDLE   -> QUEUED  wake, from any thread: the one that sets the flag pushes the child
 *   any    -> QUEUED  it ends: from then on nobody pushes it
 *
 * states of the stack of woken children, by its top:
 *   any    -> child   push, from any thread: the child was woken or is new
 *   any    -> null    the owner takes all
 *   any    -> CLOSED  the owner takes all and wants no more; what is pushed now is refused
 * </pre>
 *
 * <p>A queued child that is alive is in exactly one place: on its way onto the stack, on the stack,
 * or in the backlog. Stack and count of the living are everybody's; backlog, list of the living and
 * all else belong to the owner, that is, to whoever polls. A child that another thread has added
 * joins the list when the owner takes it from the stack.
 */
final class Children implements Group {

    /** What is done to a woken child: polling it, or polling its cancellation. */
    @FunctionalInterface
    interface Visitor {
        /** Answers false to stop; the children not visited stay woken. */
        boolean visit(Child child, Context cx);
    }

    /** In which order those are visited that are woken when a turn begins. */
    enum Order {
        /** First woken, first visited. */
        WOKEN,
        /** As {@link #WOKEN}, but the turn starts somewhere in the middle and goes round. */
        RANDOM_START,
        /** By their numbers. */
        WRITTEN
    }

    private static final VarHandle TOP;
    private static final VarHandle LIVE;
    private static final VarHandle QUEUED;

    static {
        try {
            var lookup = MethodHandles.lookup();
            TOP = lookup.findVarHandle(Children.class, "top", Child.class);
            LIVE = lookup.findVarHandle(Children.class, "live", int.class);
            QUEUED = lookup.findVarHandle(Child.class, "queued", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** On top of the stack once it is closed. */
    private static final Child CLOSED = new Child(new Children(), -1, null);

    private final AtomicWaker parent = new AtomicWaker();
    private final ArrayDeque<Child> backlog = new ArrayDeque<>();

    /** The living that the owner has seen, the youngest first. */
    private @Nullable Child youngest;

    private boolean visiting;
    private boolean cancelling;

    /** What cleanup threw so far: the first failure, the others suppressed in it. */
    private @Nullable Throwable cleanupFailure;

    @SuppressWarnings("unused") // accessed as TOP
    private volatile @Nullable Child top;

    /** How many were added and have not ended; raised before the push, so never too low. */
    private volatile int live;

    /** Children to begin with; their numbers are their places in the collection. */
    static Children of(Collection<? extends Future<?>> futures) {
        var children = new Children();
        int index = 0;
        for (var future : futures) {
            if (future == null) {
                throw new NullPointerException(
                        "future " + index + " of the collection is null, but must be a future");
            }
            children.enlist(index++, future);
        }
        return children;
    }

    /** How many have not ended. */
    int live() {
        return live;
    }

    /** Adds a child, to be visited by the turn that the owner is about to begin. */
    Child enlist(int index, Future<?> future) {
        var child = new Child(this, index, future);
        LIVE.getAndAdd(this, 1);
        link(child);
        backlog.add(child);
        return child;
    }

    /**
     * Adds a child from any thread and wakes the owner.
     *
     * @return false if the stack is closed; then nothing was done
     */
    boolean add(int index, Future<?> future) {
        LIVE.getAndAdd(this, 1);
        boolean added = push(new Child(this, index, future));
        if (!added) {
            LIVE.getAndAdd(this, -1);
        }
        // Also after a refusal, as an owner that has counted this one waits for it.
        parent.wake();
        return added;
    }

    /** Forgets the child and its future, as it has ended. */
    void ended(Child child) {
        if (child.future != null) {
            child.future = null;
            // A wake-up from now on finds the flag set. One that came before has pushed the child
            // or is about to, and the owner will find it dead.
            QUEUED.setVolatile(child, true);
            unlink(child);
            LIVE.getAndAdd(this, -1);
        }
    }

    /** Visits the children that were woken before now, as far as the budget goes. */
    void visitWoken(Context cx, Order order, Visitor visitor) {
        beginTurn(cx, order);
        // A child that wakes itself while it is polled waits for the next turn, not for this one.
        for (int left = backlog.size(); left > 0; left--) {
            if (!cx.hasBudget()) {
                cx.waker().wake();
                return; // The others are still in the backlog and come first in the next turn.
            }
            if (!visitFirst(cx, visitor)) {
                return;
            }
        }
    }

    /** Whether a visitor is at work, so that the caller must be inside one of the children. */
    boolean isVisiting() {
        return visiting;
    }

    /** Has the owner polled again. */
    void wakeOwner() {
        parent.wake();
    }

    /** Lets go of the task's waker, as its poll has ended or nobody waits any more. */
    void releaseWaker() {
        parent.takeWaker();
    }

    @Override
    public boolean pollCancelAll(Context cx) {
        if (!cancelling) {
            cancelling = true;
            wakeAll();
        }
        beginTurn(cx, Order.WOKEN);
        // Whatever is left of the budget: to cancel is not to make progress, and the value that a
        // winner has given already must not wait for it.
        for (int left = backlog.size(); left > 0; left--) {
            visitFirst(cx, this::pollCancelOf);
        }
        if (live > 0) {
            return false;
        }
        releaseWaker();
        backlog.clear();
        return true;
    }

    @Override
    public void cancelAll() {
        takeWoken();
        cancelSeen();
    }

    /** Cancels all that are alive, and refuses what is added from now on. */
    void close() {
        see((Child) TOP.getAndSet(this, CLOSED));
        cancelSeen();
    }

    /**
     * Refuses what is added from now on, if all have ended.
     *
     * @return false if somebody was faster and has added one
     */
    boolean closeIfEmpty() {
        while (live == 0) {
            if (top == CLOSED || TOP.compareAndSet(this, null, CLOSED)) {
                return true;
            }
            takeWoken(); // The late wake-ups of children that have ended.
        }
        return false;
    }

    @Override
    public @Nullable Throwable takeCleanupFailure() {
        var failure = cleanupFailure;
        cleanupFailure = null;
        return failure;
    }

    private void beginTurn(Context cx, Order order) {
        // Registered first, looked at afterwards: a child pushed after takeWoken() finds the waker.
        parent.register(cx.waker());
        takeWoken();
        arrange(order);
    }

    /** Visits the first child of the backlog; the visitor's answer. */
    private boolean visitFirst(Context cx, Visitor visitor) {
        var child = backlog.remove();
        if (child.future == null) {
            return true; // A late wake-up of a child that has ended; it stays QUEUED for good.
        }
        // A swap, not a store: it reads what wake() wrote, so the poll that follows sees all that
        // happened before a wake-up which found the flag set and did nothing.
        var wasQueued = (boolean) QUEUED.getAndSet(child, false);
        assert wasQueued : "child " + child.index + " was in the backlog, but not queued";
        visiting = true;
        try {
            return visitor.visit(child, cx.withWaker(child));
        } finally {
            visiting = false;
        }
    }

    private boolean pollCancelOf(Child child, Context cx) {
        boolean ended = true;
        try {
            ended = child.future().pollCancel(cx).isReady();
        } catch (Throwable failure) {
            cleanupFailure = Uncaught.merge(cleanupFailure, failure);
        }
        if (ended) {
            ended(child);
        }
        return true;
    }

    private void cancelSeen() {
        for (var child = youngest; child != null; child = youngest) {
            var future = child.future();
            ended(child);
            try {
                future.cancel();
            } catch (Throwable failure) {
                Uncaught.report(failure);
            }
        }
        releaseWaker();
        backlog.clear();
        var failure = takeCleanupFailure();
        if (failure != null) {
            Uncaught.report(failure);
        }
    }

    /** Has all that are alive visited by the next turn, which the owner begins now. */
    private void wakeAll() {
        takeWoken();
        for (var child = youngest; child != null; child = child.older) {
            if (!(boolean) QUEUED.getAndSet(child, true)) {
                backlog.add(child);
            }
        }
    }

    private void takeWoken() {
        if (top != CLOSED) {
            see((Child) TOP.getAndSet(this, null));
        }
    }

    /** Moves what was on the stack to the end of the backlog, first woken first. */
    private void see(@Nullable Child taken) {
        var child = taken == CLOSED ? null : taken;
        Child reversed = null;
        while (child != null) {
            var next = child.next;
            child.next = reversed;
            reversed = child;
            child = next;
        }
        while (reversed != null) {
            var next = reversed.next;
            reversed.next = null;
            if (!reversed.seen) {
                link(reversed);
            }
            backlog.add(reversed);
            reversed = next;
        }
    }

    private void arrange(Order order) {
        int count = backlog.size();
        if (count < 2 || order == Order.WOKEN) {
            return;
        }
        if (order == Order.WRITTEN) {
            var sorted = backlog.toArray(new Child[0]);
            Arrays.sort(sorted, Comparator.comparingInt(child -> child.index));
            backlog.clear();
            backlog.addAll(Arrays.asList(sorted));
            return;
        }
        for (int left = ThreadRng.current().nextInt(count); left > 0; left--) {
            backlog.add(backlog.remove());
        }
    }

    private boolean push(Child child) {
        Child seen;
        do {
            seen = top;
            if (seen == CLOSED) {
                return false;
            }
            child.next = seen;
        } while (!TOP.compareAndSet(this, seen, child));
        return true;
    }

    private void link(Child child) {
        child.seen = true;
        child.older = youngest;
        if (youngest != null) {
            youngest.younger = child;
        }
        youngest = child;
    }

    private void unlink(Child child) {
        var older = child.older;
        var younger = child.younger;
        if (older != null) {
            older.younger = younger;
        }
        if (younger != null) {
            younger.older = older;
        } else {
            youngest = older;
        }
        child.older = null;
        child.younger = null;
    }

    /** One future with the waker that tells it from its siblings. */
    static final class Child implements Waker {
        final int index;
        private final Children siblings;

        /** Null once it has ended. Owner only, once the owner has seen it. */
        private @Nullable Future<?> future;

        /** The one below on the stack. Written by whoever pushes; by the owner after the take. */
        private @Nullable Child next;

        // Owner only.
        private boolean seen;
        private @Nullable Child older;
        private @Nullable Child younger;

        @SuppressWarnings("unused") // accessed as QUEUED
        private volatile boolean queued = true;

        private Child(Children siblings, int index, @Nullable Future<?> future) {
            this.siblings = siblings;
            this.index = index;
            this.future = future;
        }

        /** The future, for a visitor; a visited child has one. */
        Future<?> future() {
            var alive = future;
            if (alive == null) {
                throw new IllegalStateException("child " + index + " has ended already");
            }
            return alive;
        }

        @Override
        public void wake() {
            if (!(boolean) QUEUED.getAndSet(this, true) && siblings.push(this)) {
                // Pushed first, woken afterwards: pairs with register and take in beginTurn().
                siblings.parent.wake();
            }
        }
    }
}
