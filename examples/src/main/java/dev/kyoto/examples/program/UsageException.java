package dev.kyoto.examples.program;

/** A program was called with arguments that make no sense; the message says which and why. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * A mistake of the caller.
     *
     * @param message what is wrong, with the value
     */
    public UsageException(String message) {
        super(message);
    }
}
