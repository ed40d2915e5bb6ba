package dev.kyoto.examples.http;

import static dev.kyoto.Kyoto.async;

import dev.kyoto.examples.program.AcceptLoop;
import dev.kyoto.examples.program.Options;
import dev.kyoto.examples.program.Program;
import dev.kyoto.future.Future;
import dev.kyoto.net.TcpListener;
import dev.kyoto.net.TcpStream;
import dev.kyoto.task.CancellationToken;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A web server for HTTP/1.1. */
public final class HttpServer {
    private static final int DEFAULT_PORT = 7030;
    private static final int DEFAULT_PAGES = 1_000;
    private static final int MOST = 10_000;

    private static final Program PROGRAM =
            new Program(
                    "http",
                    """
                    Usage: http [--port N] [--pages N]

                    A web server for HTTP/1.1 with a site of its own:

                      /page/N    a page with links to others
                      /stream/N  N lines, in chunks
                      /slow/MS   an answer that takes its time
                      /echo      sends back what is posted, up to 1 MiB

                      --port N   the port to listen on, 0 for any free one (default 7030)
                      --pages N  how many pages there are (default 1000)
                      --help     show this text
                    """);

    private HttpServer() {}

    /**
     * Serves until the process is told to end.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        PROGRAM.main(arguments, HttpServer::prepare);
    }

    static Program.Work prepare(String... arguments) {
        var options = Options.parse(Set.of("--port", "--pages"), 0, arguments);
        int port = options.port(DEFAULT_PORT);
        int pages = options.number("--pages", DEFAULT_PAGES, 1, 1_000_000);
        return (runtime, stop) -> {
            var service = service(pages).apply(stop);
            runtime.blockOn(
                    () -> {
                        var listener = TcpListener.bind("127.0.0.1", port).await();
                        PROGRAM.say("listening on " + listener.localAddress());
                        AcceptLoop.run(listener, MOST, stop, service);
                    });
            return true;
        };
    }

    /**
     * What is done with each connection, for a site of so many pages.
     *
     * @param pages how many
     * @return what serves a connection, made of the sign to end
     */
    public static Function<CancellationToken, Function<TcpStream, Future<@Nullable Void>>> service(
            int pages) {
        var site = new Site(pages);
        return stop -> stream -> serve(stream, site, stop);
    }

    private static Future<@Nullable Void> serve(
            TcpStream stream, Site site, CancellationToken stop) {
        return async(() -> Connection.serve(stream, site, Limits.DEFAULT, stop));
    }
}
