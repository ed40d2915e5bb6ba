package dev.kyoto.examples.echo;

import static dev.kyoto.Kyoto.sleep;
import static dev.kyoto.Kyoto.spawn;

import dev.kyoto.future.IoException;
import dev.kyoto.io.ByteBuf;
import dev.kyoto.net.AcceptBackoff;
import dev.kyoto.net.TcpListener;
import dev.kyoto.net.TcpStream;
import dev.kyoto.runtime.AsyncRuntime;

/** Sends back what each client sends, in a task for each. */
public final class EchoServer {
    private static final int DEFAULT_PORT = 7007;

    private EchoServer() {}

    /**
     * Serves until the process is ended.
     *
     * @param arguments {@code --port N}, or nothing for port 7007
     */
    public static void main(String[] arguments) {
        int port = port(arguments);
        if (port < 0) {
            System.err.println("Usage: echo [--port N], where N is from 0 to 65535");
            System.exit(2);
        }
        try (var runtime = AsyncRuntime.create()) {
            runtime.blockOn(
                    () -> {
                        var listener = TcpListener.bind("127.0.0.1", port).await();
                        System.out.println("echo: listening on " + listener.localAddress());
                        serve(listener);
                    });
        } catch (IoException e) {
            System.err.println("echo: " + e.getMessage());
            System.exit(1);
        }
    }

    static void serve(TcpListener listener) {
        var backoff = new AcceptBackoff();
        while (true) {
            try {
                var stream = listener.accept().await();
                backoff.accepted();
                spawn(() -> echo(stream)).detach();
            } catch (IoException e) {
                sleep(backoff.delayAfter(e)).await();
            }
        }
    }

    private static void echo(TcpStream stream) {
        try (stream) {
            var buffer = ByteBuf.allocate();
            while (stream.read(buffer).await() >= 0) {
                stream.writeAll(buffer).await();
            }
        } catch (IoException e) {
            System.err.println("echo: " + stream.peerAddress() + " is gone: " + e.getMessage());
        }
    }

    /** The port that was asked for, or -1 if the arguments make no sense. */
    static int port(String... arguments) {
        if (arguments.length == 0) {
            return DEFAULT_PORT;
        }
        if (arguments.length != 2
                || !arguments[0].equals("--port")
                || !arguments[1].matches("\\d{1,5}")) {
            return -1;
        }
        int port = Integer.parseInt(arguments[1]);
        return port <= 65_535 ? port : -1;
    }
}
