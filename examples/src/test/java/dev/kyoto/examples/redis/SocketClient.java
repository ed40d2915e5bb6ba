package dev.kyoto.examples.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A client that knows only the wire: it sends bytes and says which bytes it expects. */
final class SocketClient implements AutoCloseable {
    private static final int READ_LIMIT_MILLIS = 30_000;

    private final Socket socket;

    SocketClient(int port) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(READ_LIMIT_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    SocketClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    SocketClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** The next bytes are these. */
    SocketClient expect(String text) throws IOException {
        var bytes = socket.getInputStream().readNBytes(text.length());
        assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).isEqualTo(text);
        return this;
    }

    /** The next line is an integer reply: its value. */
    int readInteger() throws IOException {
        var line = new StringBuilder();
        var in = socket.getInputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            line.append((char) b);
        }
        assertThat(line).startsWith(":");
        return Integer.parseInt(line, 1, line.length() - 1, 10);
    }

    /** Everything up to the end of the connection, which may also be cut off. */
    String readToEnd() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(bytes);
        } catch (SocketException e) {
            // A connection that is reset has ended too.
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    /** The connection ends without another byte. */
    void expectEnd() throws IOException {
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }

    String localAddress() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
