package dev.kyoto.future;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * The body of an async block that is handed something to work with, such as the scope it runs in;
 * see {@link AsyncCallable}.
 *
 * <p>Answers to an {@code async} closure in Rust.
 *
 * @param <A> the type of what it is handed
 * @param <T> the type of the value
 */
@FunctionalInterface
public interface AsyncFunction<A, T extends @Nullable Object> extends Serializable {

    /**
     * Runs the body; it may await.
     *
     * @param argument what the body works with
     * @return the block's value
     * @throws Exception what makes the block fail, as in {@link AsyncCallable#call()}
     */
    T apply(A argument) throws Exception;
}
