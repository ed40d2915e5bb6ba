package dev.kyoto.process;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import java.nio.ByteBuffer;

/** This side of a pipe that a child writes to. Read by one task; closed by anybody. */
interface ReadPipe {

    /** As {@link dev.kyoto.io.AsyncRead#pollRead}; at the end the descriptor is given back. */
    Poll<Integer> pollRead(Context cx, ByteBuffer dst);

    /** Gives everything back; answers false if that was done already. Never blocks or throws. */
    boolean close();
}
