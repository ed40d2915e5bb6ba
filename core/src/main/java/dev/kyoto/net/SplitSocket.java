package dev.kyoto.net;

import dev.kyoto.future.IoException;
import java.util.concurrent.atomic.AtomicInteger;

/** A socket that two owned halves share; the last one to be closed closes it. Thread-safe. */
final class SplitSocket {
    private final TcpIo io;
    private final AtomicInteger halves = new AtomicInteger(2);

    SplitSocket(TcpIo io) {
        this.io = io;
    }

    TcpIo io() {
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

    static TcpStream reunite(OwnedTcpReadHalf reader, OwnedTcpWriteHalf writer) {
        if (reader.socket() != writer.socket()) {
            throw new IllegalArgumentException(
                    "cannot reunite %s and %s: they come from different streams"
                            .formatted(reader, writer));
        }
        var io = reader.open();
        var same = writer.open();
        reader.giveAway();
        writer.giveAway();
        assert io == same;
        return new TcpStream(io);
    }
}
