package dev.kyoto.future;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Any number of futures inside one task, each of which is polled only when it was woken.
 *
 * <pre>
 * states of a child, by its flag:
 *   QUEUED -> IDLE    the owner takes it from the backlog, just before it is polled
 *   IDLE   -> QUEUED  wake, from any thread: the one that sets the flag pushes the child
 * </pre>
 *
 * <p>A queued child is in exactly one place: on its way onto the stack of woken children, on that
 * stack, or in the backlog. The stack is pushed by any thread and taken whole by the owner; backlog
 * and children belong to the owner, that is, to whoever polls.
 */
final class Children {

    /** What is done to a woken child: polling it, or polling its cancellation. */
    @FunctionalInterface
    interface Visitor {
        /** Answers false to stop; the children not visited stay woken. */
        boolean visit(Child child, Context cx);
    }

    private static final VarHandle TOP;
    private static final VarHandle QUEUED;

    static {
        try {
            var lookup = MethodHandles.lookup();
            TOP = lookup.findVarHandle(Children.class, "top", Child.class);
            QUEUED = lookup.findVarHandle(Child.class, "queued", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final AtomicWaker parent = new AtomicWaker();
    private final Child[] all;
    private final ArrayDeque<Child> backlog;
    private int live;

    @SuppressWarnings("unused") // accessed as TOP
    private volatile @Nullable Child top;

    Children(Collection<? extends Future<?>> futures) {
        all = new Child[futures.size()];
        backlog = new ArrayDeque<>(all.length);
        for (var future : futures) {
            if (future == null) {
                throw new NullPointerException(
                        "future " + live + " of the collection is null, but must be a future");
            }
            all[live] = new Child(this, live, future);
            backlog.add(all[live]);
            live++;
        }
    }

    int size() {
        return all.length;
    }

    /** How many have not ended. */
    int live() {
        return live;
    }

    /** Forgets the child's future, as it has ended. */
    void ended(Child child) {
        if (child.future != null) {
            child.future = null;
            live--;
        }
    }

    /** Visits the children that were woken before now, in the order of their wake-ups. */
    void visitWoken(Context cx, Visitor visitor) {
        // Registered first, looked at afterwards: a child pushed after takeWoken() finds the waker.
        parent.register(cx.waker());
        takeWoken();
        // A child that wakes itself while it is polled waits for the next turn, not for this one.
        for (int left = backlog.size(); left > 0; left--) {
            if (!cx.hasBudget()) {
                cx.waker().wake();
                return; // The others are still in the backlog and come first in the next turn.
            }
            var child = backlog.remove();
            if (child.future == null) {
                continue; // A late wake-up of a child that has ended; it stays QUEUED for good.
            }
            // A swap, not a store: it reads what wake() wrote, so the poll that follows sees all
            // that happened before a wake-up which found the flag set and did nothing.
            var wasQueued = (boolean) QUEUED.getAndSet(child, false);
            assert wasQueued : "child " + child.index + " was in the backlog, but not queued";
            if (!visitor.visit(child, cx.withWaker(child))) {
                return;
            }
        }
    }

    /** Has all that are alive visited by the next {@link #visitWoken}, which the owner does now. */
    void wakeAll() {
        parent.takeWaker(); // So that the task is not woken for what it is doing anyway.
        for (var child : all) {
            if (child.future != null) {
                child.wake();
            }
        }
    }

    /** Cancels all that are alive without awaiting anything; what they throw is reported. */
    void cancel() {
        for (var child : all) {
            var future = child.future;
            if (future != null) {
                ended(child);
                try {
                    future.cancel();
                } catch (Throwable failure) {
                    Uncaught.report(failure);
                }
            }
        }
        release();
    }

    /** Lets go of the task's waker once no further poll is wanted. */
    void release() {
        parent.takeWaker();
        backlog.clear();
    }

    /** Moves the stack of woken children to the end of the backlog, first woken first. */
    private void takeWoken() {
        var child = (Child) TOP.getAndSet(this, null);
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
            backlog.add(reversed);
            reversed = next;
        }
    }

    private void push(Child child) {
        Child seen;
        do {
            seen = top;
            child.next = seen;
        } while (!TOP.compareAndSet(this, seen, child));
        // Pushed first, woken afterwards: pairs with register and take in visitWoken().
        parent.wake();
    }

    /** One future with the waker that tells it from its siblings. */
    static final class Child implements Waker {
        final int index;
        private final Children siblings;

        /** Null once it has ended. Owner only. */
        private @Nullable Future<?> future;

        /** Written by whoever pushes, before the push; by the owner after the take. */
        private @Nullable Child next;

        @SuppressWarnings("unused") // accessed as QUEUED
        private volatile boolean queued = true;

        private Child(Children siblings, int index, Future<?> future) {
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
            if (!(boolean) QUEUED.getAndSet(this, true)) {
                siblings.push(this);
            }
        }
    }
}
