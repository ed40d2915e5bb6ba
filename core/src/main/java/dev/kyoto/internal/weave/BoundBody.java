package dev.kyoto.internal.weave;

import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.AsyncFunction;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A body together with what it is handed: to the weaver the argument is one captured value more,
 * behind the others.
 *
 * @param function the body
 * @param argument what it is handed
 * @param <A> the type of that
 * @param <T> the type of the block's value
 */
public record BoundBody<A, T extends @Nullable Object>(AsyncFunction<A, T> function, A argument)
        implements AsyncCallable<T> {

    @Override
    public T call() throws Exception {
        return function.apply(argument);
    }

    /**
     * What the user has written, of which one class stands for one body.
     *
     * @param body a body as blocks are made of
     * @return the function of a bound body, else the body itself
     */
    public static Serializable written(Serializable body) {
        return body instanceof BoundBody<?, ?> bound ? bound.function : body;
    }
}
