package dev.kyoto.fs;

import static dev.kyoto.fs.FileFixture.kindOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kyoto.future.IoException;
import dev.kyoto.net.TestRuntime;
import dev.kyoto.runtime.AsyncRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Where the system ends: descriptors, space, and threads that must not be kept. */
class FileLimitsTest {
    @TempDir Path directory;

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aShortageOfDescriptorsIsReportedAndOvercome() throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command =
                "ulimit -n 80 && exec '%s' -cp '%s' %s"
                        .formatted(
                                java,
                                System.getProperty("java.class.path"),
                                FileDescriptorShortage.class.getName());
        var output = run("sh", "-c", command);
        assertThat(output)
                .contains("short: TOO_MANY_OPEN_FILES")
                .contains("list: TOO_MANY_OPEN_FILES")
                .contains("watch: TOO_MANY_OPEN_FILES")
                .contains("create: TOO_MANY_OPEN_FILES")
                .contains("copy: TOO_MANY_OPEN_FILES")
                .contains("opened again");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aDiskThatFillsUpIsToldAndUsableAgain() throws Exception {
        var mount = mount("size=64k");
        try (var _ = new TestRuntime();
                var file = AsyncFile.create(mount.resolve("file")).await()) {
            file.writeAll(new byte[200_000]).await();
            assertThat(kindOf(() -> file.flush().await())).isEqualTo(IoException.Kind.STORAGE_FULL);
            assertThat(file.length().await()).isBetween(1L, 65_536L);
            assertThat(kindOf(() -> Fs.write(mount.resolve("other"), new byte[100]).await()))
                    .isEqualTo(IoException.Kind.STORAGE_FULL);
            file.setLength(0).await();
            file.rewind().await();
            file.writeAll(new byte[1000]).await();
            file.finish().await();
            assertThat(Files.size(mount.resolve("file"))).isEqualTo(1000);
        } finally {
            unmount(mount);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aReadOnlyFileSystemIsToldByItsKind() throws Exception {
        var mount = mount("ro");
        try (var _ = new TestRuntime()) {
            assertThat(kindOf(() -> AsyncFile.create(mount.resolve("file")).await()))
                    .isEqualTo(IoException.Kind.READ_ONLY_FILESYSTEM);
            assertThat(kindOf(() -> Fs.createDir(mount.resolve("dir")).await()))
                    .isEqualTo(IoException.Kind.READ_ONLY_FILESYSTEM);
        } finally {
            unmount(mount);
        }
    }

    @Test
    void idleFilesKeepNoThread() {
        var ended = new Semaphore(0);
        var runtime =
                AsyncRuntime.currentThreadBuilder()
                        .threadKeepAlive(Duration.ZERO)
                        .onThreadStop(ended::release)
                        .build();
        try (runtime) {
            var files = new ArrayList<AsyncFile>();
            for (int i = 0; i < 50; i++) {
                var path = directory.resolve("f" + i);
                var file = runtime.blockOn(() -> AsyncFile.create(path).await());
                runtime.blockOn(file.writeString("content"));
                runtime.blockOn(file.flush());
                files.add(file);
            }
            // A thread without a job ends, and says so after it has counted itself out. One that
            // was
            // started for a job that another thread took may not even have begun.
            while (runtime.metrics().numBlockingThreads() > 0) {
                ended.acquireUninterruptibly();
            }
            assertThat(files).hasSize(50);
            files.forEach(AsyncFile::close);
        }
    }

    private Path mount(String options) throws Exception {
        var mount = Files.createDirectory(directory.resolve("mount"));
        assumeTrue(
                exitOf("mount", "-t", "tmpfs", "-o", options, "tmpfs", mount.toString()) == 0,
                "a tmpfs can be mounted here");
        return mount;
    }

    private static void unmount(Path mount) throws Exception {
        assertThat(exitOf("umount", "-l", mount.toString())).isZero();
    }

    private static int exitOf(String... command) throws Exception {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            return process.waitFor();
        } catch (IOException e) {
            return -1; // there is no such command
        }
    }

    private static String run(String... command) throws Exception {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return output;
    }
}
