package dev.kyoto.fs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.Future;
import dev.kyoto.net.Hand;
import dev.kyoto.suite.LogCapture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What somebody forgot to close. */
@Timeout(60)
class FileLeakTest extends FileFixture {

    @Test
    void aForgottenFileIsWrittenClosedAndReported() throws Exception {
        try (var log = LogCapture.of("dev.kyoto.leaks", Level.WARNING)) {
            var channel = new GatedChannel(writable());
            channel.shut();
            writeAndForget(channel);
            channel.awaitEntered();
            while (log.messages().stream().noneMatch(it -> it.contains("AsyncFile(a file)"))) {
                System.gc();
                Thread.onSpinWait();
            }
            assertThat(channel.isOpen()).as("open while it is written").isTrue();
            channel.open();
            channel.awaitClosed();
            assertThat(path).hasContent("written");
        }
    }

    @Test
    void aForgottenListingAndATemporaryFileAreReported() throws Exception {
        try (var log = LogCapture.of("dev.kyoto.leaks", Level.WARNING)) {
            Files.createFile(directory.resolve("entry"));
            var name = "ReadDir(" + directory;
            forgetListing();
            forgetTemporary();
            while (log.messages().stream().noneMatch(it -> it.contains(name))
                    || log.messages().stream().noneMatch(it -> it.contains("TempFile("))) {
                System.gc();
                Thread.onSpinWait();
            }
            assertThat(log.messages()).noneMatch(it -> it.contains("AsyncFile("));
        }
    }

    @Test
    void aFileThatIsWaitedForIsNotLost() throws IOException {
        Files.writeString(path, "content");
        try (var log = LogCapture.of("dev.kyoto.leaks", Level.WARNING)) {
            var channel = new GatedChannel(FileChannel.open(path));
            channel.shut();
            var dst = ByteBuffer.allocate(3);
            var read = new Hand<>(readAtOf(channel, dst));
            read.assertPending();
            for (int i = 0; i < 5; i++) {
                System.gc();
            }
            assertThat(log.messages()).isEmpty();
            channel.open();
            assertThat(read.finish()).isEqualTo(3);
        }
    }

    private static Future<Integer> readAtOf(GatedChannel channel, ByteBuffer dst) {
        return AsyncFile.of(channel).readAt(dst, 2);
    }

    private static void writeAndForget(GatedChannel channel) {
        AsyncFile.of(channel).writeString("written").await();
    }

    private void forgetListing() {
        assertThat(Fs.readDir(directory).await().next().await()).isNotNull();
    }

    private void forgetTemporary() {
        assertThat(TempFile.createIn(directory).await().path()).exists();
    }
}
