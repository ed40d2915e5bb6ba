package dev.kyoto.internal.weave;

import dev.kyoto.internal.scheduler.StrayBlame;
import org.jspecify.annotations.Nullable;

/**
 * A method that awaits and is called by the code of another machine, which is the only one to know
 * it. It is cancelled as part of the block it belongs to, never by itself.
 *
 * @param <T> the type of the method's value, boxed; Void for void
 */
public abstract class CalleeMachine<T extends @Nullable Object> extends Machine<T>
        implements StrayBlame.PartOfBlock {

    /** For machines. */
    protected CalleeMachine() {}
}
