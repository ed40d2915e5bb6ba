package dev.kyoto.sync;

/**
 * Thrown where an operation cannot succeed any more because the other side, or the primitive
 * itself, was closed.
 *
 * <p>Answers to {@code RecvError}, {@code SendError} and {@code AcquireError} in Tokio. A message
 * that could not be sent is not kept here: it is still the caller's.
 */
public final class ClosedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates one.
     *
     * @param message what is closed, and what that means for the caller
     */
    public ClosedException(String message) {
        super(message);
    }
}
