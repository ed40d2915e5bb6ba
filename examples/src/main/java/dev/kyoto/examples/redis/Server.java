package dev.kyoto.examples.redis;

import static dev.kyoto.Kyoto.select;
import static dev.kyoto.Kyoto.sleep;
import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.timeout;
import static dev.kyoto.Kyoto.yieldNow;

import dev.kyoto.future.IoException;
import dev.kyoto.future.OneOf2;
import dev.kyoto.io.ByteBuf;
import dev.kyoto.net.AcceptBackoff;
import dev.kyoto.net.TcpListener;
import dev.kyoto.net.TcpStream;
import dev.kyoto.sync.Semaphore;
import dev.kyoto.time.Elapsed;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** The accept loop, and the housekeeping beside it. Each client gets a task of its own. */
final class Server {
    private static final String HOST = "127.0.0.1";
    private static final Duration EXPIRY_PERIOD = Duration.ofMillis(100);
    private static final Duration REFUSAL_LIMIT = Duration.ofSeconds(1);
    private static final Reply TOO_MANY = new Reply.Failure("ERR max number of clients reached");

    private final TcpListener listener;
    private final Engine engine;
    private final Shutdown shutdown;

    /** One permit for each client that may be connected. */
    private final Semaphore places;

    private Server(TcpListener listener, Engine engine, Shutdown shutdown) {
        this.listener = listener;
        this.engine = engine;
        this.shutdown = shutdown;
        this.places = Semaphore.of(engine.settings().maxClients());
    }

    /** Begins to listen; {@link #run} answers those who come. */
    static Server bind(Settings settings, Shutdown shutdown) {
        var listener = TcpListener.bind(HOST, settings.port()).await();
        var actual = settings.withPort(listener.localAddress().getPort());
        var random = RandomGenerator.getDefault();
        return new Server(
                listener, new Engine(actual, System::currentTimeMillis, random), shutdown);
    }

    int port() {
        return engine.settings().port();
    }

    /**
     * Serves until the shutdown is requested. The listener is closed then, and each client's task
     * ends by itself once it has answered what it had received.
     */
    void run() {
        spawn(this::expirePeriodically).detach();
        try (listener) {
            var backoff = new AcceptBackoff();
            while (!shutdown.isRequested()) {
                try {
                    switch (select(listener.accept(), shutdown.requested()).await()) {
                        case OneOf2.First(var stream) -> {
                            backoff.accepted();
                            welcome(stream);
                        }
                        case OneOf2.Second(var none) -> {
                            return;
                        }
                    }
                } catch (IoException e) {
                    sleep(backoff.delayAfter(e)).await();
                }
            }
        }
    }

    private void welcome(TcpStream stream) {
        var place = places.tryAcquire();
        if (place == null) {
            spawn(() -> refuse(stream)).detach();
        } else {
            spawn(() -> serve(stream, place)).detach();
        }
    }

    /** The place is free again before the client can see that its connection has ended. */
    private void serve(TcpStream stream, Semaphore.Permit place) {
        try (stream;
                place) {
            Connection.serve(stream, engine, shutdown);
        } catch (IoException e) {
            // The client is gone. That is its right, and there is nobody to tell.
        }
    }

    private static void refuse(TcpStream stream) {
        var refusal = ByteBuf.allocate();
        new ReplyEncoder().encode(TOO_MANY, refusal);
        try (stream) {
            timeout(REFUSAL_LIMIT, stream.writeAll(refusal)).await();
        } catch (IoException | Elapsed e) {
            // Whether the client got the message or not, it is refused.
        }
    }

    private void expirePeriodically() {
        while (!shutdown.isRequested()) {
            while (engine.expireSome()) {
                yieldNow().await();
            }
            select(sleep(EXPIRY_PERIOD), shutdown.requested()).await();
        }
    }
}
