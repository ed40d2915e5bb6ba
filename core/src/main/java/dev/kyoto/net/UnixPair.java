package dev.kyoto.net;

import dev.kyoto.future.IoException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes two connected sockets by way of a file, which is gone afterwards. Nothing here waits. */
final class UnixPair {

    private UnixPair() {}

    static UnixStream.Pair make() {
        var ends = new ArrayList<SocketChannel>(2);
        boolean made = false;
        try {
            // To be entered by this user alone, so nobody else can connect meanwhile.
            var directory = Files.createTempDirectory("kyoto-");
            try {
                meet(directory.resolve("pair"), ends);
            } finally {
                Files.deleteIfExists(directory);
            }
            var left = UnixStream.of(ends.getFirst());
            try {
                var pair = new UnixStream.Pair(left, UnixStream.of(ends.getLast()));
                made = true;
                return pair;
            } finally {
                if (!made) {
                    left.close();
                }
            }
        } catch (IOException e) {
            throw IoException.of("cannot make a pair of Unix sockets: " + e.getMessage(), e);
        } finally {
            if (!made) {
                closeAll(ends);
            }
        }
    }

    private static void meet(Path path, List<SocketChannel> ends) throws IOException {
        var sockets = NetAccess.io().sockets();
        try (var server = sockets.openServerSocketChannel(StandardProtocolFamily.UNIX)) {
            var address = UnixDomainSocketAddress.of(path);
            server.configureBlocking(false);
            server.bind(address, 1);
            try {
                var left = sockets.openSocketChannel(StandardProtocolFamily.UNIX);
                ends.add(left);
                left.configureBlocking(false);
                // The queue is empty, so the system connects and accepts at once.
                left.connect(address);
                var right = server.accept();
                if (right == null) {
                    throw new IOException("the system has not connected them at once");
                }
                ends.add(right);
            } finally {
                Files.deleteIfExists(path);
            }
        }
    }

    private static void closeAll(List<SocketChannel> ends) {
        for (var end : ends) {
            try {
                end.close();
            } catch (IOException e) {
                // What made it close is on its way to the caller.
            }
        }
    }
}
