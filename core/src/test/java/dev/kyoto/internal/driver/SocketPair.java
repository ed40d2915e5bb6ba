package dev.kyoto.internal.driver;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Two connected sockets; the near one is non-blocking, the far one blocks. */
record SocketPair(SocketChannel near, SocketChannel far) implements AutoCloseable {

    static SocketPair open() throws IOException {
        try (var listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
            var near = SocketChannel.open(listener.getLocalAddress());
            near.configureBlocking(false);
            // No TIME_WAIT: the tests open more connections than there are ports.
            near.setOption(StandardSocketOptions.SO_LINGER, 0);
            return new SocketPair(near, listener.accept());
        }
    }

    void send(int count) throws IOException {
        far.write(ByteBuffer.allocate(count));
    }

    int receive() throws IOException {
        return near.read(ByteBuffer.allocate(1024));
    }

    /** Writes from the near end until the system takes no more. */
    long fill() throws IOException {
        var chunk = ByteBuffer.allocate(64 * 1024);
        long total = 0;
        int count;
        while ((count = near.write(chunk.clear())) > 0) {
            total += count;
        }
        return total;
    }

    void drain(long count) throws IOException {
        var chunk = ByteBuffer.allocate(64 * 1024);
        for (long left = count; left > 0; ) {
            left -= far.read(chunk.clear());
        }
    }

    @Override
    public void close() throws IOException {
        near.close();
        far.close();
    }
}
