package dev.kyoto.net;

import dev.kyoto.future.IoException;
import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/** What the module jdk.net adds to sockets. A trimmed image of the JDK may be without it. */
final class JdkNet {

    private JdkNet() {}

    static SocketOption<Boolean> quickAck() {
        try {
            return ExtendedSocketOptions.TCP_QUICKACK;
        } catch (NoClassDefFoundError e) {
            throw withoutModule("TCP_QUICKACK", e);
        }
    }

    static PeerCredentials credentials(SocketChannel channel) {
        try {
            var peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
            return new PeerCredentials(peer.user(), peer.group());
        } catch (NoClassDefFoundError e) {
            throw withoutModule("SO_PEERCRED", e);
        } catch (IOException e) {
            throw IoException.of("credentials of the peer: " + e.getMessage(), e);
        }
    }

    private static UnsupportedOperationException withoutModule(
            String option, @Nullable Throwable cause) {
        return new UnsupportedOperationException(
                option
                        + " needs the module jdk.net; add it by --add-modules jdk.net, or to the image",
                cause);
    }
}
