package dev.kyoto.bench.contest.io;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;

/** The Redis behind the proxies: one of the system's, without anything on disk. */
final class Upstream implements AutoCloseable {
    private final Process process;
    private final int port;

    private Upstream(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static Upstream start() throws IOException {
        int port = freePort();
        var command =
                List.of(
                        "redis-server",
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--maxclients",
                        "15000",
                        "--tcp-backlog",
                        Integer.toString(Server.BACKLOG),
                        "--save",
                        "",
                        "--appendonly",
                        "no",
                        "--daemonize",
                        "no");
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var printed = process.inputReader();
        String line;
        while ((line = printed.readLine()) != null) {
            if (line.contains("Ready to accept connections")) {
                return new Upstream(process, port);
            }
        }
        throw new IOException("redis-server does not start on port " + port);
    }

    /** redis-server does not choose one by itself. */
    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
