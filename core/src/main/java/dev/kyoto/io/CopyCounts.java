package dev.kyoto.io;

/**
 * How much {@link Io#copyBidirectional} has copied.
 *
 * <p>Answers to the pair of numbers that {@code tokio::io::copy_bidirectional} gives.
 *
 * @param firstToSecond bytes read from the first stream and written to the second
 * @param secondToFirst bytes read from the second stream and written to the first
 */
public record CopyCounts(long firstToSecond, long secondToFirst) {}
