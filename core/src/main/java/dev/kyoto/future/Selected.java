package dev.kyoto.future;

import org.jspecify.annotations.Nullable;

/**
 * Which of many arms won, with its value.
 *
 * <p>Immutable. Answers to what {@code futures::future::select_all} returns.
 *
 * @param index the arm's place in the collection, 0 for the first
 * @param value its value
 * @param <T> the type of the arms
 */
public record Selected<T extends @Nullable Object>(int index, T value) {}
