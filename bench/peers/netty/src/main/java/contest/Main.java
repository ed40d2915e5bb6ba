package contest;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.Version;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Netty's servers of the contest's I/O programs. Prints {@code listening PORT}, and serves until its
 * standard input ends.
 */
final class Main {
    private static final int USAGE = 2;
    private static final int UNAVAILABLE = 3;
    private static final int ABSENT = 4;
    private static final int BACKLOG = 16_384;
    private static final int BUFFER = 16 * 1024;

    private Main() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length == 1 && arguments[0].equals("--version")) {
            System.out.println(version());
        } else if (arguments.length == 0 || !arguments[0].equals("serve")) {
            throw end(ABSENT, "Netty is a peer of the I/O programs only");
        } else if (arguments.length < 2 || arguments.length > 3) {
            throw end(USAGE, "say serve PROGRAM [UPSTREAM_PORT]");
        } else {
            serve(arguments[1], arguments.length == 3 ? Integer.parseInt(arguments[2]) : 0);
        }
    }

    private static void serve(String program, int upstream)
            throws IOException, InterruptedException {
        Transport transport = transport();
        transport
                .missing()
                .ifPresent(
                        why -> {
                            throw end(UNAVAILABLE, "no " + transport.id() + " here: " + why);
                        });
        Supplier<ChannelHandler> handlers = handlers(program, transport, upstream);

        // As many loops as processors, of which one accepts too.
        var loops =
                new MultiThreadIoEventLoopGroup(
                        Runtime.getRuntime().availableProcessors(), transport.handlers());
        Channel listener =
                new ServerBootstrap()
                        .group(loops)
                        .channel(transport.listener())
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                        .childOption(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new FixedRecvByteBufAllocator(BUFFER))
                        .childHandler(
                                new ChannelInitializer<>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline().addLast(handlers.get());
                                    }
                                })
                        .bind(InetAddress.getLoopbackAddress(), 0)
                        .sync()
                        .channel();
        System.out.println("listening " + ((InetSocketAddress) listener.localAddress()).getPort());
        System.in.transferTo(OutputStream.nullOutputStream());
        // Connections that are still open end with the process.
        System.exit(0);
    }

    private static Supplier<ChannelHandler> handlers(
            String program, Transport transport, int upstream) {
        return switch (program) {
            case "ping" -> PingHandler::new;
            case "redis" -> {
                var store = new ConcurrentHashMap<Key, byte[]>();
                yield () -> new RedisHandler(store);
            }
            case "http" -> HelloHandler::new;
            case "proxy" -> {
                if (upstream == 0) {
                    throw end(USAGE, "a proxy needs UPSTREAM_PORT");
                }
                var to = new InetSocketAddress(InetAddress.getLoopbackAddress(), upstream);
                yield () -> new ProxyHandler(transport, to);
            }
            default -> throw end(ABSENT, "there is no server of the program " + program);
        };
    }

    private static Transport transport() {
        String id = System.getenv().getOrDefault("KYOTO_NETTY_TRANSPORT", Transport.NIO.id());
        return Transport.of(id)
                .orElseThrow(() -> end(USAGE, "KYOTO_NETTY_TRANSPORT is nio, epoll or io_uring"));
    }

    private static String version() {
        return "netty %s %s, %s %s"
                .formatted(
                        Version.identify(Main.class.getClassLoader())
                                .get("netty-transport")
                                .artifactVersion(),
                        transport().id(),
                        System.getProperty("java.vm.name"),
                        Runtime.version());
    }

    /** Ends the process; what it returns is only for {@code throw}. */
    private static IllegalStateException end(int status, String why) {
        System.err.println("bench/peers/netty: " + why);
        System.exit(status);
        return new IllegalStateException(why);
    }
}
