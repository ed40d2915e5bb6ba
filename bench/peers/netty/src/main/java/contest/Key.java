package contest;

import java.util.Arrays;

/** Bytes that are compared by content. */
final class Key {
    private final byte[] bytes;

    Key(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Key key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
