package dev.kyoto.future;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An arm of a {@link SelectLoop}: what makes its futures, and the one that is alive.
 *
 * <pre>
 *   VACANT -> LIVE      the supplier gives a future
 *   VACANT -> RETIRED   the supplier gives null
 *   LIVE   -> VACANT    the future is ready or throws
 *   LIVE   -> SHUT      the future can win no more: by a guard, or a value that does not match
 *   SHUT   -> VACANT    the next iteration begins
 * </pre>
 *
 * <p>Apart from that it is enabled or not; a future that is alive and not enabled stays as it is.
 */
final class LoopArm {
    /** What the arm has. */
    enum State {
        VACANT,
        LIVE,
        SHUT,
        RETIRED
    }

    final int index;
    final Supplier<? extends @Nullable Future<?>> supplier;
    State state = State.VACANT;
    boolean enabled = true;

    /** What the loop's children know the future by; while LIVE or SHUT. */
    Children.@Nullable Child child;

    LoopArm(int index, Supplier<? extends @Nullable Future<?>> supplier) {
        this.index = index;
        this.supplier = supplier;
    }

    boolean canWin() {
        return enabled && state == State.LIVE;
    }
}
