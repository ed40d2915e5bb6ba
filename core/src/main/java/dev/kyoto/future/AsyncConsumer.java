package dev.kyoto.future;

import org.jspecify.annotations.Nullable;

/**
 * The body of an async block that is handed something to work with and has no value; see {@link
 * AsyncCallable}.
 *
 * <p>Answers to an {@code async} closure in Rust.
 *
 * @param <A> the type of what it is handed
 */
@FunctionalInterface
public interface AsyncConsumer<A> extends AsyncFunction<A, @Nullable Void> {

    /**
     * Runs the body; it may await.
     *
     * @param argument what the body works with
     * @throws Exception what makes the block fail, as in {@link AsyncCallable#call()}
     */
    void accept(A argument) throws Exception;

    /**
     * Runs the body. Not to be overridden: what a block is made of is {@link #accept}.
     *
     * @param argument what the body works with
     * @return null
     * @throws Exception what makes the block fail
     */
    @Override
    default @Nullable Void apply(A argument) throws Exception {
        accept(argument);
        return null;
    }
}
