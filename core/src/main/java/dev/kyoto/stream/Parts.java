package dev.kyoto.stream;

import dev.kyoto.future.Context;
import dev.kyoto.future.Failures;
import dev.kyoto.future.Poll;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several parts that are cancelled as one: side by side, and all of them, whatever one throws.
 *
 * <pre>
 *   each part: ALIVE -> gone   its cancellation is Ready, or throws
 * </pre>
 */
final class Parts {
    private final List<Part> alive;
    private @Nullable Throwable failure;

    Parts(List<Part> parts) {
        this.alive = new ArrayList<>(parts);
    }

    /** Cancels all without waiting. */
    void cancel() {
        alive.forEach(Part::cancel);
        alive.clear();
    }

    /** Cancels all; throws the first failure, the others suppressed in it, once all have ended. */
    Poll<@Nullable Void> pollCancel(Context cx) {
        alive.removeIf(part -> hasEnded(part, cx));
        if (!alive.isEmpty()) {
            return Poll.pending();
        }
        var thrown = failure;
        if (thrown != null) {
            failure = null;
            throw Failures.unchecked(thrown);
        }
        return Poll.ready(null);
    }

    private boolean hasEnded(Part part, Context cx) {
        try {
            return part.pollCancel(cx).isReady();
        } catch (Throwable thrown) { // thrown again once the others have ended as well
            failure = merge(failure, thrown);
            return true;
        }
    }

    /** The earlier failure, with the later one suppressed in it. */
    static Throwable merge(@Nullable Throwable earlier, Throwable later) {
        if (earlier == null) {
            return later;
        }
        if (earlier != later) {
            earlier.addSuppressed(later);
        }
        return earlier;
    }
}
