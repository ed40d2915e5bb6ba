package dev.kyoto.io;

/**
 * A place to seek: bytes from the start, from the end, or from where the position is.
 *
 * <p>Answers to {@code std::io::SeekFrom}.
 */
public sealed interface SeekFrom {

    /**
     * How far from there.
     *
     * @return bytes; negative to go towards the start
     */
    long offset();

    /**
     * A place counted from the start.
     *
     * @param offset bytes, 0 or more
     * @return the place
     * @throws IllegalArgumentException if it is negative
     */
    static SeekFrom start(long offset) {
        return new Start(offset);
    }

    /**
     * A place counted from the end.
     *
     * @param offset bytes; negative for a place before the end
     * @return the place
     */
    static SeekFrom end(long offset) {
        return new End(offset);
    }

    /**
     * A place counted from the position.
     *
     * @param offset bytes; negative to go back
     * @return the place
     */
    static SeekFrom current(long offset) {
        return new Current(offset);
    }

    /**
     * Counted from the start.
     *
     * @param offset bytes, 0 or more
     */
    record Start(long offset) implements SeekFrom {
        /** Refuses a negative offset. */
        public Start {
            if (offset < 0) {
                throw new IllegalArgumentException(
                        "a place counted from the start must be 0 or more, not " + offset);
            }
        }
    }

    /**
     * Counted from the end.
     *
     * @param offset bytes; negative for a place before the end
     */
    record End(long offset) implements SeekFrom {}

    /**
     * Counted from the position.
     *
     * @param offset bytes; negative to go back
     */
    record Current(long offset) implements SeekFrom {}
}
