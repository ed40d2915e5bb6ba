package dev.kyoto.test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.Kyoto;
import dev.kyoto.future.IoException;
import dev.kyoto.io.Io;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

class MockIoTest {

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static ByteBuffer buffer(String text) {
        return ByteBuffer.wrap(bytes(text));
    }

    @Test
    void readsAndWritesFollowTheScript() {
        try (var io = MockIo.builder().read("one").write("two").read("three").build()) {
            var room = ByteBuffer.allocate(16);
            TestTask.of(io.read(room)).assertReady(3);
            TestTask.of(io.writeAll(bytes("two"))).assertReady();
            TestTask.of(io.read(room)).assertReady(5);
            TestTask.of(io.read(room)).assertReady(-1);
            assertThat(room.flip()).isEqualTo(buffer("onethree"));
        }
    }

    @Test
    void piecesNeedNotBeThoseOfTheScript() {
        try (var io = MockIo.builder().write("hel").write("lo").read("abc").build()) {
            TestTask.of(io.writeAll(bytes("he"))).assertReady();
            TestTask.of(io.writeAll(bytes("llo"))).assertReady();
            var two = ByteBuffer.allocate(2);
            TestTask.of(io.read(two)).assertReady(2);
            TestTask.of(io.read(two.clear())).assertReady(1);
        }
    }

    @Test
    void aReadWaitsForTheWriteBeforeIt() {
        try (var io = MockIo.builder().write("ask").read("answer").build()) {
            var read = TestTask.of(io.read(ByteBuffer.allocate(16)));
            read.assertPending();
            TestTask.of(io.writeAll(bytes("as"))).assertReady();
            read.assertPending();
            TestTask.of(io.writeAll(bytes("k"))).assertReady();
            read.assertWoken();
            read.assertReady(6);
        }
    }

    @Test
    void aWriteMayComeBeforeWhatLiesUnread() {
        try (var io = MockIo.builder().read("greeting").write("hello").build()) {
            TestTask.of(io.writeAll(bytes("hello"))).assertReady();
            TestTask.of(io.read(ByteBuffer.allocate(16))).assertReady(8);
        }
    }

    @Test
    void anotherWriteIsShownBesideTheExpectedOne() {
        var io = MockIo.builder().name("client").write("GET /a\r\n").build();
        TestTask.of(io.writeAll(bytes("GET"))).assertReady();
        var write = TestTask.of(io.writeAll(bytes(" /b\r\n\0")));
        var failure = write.assertFails(AssertionFailedError.class);
        assertThat(failure)
                .hasMessage(
                        """
                        MockIo 'client': what was written differs from the script at byte 2 of this write
                          expected: " /a\\r\\n"
                          written:  " /b\\r\\n\\x00\"""");
        assertThat(failure.getExpected().getValue()).isEqualTo("\" /a\\r\\n\"");
        // Whoever catches it does not get rid of it.
        assertThatThrownBy(io::close)
                .isInstanceOf(AssertionFailedError.class)
                .hasMessageContaining("differs from the script")
                .hasMessageContaining("was not played to its end: write \" /a\\r\\n\"");
    }

    @Test
    void aWriteThatNobodyExpectsFails() {
        var io = MockIo.builder().read("x").build();
        TestTask.of(io.write(buffer("y"))).assertFails(AssertionFailedError.class);
        TestTask.of(io.write(buffer(""))).assertReady(0);
    }

    @Test
    void whatWasNotPlayedFailsAtTheEnd() {
        var io =
                MockIo.builder()
                        .read("abc")
                        .waitFor(Duration.ofSeconds(1))
                        .write("def")
                        .readError(new IoException(IoException.Kind.CONNECTION_RESET, "reset"))
                        .build();
        TestTask.of(io.read(ByteBuffer.allocate(1))).assertReady(1);
        assertThatThrownBy(io::close)
                .hasMessageContaining("read \"bc\"")
                .hasMessageContaining("write \"def\"")
                .hasMessageContaining("read error: reset")
                .hasMessageNotContaining("wait");
        var open = MockIo.builder().buildWithHandle();
        open.io().close();
    }

    @Test
    void errorsAreThrownOnce() {
        var reset = new IoException(IoException.Kind.CONNECTION_RESET, "reset");
        var pipe = new IoException(IoException.Kind.BROKEN_PIPE, "nobody reads");
        try (var io =
                MockIo.builder().readError(reset).read("a").write("b").writeError(pipe).build()) {
            var room = ByteBuffer.allocate(4);
            assertThat(TestTask.of(io.read(room)).assertFails(IoException.class)).isSameAs(reset);
            TestTask.of(io.read(room)).assertReady(1);
            TestTask.of(io.write(buffer("b"))).assertReady(1);
            assertThat(TestTask.of(io.write(buffer("c"))).assertFails(IoException.class))
                    .isSameAs(pipe);
        }
    }

    @AsyncTest(startPaused = true)
    void waitsGoByTheClockOfTheRuntime(TestClock clock) {
        var io =
                MockIo.builder()
                        .waitFor(Duration.ofMinutes(1))
                        .write("ping")
                        .waitFor(Duration.ofSeconds(30))
                        .read("pong")
                        .build();
        io.writeAll(bytes("ping")).await();
        clock.assertElapsed(Duration.ofMinutes(1));
        var answer = new byte[4];
        io.readExact(answer).await();
        clock.assertElapsed(Duration.ofSeconds(90));
        assertThat(answer).isEqualTo(bytes("pong"));
    }

    @AsyncTest(startPaused = true)
    void bothDirectionsAreWokenWhenAWaitIsOver(TestClock clock) {
        var io = MockIo.builder().waitFor(Duration.ofSeconds(5)).read("a").write("b").build();
        var halves = Io.split(io);
        var reader = Kyoto.spawn(() -> halves.reader().readExact(new byte[1]).await());
        var writer = Kyoto.spawn(() -> halves.writer().writeAll(bytes("b")).await());
        reader.await();
        writer.await();
        clock.assertElapsed(Duration.ofSeconds(5));
    }

    @Test
    void aScriptIsExtendedWhileItIsPlayed() {
        var made = MockIo.builder().name("peer").read("a").buildWithHandle();
        try (var io = made.io()) {
            var room = ByteBuffer.allocate(16);
            TestTask.of(io.read(room)).assertReady(1);
            var read = TestTask.of(io.read(room));
            read.assertPending();
            var write = TestTask.of(io.writeAll(bytes("x")));
            write.assertPending();
            made.handle().read("bc");
            read.assertWoken();
            read.assertReady(2);
            made.handle().write("x");
            write.assertWoken();
            write.assertReady();
            made.handle().readError(new IoException(IoException.Kind.TIMED_OUT, "late"));
            made.handle().writeError(new IoException(IoException.Kind.BROKEN_PIPE, "gone"));
            TestTask.of(io.read(room)).assertFails(IoException.class);
            TestTask.of(io.write(buffer("y"))).assertFails(IoException.class);
            var last = TestTask.of(io.read(room));
            last.assertPending();
            made.handle().close();
            last.assertWoken();
            last.assertReady(-1);
            assertThatThrownBy(() -> made.handle().waitFor(Duration.ZERO))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("MockIo 'peer' has been ended");
        }
    }

    @Test
    void aBuilderMayBuildSeveralStreams() {
        var builder = MockIo.builder().read("abc");
        for (int i = 0; i < 2; i++) {
            try (var io = builder.build()) {
                TestTask.of(io.readExact(new byte[3])).assertReady();
            }
        }
    }

    @Test
    void afterShutdownNothingIsWritten() {
        var io = MockIo.builder().write("a").build();
        assertThat(io.isShutdown()).isFalse();
        TestTask.of(io.flush()).assertReady();
        TestTask.of(io.shutdown()).assertReady();
        assertThat(io.isShutdown()).isTrue();
        assertThat(TestTask.of(io.write(buffer("a"))).assertFails(IoException.class).kind())
                .isEqualTo(IoException.Kind.BROKEN_PIPE);
    }

    @Test
    void badScriptsAreRefused() {
        assertThatThrownBy(() -> MockIo.builder().waitFor(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT-1S");
        assertThat(Shown.of(ByteBuffer.wrap(new byte[300]))).endsWith("\"… and 100 bytes more");
        assertThat(Shown.of(buffer("\t\"\\"))).isEqualTo("\"\\t\\\"\\\\\"");
    }
}
