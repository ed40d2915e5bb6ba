package dev.kyoto.examples.redis;

import dev.kyoto.examples.program.ExitHook;
import dev.kyoto.future.IoException;
import dev.kyoto.runtime.AsyncRuntime;
import java.time.Duration;

/**
 * The program: arguments, runtime, signals and exit status.
 *
 * <p>It ends with 0 after SIGTERM or SIGINT if every client could be served to the end, with 1 if
 * it could not listen or had to cut clients off, and with 2 if the arguments are wrong.
 */
public final class MiniRedis {
    /** How long clients may take to read their last answers when the server ends. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final int SUCCESS = 0;
    private static final int FAILURE = 1;
    private static final int USAGE_ERROR = 2;

    private MiniRedis() {}

    /**
     * Runs a server until it is told to end.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        switch (CommandLine.parse(arguments)) {
            case CommandLine.Help() -> System.out.print(CommandLine.USAGE);
            case CommandLine.Mistake(var message) -> {
                System.err.println("mini-redis: " + message);
                System.exit(USAGE_ERROR);
            }
            case CommandLine.Run(var settings) -> {
                var shutdown = new Shutdown();
                var exit = ExitHook.install(shutdown::request);
                exit.finish(serve(settings, shutdown));
            }
        }
    }

    private static int serve(Settings settings, Shutdown shutdown) {
        try (var runtime = AsyncRuntime.create()) {
            runtime.blockOn(() -> listen(settings, shutdown));
            return runtime.drain(GRACE) ? SUCCESS : FAILURE;
        } catch (IoException e) {
            System.err.println("mini-redis: " + e.getMessage());
            return FAILURE;
        } catch (RuntimeException | Error e) {
            // A fault of this program. The process must end all the same, and say why.
            e.printStackTrace();
            return FAILURE;
        }
    }

    private static void listen(Settings settings, Shutdown shutdown) {
        var server = Server.bind(settings, shutdown);
        System.out.println("mini-redis: ready to accept connections on port " + server.port());
        server.run();
    }
}
