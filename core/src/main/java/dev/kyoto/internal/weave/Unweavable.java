package dev.kyoto.internal.weave;

/** Says why a body cannot be woven, in words for the user. It has no stack trace. */
public final class Unweavable extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * Creates one.
     *
     * @param reason what stands in the way, where, and what to do, as the second half of a sentence
     */
    public Unweavable(String reason) {
        super(reason, null, false, false);
    }

    /** The reason; never null. */
    String reason() {
        return String.valueOf(getMessage());
    }
}
