package dev.kyoto.time;

import dev.kyoto.future.IoException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * A future was not done in time, and was cancelled for it.
 *
 * <p>If its cleanup failed as well, that failure is among the {@linkplain #getSuppressed()
 * suppressed} ones.
 *
 * <p>Answers to {@code tokio::time::error::Elapsed}.
 */
public final class Elapsed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Duration limit;

    /**
     * Creates one.
     *
     * @param limit how long was waited
     */
    public Elapsed(Duration limit) {
        super("not done within " + limit + ", so it was cancelled");
        this.limit = limit;
    }

    /**
     * How long was waited.
     *
     * @return the timeout's duration; for a deadline, the time there was until then
     */
    public Duration limit() {
        return limit;
    }

    /**
     * The same as an I/O failure, for code that tells a slow peer from a broken one by the kind.
     *
     * <p>Answers to the conversion of {@code Elapsed} to {@code std::io::Error}.
     *
     * @return a failure of the kind {@link IoException.Kind#TIMED_OUT}, with this one behind its
     *     cause
     */
    public IoException toIoException() {
        var cause = new SocketTimeoutException(getMessage());
        cause.initCause(this);
        return new IoException(IoException.Kind.TIMED_OUT, "timed out: " + getMessage(), cause);
    }
}
