package dev.kyoto.examples.redis;

/**
 * What a key holds. Each type is a plain mutable structure; the engine's lock guards them all.
 *
 * <p>A collection that has become empty is removed together with its key, by the command that
 * emptied it.
 */
sealed interface Value permits StringValue, ListValue, SetValue, HashValue, SortedSetValue {
    /** The name that {@code TYPE} answers. */
    String typeName();

    boolean isEmpty();
}
