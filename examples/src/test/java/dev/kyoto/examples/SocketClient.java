package dev.kyoto.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A client that knows only the wire: it sends bytes and says which bytes it expects. */
public final class SocketClient implements AutoCloseable {
    private static final int READ_LIMIT_MILLIS = 30_000;

    private final Socket socket;

    public SocketClient(int port) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(READ_LIMIT_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public SocketClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public SocketClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** The next bytes are these. */
    public SocketClient expect(String text) throws IOException {
        assertThat(read(text.length())).isEqualTo(text);
        return this;
    }

    /** So many bytes, or fewer at the end. */
    public String read(int length) throws IOException {
        return new String(socket.getInputStream().readNBytes(length), StandardCharsets.ISO_8859_1);
    }

    /** Says that nothing more will be sent; what comes can still be read. */
    public SocketClient endOutput() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** The next line, without its end. */
    public String readLine() throws IOException {
        var line = new StringBuilder();
        var in = socket.getInputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            assertThat(b).as("the connection ended within a line: %s", line).isNotNegative();
            line.append((char) b);
        }
        return line.toString();
    }

    /** The connection is reset, after whatever was still under way. */
    public void expectReset() {
        assertThatThrownBy(() -> socket.getInputStream().readAllBytes())
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }

    /** Ends the connection at once, without an orderly end. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** The next line is an integer reply: its value. */
    public int readInteger() throws IOException {
        var line = readLine();
        assertThat(line).startsWith(":");
        return Integer.parseInt(line, 1, line.length() - 1, 10);
    }

    /** Everything up to the end of the connection, which may also be cut off. */
    public String readToEnd() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(bytes);
        } catch (SocketException e) {
            // A connection that is reset has ended too.
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    /** The connection ends without another byte. */
    public void expectEnd() throws IOException {
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }

    public String localAddress() {
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
