package dev.kyoto.examples.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.examples.SocketClient;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.runtime.JoinHandle;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A whole server on a free port, in a runtime of its own; closing it checks that it ends well. */
final class TestServer implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final AsyncRuntime runtime = AsyncRuntime.create();
    private final Shutdown shutdown = new Shutdown();
    private final Server server;
    private final JoinHandle<@Nullable Void> run;

    TestServer(Settings settings) {
        server = runtime.blockOn(() -> Server.bind(settings.withPort(0), shutdown));
        run = runtime.spawn(server::run);
    }

    int port() {
        return server.port();
    }

    SocketClient connect() {
        return new SocketClient(port());
    }

    void requestShutdown() {
        shutdown.request();
    }

    /** Waits until nobody can connect any more. */
    void awaitEndOfAccepting() {
        runtime.blockOn(run);
    }

    @Override
    public void close() {
        shutdown.request();
        try (runtime) {
            assertThat(runtime.drain(LIMIT)).as("every task ends by itself").isTrue();
        }
    }
}
