package dev.kyoto.task;

import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a set, and which of them is to be joined next: the heart of {@link JoinSet}, {@link
 * JoinMap} and {@link JoinQueue}.
 *
 * <p><b>Parts.</b> Two lists through the members themselves, under this object's monitor: all
 * members, oldest first; and those that have ended, first ended first. A member is itself the waker
 * that its task is given, so whoever joins looks only at members whose tasks have ended, and every
 * operation on one member is O(1), however many there are.
 *
 * <pre>
 * states of a member:
 *   NEW   -> IDLE    add
 *   IDLE  -> ENDED   wake, by the thread on which its task ends
 *   IDLE  -> GONE    removeAll
 *   ENDED -> GONE    taken to be joined; removeAll
 *   NEW   -> GONE    add to a set that was closed
 * </pre>
 *
 * <p><b>Rules.</b>
 *
 * <ol>
 *   <li>All fields here, and the links and states of members, are touched under the monitor alone.
 *       Whoever has made a member GONE owns it from there on.
 *   <li>A joiner looks for a member and, if there is none, leaves its waker, in one critical section.
 *       Each change that could let it go on is one critical section as well, which ends by taking
 *       the waker if a poll would be Ready now ({@link #due}). So either the joiner sees the change,
 *       or the change sees the joiner.
 *   <li>Wakers are called, and tasks are spawned, aborted, joined and detached, outside of the
 *       monitor.
 * </ol>
 *
 * @param <M> the type of the members
 */
final class Members<M extends Members.Member> {
    private final String owner;
    private final boolean inOrder;

    private @Nullable Member first;
    private @Nullable Member last;
    private @Nullable Member firstEnded;
    private @Nullable Member lastEnded;
    private int size;
    private boolean closed;

    /** The future that waits, from its first pending poll until it has ended or was cancelled. */
    private @Nullable Object joiner;

    /** The joiner's newest waker, until it is woken. */
    private @Nullable Waker waker;

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
        private State state = State.NEW;
        private @Nullable Member prev;
        private @Nullable Member next;
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
    synchronized void checkOpen() {
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
        Waker woken;
        synchronized (this) {
            if (member.state != State.IDLE) {
                return;
            }
            member.state = State.ENDED;
            if (!inOrder) {
                var before = lastEnded;
                lastEnded = member;
                if (before == null) {
                    firstEnded = member;
                } else {
                    before.nextEnded = member;
                }
            }
            woken = due();
        }
        wake(woken);
    }

    /** The member to be joined next, if its task has ended; the lock is held. */
    private @Nullable Member nextEnded() {
        if (!inOrder) {
            return firstEnded;
        }
        return first != null && first.state == State.ENDED ? first : null;
    }

    /** The joiner's waker, if a poll of it would be Ready now; the lock is held. */
    private @Nullable Waker due() {
        var waiting = waker;
        if (waiting == null || (first != null && nextEnded() == null)) {
            return null;
        }
        waker = null;
        return waiting;
    }

    private static void wake(@Nullable Waker woken) {
        if (woken != null) {
            woken.wake();
        }
    }

    /** Takes out a member to be joined, or null if there is none now. */
    @Nullable M tryTake() {
        M taken;
        Waker woken;
        synchronized (this) {
            taken = takeEnded();
            woken = due();
        }
        wake(woken);
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
            waker = newest;
            return Poll.pending();
        }
        joiner = null;
        waker = null;
        return Poll.ready(taken);
    }

    /** Forgets a future that waits no more. */
    synchronized void leave(Object future) {
        if (joiner == future) {
            joiner = null;
            waker = null;
        }
    }

    @SuppressWarnings("unchecked") // add() takes nothing else
    private @Nullable M takeEnded() {
        var member = nextEnded();
        if (member == null) {
            return null;
        }
        if (!inOrder) {
            firstEnded = member.nextEnded;
            member.nextEnded = null;
            if (firstEnded == null) {
                lastEnded = null;
            }
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
        Waker woken;
        synchronized (this) {
            closed |= close;
            removed = snapshot();
            for (Member member : removed) {
                unlink(member);
                member.nextEnded = null;
            }
            firstEnded = null;
            lastEnded = null;
            woken = due();
        }
        wake(woken);
        return removed;
    }

    synchronized int size() {
        return size;
    }
}
