package dev.kyoto.internal.block;

import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.Future;
import org.jspecify.annotations.Nullable;

/** A way to run the body of an async block. */
interface BlockFactory {

    /**
     * Makes a future of a body; nothing runs before the first poll.
     *
     * @param body the body
     * @param <T> the type of its value
     * @return a future that runs the body while it is polled, and only then
     */
    <T extends @Nullable Object> Future<T> create(AsyncCallable<T> body);
}
