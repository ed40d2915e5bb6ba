package dev.kyoto.future;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.kyoto.future.IoException.Kind;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class IoExceptionTest {
    @TempDir private Path dir;

    private static final InetSocketAddress ANY_PORT =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    /** Something that the JDK refuses to do. */
    @FunctionalInterface
    private interface Attempt {
        void run() throws IOException;
    }

    private static Kind kindOf(Attempt attempt) {
        var failure = catchThrowable(attempt::run);
        assertThat(failure).isInstanceOf(IOException.class);
        var io = IoException.of((IOException) failure);
        assertThat(io).hasCause(failure);
        return io.kind();
    }

    @Test
    void filesTellTheirKinds() throws IOException {
        var missing = dir.resolve("missing");
        assertThat(kindOf(() -> Files.readAllBytes(missing))).isEqualTo(Kind.NOT_FOUND);
        assertThat(kindOf(() -> new FileInputStream(missing.toFile()).close()))
                .isEqualTo(Kind.NOT_FOUND);
        var there = Files.createFile(dir.resolve("there"));
        assertThat(kindOf(() -> Files.createFile(there))).isEqualTo(Kind.ALREADY_EXISTS);
    }

    @Test
    void earlyEndIsUnexpectedEof() {
        var input = new DataInputStream(new ByteArrayInputStream(new byte[3]));
        assertThat(kindOf(input::readInt)).isEqualTo(Kind.UNEXPECTED_EOF);
    }

    @Test
    void socketsTellTheirKinds() throws IOException {
        int freed;
        try (var server = ServerSocketChannel.open().bind(ANY_PORT)) {
            var address = (InetSocketAddress) server.getLocalAddress();
            freed = address.getPort();
            assertThat(kindOf(() -> ServerSocketChannel.open().bind(address).close()))
                    .isEqualTo(Kind.ADDRESS_IN_USE);
            assertThat(kindOf(() -> new ServerSocket(freed, 1, address.getAddress()).close()))
                    .isEqualTo(Kind.ADDRESS_IN_USE);
        }
        var nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), freed);
        assertThat(kindOf(() -> SocketChannel.open(nobody).close()))
                .isEqualTo(Kind.CONNECTION_REFUSED);
        assertThat(kindOf(() -> new Socket(nobody.getAddress(), freed).close()))
                .isEqualTo(Kind.CONNECTION_REFUSED);
        var closed = SocketChannel.open();
        closed.close();
        assertThat(kindOf(() -> closed.read(ByteBuffer.allocate(1)))).isEqualTo(Kind.CLOSED);
    }

    @Test
    void addressOfNoInterfaceIsNotAvailable() {
        // 192.0.2.0/24 is kept for documentation, so no interface has it.
        var foreign = new InetSocketAddress("192.0.2.1", 0);
        assertThat(kindOf(() -> ServerSocketChannel.open().bind(foreign).close()))
                .isEqualTo(Kind.ADDRESS_NOT_AVAILABLE);
    }

    @Test
    void resetByThePeerIsTold() throws IOException {
        try (var server = ServerSocketChannel.open().bind(ANY_PORT);
                var client = SocketChannel.open(server.getLocalAddress())) {
            var peer = server.accept();
            peer.setOption(java.net.StandardSocketOptions.SO_LINGER, 0);
            peer.close();
            assertThat(kindOf(() -> client.read(ByteBuffer.allocate(1))))
                    .isEqualTo(Kind.CONNECTION_RESET);
        }
    }

    @Test
    void writeAfterShutdownOfTheOutputTellsThatThisEndIsClosed() throws IOException {
        try (var server = ServerSocketChannel.open().bind(ANY_PORT);
                var client = SocketChannel.open(server.getLocalAddress())) {
            client.shutdownOutput();
            assertThat(kindOf(() -> client.write(ByteBuffer.allocate(1)))).isEqualTo(Kind.CLOSED);
        }
    }

    static Stream<Arguments> messages() {
        return Stream.of(
                Arguments.of(new SocketException("Broken pipe"), Kind.BROKEN_PIPE),
                Arguments.of(new IOException("Connection reset by peer"), Kind.CONNECTION_RESET),
                Arguments.of(
                        new SocketException("Software caused connection abort"),
                        Kind.CONNECTION_ABORTED),
                Arguments.of(new ConnectException("Connection timed out"), Kind.TIMED_OUT),
                Arguments.of(new IOException("No route to host"), Kind.HOST_UNREACHABLE),
                Arguments.of(new ConnectException("Network is unreachable"), Kind.HOST_UNREACHABLE),
                Arguments.of(new NoRouteToHostException("No route to host"), Kind.HOST_UNREACHABLE),
                Arguments.of(new SocketException("Host is unreachable"), Kind.HOST_UNREACHABLE),
                Arguments.of(new UnknownHostException("no.such.host"), Kind.UNKNOWN_HOST),
                Arguments.of(new SocketTimeoutException("Read timed out"), Kind.TIMED_OUT),
                Arguments.of(new BindException("Permission denied"), Kind.PERMISSION_DENIED),
                Arguments.of(new AccessDeniedException("/etc/shadow"), Kind.PERMISSION_DENIED),
                Arguments.of(
                        new FileSystemException("/tmp/x", null, "Too many open files"),
                        Kind.TOO_MANY_OPEN_FILES),
                Arguments.of(
                        new SocketException("Operation not permitted"), Kind.PERMISSION_DENIED),
                Arguments.of(new SocketException("Socket is not connected"), Kind.NOT_CONNECTED),
                Arguments.of(new EOFException(), Kind.UNEXPECTED_EOF),
                Arguments.of(new IOException("No space left on device"), Kind.STORAGE_FULL),
                Arguments.of(new IOException("Disk quota exceeded"), Kind.STORAGE_FULL),
                Arguments.of(new IOException("File too large"), Kind.FILE_TOO_LARGE),
                Arguments.of(new IOException("Illegal seek"), Kind.NOT_SEEKABLE),
                Arguments.of(new NotDirectoryException("f"), Kind.NOT_A_DIRECTORY),
                Arguments.of(new DirectoryNotEmptyException("d"), Kind.DIRECTORY_NOT_EMPTY),
                Arguments.of(new FileSystemLoopException("l"), Kind.FILESYSTEM_LOOP),
                Arguments.of(
                        new AtomicMoveNotSupportedException("a", "b", "Invalid cross-device link"),
                        Kind.CROSSES_DEVICES),
                Arguments.of(
                        new FileSystemException("is a directory", null, "Read-only file system"),
                        Kind.READ_ONLY_FILESYSTEM),
                Arguments.of(new FileSystemException("broken pipe"), Kind.OTHER),
                Arguments.of(new IOException("disk on fire"), Kind.OTHER),
                Arguments.of(new IOException((String) null), Kind.OTHER));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void messagesOfThePlatformTellTheirKinds(IOException cause, Kind kind) {
        assertThat(IoException.of(cause).kind()).isEqualTo(kind);
        assertThat(IoException.of("reading", cause)).hasMessage("reading").hasCause(cause);
    }

    @Test
    void uncheckedFailuresOfNioTellTheirKinds() {
        assertThat(IoException.of("read", new NotYetConnectedException()).kind())
                .isEqualTo(Kind.NOT_CONNECTED);
        assertThat(IoException.of("connect", new UnresolvedAddressException()).kind())
                .isEqualTo(Kind.UNKNOWN_HOST);
        assertThat(IoException.of("x", new ArithmeticException()).kind()).isEqualTo(Kind.OTHER);
    }

    @Test
    void failuresBecomeUncheckedByOneRule() {
        var unchecked = new ArithmeticException();
        assertThat(Failures.unchecked(unchecked)).isSameAs(unchecked);
        var io = new IOException("io");
        assertThat(Failures.unchecked(io)).isInstanceOf(IoException.class).hasCause(io);
        var checked = new Exception("checked");
        assertThat(Failures.unchecked(checked))
                .isInstanceOf(CompletionException.class)
                .hasCause(checked);
        var error = new StackOverflowError();
        assertThatThrownBy(() -> Failures.unchecked(error)).isSameAs(error);
    }
}
