package dev.kyoto.net;

import dev.kyoto.future.IoException;
import dev.kyoto.internal.block.Prewarming;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayDeque;

/** Run by a test in a process of its own, whose descriptors are few. */
final class DescriptorShortage {

    private DescriptorShortage() {}

    public static void main(String[] args) throws Exception {
        loadClasses();
        try (var runtime = new TestRuntime();
                var listener = listener(args)) {
            Prewarming.join();
            var accepted = new ArrayDeque<SocketStream>();
            var clients = new ArrayDeque<SocketChannel>();
            clients.add(client(listener.localAddress()));
            accepted.add(listener.accept().await());
            try {
                while (true) {
                    clients.add(client(listener.localAddress()));
                }
            } catch (IOException e) {
                // No descriptor is left for a client, and so none for what it connected to.
            }
            var backoff = new AcceptBackoff();
            while (true) {
                try {
                    accepted.add(listener.accept().await());
                    System.out.println("accepted again");
                    break;
                } catch (IoException e) {
                    System.out.println("short: " + e.kind() + ", wait " + backoff.delayAfter(e));
                    accepted.remove().close();
                    runtime.io().releaseClosed();
                }
            }
            accepted.forEach(SocketStream::close);
            for (var client : clients) {
                client.close();
            }
        }
        // What still waits in the listener's queue is thrown away with it.
        System.exit(0);
    }

    /** At the path that is given, or else at a port. */
    private static Listener<? extends SocketStream> listener(String[] args) {
        return args.length > 0
                ? UnixListener.bind(Path.of(args[0]))
                : TcpListener.bind("127.0.0.1", 0).await();
    }

    /** Loading a class may open a file, which will not work later. */
    private static void loadClasses() {
        var shortage = IoException.of(new IOException("Too many open files"));
        System.out.println("rehearsal: " + new AcceptBackoff().delayAfter(shortage));
    }

    private static SocketChannel client(SocketAddress address) throws IOException {
        var channel =
                address instanceof UnixDomainSocketAddress
                        ? SocketChannel.open(StandardProtocolFamily.UNIX)
                        : SocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            channel.connect(address);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }
}
