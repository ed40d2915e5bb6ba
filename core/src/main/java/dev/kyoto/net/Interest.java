package dev.kyoto.net;

import org.jspecify.annotations.Nullable;

/**
 * Which way a task wants to use a channel, and so what it waits for.
 *
 * <p>The JDK tells of two ways only. A failure makes a channel ready both ways, so that whoever
 * waits for either finds out; urgent data is not told of at all.
 *
 * <p>Answers to {@code tokio::io::Interest}.
 */
public enum Interest {
    /** Bytes, datagrams or connections to take in. */
    READABLE(true, false),
    /** Room to send, or the end of connecting. */
    WRITABLE(false, true),
    /** Either of the two. */
    READABLE_OR_WRITABLE(true, true);

    private final boolean readable;
    private final boolean writable;

    Interest(boolean readable, boolean writable) {
        this.readable = readable;
        this.writable = writable;
    }

    /**
     * Both what this and what the other one wants.
     *
     * @param other the other interest
     * @return their union
     */
    public Interest add(Interest other) {
        return this == other ? this : READABLE_OR_WRITABLE;
    }

    /**
     * What this one wants and the other one does not.
     *
     * @param other what to take away
     * @return what is left, or null if nothing is
     */
    public @Nullable Interest remove(Interest other) {
        if (this != READABLE_OR_WRITABLE) {
            return this == other || other == READABLE_OR_WRITABLE ? null : this;
        }
        return switch (other) {
            case READABLE -> WRITABLE;
            case WRITABLE -> READABLE;
            case READABLE_OR_WRITABLE -> null;
        };
    }

    /**
     * Whether it wants to take in.
     *
     * @return true for all but {@link #WRITABLE}
     */
    public boolean isReadable() {
        return readable;
    }

    /**
     * Whether it wants to send.
     *
     * @return true for all but {@link #READABLE}
     */
    public boolean isWritable() {
        return writable;
    }
}
