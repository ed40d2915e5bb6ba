package dev.kyoto.churn;

import dev.kyoto.future.IoException.Kind;
import dev.kyoto.net.TcpSocket;
import dev.kyoto.net.TcpStream;
import java.net.InetSocketAddress;
import java.util.Set;

/** The client's part of each ending. */
final class ChurnClient {
    private static final int UNREAD = 1 << 10;

    private ChurnClient() {}

    static void converse(Ending ending, InetSocketAddress server) {
        var socket = TcpSocket.v4().receiveBufferSize(Wire.BUFFER);
        try (var stream = socket.connect(server).await()) {
            if (!ending.isNameless()) {
                var start = new byte[ending == Ending.SERVER_NEVER_READS ? UNREAD : 1];
                start[0] = (byte) ending.ordinal();
                stream.writeAll(start).await();
            }
            play(ending, stream);
        }
    }

    private static void play(Ending ending, TcpStream stream) {
        switch (ending) {
            case CLIENT_ENDS, CLIENT_SAYS_NOTHING -> {}
            case CLIENT_RESETS_AT_ONCE -> stream.zeroLinger();
            case SERVER_ENDS -> Wire.drain(stream);
            case CLIENT_RESETS -> {
                stream.readByte().await();
                stream.zeroLinger();
            }
            case SERVER_RESETS -> Wire.expect(Set.of(Kind.CONNECTION_RESET), stream.readByte());
            case SERVER_NEVER_READS -> Wire.expect(Wire.UNREAD, stream.readByte());
            case CLIENT_HALF_CLOSES -> {
                stream.shutdown().await();
                Wire.drain(stream);
            }
            case SERVER_HALF_CLOSES -> {
                Wire.drain(stream);
                stream.writeString("more").await();
            }
            case CLIENT_NEVER_READS -> stream.readable().await();
            case CLIENT_CUTS_WRITE -> stream.readByte().await();
            case SERVER_CUTS_WRITE, SERVER_CLOSES_UNDER_WRITE -> {
                stream.readByte().await();
                stream.writeByte(1).await();
                Wire.drain(stream);
            }
        }
    }
}
