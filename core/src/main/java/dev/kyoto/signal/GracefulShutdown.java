package dev.kyoto.signal;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.AsyncRunnable;
import dev.kyoto.future.Failures;
import dev.kyoto.future.Futures;
import dev.kyoto.future.Poll;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.task.CancellationToken;
import dev.kyoto.task.TaskTracker;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Ends a program in an orderly way when SIGINT or SIGTERM comes.
 *
 * <p>The first signal, {@link #begin}, or the end of the body begins the shutdown: the {@link #token}
 * is cancelled, so that the body takes in nothing more, and the {@link #tracker} is closed. Then body
 * and tracked tasks have the limit to end. Afterwards the runtime is closed, which cancels what is not
 * tracked. <b>A signal while the shutdown is under way ends the JVM at once</b>, with no hook or
 * cleanup run and the code 128 + its number: 130 for Ctrl-C, 143 for SIGTERM.
 *
 * <table>
 * <caption>How it ends</caption>
 * <tr><th>what has happened<th>{@link #run} answers<th>exit code
 * <tr><td>the body has ended, and all tasks in time<td>{@code COMPLETED}<td>0
 * <tr><td>a signal or begin() came, and all ended in time<td>{@code STOPPED}<td>0
 * <tr><td>the limit has passed first<td>{@code CUT_OFF}<td>1
 * <tr><td>the body has failed<td>its failure is thrown<td>1, if main lets it through
 * <tr><td>another signal came<td>never<td>128 + its number
 * </table>
 *
 * <p>Afterwards signals still do not end the JVM (see {@link Signals}), so that main has to, by
 * {@code System.exit}. Of use once; {@link #token}, {@link #tracker} and {@link #begin} are for any
 * thread.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * var shutdown = GracefulShutdown.within(ofSeconds(30));
 * var ending = shutdown.run(AsyncRuntime.create(), () -> {
 *     try (var listener = TcpListener.bind("0.0.0.0", 8080).await()) {
 *         while (shutdown.token().runUntilCancelled(listener.accept()).await() instanceof TcpStream client) {
 *             shutdown.tracker().spawn(() -> serve(client)).detach();
 *         }
 *     }
 * });
 * System.exit(ending.exitCode());
 * }
 *
 * <p>Answers to what {@code tokio.rs/tokio/topics/shutdown} builds of {@code tokio::signal}, {@code
 * CancellationToken} and {@code TaskTracker}.
 */
@CheckReturnValue
public final class GracefulShutdown {
    // Parts. `begun` is set once, by whoever begins first, and then the token is cancelled. A
    // daemon thread, not a task, waits for signals: it works
    // also when every worker is stuck. Between `begin` by a signal and the second signal nothing is
    // shared with the workers.

    private static final System.Logger LOGGER = System.getLogger("dev.kyoto.shutdown");

    /** How the program has ended. */
    public enum Ending {
        /** By itself: the body and all tracked tasks have ended. */
        COMPLETED(0),
        /** As it was asked to, within the limit. */
        STOPPED(0),
        /** The limit passed before all had ended; what was left was cancelled. */
        CUT_OFF(1);

        private final int exitCode;

        Ending(int exitCode) {
            this.exitCode = exitCode;
        }

        /**
         * What to give to {@code System.exit}.
         *
         * @return 0 or 1
         */
        public int exitCode() {
            return exitCode;
        }
    }

    /** Since when, by {@code System.nanoTime()}, and what the ending is called if all goes well. */
    private record Begun(long since, Ending inTime) {}

    private final CancellationToken token = new CancellationToken();
    private final TaskTracker tracker = new TaskTracker();
    private final Duration limit;
    private final List<SignalKind> kinds;
    private final boolean allTasks;
    private final AtomicBoolean used = new AtomicBoolean();
    private final AtomicReference<@Nullable Begun> begun = new AtomicReference<>();

    private GracefulShutdown(Duration limit, List<SignalKind> kinds, boolean allTasks) {
        this.limit = limit;
        this.kinds = kinds;
        this.allTasks = allTasks;
    }

    /**
     * A shutdown upon SIGINT and SIGTERM.
     *
     * @param limit how long body and tracked tasks have to end, once it has begun; not negative
     * @return the shutdown
     */
    public static GracefulShutdown within(Duration limit) {
        if (limit.isNegative()) {
            throw new IllegalArgumentException("the limit " + limit + " is negative");
        }
        return new GracefulShutdown(
                limit, List.of(SignalKind.interrupt(), SignalKind.terminate()), false);
    }

    /**
     * The same upon other signals.
     *
     * @param signals what to listen for; none to listen for nothing
     * @return a new shutdown, with a token and a tracker of its own
     */
    public GracefulShutdown on(SignalKind... signals) {
        return new GracefulShutdown(limit, List.of(signals), allTasks);
    }

    /**
     * The same, but waits within the limit for all tasks of the runtime, tracked or not, as {@link
     * AsyncRuntime#drain} does.
     *
     * @return a new shutdown, with a token and a tracker of its own
     */
    public GracefulShutdown awaitAllTasks() {
        return new GracefulShutdown(limit, kinds, true);
    }

    /**
     * What tells everybody to stop.
     *
     * @return the token that is cancelled when the shutdown begins
     */
    public CancellationToken token() {
        return token;
    }

    /**
     * What is waited for.
     *
     * @return the tracker that is closed when the shutdown begins
     */
    public TaskTracker tracker() {
        return tracker;
    }

    Duration limit() {
        return limit;
    }

    /** Begins the shutdown, as a signal does. Does nothing if it has begun. */
    public void begin() {
        begin(Ending.STOPPED);
    }

    /** The body has ended: nobody had to ask. */
    void bodyEnded() {
        begin(Ending.COMPLETED);
    }

    private void begin(Ending inTime) {
        begun.compareAndSet(null, new Begun(System.nanoTime(), inTime));
        tracker.close();
        token.cancel();
    }

    /**
     * Runs the body as a task until it and all that is tracked have ended, listens for signals
     * meanwhile, and closes the runtime. The calling thread waits; it is that of {@code main}.
     *
     * @param runtime the runtime; closed when this returns or throws
     * @param body the body; it may await
     * @return how it has ended
     * @throws IllegalStateException if this was run before, or inside of a task
     * @throws IllegalArgumentException if a signal cannot be listened for
     */
    public Ending run(AsyncRuntime runtime, AsyncRunnable body) {
        if (!used.compareAndSet(false, true)) {
            throw new IllegalStateException("this shutdown was run before; make a new one");
        }
        var listeners = new ArrayList<Signal>();
        try {
            kinds.forEach(kind -> listeners.add(Signals.listen(kind)));
            if (!listeners.isEmpty()) {
                Thread.ofPlatform()
                        .daemon()
                        .name("kyoto-graceful-shutdown")
                        .start(() -> watch(listeners));
            }
            return run(runtime, new Shepherd(this, runtime.spawn(body)));
        } finally {
            listeners.forEach(Signal::close);
        }
    }

    private Ending run(AsyncRuntime runtime, Shepherd shepherd) {
        boolean inTime = false;
        try {
            inTime = runtime.blockOn(shepherd) && (!allTasks || runtime.drain(remaining()));
        } finally {
            runtime.shutdown(inTime ? remaining() : Duration.ZERO);
        }
        var failure = shepherd.failure();
        if (failure != null) {
            throw Failures.unchecked(failure);
        }
        if (!inTime) {
            LOGGER.log(
                    Level.WARNING,
                    "the shutdown''s limit of {0} has passed; what was left was cut off: {1}",
                    limit,
                    tracker);
            return Ending.CUT_OFF;
        }
        return hasBegun().inTime();
    }

    private Begun hasBegun() {
        return Objects.requireNonNull(begun.get());
    }

    private Duration remaining() {
        var passed = Duration.ofNanos(System.nanoTime() - hasBegun().since());
        var left = limit.minus(passed);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Runs on its own thread, until the listeners are closed. */
    private void watch(List<Signal> listeners) {
        for (var kind = anyOf(listeners); kind != null; kind = anyOf(listeners)) {
            if (token.isCancelled()) {
                LOGGER.log(Level.WARNING, "{0} again: ending at once", kind);
                Runtime.getRuntime().halt(128 + kind.rawValue());
            }
            LOGGER.log(
                    Level.INFO,
                    "{0}: shutting down within {1}; another signal ends at once",
                    kind,
                    limit);
            begin();
        }
    }

    private static @Nullable SignalKind anyOf(List<Signal> listeners) {
        return Futures.<@Nullable SignalKind>pollFn(
                        cx -> {
                            for (var listener : listeners) {
                                var polled = listener.pollNext(cx);
                                if (polled.isReady()) {
                                    return polled;
                                }
                            }
                            return Poll.pending();
                        })
                .await();
    }

    /**
     * The limit, and how far it has come.
     *
     * @return as "GracefulShutdown[PT30S, begun, TaskTracker[3, closed]]"
     */
    @Override
    public String toString() {
        return "GracefulShutdown[%s, %s, %s]"
                .formatted(limit, token.isCancelled() ? "begun" : "not begun", tracker);
    }
}
