package dev.kyoto.stream;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import org.jspecify.annotations.Nullable;

/**
 * A stream that may end before what it is made of has, and then cancels that, with its cleanup
 * awaited, before it says so.
 *
 * <pre>
 *   LIVE   -> ENDING   step says that this is the end
 *   ENDING -> ENDED    the cleanup has ended, or has thrown
 * </pre>
 */
abstract class Ending<T> extends Compound<T> {
    private enum Life {
        LIVE,
        ENDING,
        ENDED
    }

    private Life life = Life.LIVE;

    /** The next value, Pending, or null at the end, after which it is not called again. */
    abstract Poll<@Nullable T> step(Context cx);

    /** Says that nothing comes any more, although {@link #step} is about to throw. */
    final void endAfterThis() {
        life = Life.ENDING;
    }

    @Override
    public final Poll<@Nullable T> pollNext(Context cx) {
        if (life == Life.LIVE) {
            var answer = step(cx);
            if (answer.isPending() || answer.value() != null) {
                return answer;
            }
            life = Life.ENDING;
        }
        if (life == Life.ENDING) {
            life = Life.ENDED; // stays so if the cleanup throws
            if (pollCancel(cx).isPending()) {
                life = Life.ENDING;
                return Poll.pending();
            }
        }
        return Poll.ready(null);
    }
}
