package dev.kyoto.churn;

import dev.kyoto.future.Future;
import dev.kyoto.future.IoException;
import dev.kyoto.future.IoException.Kind;
import dev.kyoto.net.TcpStream;
import java.nio.ByteBuffer;
import java.util.Set;

/** What both ends do with a connection. */
final class Wire {
    /** More than the system takes from a writer whose reader does not read. */
    static final int LARGE = 8 << 20;

    /** Small enough that no more than a little is under way. */
    static final int BUFFER = 4 << 10;

    /** What a peer that is gone looks like, by what comes first. */
    static final Set<Kind> GONE = Set.of(Kind.CONNECTION_RESET, Kind.BROKEN_PIPE);

    /**
     * What a peer looks like that has closed with bytes unread. The system resets the connection, but
     * NIO may have ended the output before, while the selector still held the socket.
     */
    static final Set<Kind> UNREAD = Set.of(Kind.CONNECTION_RESET, Kind.UNEXPECTED_EOF);

    private static final byte[] ZEROS = new byte[LARGE];

    private Wire() {}

    /** Far too many bytes; the memory is shared by all. */
    static ByteBuffer large() {
        return ByteBuffer.wrap(ZEROS);
    }

    /** Reads until the peer ends. */
    static void drain(TcpStream stream) {
        var buffer = ByteBuffer.allocate(BUFFER);
        while (stream.read(buffer.clear()).await() >= 0) {
            // What it sends does not matter.
        }
    }

    /** The first byte, or -1 if the peer ends without one. */
    static int first(TcpStream stream) {
        var buffer = ByteBuffer.allocate(1);
        return stream.read(buffer).await() < 0 ? -1 : buffer.get(0);
    }

    /** The operation fails with one of these kinds, and nothing else. */
    static void expect(Set<Kind> kinds, Future<?> operation) {
        Object value;
        try {
            value = operation.await();
        } catch (IoException e) {
            if (!kinds.contains(e.kind())) {
                throw e;
            }
            return;
        }
        throw new AssertionError("expected one of " + kinds + ", got " + value);
    }
}
