package dev.kyoto.bench.contest.io;

import static dev.kyoto.Kyoto.async;
import static dev.kyoto.Kyoto.sleep;
import static dev.kyoto.Kyoto.spawn;

import dev.kyoto.future.BlockMode;
import dev.kyoto.future.Future;
import dev.kyoto.future.IoException;
import dev.kyoto.io.ByteBuf;
import dev.kyoto.io.Io;
import dev.kyoto.net.AcceptBackoff;
import dev.kyoto.net.TcpListener;
import dev.kyoto.net.TcpSocket;
import dev.kyoto.net.TcpStream;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.runtime.JoinHandle;
import java.net.InetSocketAddress;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The servers on Kyoto: a task for each connection, all of them woven blocks. */
public final class KyotoServer implements Server {
    private final AsyncRuntime runtime;
    private final TcpListener listener;
    private final JoinHandle<?> accepting;

    private KyotoServer(AsyncRuntime runtime, TcpListener listener, JoinHandle<?> accepting) {
        this.runtime = runtime;
        this.listener = listener;
        this.accepting = accepting;
    }

    /**
     * Starts the server of a program.
     *
     * @param program as "ping"
     * @param upstream the port of the server behind a proxy
     * @return the server, or null if there is no such program
     */
    public static @Nullable Server start(String program, int upstream) {
        Function<TcpStream, Future<@Nullable Void>> connections;
        var answers = Answers.of(program);
        if (answers != null) {
            connections = stream -> async(() -> converse(stream, answers));
        } else if (program.equals("proxy")) {
            connections = stream -> async(() -> relay(stream, upstream));
        } else {
            return null;
        }
        var runtime = AsyncRuntime.builder().workerThreads(WORKERS).blocks(BlockMode.WOVEN).build();
        var listener = runtime.blockOn(KyotoServer::listen);
        var accepting = runtime.spawn(() -> accept(listener, connections));
        return new KyotoServer(runtime, listener, accepting);
    }

    private static TcpListener listen() {
        return TcpSocket.v4()
                .noDelay(true)
                .bind(new InetSocketAddress("127.0.0.1", 0))
                .listen(BACKLOG)
                .await();
    }

    private static void accept(
            TcpListener listener, Function<TcpStream, Future<@Nullable Void>> connections) {
        var backoff = new AcceptBackoff();
        while (true) {
            try {
                var stream = listener.accept().await();
                backoff.accepted();
                spawn(connections.apply(stream)).detach();
            } catch (IoException e) {
                sleep(backoff.delayAfter(e)).await();
            }
        }
    }

    private static void converse(TcpStream stream, Function<ByteBuf, Answers> made) {
        try (stream) {
            var in = ByteBuf.allocate(BUFFER);
            var out = ByteBuf.allocate();
            var answers = made.apply(in);
            while (stream.read(in).await() >= 0) {
                answers.answer(out);
                if (!out.isEmpty()) {
                    stream.writeAll(out).await();
                }
            }
        } catch (IoException | MalformedRequest e) {
            // The client went away, or has to: one connection has ended, and that is all.
        }
    }

    private static void relay(TcpStream client, int upstream) {
        try (client;
                var server = TcpStream.connect("127.0.0.1", upstream).await()) {
            server.noDelay(true);
            var _ = Io.copyBidirectional(client, server, BUFFER, BUFFER).await();
        } catch (IoException e) {
            // One of the two went away, and the other goes too.
        }
    }

    @Override
    public int port() {
        return listener.localAddress().getPort();
    }

    @Override
    public void close() {
        accepting.abort();
        runtime.close();
        listener.close();
    }
}
