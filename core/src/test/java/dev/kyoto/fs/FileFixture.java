package dev.kyoto.fs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.kyoto.future.IoException;
import dev.kyoto.net.TestRuntime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A runtime that the test's thread has entered, and the name of a file that is not there yet. */
abstract class FileFixture {
    @TempDir Path directory;
    Path path;
    TestRuntime runtime;

    @BeforeEach
    void start() {
        runtime = new TestRuntime();
        path = directory.resolve("file");
    }

    @AfterEach
    void end() {
        runtime.close();
    }

    final FileChannel writable() throws IOException {
        return FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    }

    static List<Path> openFiles() throws IOException {
        try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .map(
                            it -> {
                                try {
                                    return Files.readSymbolicLink(it);
                                } catch (IOException e) {
                                    return it; // closed meanwhile
                                }
                            })
                    .toList();
        }
    }

    static IoException.Kind kindOf(ThrowingCallable call) {
        var failure = catchThrowable(call);
        assertThat(failure).isInstanceOf(IoException.class);
        return ((IoException) failure).kind();
    }

    static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(US_ASCII));
    }

    static byte[] bytes(int length) {
        var result = new byte[length];
        new Random(7).nextBytes(result);
        return result;
    }
}
