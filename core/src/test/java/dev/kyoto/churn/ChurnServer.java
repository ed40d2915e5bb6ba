package dev.kyoto.churn;

import static dev.kyoto.Kyoto.select;
import static dev.kyoto.Kyoto.spawn;

import dev.kyoto.future.IoException;
import dev.kyoto.future.IoException.Kind;
import dev.kyoto.net.TcpListener;
import dev.kyoto.net.TcpStream;
import dev.kyoto.sync.Semaphore;
import java.net.StandardSocketOptions;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The server's part of each ending. */
final class ChurnServer {
    /** One permit for each connection that has come to its end here. */
    final Semaphore ended = Semaphore.of(0);

    /** What went wrong. */
    final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    /** The ending at which this server forgets to close, or null; to show that it is noticed. */
    private final Ending forgotten;

    /** What was forgotten, as by a table of sessions from which one kind is never removed. */
    private final Queue<TcpStream> sessions = new ConcurrentLinkedQueue<>();

    ChurnServer(Ending forgotten) {
        this.forgotten = forgotten;
    }

    void acceptAll(TcpListener listener) {
        while (true) {
            var stream = listener.accept().await();
            spawn(() -> serve(stream)).detach();
        }
    }

    /** Closes what was forgotten. */
    void remember() {
        sessions.forEach(TcpStream::close);
        sessions.clear();
    }

    private void serve(TcpStream stream) {
        Ending ending = null;
        try {
            int first = firstOrReset(stream);
            if (first >= 0) {
                ending = Ending.of(first);
                play(ending, stream);
            }
        } catch (IoException | AssertionError e) {
            failures.add(new AssertionError("the server's part of " + ending, e));
        } finally {
            if (ending != null && ending == forgotten) {
                sessions.add(stream);
            } else {
                stream.close();
            }
            ended.addPermits(1);
        }
    }

    private static int firstOrReset(TcpStream stream) {
        try {
            return Wire.first(stream);
        } catch (IoException e) {
            if (e.kind() != Kind.CONNECTION_RESET) {
                throw e;
            }
            return -1;
        }
    }

    private static void play(Ending ending, TcpStream stream) {
        switch (ending) {
            case CLIENT_ENDS -> Wire.drain(stream);
            case SERVER_ENDS, SERVER_NEVER_READS -> {}
            case CLIENT_RESETS -> {
                stream.writeByte(1).await();
                Wire.expect(Set.of(Kind.CONNECTION_RESET), stream.readByte());
            }
            case SERVER_RESETS -> stream.zeroLinger();
            case CLIENT_HALF_CLOSES -> {
                Wire.drain(stream);
                stream.writeString("answer").await();
            }
            case SERVER_HALF_CLOSES -> {
                stream.shutdown().await();
                Wire.drain(stream);
            }
            case CLIENT_NEVER_READS -> {
                stream.writeString("unwanted").await();
                Wire.expect(Wire.UNREAD, stream.readByte());
            }
            case CLIENT_CUTS_WRITE -> {
                keepLittle(stream);
                Wire.expect(Wire.GONE, stream.writeAll(Wire.large()));
            }
            case SERVER_CUTS_WRITE -> {
                keepLittle(stream);
                select(stream.writeAll(Wire.large()), stream.readByte()).await();
            }
            case SERVER_CLOSES_UNDER_WRITE -> closeUnderWrite(stream);
            case CLIENT_SAYS_NOTHING, CLIENT_RESETS_AT_ONCE ->
                    throw new AssertionError("the client has said something");
        }
    }

    private static void closeUnderWrite(TcpStream stream) {
        keepLittle(stream);
        var writing = spawn(() -> Wire.expect(Set.of(Kind.CLOSED), stream.writeAll(Wire.large())));
        // The client has the first byte, so the write is under way, and cannot be done.
        stream.readByte().await();
        stream.close();
        writing.await();
    }

    private static void keepLittle(TcpStream stream) {
        stream.option(StandardSocketOptions.SO_SNDBUF, Wire.BUFFER);
    }
}
