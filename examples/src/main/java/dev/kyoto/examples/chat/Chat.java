package dev.kyoto.examples.chat;

import static dev.kyoto.Kyoto.async;

import dev.kyoto.examples.program.AcceptLoop;
import dev.kyoto.examples.program.Options;
import dev.kyoto.examples.program.Program;
import dev.kyoto.net.TcpListener;
import java.util.Set;

/** A chat room: a line that one guest sends is shown to all others. */
public final class Chat {
    private static final int DEFAULT_PORT = 7020;
    private static final int DEFAULT_KEPT = 256;
    private static final int MOST = 10_000;

    private static final Program PROGRAM =
            new Program(
                    "chat",
                    """
                    Usage: chat [--port N] [--keep N]

                    A chat room for guests with nc or telnet; /quit leaves it.

                      --port N  the port to listen on, 0 for any free one (default 7020)
                      --keep N  how many lines are kept for slow readers (default 256)
                      --help    show this text
                    """);

    private Chat() {}

    /**
     * Serves until the process is told to end.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        PROGRAM.main(arguments, Chat::prepare);
    }

    static Program.Work prepare(String... arguments) {
        var options = Options.parse(Set.of("--port", "--keep"), 0, arguments);
        int port = options.port(DEFAULT_PORT);
        int kept = options.number("--keep", DEFAULT_KEPT, 1, 1_000_000);
        return (runtime, stop) -> {
            var room = new Room(kept);
            runtime.blockOn(
                    () -> {
                        var listener = TcpListener.bind("127.0.0.1", port).await();
                        PROGRAM.say("listening on " + listener.localAddress());
                        AcceptLoop.run(
                                listener,
                                MOST,
                                stop,
                                it -> async(() -> Guest.serve(it, room, stop)));
                    });
            return true;
        };
    }
}
