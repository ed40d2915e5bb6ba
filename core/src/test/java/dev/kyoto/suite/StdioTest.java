package dev.kyoto.suite;

import static dev.kyoto.Kyoto.select;
import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.stderr;
import static dev.kyoto.Kyoto.stdin;
import static dev.kyoto.Kyoto.stdout;
import static dev.kyoto.Kyoto.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.bridge.GatedInput;
import dev.kyoto.future.IoException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The standard streams, replaced by ones that the test holds, on every flavour. */
final class StdioTest extends FlavorSuite {
    private final InputStream realIn = System.in;
    private final PrintStream realOut = System.out;
    private final PrintStream realErr = System.err;
    private final GatedInput in = new GatedInput();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    StdioTest(Flavor flavor) {
        super(flavor);
    }

    @BeforeEach
    void replace() {
        System.setIn(in);
        System.setOut(new PrintStream(out));
        System.setErr(new PrintStream(err));
    }

    @AfterEach
    void restore() {
        System.setIn(realIn);
        System.setOut(realOut);
        System.setErr(realErr);
    }

    @Test
    void linesComeInAndGoOut() {
        // Twice, as the last line ends with the first of them, and a terminal could go on.
        in.give("one\ntw").give("o\nthree").end().end();
        run(
                () -> {
                    var lines = stdin().buffered().lines();
                    var stdout = stdout();
                    for (var line = lines.next().await();
                            line != null;
                            line = lines.next().await()) {
                        stdout.writeString(line + ".").await();
                    }
                    stdout.flush().await();
                    var stderr = stderr();
                    stderr.writeString("done").await();
                    stderr.shutdown().await();
                    stderr.writeString("!").await();
                    stderr.flush().await();
                });
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("one.two.three.");
        assertThat(err.toString(StandardCharsets.UTF_8))
                .as("shutdown() leaves it open")
                .isEqualTo("done!");
    }

    @Test
    void nothingIsReadUntilSomebodyAsks() {
        run(
                () -> {
                    var stdin = stdin();
                    stdin.readByte().cancel();
                    yieldNow().await();
                    assertThat(in.reads()).isZero();
                    in.give("ab");
                    assertThat(stdin.readByte().await()).isEqualTo((byte) 'a');
                    assertThat(stdin().readByte().await())
                            .as("another handle")
                            .isEqualTo((byte) 'b');
                    assertThat(in.reads()).as("no read ahead of demand").isEqualTo(1);
                });
    }

    @Test
    void aCancelledReadLosesNothing() {
        run(
                () -> {
                    for (int i = 0; i < 10; i++) {
                        var _ = select(stdin().readByte(), yieldNow()).biased().await();
                    }
                    in.give("abc").end();
                    assertThat(stdin().readToString().await()).isEqualTo("abc");
                    assertThat(in.reads()).isEqualTo(2);
                });
    }

    @Test
    void aReadThatWaitsDoesNotHoldUpShutdownAndTheNextRuntimeGetsItsBytes() {
        try (var ending = newRuntime()) {
            ending.blockOn(
                    () -> {
                        spawn(() -> stdin().readByte().await()).detach();
                        while (in.reads() == 0) {
                            yieldNow().await();
                        }
                    });
            ending.shutdown(Duration.ofSeconds(30));
            assertThat(ending.metrics().numAliveTasks()).isZero();
        }
        in.give("x");
        run(() -> assertThat(stdin().readByte().await()).isEqualTo((byte) 'x'));
    }

    @Test
    void afterTheEndItMayGoOnAsATerminalDoes() {
        in.give("a").end().give("b").fail("gone").give("c").end();
        run(
                () -> {
                    assertThat(stdin().readToString().await()).isEqualTo("a");
                    assertThat(stdin().readByte().await()).isEqualTo((byte) 'b');
                    var failure = failureOf(stdin().readByte());
                    assertThat(failure)
                            .isInstanceOf(IoException.class)
                            .hasMessageContaining("gone");
                    assertThat(stdin().readToString().await()).isEqualTo("c");
                });
    }

    @Test
    void severalTasksShareTheInput() {
        run(
                () -> {
                    var readers = new ArrayList<dev.kyoto.runtime.JoinHandle<Byte>>();
                    for (int i = 0; i < 5; i++) {
                        readers.add(spawn(() -> stdin().readByte().await()));
                    }
                    in.give("12").give("345");
                    var got = new ArrayList<Byte>();
                    for (var reader : readers) {
                        got.add(reader.await());
                    }
                    assertThat(got)
                            .containsExactlyInAnyOrderElementsOf(
                                    List.of(
                                            (byte) '1',
                                            (byte) '2',
                                            (byte) '3',
                                            (byte) '4',
                                            (byte) '5'));
                });
    }

    @Test
    void writesOfOneObjectKeepTheirOrder() {
        var expected = new StringBuilder();
        run(
                () -> {
                    var stdout = stdout();
                    for (int i = 0; i < 200; i++) {
                        expected.append(i).append('\n');
                        stdout.writeString(i + "\n").await();
                    }
                    stdout.flush().await();
                });
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(expected.toString());
    }

    @Test
    void aBrokenOutputIsReported() {
        System.setOut(
                new PrintStream(
                        new OutputStream() {
                            @Override
                            public void write(int b) throws IOException {
                                throw new IOException("Broken pipe");
                            }
                        }));
        run(
                () -> {
                    var stdout = stdout();
                    stdout.writeString("lost").await();
                    var failure = failureOf(stdout.flush());
                    assertThat(failure)
                            .isInstanceOf(IoException.class)
                            .hasMessageContaining("standard output could not be written");
                    assertThat(((IoException) failure).kind())
                            .isEqualTo(IoException.Kind.BROKEN_PIPE);
                });
    }

    @Test
    void theStreamsAreThoseOfTheMomentTheyWereMade() {
        run(
                () -> {
                    var before = stdout();
                    System.setOut(new PrintStream(err));
                    before.writeString("old").await();
                    before.flush().await();
                    var after = stdout();
                    after.writeString("new").await();
                    after.flush().await();
                });
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("old");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("new");
    }
}
