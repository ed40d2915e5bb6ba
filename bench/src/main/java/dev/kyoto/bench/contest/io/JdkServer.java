package dev.kyoto.bench.contest.io;

import dev.kyoto.io.ByteBuf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The servers on the JDK: a virtual thread for each connection, and blocking channels. The option
 * {@code jdk.virtualThreadScheduler.parallelism} says how many threads carry them.
 */
public final class JdkServer implements Server {
    private final ServerSocketChannel listener;
    private final int port;

    private JdkServer(ServerSocketChannel listener, int port) {
        this.listener = listener;
        this.port = port;
    }

    /** What is done with a connection. */
    private interface Connection {
        void serve(SocketChannel client) throws IOException, InterruptedException;
    }

    /**
     * Starts the server of a program.
     *
     * @param program as "ping"
     * @param upstream the port of the server behind a proxy
     * @return the server, or null if there is no such program
     * @throws IOException if it cannot listen
     */
    public static @Nullable Server start(String program, int upstream) throws IOException {
        Connection connection;
        var answers = Answers.of(program);
        if (answers != null) {
            connection = client -> converse(client, answers);
        } else if (program.equals("proxy")) {
            connection = client -> relay(client, upstream);
        } else {
            return null;
        }
        var listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress("127.0.0.1", 0), BACKLOG);
        Thread.startVirtualThread(() -> accept(listener, connection));
        return new JdkServer(listener, ((InetSocketAddress) listener.getLocalAddress()).getPort());
    }

    private static void accept(ServerSocketChannel listener, Connection connection) {
        try {
            while (true) {
                var client = listener.accept();
                Thread.startVirtualThread(() -> serve(client, connection));
            }
        } catch (IOException e) {
            if (listener.isOpen()) {
                throw new UncheckedIOException("cannot accept any more", e);
            }
        }
    }

    private static void serve(SocketChannel client, Connection connection) {
        try (client) {
            client.setOption(StandardSocketOptions.TCP_NODELAY, true);
            connection.serve(client);
        } catch (IOException | MalformedRequest e) {
            // Somebody went away, or has to: one connection has ended, and that is all.
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a connection", e);
        }
    }

    private static void converse(SocketChannel client, Function<ByteBuf, Answers> made)
            throws IOException {
        var in = ByteBuf.allocate(BUFFER);
        var out = ByteBuf.allocate();
        var answers = made.apply(in);
        int read;
        while ((read = client.read(in.writableBuffer(1))) >= 0) {
            in.written(read);
            answers.answer(out);
            if (!out.isEmpty()) {
                var bytes = out.readableBuffer();
                while (bytes.hasRemaining()) {
                    client.write(bytes);
                }
                out.clear();
            }
        }
    }

    private static void relay(SocketChannel client, int upstream)
            throws IOException, InterruptedException {
        try (var server = SocketChannel.open(new InetSocketAddress("127.0.0.1", upstream))) {
            server.setOption(StandardSocketOptions.TCP_NODELAY, true);
            var forth = Thread.startVirtualThread(() -> copy(client, server));
            copy(server, client);
            forth.join();
        }
    }

    /** Copies one way until that ends, and hands the end on; a failure ends both ways. */
    private static void copy(SocketChannel from, SocketChannel to) {
        try {
            var buffer = ByteBuffer.allocateDirect(BUFFER);
            while (from.read(buffer.clear()) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
            }
            to.shutdownOutput();
        } catch (IOException e) {
            close(from);
            close(to);
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // It is of no use any more either way.
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
