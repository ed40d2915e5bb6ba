package dev.kyoto.future;

import org.jspecify.annotations.Nullable;

/**
 * Keeps the life of a future in order, so that its implementation need not.
 *
 * <pre>
 *   OPEN       -> ENDED       poll answers Ready or throws; cancel
 *   OPEN       -> CANCELLING  pollCancel is Pending
 *   OPEN       -> ENDED       pollCancel answers Ready or throws
 *   CANCELLING -> ENDED       pollCancel answers Ready or throws; cancel
 * </pre>
 *
 * <p>The subclass is asked to {@link #step} only while OPEN, to {@link #pollDrop} while OPEN or
 * CANCELLING, and to {@link #drop} at most once, and never after it ended by itself.
 *
 * @param <T> the type of the value
 */
abstract class OneShot<T extends @Nullable Object> implements Future<T> {
    private static final byte OPEN = 0;
    private static final byte CANCELLING = 1;
    private static final byte ENDED = 2;

    private byte life = OPEN;

    /** Makes what progress is possible, as {@link Future#poll} says. */
    abstract Poll<T> step(Context cx);

    /** Gives everything back at once, as {@link Future#cancel} says. */
    void drop() {}

    /** Gives everything back with cleanup awaited, as {@link Future#pollCancel} says. */
    Poll<@Nullable Void> pollDrop(Context cx) {
        drop();
        return Poll.ready(null);
    }

    /** What error messages call it. */
    String name() {
        return getClass().getSimpleName();
    }

    /** Whether the future is still as it was made, but for polls. */
    final boolean isOpen() {
        return life == OPEN;
    }

    @Override
    public final Poll<T> poll(Context cx) {
        if (life != OPEN) {
            throw new IllegalStateException(
                    "poll of a "
                            + name()
                            + (life == ENDED ? " that has ended" : " that is being cancelled")
                            + "; after Ready, an exception or a cancel a future must not be polled");
        }
        Poll<T> answer;
        try {
            answer = step(cx);
        } catch (Throwable failure) {
            life = ENDED;
            throw failure;
        }
        if (answer.isReady()) {
            life = ENDED;
        }
        return answer;
    }

    @Override
    public final void cancel() {
        if (life != ENDED) {
            life = ENDED;
            drop();
        }
    }

    @Override
    public final Poll<@Nullable Void> pollCancel(Context cx) {
        if (life == ENDED) {
            return Poll.ready(null);
        }
        life = CANCELLING;
        Poll<@Nullable Void> answer;
        try {
            answer = pollDrop(cx);
        } catch (Throwable failure) {
            life = ENDED;
            throw failure;
        }
        if (answer.isReady()) {
            life = ENDED;
        }
        return answer;
    }
}
