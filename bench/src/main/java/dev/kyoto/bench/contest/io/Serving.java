package dev.kyoto.bench.contest.io;

import java.io.IOException;
import java.io.OutputStream;

/** The command line of the servers: {@code PROGRAM [UPSTREAM_PORT]}. */
public final class Serving {

    private Serving() {}

    /**
     * Serves until the standard input ends. Once the server listens, the line {@code listening PORT}
     * is printed.
     *
     * @param starter what starts the servers
     * @param args the program, and the port of the server behind it
     * @return false if there is no such program
     * @throws IOException if the server cannot listen
     */
    public static boolean serve(Server.Starter starter, String... args) throws IOException {
        if (args.length == 0 || args.length > 2) {
            throw new IllegalArgumentException("usage: serve PROGRAM [UPSTREAM_PORT]");
        }
        // It ends with the process.
        var server = starter.start(args[0], args.length == 2 ? Integer.parseInt(args[1]) : 0);
        if (server == null) {
            return false;
        }
        System.out.println("listening " + server.port());
        System.in.transferTo(OutputStream.nullOutputStream());
        return true;
    }
}
