package dev.kyoto.io;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import java.nio.ByteBuffer;

/** One byte without end. */
final class Repeat implements AsyncRead {
    private final byte value;

    Repeat(byte value) {
        this.value = value;
    }

    @Override
    public Poll<Integer> pollRead(Context cx, ByteBuffer dst) {
        AsyncRead.requireRoom(dst);
        if (!cx.proceed()) {
            return Poll.pending();
        }
        int length = dst.remaining();
        while (dst.hasRemaining()) {
            dst.put(value);
        }
        return Poll.ready(length);
    }
}
