package dev.kyoto.future;

import java.io.IOException;
import java.util.concurrent.CompletionException;

/** The one rule by which what user code throws reaches whoever awaits it. */
public final class Failures {

    private Failures() {}

    /**
     * Makes a failure unchecked: an unchecked one as it is, an {@link IOException} as {@link
     * IoException}, anything else in a {@link CompletionException}. Errors are thrown from here.
     *
     * @param failure what was thrown
     * @return the exception to throw
     */
    public static RuntimeException unchecked(Throwable failure) {
        return switch (failure) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            case IOException e -> IoException.of(e);
            default -> new CompletionException(failure);
        };
    }
}
