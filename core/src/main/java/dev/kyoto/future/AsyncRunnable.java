package dev.kyoto.future;

import java.io.Serializable;

/**
 * The body of an async block without a value; see {@link AsyncCallable}.
 *
 * <p>Answers to the body of an {@code async} block in Rust.
 */
@FunctionalInterface
public interface AsyncRunnable extends Serializable {

    /**
     * Runs the body; it may await.
     *
     * @throws Exception what makes the block fail, as in {@link AsyncCallable#call()}
     */
    void run() throws Exception;
}
