package dev.kyoto.io;

/**
 * The two ends of a two-way pipe in memory; made by {@link Io#duplex}. They are alike.
 *
 * <p>Answers to the pair that {@code tokio::io::duplex} gives.
 *
 * @param first one end
 * @param second the other end
 */
public record DuplexPair(DuplexStream first, DuplexStream second) implements AutoCloseable {

    /** Closes both ends. */
    @Override
    public void close() {
        first.close();
        second.close();
    }
}
