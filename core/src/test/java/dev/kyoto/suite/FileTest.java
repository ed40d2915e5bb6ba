package dev.kyoto.suite;

import static dev.kyoto.Kyoto.spawn;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.fs.AsyncFile;
import dev.kyoto.fs.FolderEvent;
import dev.kyoto.fs.FolderWatch;
import dev.kyoto.fs.Fs;
import dev.kyoto.fs.TempFile;
import dev.kyoto.future.IoException;
import dev.kyoto.io.Io;
import dev.kyoto.io.SeekFrom;
import dev.kyoto.net.TcpListener;
import dev.kyoto.net.TcpStream;
import dev.kyoto.runtime.JoinHandle;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files and directories as programs use them. */
class FileTest extends FlavorSuite {
    @TempDir Path directory;

    FileTest(Flavor flavor) {
        super(flavor);
    }

    @Test
    void aFileIsWrittenReadBackAndCopied() throws Exception {
        var path = directory.resolve("file");
        var copy = directory.resolve("copy");
        var content = new byte[300_000];
        new Random(5).nextBytes(content);
        run(
                () -> {
                    try (var file = AsyncFile.createNew(path).await()) {
                        file.writeAll(content).await();
                        file.rewind().await();
                        assertThat(file.readToEnd().await()).isEqualTo(content);
                    }
                    try (var from = AsyncFile.open(path).await();
                            var to = AsyncFile.create(copy).await()) {
                        assertThat(Io.copy(from, to).await()).isEqualTo(content.length);
                    }
                });
        runtime.close(); // the copy may still be written behind its close
        assertThat(Files.readAllBytes(copy)).isEqualTo(content);
    }

    @Test
    void aFileIsReadByLinesAndByPlace() {
        var path = directory.resolve("lines");
        run(
                () -> {
                    Fs.write(path, "one\ntwo\nthree\n").await();
                    var seen = new ArrayList<String>();
                    try (var file = AsyncFile.open(path).await()) {
                        var lines = file.buffered().lines();
                        for (var line = lines.next().await();
                                line != null;
                                line = lines.next().await()) {
                            seen.add(line);
                        }
                        var part = ByteBuffer.allocate(3);
                        assertThat(file.readAt(part, 4).await()).isEqualTo(3);
                        assertThat(new String(part.array(), US_ASCII)).isEqualTo("two");
                        assertThat(file.seek(SeekFrom.end(-6)).await()).isEqualTo(8);
                        assertThat(file.readToString().await()).isEqualTo("three\n");
                    }
                    assertThat(seen).containsExactly("one", "two", "three");
                });
    }

    @Test
    void manyTasksHaveFilesOfTheirOwn() {
        run(
                () -> {
                    var tasks = new ArrayList<JoinHandle<String>>();
                    for (int i = 0; i < 20; i++) {
                        int number = i;
                        tasks.add(
                                spawn(
                                        () -> {
                                            var path = directory.resolve("f" + number);
                                            var file = AsyncFile.create(path).await();
                                            file.writeString("content " + number).await();
                                            file.finish().await();
                                            return Fs.readString(path).await();
                                        }));
                    }
                    for (int i = 0; i < 20; i++) {
                        assertThat(tasks.get(i).await()).isEqualTo("content " + i);
                    }
                    var names = new TreeSet<String>();
                    try (var entries = Fs.readDir(directory).await()) {
                        for (var entry = entries.next().await();
                                entry != null;
                                entry = entries.next().await()) {
                            names.add(entry.fileName());
                        }
                    }
                    assertThat(names).hasSize(20);
                    Fs.removeDirAll(directory).await();
                    assertThat(Fs.exists(directory).await()).isFalse();
                    Fs.createDir(directory).await(); // JUnit looks for it
                });
    }

    @Test
    void failuresHaveAKind() {
        run(
                () -> {
                    var missing = directory.resolve("missing");
                    assertThat(kindOf(failureOf(AsyncFile.open(missing))))
                            .isEqualTo(IoException.Kind.NOT_FOUND);
                    assertThat(kindOf(failureOf(Fs.read(directory))))
                            .isEqualTo(IoException.Kind.IS_A_DIRECTORY);
                    var file = AsyncFile.create(missing).await();
                    file.close();
                    assertThat(kindOf(failureOf(file.flush()))).isEqualTo(IoException.Kind.CLOSED);
                });
    }

    @Test
    void anAbortedTaskLosesNothingThatItWrote() throws Exception {
        var path = directory.resolve("log");
        var length =
                runtime.blockOn(
                        () -> {
                            var file = AsyncFile.create(path).await();
                            var task =
                                    spawn(
                                            () -> {
                                                while (true) {
                                                    file.writeString("0123456789").await();
                                                }
                                            });
                            while (file.length().await() < 1000) {
                                // Each length waits for the write before.
                            }
                            task.abort();
                            failureOf(task);
                            long written = file.length().await();
                            file.close();
                            return written;
                        });
        runtime.close();
        assertThat(Files.size(path)).isEqualTo(length);
        assertThat(length % 10).isZero();
    }

    @Test
    void aFileIsSentToASocket() {
        var path = directory.resolve("file");
        run(
                () -> {
                    Fs.write(path, "x".repeat(500_000)).await();
                    try (var listener = TcpListener.bind("127.0.0.1", 0).await();
                            var client = TcpStream.connect(listener.localAddress()).await();
                            var server = listener.accept().await();
                            var file = AsyncFile.open(path).await()) {
                        var received = spawn(() -> server.readToEnd().await().length);
                        assertThat(file.sendTo(client).await()).isEqualTo(500_000);
                        client.shutdown().await();
                        assertThat(received.await()).isEqualTo(500_000);
                    }
                });
    }

    @Test
    void aFolderIsWatched() {
        run(
                () -> {
                    try (var watch = FolderWatch.open(directory).await()) {
                        Fs.createDir(directory.resolve("new")).await();
                        assertThat(watch.next().await())
                                .isEqualTo(new FolderEvent.Created(directory.resolve("new")));
                    }
                });
    }

    @Test
    void aTemporaryFileIsGoneAfterwards() {
        Path path =
                run(
                        () -> {
                            try (var temporary = TempFile.createIn(directory).await()) {
                                temporary.file().writeString("content").await();
                                return temporary.path();
                            }
                        });
        runtime.close();
        assertThat(path).doesNotExist();
    }

    private static IoException.Kind kindOf(Throwable failure) {
        return ((IoException) failure).kind();
    }
}
