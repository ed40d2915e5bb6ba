package dev.kyoto.io;

/**
 * The two halves of a stream; made by {@link Io#split} and {@link Io#simplex}.
 *
 * <p>Answers to the pair that {@code tokio::io::split} gives.
 *
 * @param reader reads from the stream
 * @param writer writes to the stream
 * @param <S> the type of the stream
 */
public record Halves<S extends AsyncRead & AsyncWrite>(ReadHalf<S> reader, WriteHalf<S> writer) {}
