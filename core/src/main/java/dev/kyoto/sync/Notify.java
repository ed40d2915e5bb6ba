package dev.kyoto.sync;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Wakes tasks, without a value.
 *
 * <p>Think of it as a semaphore that begins with no permit and never keeps more than one. It
 * carries no data: pair it with state of your own, make the change first and notify afterwards; the
 * waiter creates or enables its {@link Notified} first and looks at the state afterwards.
 * Thread-safe.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * // one task
 * queue.add(job);
 * notify.notifyOne();
 *
 * // another task
 * while (true) {
 *     for (var job = queue.poll(); job != null; job = queue.poll()) {
 *         run(job);
 *     }
 *     notify.notified().await();
 * }
 * }
 *
 * <p>Answers to {@code tokio::sync::Notify}.
 */
public final class Notify {
    // The word: bits 0-1 one of EMPTY, WAITING, NOTIFIED; bits 2.. the generation, which is the
    // number of notifyWaiters calls. Transitions:
    //
    //   EMPTY    -> NOTIFIED   notifyOne, nobody waits: the permit is stored       no lock
    //   NOTIFIED -> EMPTY      a Notified takes the stored permit                  no lock
    //   EMPTY    -> WAITING    a Notified joins the queue                          under the lock
    //   WAITING  -> EMPTY      the last waiter was notified, or left               under the lock
    //   .., g    -> .., g + 1  notifyWaiters, nobody waits                         no lock
    //   WAITING, g -> EMPTY, g + 1   notifyWaiters                                 under the lock
    //
    // While WAITING is set the word changes only under the lock, and the queue is not empty.
    //
    // No wake-up is lost: joining the queue is a compare-and-set from EMPTY, under the lock, of the
    // very generation the future was made in. A notifyOne before it has left NOTIFIED, so that the
    // compare-and-set fails and the permit is seen; one after it finds WAITING and the queue. A
    // notifyWaiters before it has changed the generation; one after it finds the queue.
    //
    // A waiter is notified by writing its `signal` under the lock, after it was taken out of the
    // queue. One that is cancelled with a signal from notifyOne or notifyLast notifies again in the
    // same way, so the wake-up goes to the next or is stored.

    private static final long EMPTY = 0;
    private static final long WAITING = 1;
    private static final long NOTIFIED = 2;
    private static final long STATE_BITS = 3;
    private static final int GENERATION_SHIFT = 2;
    private static final long ONE_GENERATION = 1L << GENERATION_SHIFT;

    private static final VarHandle WORD;
    private static final VarHandle SIGNAL;

    static {
        try {
            var lookup = MethodHandles.lookup();
            WORD = lookup.findVarHandle(Notify.class, "word", long.class);
            SIGNAL = lookup.findVarHandle(Notified.class, "signal", Signal.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final WaitQueue queue = new WaitQueue();

    @SuppressWarnings("FieldMayBeFinal") // written through WORD
    private volatile long word = EMPTY;

    /** Creates one without a stored permit. */
    public Notify() {}

    /** The word at one moment. */
    private record Snapshot(long word) {
        long state() {
            return word & STATE_BITS;
        }

        long generation() {
            return word >>> GENERATION_SHIFT;
        }

        long inState(long state) {
            return (word & ~STATE_BITS) | state;
        }
    }

    /** What a waiter was notified by. */
    private enum Signal {
        NONE,
        ONE,
        LAST,
        ALL
    }

    private Snapshot volatileSnapshot() {
        return new Snapshot(word);
    }

    private boolean casWord(Snapshot expected, long next) {
        return WORD.compareAndSet(this, expected.word, next);
    }

    /**
     * Waits for a notification.
     *
     * <p>A call of {@link #notifyWaiters()} counts from the moment this method returns, whether or
     * not the future has been polled. A call of {@link #notifyOne()} reaches those that were polled
     * or enabled, and else is stored for the next.
     *
     * <p><b>Cancellation</b> Safe: a notification by {@code notifyOne} or {@code notifyLast} that
     * was received but not returned goes to another waiter or is stored. What is lost is the place
     * in the queue.
     *
     * <p><b>Errors</b> None.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * while (true) {
     *     var changed = notify.notified();
     *     if (isDone()) {
     *         break;
     *     }
     *     changed.await();
     * }
     * }
     *
     * <p>Answers to {@code Notify::notified} and {@code notified_owned}.
     *
     * @return the wait, in no queue yet
     */
    @CheckReturnValue
    public Notified notified() {
        return new Notified(this, volatileSnapshot().generation());
    }

    /**
     * Notifies the task that has waited longest; if none waits, the next {@link #notified()} to be
     * polled is ready at once. At most one such permit is stored, however often this is called.
     *
     * <p>Answers to {@code Notify::notify_one}.
     */
    public void notifyOne() {
        notifyOne(Signal.ONE);
    }

    /**
     * Like {@link #notifyOne()}, but notifies the task that joined last.
     *
     * <p>Answers to {@code Notify::notify_last}.
     */
    public void notifyLast() {
        notifyOne(Signal.LAST);
    }

    private void notifyOne(Signal signal) {
        while (true) {
            var seen = volatileSnapshot();
            if (seen.state() != WAITING) {
                if (casWord(seen, seen.inState(NOTIFIED))) {
                    return;
                }
                continue;
            }
            Notified chosen;
            synchronized (this) {
                seen = volatileSnapshot();
                if (seen.state() != WAITING) {
                    continue; // the last waiter left meanwhile
                }
                chosen = (Notified) (signal == Signal.ONE ? queue.first() : queue.last());
                if (chosen == null) {
                    throw new AssertionError("WAITING with an empty queue");
                }
                queue.remove(chosen);
                if (queue.isEmpty()) {
                    word = seen.inState(EMPTY);
                }
                chosen.setSignalRelease(signal);
            }
            Waiter.wakeAll(chosen);
            return;
        }
    }

    /**
     * Notifies all tasks that wait now, and every {@link Notified} that exists now; stores nothing.
     *
     * <p>Answers to {@code Notify::notify_waiters}.
     */
    public void notifyWaiters() {
        for (var seen = volatileSnapshot(); seen.state() != WAITING; seen = volatileSnapshot()) {
            if (casWord(seen, seen.word + ONE_GENERATION)) {
                return;
            }
        }
        Waiter<?> all;
        synchronized (this) {
            while (true) {
                var seen = volatileSnapshot();
                long next = seen.state() == WAITING ? seen.inState(EMPTY) : seen.word;
                if (casWord(seen, next + ONE_GENERATION)) {
                    break;
                }
            }
            all = queue.removeAll();
            for (var node = all; node != null; node = node.next) {
                ((Notified) node).setSignalRelease(Signal.ALL);
            }
        }
        Waiter.wakeAll(all);
    }

    /** Joins the queue, unless a notification is there for the taking: then answers by what. */
    private Signal join(Notified node, @Nullable Waker waker) {
        // A permit is often stored when its waiter comes, and taking that needs no lock.
        var seen = volatileSnapshot();
        if (seen.generation() != node.generation) {
            return Signal.ALL;
        }
        if (seen.state() == NOTIFIED && casWord(seen, seen.inState(EMPTY))) {
            return Signal.ONE;
        }
        return joinLocked(node, waker);
    }

    private synchronized Signal joinLocked(Notified node, @Nullable Waker waker) {
        while (true) {
            var seen = volatileSnapshot();
            if (seen.generation() != node.generation) {
                return Signal.ALL;
            }
            if (seen.state() == NOTIFIED) {
                if (casWord(seen, seen.inState(EMPTY))) {
                    return Signal.ONE;
                }
            } else if (seen.state() == WAITING || casWord(seen, seen.inState(WAITING))) {
                node.waker = waker;
                queue.add(node);
                return Signal.NONE;
            }
        }
    }

    private synchronized void replaceWaker(Notified node, Waker waker) {
        if (node.signalAcquire() == Signal.NONE) {
            node.waker = waker;
        }
    }

    private void leave(Notified node) {
        Signal received;
        synchronized (this) {
            received = node.signalAcquire();
            if (received == Signal.NONE) {
                queue.remove(node);
                node.waker = null;
                if (queue.isEmpty()) {
                    word = volatileSnapshot().inState(EMPTY);
                }
            }
        }
        if (received == Signal.ONE || received == Signal.LAST) {
            notifyOne(received);
        }
    }

    @Override
    public String toString() {
        return switch ((int) volatileSnapshot().state()) {
            case (int) WAITING -> "Notify[waiting]";
            case (int) NOTIFIED -> "Notify[notified]";
            default -> "Notify[]";
        };
    }

    /**
     * The wait for one notification; made by {@link Notify#notified()}.
     *
     * <p>It takes no unit of the cooperation budget. It belongs to one task, as futures do.
     *
     * <p>Answers to {@code tokio::sync::futures::Notified}.
     */
    public static final class Notified extends Waiter<@Nullable Void> {
        private final Notify owner;
        private final long generation;

        /**
         * Written under the owner's lock while in the queue, with release, which pairs with the
         * task's reads; then by the task alone. A task that reads too early is polled again, as
         * {@code wakeAll} comes after the write, with a fence between.
         */
        private Signal signal = Signal.NONE;

        private Notified(Notify owner, long generation) {
            this.owner = owner;
            this.generation = generation;
        }

        private Signal signalAcquire() {
            return (Signal) SIGNAL.getAcquire(this);
        }

        private void setSignalRelease(Signal next) {
            SIGNAL.setRelease(this, next);
        }

        /**
         * Joins the queue now, without waiting, so that a {@link Notify#notifyOne()} from here on
         * may reach this wait.
         *
         * <p><b>Example</b>
         *
         * {@snippet :
         * var changed = notify.notified();
         * changed.enable();
         * var message = channel.tryRecv();     // a notifyOne after enable() is not missed
         * if (message instanceof TryRecv.Empty<String>) {
         *     changed.await();
         * }
         * }
         *
         * <p>Answers to {@code Notified::enable}.
         *
         * @return true if a notification is there already, so that the next poll is Ready
         * @throws IllegalStateException if this wait has ended
         */
        public boolean enable() {
            checkLive();
            begin(null);
            return signalAcquire() != Signal.NONE;
        }

        @Override
        public Poll<@Nullable Void> poll(Context cx) {
            checkLive();
            begin(cx.waker());
            // The waker that is kept can only be cleared after the signal was given, so if it is
            // the
            // newest and there is no signal below, it is the one that will be woken.
            if (signalAcquire() == Signal.NONE && waker != cx.waker()) {
                owner.replaceWaker(this, cx.waker());
            }
            return signalAcquire() == Signal.NONE ? Poll.pending() : ready(null);
        }

        private void begin(@Nullable Waker newest) {
            if (stage == NEW) {
                stage = LeafFuture.WAITING;
                var found = owner.join(this, newest);
                if (found != Signal.NONE) {
                    setSignalRelease(found);
                }
            }
        }

        @Override
        public void cancel() {
            if (stage == LeafFuture.WAITING) {
                stage = CANCELLED;
                owner.leave(this);
            } else if (stage == NEW) {
                stage = CANCELLED;
            }
        }

        @Override
        public String toString() {
            return "Notify.notified()";
        }
    }
}
