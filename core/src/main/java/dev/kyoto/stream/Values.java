package dev.kyoto.stream;

import org.jspecify.annotations.Nullable;

/** The rule that a stream's values are never null, as null is its end. */
final class Values {

    private Values() {}

    /** What a function has returned, which must be a value. */
    static <T> T of(@Nullable T value, String function) {
        if (value == null) {
            throw new NullPointerException(
                    "the function given to "
                            + function
                            + "() returned null, but a value of a stream is never null, as null is its"
                            + " end; leave values out with filterMap(), end early with mapWhile()");
        }
        return value;
    }
}
