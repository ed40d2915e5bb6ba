package dev.kyoto.examples.proxy;

import static dev.kyoto.Kyoto.timeout;

import dev.kyoto.future.IoException;
import dev.kyoto.io.Io;
import dev.kyoto.net.TcpStream;
import dev.kyoto.time.Elapsed;
import java.time.Duration;

/**
 * One client and its connection to the target, in one task.
 *
 * <p>The end of one side's output is handed to the other side, and the other way goes on: half-closed
 * connections work. What goes wrong on one side must not look like an orderly end on the other, which
 * would take half a message for a whole one; so unless both ways have ended, both sides are reset.
 */
final class Relay {
    private static final int BUFFER = 16 << 10;

    private final Target target;
    private final Duration connectTimeout;

    Relay(Target target, Duration connectTimeout) {
        this.target = target;
        this.connectTimeout = connectTimeout;
    }

    /** Serves a client and closes its connection. */
    void serve(TcpStream client) {
        boolean ended = false;
        try (client) {
            try (var server = connect()) {
                client.noDelay(true);
                server.noDelay(true);
                try {
                    var _ = Io.copyBidirectional(client, server, BUFFER, BUFFER).await();
                    ended = true;
                } finally {
                    if (!ended) {
                        server.zeroLinger();
                    }
                }
            } finally {
                if (!ended) {
                    client.zeroLinger();
                }
            }
        }
    }

    private TcpStream connect() {
        try {
            return timeout(connectTimeout, TcpStream.connect(target.host(), target.port())).await();
        } catch (Elapsed e) {
            throw report(e.toIoException());
        } catch (IoException e) {
            throw report(e);
        }
    }

    /** That the target cannot be reached is for the operator to know, not only for the client. */
    private IoException report(IoException failure) {
        System.err.println("proxy: no way to " + target + ": " + failure.getMessage());
        return failure;
    }
}
