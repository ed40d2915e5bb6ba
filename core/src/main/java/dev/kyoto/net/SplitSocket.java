package dev.kyoto.net;

import dev.kyoto.future.IoException;
import java.util.concurrent.atomic.AtomicInteger;

/** A socket that two owned halves share; the last one to be closed closes it. Thread-safe. */
final class SplitSocket {
    private final SocketIo io;
    private final AtomicInteger halves = new AtomicInteger(2);

    SplitSocket(SocketIo io) {
        this.io = io;
    }

    SocketIo io() {
        return io;
    }

    void halfClosed() {
        if (halves.decrementAndGet() == 0) {
            io.close();
        }
    }

    void writerClosed() {
        try {
            io.shutdownOutput();
        } catch (IoException e) {
            // The connection is broken already: there is no output left to end.
        } finally {
            halfClosed();
        }
    }

    /** Takes the socket out of its two halves, for a stream that owns it from then on. */
    static SocketIo reunite(
            SocketReadHalf reader,
            SocketShare readers,
            SocketWriteHalf writer,
            SocketShare writers) {
        if (readers.socket() != writers.socket()) {
            throw new IllegalArgumentException(
                    "cannot reunite %s and %s: they come from different streams"
                            .formatted(reader, writer));
        }
        var io = reader.open();
        var same = writer.open();
        if (reader.end()) {
            readers.giveAway();
        }
        if (writer.end()) {
            writers.giveAway();
        }
        assert io == same;
        return io;
    }
}
