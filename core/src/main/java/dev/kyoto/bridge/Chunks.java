package dev.kyoto.bridge;

import java.nio.ByteBuffer;

/** What is done with pieces of bytes. */
final class Chunks {

    private Chunks() {}

    /** Moves as many bytes as there are, or fit. */
    static int move(ByteBuffer from, ByteBuffer to) {
        int length = Math.min(from.remaining(), to.remaining());
        to.put(from.slice(from.position(), length));
        from.position(from.position() + length);
        return length;
    }

    /** Takes up to a number of bytes as an array of their own. */
    static byte[] take(ByteBuffer from, int most) {
        var bytes = new byte[Math.min(from.remaining(), most)];
        from.get(bytes);
        return bytes;
    }
}
