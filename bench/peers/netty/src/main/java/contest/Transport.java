package contest;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Netty's ways to the sockets of the operating system. */
enum Transport {
    NIO {
        @Override
        Optional<Throwable> missing() {
            return Optional.empty();
        }

        @Override
        IoHandlerFactory handlers() {
            return NioIoHandler.newFactory();
        }

        @Override
        Class<? extends ServerChannel> listener() {
            return NioServerSocketChannel.class;
        }

        @Override
        Class<? extends SocketChannel> socket() {
            return NioSocketChannel.class;
        }
    },

    EPOLL {
        @Override
        Optional<Throwable> missing() {
            return Optional.ofNullable(Epoll.unavailabilityCause());
        }

        @Override
        IoHandlerFactory handlers() {
            return EpollIoHandler.newFactory();
        }

        @Override
        Class<? extends ServerChannel> listener() {
            return EpollServerSocketChannel.class;
        }

        @Override
        Class<? extends SocketChannel> socket() {
            return EpollSocketChannel.class;
        }
    },

    IO_URING {
        @Override
        Optional<Throwable> missing() {
            return Optional.ofNullable(IoUring.unavailabilityCause());
        }

        @Override
        IoHandlerFactory handlers() {
            return IoUringIoHandler.newFactory();
        }

        @Override
        Class<? extends ServerChannel> listener() {
            return IoUringServerSocketChannel.class;
        }

        @Override
        Class<? extends SocketChannel> socket() {
            return IoUringSocketChannel.class;
        }
    };

    static Optional<Transport> of(String id) {
        return Arrays.stream(values()).filter(it -> it.id().equals(id)).findFirst();
    }

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Why this machine does not have it; empty if it does. */
    abstract Optional<Throwable> missing();

    /** What drives an event loop. */
    abstract IoHandlerFactory handlers();

    /** The type of a socket that accepts. */
    abstract Class<? extends ServerChannel> listener();

    /** The type of a socket that connects. */
    abstract Class<? extends SocketChannel> socket();
}
