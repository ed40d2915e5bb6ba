package dev.kyoto.net;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.IoException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.ZoneId;

/**
 * How an accept loop survives failures: report once, back off, go on.
 *
 * <p>When the process has no descriptor left, {@link Listener#accept} fails, and would fail
 * again at once, since the connection still waits: a bare loop would burn a core and flood the log.
 * This counts the failures in a row, logs the first, and says how long to wait: 5 ms, doubled each
 * time, 1 s at most. A failure of one connection alone costs no wait; one that will never pass is
 * thrown.
 *
 * <p>For one accept loop; not thread-safe.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * var backoff = new AcceptBackoff();
 * while (true) {
 *     try {
 *         var stream = listener.accept().await();
 *         backoff.accepted();
 *         spawn(() -> serve(stream)).detach();
 *     } catch (IoException e) {
 *         sleep(backoff.delayAfter(e)).await();
 *     }
 * }
 * }
 */
public final class AcceptBackoff {
    private static final long FIRST_MILLIS = 5;
    private static final long LONGEST_MILLIS = 1000;

    private static final System.Logger LOGGER = System.getLogger(AcceptBackoff.class.getName());

    private long nextMillis = FIRST_MILLIS;
    private boolean reported;

    /** Begins without a failure. */
    public AcceptBackoff() {
        // The report may have to be written when no file can be opened any more, and
        // java.util.logging
        // reads the rules of the time zone from a file with its first message.
        var _ = ZoneId.systemDefault().getRules();
        var _ = LOGGER.isLoggable(Level.WARNING);
    }

    /** A connection was accepted: the failures in a row have ended. */
    public void accepted() {
        nextMillis = FIRST_MILLIS;
        reported = false;
    }

    /**
     * Takes note of a failure, and logs it if it is the first in a row.
     *
     * @param failure what accept threw
     * @return how long to wait before the next accept
     * @throws IoException the failure itself, if the listener or the runtime is closed
     */
    @CheckReturnValue
    public Duration delayAfter(IoException failure) {
        return switch (failure.kind()) {
            case CLOSED, RUNTIME_SHUTDOWN -> throw failure;
            case CONNECTION_ABORTED, CONNECTION_RESET -> Duration.ZERO;
            default -> {
                report(failure);
                var delay = Duration.ofMillis(nextMillis);
                nextMillis = Math.min(LONGEST_MILLIS, 2 * nextMillis);
                yield delay;
            }
        };
    }

    private void report(IoException failure) {
        if (!reported) {
            reported = true;
            try {
                LOGGER.log(Level.WARNING, "accepting is retried until it succeeds again", failure);
            } catch (RuntimeException | LinkageError ignored) {
                // A logger that cannot open its own files must not end the accept loop.
            }
        }
    }
}
