package dev.kyoto.churn;

import static dev.kyoto.Kyoto.spawn;

import dev.kyoto.net.TcpListener;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.runtime.JoinHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A server, and clients that end their connections with it in every manner, in turn.
 *
 * <p>Each client waits until the server has come to its end too, so that the number of connections
 * under way is bounded, and none is when a run has ended.
 */
final class Churn implements AutoCloseable {
    private static final int CLIENTS = 32;

    /** More passes of the driver than it takes to give back the last descriptors. */
    private static final int PASSES = 20;

    private final AsyncRuntime runtime;
    private final ChurnServer server;
    private final List<TcpListener> listeners = new ArrayList<>();
    private final List<JoinHandle<?>> accepting = new ArrayList<>();

    /**
     * A server on a port of each of some addresses.
     *
     * @param runtime runs both sides
     * @param addresses how many, from 127.0.0.1 on: the ports of one last for 28,000 connections a
     *     minute, as the system keeps a port for that long after its connection
     * @param forgotten the ending at which the server forgets to close, or null
     */
    Churn(AsyncRuntime runtime, int addresses, Ending forgotten) {
        this.runtime = runtime;
        this.server = new ChurnServer(forgotten);
        for (int i = 1; i <= addresses; i++) {
            var host = "127.0.0." + i;
            listeners.add(runtime.blockOn(() -> TcpListener.bind(host, 0).await()));
        }
        for (var listener : listeners) {
            accepting.add(runtime.spawn(() -> server.acceptAll(listener)));
        }
    }

    /** Opens so many connections, and returns after the last one has ended on both sides. */
    void run(long connections) {
        var next = new AtomicLong();
        runtime.blockOn(
                () -> {
                    var clients = new ArrayList<JoinHandle<?>>();
                    for (int i = 0; i < CLIENTS; i++) {
                        clients.add(spawn(() -> connect(next, connections)));
                    }
                    for (var client : clients) {
                        client.await();
                    }
                });
        var failure = server.failures.poll();
        if (failure != null) {
            throw new AssertionError(server.failures.size() + " more failures", failure);
        }
    }

    private void connect(AtomicLong next, long connections) {
        for (long i = next.getAndIncrement(); i < connections; i = next.getAndIncrement()) {
            var listener = listeners.get((int) (i % listeners.size()));
            ChurnClient.converse(Ending.of(i / listeners.size()), listener.localAddress());
            server.ended.acquire().await().forget();
        }
    }

    /**
     * What there is between connections. A descriptor is given back by the selector's next pass, which
     * another connection brings; so the least of a few counts is what stays.
     */
    Counts atRest() {
        var least = Counts.now(runtime.metrics());
        for (int i = 0; i < PASSES; i++) {
            run(1);
            least = least.least(Counts.now(runtime.metrics()));
        }
        return least;
    }

    @Override
    public void close() {
        server.remember();
        for (var task : accepting) {
            task.abort();
        }
        listeners.forEach(TcpListener::close);
    }
}
