package dev.kyoto.process;

import dev.kyoto.future.Context;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** This side of a pipe that a child reads from. Written by one task; closed by anybody. */
interface WritePipe {

    /** As {@link dev.kyoto.io.AsyncWrite#pollWrite}. */
    Poll<Integer> pollWrite(Context cx, ByteBuffer src);

    /** As {@link dev.kyoto.io.AsyncWrite#pollFlush}. */
    Poll<@Nullable Void> pollFlush(Context cx);

    /**
     * Ends the input of the child, once what was taken is on its way; answers false if that was
     * done already. Never blocks or throws.
     */
    boolean close();

    /** What a write after the end is told. */
    static IoException ended(String name) {
        return new IoException(
                IoException.Kind.BROKEN_PIPE,
                "write to "
                        + name
                        + " after its end; write before shutdown() and close(), and before"
                        + " waitFor(), which ends it");
    }
}
