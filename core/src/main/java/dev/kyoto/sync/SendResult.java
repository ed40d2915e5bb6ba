package dev.kyoto.sync;

/**
 * What came of an immediate send.
 *
 * <p>Unless it is {@link #SENT} the message was not taken and is still the caller's, to be sent
 * again, sent elsewhere, or let go of.
 *
 * <p>Answers to {@code Result<(), TrySendError<T>>} in Tokio.
 */
public enum SendResult {
    /** The channel took the message. The receiver may still close before it takes it out. */
    SENT,

    /** A bounded channel has no free slot, or those that wait for one come first. */
    FULL,

    /** The channel, or the sender it was tried on, is closed: it will never take the message. */
    CLOSED;

    /**
     * Whether the message was taken.
     *
     * @return true for {@link #SENT}
     */
    public boolean isSent() {
        return this == SENT;
    }

    /**
     * Insists on the message having been taken.
     *
     * @throws ClosedException if this is {@link #CLOSED}
     * @throws IllegalStateException if this is {@link #FULL}
     */
    public void orThrow() {
        switch (this) {
            case SENT -> {}
            case CLOSED ->
                    throw new ClosedException(
                            "the message was not sent, as the channel is closed; it is still the"
                                    + " caller's");
            case FULL ->
                    throw new IllegalStateException(
                            "the message was not sent, as the channel is full; await send() to wait"
                                    + " for a free slot, or keep the message and try later");
        }
    }
}
