package dev.kyoto.future;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * The body of an async block that has a value.
 *
 * <p>It is serializable only so that Kyoto can find the method behind a lambda; nothing is ever
 * serialized, and what the lambda captures need not be serializable.
 *
 * <p>Answers to the body of an {@code async} block in Rust.
 *
 * @param <T> the type of the value
 */
@FunctionalInterface
public interface AsyncCallable<T extends @Nullable Object> extends Serializable {

    /**
     * Runs the body; it may await.
     *
     * @return the block's value
     * @throws Exception what makes the block fail: unchecked as it is, an {@link
     *     java.io.IOException} as {@link IoException}, anything else in a {@link
     *     java.util.concurrent.CompletionException}
     */
    T call() throws Exception;
}
