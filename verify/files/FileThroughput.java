import dev.kyoto.fs.AsyncFile;
import dev.kyoto.net.TcpStream;
import dev.kyoto.runtime.AsyncRuntime;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One file copied, read by lines and sent to a socket: by Kyoto and by plain {@code java.nio}, in turn,
 * in one process. See {@code verify/files/run}.
 *
 * <p>Arguments: a folder to work in, the size of the file in MiB, the number of rounds.
 */
public final class FileThroughput {
    private static final int BUFFER = 1024 * 1024;
    private static final int IDLE_FILES = 200;
    private static final int IDLE_SECONDS = 5;

    private FileThroughput() {}

    /** One way to do a task; answers how many bytes, or lines, it has seen. */
    private interface Way {
        long run() throws Exception;
    }

    public static void main(String[] args) throws Exception {
        var folder = Path.of(args[0]);
        long size = Long.parseLong(args[1]) << 20;
        int rounds = Integer.parseInt(args[2]);
        var source = folder.resolve("source");
        var target = folder.resolve("target");
        long lines = create(source, size);

        try (var runtime = AsyncRuntime.create();
                var drain = new Drain()) {
            compare("copy", size, size, rounds, () -> copy(runtime, source, target), () -> copy(source, target));
            if (Files.mismatch(source, target) != -1) {
                throw new AssertionError("the copy is not like the file");
            }
            compare("lines", size, lines, rounds, () -> countLines(runtime, source), () -> countLines(source));
            compare("send", size, size, rounds, () -> send(runtime, source, drain), () -> send(source, drain));
            idle(runtime, source);
        }
    }

    /** Lines of 20 to 83 bytes; answers how many. */
    private static long create(Path path, long size) throws IOException {
        var block = ByteBuffer.allocateDirect(BUFFER);
        long lines = 0;
        try (var file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (long written = 0; written < size; written += BUFFER) {
                block.clear();
                for (int length = 20; block.hasRemaining(); length = 20 + (length * 7 + 3) % 64) {
                    int text = Math.min(length, block.remaining()) - 1;
                    for (int i = 0; i < text; i++) {
                        block.put((byte) ('a' + (i & 15)));
                    }
                    block.put((byte) '\n');
                    lines++;
                }
                block.flip();
                while (block.hasRemaining()) {
                    file.write(block);
                }
            }
        }
        return lines;
    }

    private static void compare(String what, long size, long expected, int rounds, Way kyoto, Way nio)
            throws Exception {
        var ours = new double[rounds];
        var theirs = new double[rounds];
        for (int i = -1; i < rounds; i++) { // the first round warms up
            boolean kyotoFirst = i % 2 == 0;
            double first = seconds(kyotoFirst ? kyoto : nio, expected);
            double second = seconds(kyotoFirst ? nio : kyoto, expected);
            if (i >= 0) {
                ours[i] = kyotoFirst ? first : second;
                theirs[i] = kyotoFirst ? second : first;
            }
        }
        Arrays.sort(ours);
        Arrays.sort(theirs);
        double our = ours[rounds / 2];
        double their = theirs[rounds / 2];
        double mib = size / 1048576.0;
        System.out.printf(
                "files: %-6s kyoto %7.0f MiB/s (%.0f to %.0f), java.nio %7.0f MiB/s (%.0f to %.0f); time ratio %.2f%n",
                what,
                mib / our,
                mib / ours[rounds - 1],
                mib / ours[0],
                mib / their,
                mib / theirs[rounds - 1],
                mib / theirs[0],
                our / their);
    }

    private static double seconds(Way way, long expected) throws Exception {
        long start = System.nanoTime();
        long seen = way.run();
        double taken = (System.nanoTime() - start) / 1e9;
        if (seen != expected) {
            throw new AssertionError("saw " + seen + " instead of " + expected);
        }
        return taken;
    }

    // ---- Copying. ----

    private static long copy(AsyncRuntime runtime, Path source, Path target) {
        return runtime.blockOn(
                () -> {
                    long total = 0;
                    var buffer = ByteBuffer.allocateDirect(BUFFER);
                    try (var from = AsyncFile.open(source).await()) {
                        from.readAhead(true);
                        var to = AsyncFile.create(target).await();
                        while (from.read(buffer).await() >= 0) {
                            total += buffer.flip().remaining();
                            to.writeAll(buffer).await();
                            buffer.clear();
                        }
                        to.finish().await();
                    }
                    return total;
                });
    }

    private static long copy(Path source, Path target) throws IOException {
        long total = 0;
        var buffer = ByteBuffer.allocateDirect(BUFFER);
        try (var from = FileChannel.open(source);
                var to =
                        FileChannel.open(
                                target,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.TRUNCATE_EXISTING,
                                StandardOpenOption.WRITE)) {
            while (from.read(buffer) >= 0) {
                total += buffer.flip().remaining();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
        }
        return total;
    }

    // ---- Lines. ----

    private static long countLines(AsyncRuntime runtime, Path source) {
        return runtime.blockOn(
                () -> {
                    long count = 0;
                    try (var file = AsyncFile.open(source).await()) {
                        var lines = file.buffered().lines();
                        while (lines.next().await() != null) {
                            count++;
                        }
                    }
                    return count;
                });
    }

    private static long countLines(Path source) throws IOException {
        long count = 0;
        try (var reader = Files.newBufferedReader(source, StandardCharsets.UTF_8)) {
            while (reader.readLine() != null) {
                count++;
            }
        }
        return count;
    }

    // ---- Sending. ----

    private static long send(AsyncRuntime runtime, Path source, Drain drain) throws Exception {
        long sent =
                runtime.blockOn(
                        () -> {
                            try (var file = AsyncFile.open(source).await();
                                    var stream = TcpStream.connect(drain.address()).await()) {
                                return file.sendTo(stream).await();
                            }
                        });
        return drain.received(sent);
    }

    private static long send(Path source, Drain drain) throws Exception {
        long sent = 0;
        try (var file = FileChannel.open(source);
                var socket = SocketChannel.open(drain.address())) {
            while (sent < file.size()) {
                sent += file.transferTo(sent, file.size() - sent, socket);
            }
        }
        return drain.received(sent);
    }

    /** Takes what comes, one connection after another, and throws it away. */
    private static final class Drain implements AutoCloseable {
        private final ServerSocketChannel server;
        private final AtomicLong total = new AtomicLong();
        private volatile CountDownLatch ended = new CountDownLatch(1);

        Drain() throws IOException {
            server = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
            Thread.ofPlatform().daemon().start(this::take);
        }

        InetSocketAddress address() throws IOException {
            return (InetSocketAddress) server.getLocalAddress();
        }

        /** What has come through the connection, once it has ended. */
        long received(long sent) throws InterruptedException {
            ended.await();
            ended = new CountDownLatch(1);
            long received = total.getAndSet(0);
            return received == sent ? received : -1;
        }

        private void take() {
            var buffer = ByteBuffer.allocateDirect(BUFFER);
            while (server.isOpen()) {
                try (var connection = server.accept()) {
                    while (connection.read(buffer.clear()) >= 0) {
                        total.addAndGet(buffer.position());
                    }
                } catch (IOException e) {
                    if (!server.isOpen()) {
                        return;
                    }
                }
                ended.countDown();
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    // ---- Idle. ----

    /** Open files that nobody uses cost neither time nor, after the keep-alive, threads. */
    private static void idle(AsyncRuntime runtime, Path source) throws Exception {
        List<AsyncFile> files = new ArrayList<>();
        for (int i = 0; i < IDLE_FILES; i++) {
            var file = AsyncFile.open(source);
            files.add(runtime.blockOn(() -> file.await()));
        }
        Thread.sleep(12_000); // beyond the keep-alive of the pool's threads, and the compiler's work
        long before = cpuNanos();
        Thread.sleep(IDLE_SECONDS * 1000L);
        long used = (cpuNanos() - before) / 1_000_000;
        files.forEach(AsyncFile::close);
        System.out.printf(
                "files: idle   %d open files, %d threads, %d ms of CPU in %d s%n",
                IDLE_FILES, ManagementFactory.getThreadMXBean().getThreadCount(), used, IDLE_SECONDS);
        if (used > IDLE_SECONDS * 20L) {
            throw new AssertionError("an idle runtime may use 2 % of a core");
        }
    }

    private static long cpuNanos() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
    }
}
