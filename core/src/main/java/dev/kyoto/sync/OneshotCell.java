package dev.kyoto.sync;

import dev.kyoto.future.Waker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What the two ends of a {@link Oneshot} share: one word that is the state and the value at once.
 *
 * <pre>
 *   null        -> the value     the sender sends
 *   null        -> SENDER_GONE   the sender closes, or was forgotten
 *   null        -> RECEIVER_GONE the receiver closes or is cancelled
 *   the value   -> TAKEN         the receiver takes it, or is cancelled and lets it go
 * </pre>
 *
 * <p>All transitions are made by compare-and-set. The first three end the waiting of both sides;
 * each is followed by waking the receiver and announcing the end to the sender's {@code closed()}.
 *
 * <p>The receiver keeps its waker by a volatile write and looks at the word again afterwards;
 * whoever changes the word does so by compare-and-set and reads the waker afterwards. Each side's
 * write comes before its read in one order that all threads agree on, so at least one sees the
 * other. The waker is never cleared by the waking side: there is one end and so at most one wake-up
 * that matters.
 */
final class OneshotCell<T> extends CloseSignal {
    private enum Mark {
        SENDER_GONE,
        RECEIVER_GONE,
        TAKEN
    }

    private static final VarHandle WORD;

    static {
        try {
            WORD = MethodHandles.lookup().findVarHandle(OneshotCell.class, "word", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("FieldMayBeFinal") // written through WORD
    private volatile @Nullable Object word;

    private volatile @Nullable Waker receiverWaker;

    private boolean casWord(@Nullable Object expected, Object next) {
        return WORD.compareAndSet(this, expected, next);
    }

    /** Ends the waiting of both sides, if it has not ended yet. */
    private boolean end(Object next) {
        if (!casWord(null, next)) {
            return false;
        }
        var waker = receiverWaker;
        if (waker != null) {
            waker.wake();
        }
        announceClosed();
        return true;
    }

    boolean send(T value) {
        return end(value);
    }

    boolean senderGone() {
        return end(Mark.SENDER_GONE);
    }

    boolean receiverGone() {
        return end(Mark.RECEIVER_GONE);
    }

    boolean isReceiverGone() {
        return word == Mark.RECEIVER_GONE;
    }

    /** Whether the sender has nothing to wait for any more. */
    @Override
    boolean isClosed() {
        return word != null;
    }

    /** Whether a value is there to be taken. */
    boolean hasValue() {
        var seen = word;
        return seen != null && !(seen instanceof Mark);
    }

    void keepWaker(@Nullable Waker waker) {
        receiverWaker = waker;
    }

    /** Takes the value out, if it is there; called by the receiver alone. */
    @SuppressWarnings("unchecked") // what is no mark was put in by send
    TryRecv<T> take() {
        var seen = word;
        if (seen == null) {
            return TryRecv.empty();
        }
        if (seen instanceof Mark) {
            return TryRecv.closed();
        }
        casWord(seen, Mark.TAKEN); // nobody else touches the word once it holds a value
        return new TryRecv.Received<>((T) seen);
    }
}
