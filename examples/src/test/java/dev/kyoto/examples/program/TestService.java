package dev.kyoto.examples.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.examples.SocketClient;
import dev.kyoto.future.Future;
import dev.kyoto.net.TcpListener;
import dev.kyoto.net.TcpStream;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.runtime.JoinHandle;
import dev.kyoto.task.CancellationToken;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A server on a free port, in a runtime of its own; closing it checks that it ends well. */
public final class TestService implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int MOST = 100;

    private final AsyncRuntime runtime = AsyncRuntime.builder().workerThreads(2).build();
    private final CancellationToken stop = new CancellationToken();
    private final TcpListener listener;
    private final JoinHandle<@Nullable Void> run;

    /** What is done with each connection, made of the sign to end. */
    public TestService(
            Function<CancellationToken, Function<TcpStream, Future<@Nullable Void>>> service) {
        this(MOST, service);
    }

    /** The same with a bound on the connections. */
    public TestService(
            int most,
            Function<CancellationToken, Function<TcpStream, Future<@Nullable Void>>> service) {
        listener = runtime.blockOn(TcpListener.bind("127.0.0.1", 0));
        var handler = service.apply(stop);
        run = runtime.spawn(() -> AcceptLoop.run(listener, most, stop, handler));
    }

    public int port() {
        return listener.localAddress().getPort();
    }

    public AsyncRuntime runtime() {
        return runtime;
    }

    public SocketClient connect() {
        return new SocketClient(port());
    }

    public void requestStop() {
        stop.cancel();
    }

    /** Waits until nobody can connect any more. */
    public void awaitEndOfAccepting() {
        runtime.blockOn(run);
    }

    @Override
    public void close() {
        stop.cancel();
        try (runtime) {
            assertThat(runtime.drain(LIMIT)).as("every task ends by itself").isTrue();
            assertThat(runtime.metrics().numIoRegistrations()).isZero();
        }
    }
}
