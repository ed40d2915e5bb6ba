package dev.kyoto.task;

import dev.kyoto.future.AtomicWaker;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a set, and which of them is to be joined next: the heart of {@link JoinSet}, {@link
 * JoinMap} and {@link JoinQueue}.
 *
 * <p><b>Parts.</b> A list of all members, oldest first, under this object's monitor. A stack of those
 * that have ended, pushed by a compare-and-set on whichever thread a task ends, so that tasks which
 * end at the same time on many threads wait for nobody; whoever joins takes the whole stack at once
 * and keeps it, first ended first, under the monitor. And the joiner's waker. A member is itself the waker that its task is
 * given, so whoever joins looks only at members whose tasks have ended, and every operation on one
 * member is O(1), however many there are.
 *
 * <pre>
 * states of a member:
 *   NEW   -> IDLE    add, under the monitor
 *   IDLE  -> ENDED   wake, by the thread on which its task ends, without the monitor
 *   IDLE  -> GONE    removeAll, under the monitor
 *   ENDED -> GONE    taken to be joined; removeAll; under the monitor
 *   NEW   -> GONE    add to a set that was closed
 * </pre>
 *
 * <p><b>Rules.</b>
 *
 * <ol>
 *   <li>Whoever makes a member ENDED pushes it afterwards, once; a set in order has no stack. One
 *       that is GONE may still be on its way to the stack, and is passed over by who takes it.
 *   <li>All else is touched under the monitor alone, but for {@code first}, which an ending task
 *       reads. Whoever has made a member GONE owns it from there on.
 *   <li>A joiner leaves its waker and looks for a member afterwards; a task that ends makes its
 *       member visible and takes the waker afterwards. Both are a store and a load of volatile
 *       strength ({@link AtomicWaker}), so one of them sees the other. Likewise in a set in order,
 *       where an ending task takes the waker only if its member is the first: it writes the state
 *       and reads {@code first}, who removes the one before writes {@code first} and reads the state.
 *   <li>Whoever takes a member out, or all, looks afterwards whether a poll would be Ready now, and
 *       wakes the joiner if so.
 *   <li>Wakers are called, and tasks are spawned, aborted, joined and detached, outside of the
 *       monitor.
 * </ol>
 *
 * @param <M> the type of the members
 */
final class Members<M extends Members.Member> {
    private final String owner;
    private final boolean inOrder;

    private static final VarHandle TOP;
    private static final VarHandle STATE;

    static {
        try {
            var lookup = MethodHandles.lookup();
            TOP = lookup.findVarHandle(Members.class, "top", Member.class);
            STATE = lookup.findVarHandle(Member.class, "state", State.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile @Nullable Member first;
    private @Nullable Member last;
    private int size;
    private volatile boolean closed;

    /** The members that have ended and were not looked at, the last one on top. */
    @SuppressWarnings("unused") // accessed as TOP
    private volatile @Nullable Member top;

    /** Those that were taken off the stack, first ended first. */
    private @Nullable Member firstEnded;

    /** The future that waits, from its first pending poll until it has ended or was cancelled. */
    private @Nullable Object joiner;

    /** The joiner's newest waker, until it is woken. */
    private final AtomicWaker waker = new AtomicWaker();

    /**
     * Creates an empty set.
     *
     * @param owner what messages call it
     * @param inOrder whether members are joined in the order in which they came, instead of that in
     *     which they end
     */
    Members(String owner, boolean inOrder) {
        this.owner = owner;
        this.inOrder = inOrder;
    }

    private enum State {
        NEW,
        IDLE,
        ENDED,
        GONE
    }

    /** Something that ends, and calls {@link #wake()} then. */
    abstract static class Member implements Waker {
        private final Members<?> members;
        private volatile State state = State.NEW;
        private @Nullable Member prev;
        private @Nullable Member next;

        /** The next one in the stack: below it; or in the list that the stack became. */
        private @Nullable Member nextEnded;

        Member(Members<?> members) {
            this.members = members;
        }

        @Override
        public final void wake() {
            members.ended(this);
        }
    }

    /** Throws if the set takes no more members. */
    void checkOpen() {
        if (closed) {
            throw closedFailure();
        }
    }

    IllegalStateException closedFailure() {
        return new IllegalStateException(
                "this "
                        + owner
                        + " was closed and takes no more tasks; spawn before close(), or make a new"
                        + " one");
    }

    /** False if the set was closed meanwhile; the member is the caller's again then. */
    synchronized boolean add(M added) {
        Member member = added;
        if (closed) {
            member.state = State.GONE;
            return false;
        }
        member.state = State.IDLE;
        var before = last;
        member.prev = before;
        last = member;
        if (before == null) {
            first = member;
        } else {
            before.next = member;
        }
        size++;
        return true;
    }

    private void ended(Member member) {
        if (!STATE.compareAndSet(member, State.IDLE, State.ENDED)) {
            return;
        }
        if (inOrder) {
            if (first != member) {
                return; // whoever removes the one before it will see that it has ended
            }
        } else {
            push(member);
        }
        waker.wake();
    }

    private void push(Member member) {
        Member below;
        do {
            below = top;
            member.nextEnded = below;
        } while (!TOP.compareAndSet(this, below, member));
    }

    /** The member to be joined next, if its task has ended; the lock is held. */
    private @Nullable Member nextEnded() {
        if (inOrder) {
            var oldest = first;
            return oldest != null && oldest.state == State.ENDED ? oldest : null;
        }
        while (true) {
            var next = firstEnded;
            if (next == null) {
                takeStack();
                next = firstEnded;
            }
            if (next == null || next.state == State.ENDED) {
                return next;
            }
            dropFirstEnded(next); // it was removed before it came to the stack
        }
    }

    /** Turns the stack into the list of ended members; the list is empty and the lock held. */
    private void takeStack() {
        if (top == null) {
            return;
        }
        var member = (Member) TOP.getAndSet(this, null);
        Member reversed = null;
        while (member != null) {
            var below = member.nextEnded;
            member.nextEnded = reversed;
            reversed = member;
            member = below;
        }
        firstEnded = reversed;
    }

    private void dropFirstEnded(Member member) {
        firstEnded = member.nextEnded;
        member.nextEnded = null;
    }

    /** Whether a poll would be Ready now; the lock is held. */
    private boolean isDue() {
        return first == null || nextEnded() != null;
    }

    /** Takes out a member to be joined, or null if there is none now. */
    @Nullable M tryTake() {
        M taken;
        boolean due;
        synchronized (this) {
            taken = takeEnded();
            due = isDue();
        }
        if (due) {
            waker.wake();
        }
        return taken;
    }

    /**
     * Takes out a member to be joined; Ready with null if the set is empty, else Pending, and the
     * waker is kept until {@link #leave}.
     *
     * @param future who polls
     * @param newest its newest waker
     * @throws IllegalStateException if another future waits
     */
    synchronized Poll<@Nullable M> poll(Object future, Waker newest) {
        if (joiner != null && joiner != future) {
            throw new IllegalStateException(
                    "two futures wait for the tasks of one "
                            + owner
                            + ": "
                            + joiner
                            + " and "
                            + future
                            + "; let one task join them all, or use a set for each");
        }
        var taken = takeEnded();
        if (taken == null && first != null) {
            joiner = future;
            // Registered, then looked at: pairs with the push, or the state, in ended().
            waker.register(newest);
            taken = takeEnded();
            if (taken == null) {
                return Poll.pending();
            }
        }
        forgetJoiner();
        return Poll.ready(taken);
    }

    private void forgetJoiner() {
        if (joiner != null) {
            joiner = null;
            var _ = waker.takeWaker();
        }
    }

    /** Forgets a future that waits no more. */
    synchronized void leave(Object future) {
        if (joiner == future) {
            forgetJoiner();
        }
    }

    @SuppressWarnings("unchecked") // add() takes nothing else
    private @Nullable M takeEnded() {
        var member = nextEnded();
        if (member == null) {
            return null;
        }
        if (!inOrder) {
            dropFirstEnded(member);
        }
        unlink(member);
        return (M) member;
    }

    private void unlink(Member member) {
        member.state = State.GONE;
        var before = member.prev;
        var after = member.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.prev = before;
        }
        member.prev = null;
        member.next = null;
        size--;
    }

    /** The members of this moment, oldest first; they stay. */
    @SuppressWarnings("unchecked") // add() takes nothing else
    synchronized List<M> snapshot() {
        var result = new ArrayList<M>(size);
        for (var member = first; member != null; member = member.next) {
            result.add((M) member);
        }
        return result;
    }

    /** Takes out all members, which are the caller's then; a joiner sees the set empty. */
    List<M> removeAll(boolean close) {
        List<M> removed;
        synchronized (this) {
            closed |= close;
            removed = snapshot();
            for (Member member : removed) {
                unlink(member);
            }
            var none = nextEnded(); // lets go of those that had ended
            assert none == null : "in an empty set";
        }
        waker.wake();
        return removed;
    }

    synchronized int size() {
        return size;
    }
}
