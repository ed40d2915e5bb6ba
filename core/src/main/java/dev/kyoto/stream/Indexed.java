package dev.kyoto.stream;

/**
 * A value of a stream with its place in it; see {@link AsyncStream#enumerate}.
 *
 * <p>Answers to the pair of {@code futures::StreamExt::enumerate}.
 *
 * @param index how many values came before it
 * @param value the value
 * @param <T> its type
 */
public record Indexed<T>(long index, T value) {}
