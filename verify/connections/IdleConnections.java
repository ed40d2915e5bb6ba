import static dev.kyoto.Kyoto.spawn;

import dev.kyoto.future.IoException;
import dev.kyoto.net.TcpListener;
import dev.kyoto.net.TcpStream;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.runtime.JoinHandle;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Both ends of {@code verify/connections/idle}, which runs them as two processes.
 *
 * <p>{@code server}: echoes what it gets; prints its port; ends with its standard input.
 *
 * <p>{@code client PORT COUNT}: opens so many connections and prints "open COUNT"; on a line from
 * standard input it sends a byte through each and prints how many were answered.
 */
public final class IdleConnections {
    private static final int AT_ONCE = 100;

    private IdleConnections() {}

    public static void main(String[] args) throws IOException {
        try (var runtime = AsyncRuntime.create()) {
            switch (args.length == 0 ? "" : args[0]) {
                case "server" -> serve(runtime);
                case "client" ->
                        connect(runtime, Integer.parseInt(args[1]), Integer.parseInt(args[2]));
                default -> throw new IllegalArgumentException("server, or client PORT COUNT");
            }
        }
    }

    private static void serve(AsyncRuntime runtime) throws IOException {
        var listener = runtime.blockOn(() -> TcpListener.bind("127.0.0.1", 0).await());
        var accepting = runtime.spawn(() -> acceptAll(listener));
        System.out.println(listener.localAddress().getPort());
        awaitEndOfInput();
        // Every connection is under way still, and cut off on purpose.
        accepting.abort();
        runtime.shutdown(Duration.ofSeconds(10));
    }

    private static void acceptAll(TcpListener listener) {
        try (listener) {
            while (true) {
                var accepted = listener.accept().await();
                spawn(() -> echo(accepted)).detach();
            }
        }
    }

    private static void echo(TcpStream stream) {
        try (stream) {
            var buffer = ByteBuffer.allocate(64);
            while (stream.read(buffer).await() != -1) {
                stream.writeAll(buffer.flip()).await();
                buffer.clear();
            }
        } catch (IoException e) {
            if (e.kind() != IoException.Kind.CONNECTION_RESET) {
                throw e;
            }
        }
    }

    private static void connect(AsyncRuntime runtime, int port, int count) throws IOException {
        var address = new InetSocketAddress("127.0.0.1", port);
        var open = new ArrayList<TcpStream>();
        runtime.blockOn(
                () -> {
                    while (open.size() < count) {
                        var some = new ArrayList<JoinHandle<TcpStream>>();
                        for (int i = open.size(); i < count && some.size() < AT_ONCE; i++) {
                            some.add(spawn(TcpStream.connect(address)));
                        }
                        for (var connected : some) {
                            open.add(connected.await());
                        }
                    }
                });
        System.out.println("open " + open.size());
        if (System.in.read() != -1) {
            int alive = runtime.blockOn(() -> answered(open));
            System.out.println("answered " + alive);
        }
        awaitEndOfInput();
        open.forEach(TcpStream::close);
    }

    private static int answered(List<TcpStream> open) {
        int count = 0;
        for (var stream : open) {
            stream.writeByte((byte) count).await();
            if (stream.readByte().await() == (byte) count) {
                count++;
            }
        }
        return count;
    }

    private static void awaitEndOfInput() throws IOException {
        while (System.in.read() != -1) {
            // Nobody says anything more; the end of the input is the sign.
        }
    }
}
