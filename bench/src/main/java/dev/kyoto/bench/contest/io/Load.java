package dev.kyoto.bench.contest.io;

import java.io.IOException;

/** A load on a server, by a tool that is a process of its own. */
interface Load {
    /**
     * Puts the server under load.
     *
     * @param port the server's
     * @param connections how many there are
     * @param seconds how long it should last, about
     * @throws LoadFailed if the server did not answer as it should
     */
    LoadResult run(int port, int connections, double seconds)
            throws IOException, InterruptedException;

    /** The shortest load that the tool can make, in seconds. */
    double shortest();
}
