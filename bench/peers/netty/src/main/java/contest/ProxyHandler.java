package contest;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import java.net.SocketAddress;

/** Connects to the upstream server, and then leaves its connection to a pair of {@link RelayHandler}. */
final class ProxyHandler extends ChannelInboundHandlerAdapter {
    private final Transport transport;
    private final SocketAddress upstream;

    ProxyHandler(Transport transport, SocketAddress upstream) {
        this.transport = transport;
        this.upstream = upstream;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        context.channel().config().setAutoRead(false);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        var client = (DuplexChannel) context.channel();
        // On the same loop, so that no bytes go from thread to thread.
        new Bootstrap()
                .group(client.eventLoop())
                .channel(transport.socket())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.AUTO_READ, false)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        client.config().getOption(ChannelOption.RECVBUF_ALLOCATOR))
                .handler(new RelayHandler(client))
                .connect(upstream)
                .addListener(
                        (ChannelFuture connected) -> {
                            if (!connected.isSuccess()) {
                                client.close();
                                return;
                            }
                            Channel server = connected.channel();
                            context.pipeline()
                                    .replace(this, null, new RelayHandler((DuplexChannel) server));
                            client.config().setAutoRead(true);
                            server.config().setAutoRead(true);
                        });
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        context.close();
    }
}
