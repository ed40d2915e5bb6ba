package dev.kyoto.fs;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.leaf.OneShotFuture;
import dev.kyoto.io.SeekFrom;
import dev.kyoto.net.TcpStream;

/**
 * Sends a file from its position on.
 *
 * <pre>
 *   ASKING -> SENDING   the position is known, and everything before is written
 *   SENDING -> MOVING   the end of the file was sent
 *   MOVING -> done      the position is there
 * </pre>
 */
final class SendFile extends OneShotFuture<Long> {
    private final AsyncFile file;
    private final TcpStream stream;

    /** The current step. */
    private Future<Long> step;

    private long start = -1;
    private long sent = -1;

    SendFile(AsyncFile file, TcpStream stream) {
        this.file = file;
        this.stream = stream;
        this.step = file.settledPosition();
    }

    @Override
    protected Poll<Long> step(Context cx) {
        while (step.poll(cx) instanceof Poll.Ready<Long>(Long value)) {
            if (start < 0) {
                start = value;
                step = file.sendFrom(start, stream);
            } else if (sent < 0) {
                sent = value;
                step = file.seek(SeekFrom.start(start + sent));
            } else {
                return Poll.ready(sent);
            }
        }
        return Poll.pending();
    }

    @Override
    protected String name() {
        return "sendTo()";
    }

    @Override
    protected void release() {
        step.cancel();
    }
}
