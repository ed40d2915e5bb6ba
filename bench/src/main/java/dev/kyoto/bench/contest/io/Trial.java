package dev.kyoto.bench.contest.io;

import java.io.IOException;
import java.util.Map;

/** A contender's server that runs, and a load to put on it. */
public final class Trial implements AutoCloseable {
    private static final int WARM_CONNECTIONS = 50;
    private static final int WARM_ACCEPTS = 1_000;
    private static final int MANY_CONNECTIONS = 1_000;
    private static final double WARM_LOAD_SECONDS = 0.5;

    private final ServerProcess server;
    private final Load load;

    Trial(ServerProcess server, Load load) {
        this.server = server;
        this.load = load;
    }

    /** Keeps it busy so long, that it is compiled, and has accepted often. */
    void warm(double seconds) throws IOException, InterruptedException {
        long until = System.nanoTime() + Math.round(seconds * 1e9);
        do {
            load.run(server.port(), WARM_CONNECTIONS, WARM_LOAD_SECONDS);
        } while (System.nanoTime() - until < 0);
        load.run(server.port(), WARM_ACCEPTS, WARM_LOAD_SECONDS);
    }

    /**
     * Measures it under a load.
     *
     * <p>There are two loads, a short one and a long one, whose figures are taken. To open the
     * connections and to close them costs processor time that no request has caused, and with many
     * of them it is more than that of the requests: what the long load has cost more than the short
     * one, it has cost for its further requests. With few connections the long load counts as it
     * is, as the short one may well have been the one that the compiler worked in.
     *
     * <p>Many connections have a load before these two, as long as the long one: a select that finds
     * hundreds of them ready takes branches that a JVM has compiled away until then, and for seconds
     * most of what a request costs is the compiler.
     *
     * @param connections how many there are
     * @param seconds how much longer the long load is
     * @return the figures
     * @throws IOException if the server did not answer as it should
     * @throws InterruptedException if this thread is interrupted
     */
    public Map<Figure, Double> measure(int connections, double seconds)
            throws IOException, InterruptedException {
        boolean many = connections >= MANY_CONNECTIONS;
        if (many) {
            load.run(server.port(), connections, load.shortest() + seconds);
        }
        long start = server.processorNanos();
        var first = load.run(server.port(), connections, load.shortest());
        long middle = server.processorNanos();
        var second = load.run(server.port(), connections, load.shortest() + seconds);
        long end = server.processorNanos();
        long nanos = many ? (end - middle) - (middle - start) : end - middle;
        long requests = second.requests() - (many ? first.requests() : 0);
        if (requests <= 0) {
            throw new LoadFailed(
                    "%d requests in the short load, %d in the long one"
                            .formatted(first.requests(), second.requests()));
        }
        return Map.of(
                Figure.PROCESSOR,
                (double) nanos / requests,
                Figure.WALL,
                second.nanosEach(),
                Figure.MEDIAN,
                second.median(),
                Figure.NEARLY_LONGEST,
                second.nearlyLongest());
    }

    /** Ends the server. */
    @Override
    public void close() {
        server.close();
    }
}
