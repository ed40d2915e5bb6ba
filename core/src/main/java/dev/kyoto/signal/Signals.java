package dev.kyoto.signal;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Future;
import org.jspecify.annotations.Nullable;

/**
 * Where signals are listened for.
 *
 * <p><b>Whoever listens takes the signal over, for the rest of the program's life.</b> After the first
 * {@link #ctrlC} was polled, or the first listener for SIGINT, SIGTERM or SIGHUP was made, that signal
 * no longer ends the JVM, and shutdown hooks no longer run upon it: the program has to end by itself,
 * also after all listeners are closed. {@link GracefulShutdown} does that.
 *
 * <p>Answers to {@code tokio::signal}.
 */
@CheckReturnValue
public final class Signals {

    private Signals() {}

    /**
     * Waits for Ctrl-C (SIGINT). It listens from its first poll on; <b>from then on Ctrl-C does not
     * end the JVM any more</b>, even after this future has ended.
     *
     * <p><b>Cancellation</b> Safe; but a Ctrl-C that comes while nobody listens has no effect.
     *
     * <p><b>Errors</b> {@link IllegalArgumentException} under {@code -Xrs}; {@link
     * UnsupportedOperationException} without the module jdk.unsupported.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * select(Signals.ctrlC(), async(() -> serve(stream))).await();
     * }
     *
     * <p>Answers to {@code tokio::signal::ctrl_c}.
     *
     * @return a future without a value
     */
    public static Future<@Nullable Void> ctrlC() {
        return new CtrlC();
    }

    /**
     * Listens for a kind of signal from now on. Each listener sees every signal.
     *
     * <p>Answers to {@code tokio::signal::unix::signal}.
     *
     * @param kind what to listen for
     * @return a listener, to be closed
     * @throws IllegalArgumentException if the platform does not have it, or the JVM or the system
     *     keeps it for itself
     * @throws UnsupportedOperationException without the module jdk.unsupported
     */
    public static Signal listen(SignalKind kind) {
        return new Signal(kind, SignalSource.of(kind));
    }
}
