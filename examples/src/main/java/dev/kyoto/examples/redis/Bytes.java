package dev.kyoto.examples.redis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A byte string as a key of maps and sorted sets.
 *
 * <p>The bytes are shared with whoever made the key and are never changed. The hash is computed
 * once. Ordering is by unsigned bytes, which is Redis's order of members with equal scores; it also
 * keeps a hash map fast when a client sends keys whose hashes collide on purpose, because the JDK's
 * maps turn crowded buckets of comparable keys into trees.
 */
final class Bytes implements Comparable<Bytes> {
    private final byte[] value;
    private final int hash;

    private Bytes(byte[] value) {
        this.value = value;
        this.hash = Arrays.hashCode(value);
    }

    /** Wraps the array without a copy; the caller gives up changing it. */
    static Bytes of(byte[] value) {
        return new Bytes(value);
    }

    static Bytes of(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The wrapped array itself, for encoding; it must not be changed. */
    byte[] array() {
        return value;
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(value, other.value);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Bytes that && hash == that.hash && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** The bytes as text, for logs and error messages. */
    @Override
    public String toString() {
        return new String(value, StandardCharsets.UTF_8);
    }
}
