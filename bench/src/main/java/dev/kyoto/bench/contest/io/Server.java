package dev.kyoto.bench.contest.io;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A server of the contest that listens, until it is closed. */
public interface Server extends AutoCloseable {
    /** As many connections as may come at once, before one of them is accepted. */
    int BACKLOG = 16_384;

    /** What is read at once, if no request is larger. */
    int BUFFER = 16 << 10;

    /** Threads that serve, as many for every contender. */
    int WORKERS = Runtime.getRuntime().availableProcessors();

    /**
     * The port of 127.0.0.1 that it listens on.
     *
     * @return 1 to 65,535
     */
    int port();

    /** Stops to listen; the connections that there are end with the process. */
    @Override
    void close();

    /** What starts the servers of a contender. */
    @FunctionalInterface
    interface Starter {
        /**
         * Starts the server of a program.
         *
         * @param program as "ping"
         * @param upstream the port of the server behind it, for a program that has one
         * @return the server, which listens, or null if there is no such program
         * @throws IOException if it cannot listen
         */
        @Nullable Server start(String program, int upstream) throws IOException;
    }
}
