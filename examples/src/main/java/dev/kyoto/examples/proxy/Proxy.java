package dev.kyoto.examples.proxy;

import static dev.kyoto.Kyoto.async;

import dev.kyoto.examples.program.AcceptLoop;
import dev.kyoto.examples.program.Options;
import dev.kyoto.examples.program.Program;
import dev.kyoto.net.TcpListener;
import java.time.Duration;
import java.util.Set;

/** Leads TCP connections to another server, whatever they carry. */
public final class Proxy {
    private static final int DEFAULT_PORT = 7010;
    private static final int MOST = 10_000;

    private static final Program PROGRAM =
            new Program(
                    "proxy",
                    """
                    Usage: proxy --to HOST:PORT [--port N] [--connect-timeout MS]

                    Leads every connection to another server.

                      --to HOST:PORT        the server
                      --port N              the port to listen on, 0 for any free one (default 7010)
                      --connect-timeout MS  how long connecting to the server may take (default 5000)
                      --help                show this text
                    """);

    private Proxy() {}

    /**
     * Serves until the process is told to end.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        PROGRAM.main(arguments, Proxy::prepare);
    }

    static Program.Work prepare(String... arguments) {
        var options = Options.parse(Set.of("--to", "--port", "--connect-timeout"), 0, arguments);
        var target = Target.parse(options.required("--to"));
        var relay = new Relay(target, options.millis("--connect-timeout", Duration.ofSeconds(5)));
        int port = options.port(DEFAULT_PORT);
        return (runtime, stop) -> {
            runtime.blockOn(
                    () -> {
                        var listener = TcpListener.bind("127.0.0.1", port).await();
                        PROGRAM.say("listening on " + listener.localAddress() + ", to " + target);
                        AcceptLoop.run(listener, MOST, stop, it -> async(() -> relay.serve(it)));
                    });
            return true;
        };
    }
}
