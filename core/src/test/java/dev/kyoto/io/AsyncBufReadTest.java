package dev.kyoto.io;

import static dev.kyoto.io.Polling.drive;
import static dev.kyoto.io.Polling.failureOf;
import static dev.kyoto.io.Polling.pollPending;
import static dev.kyoto.io.Polling.pollReady;
import static dev.kyoto.io.Polling.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.kyoto.future.IoException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AsyncBufReadTest {
    private static final byte COMMA = ',';

    @Test
    void fillBufShowsAndConsumeTakes() {
        var reader = new ScriptedIo().pendingRead().give("abc").buffered();
        var shown = drive(reader.fillBuf());
        assertThat(text(shown)).isEqualTo("abc");
        shown.get();
        assertThat(text(pollReady(reader.fillBuf()))).as("only consume takes").isEqualTo("abc");
        reader.consume(2);
        assertThat(text(pollReady(reader.fillBuf()))).isEqualTo("c");
        assertThat(text(reader.buffer())).isEqualTo("c");
        reader.consume(1);
        assertThat(pollReady(reader.fillBuf())).isNull();
    }

    @Test
    void smallReadsAreServedFromOneLargeOne() {
        var io = new ScriptedIo().give("abcdefgh");
        var reader = new BufReader(io, 4);
        assertThat(drive(reader.readByte())).isEqualTo((byte) 'a');
        assertThat(drive(reader.readShort())).isEqualTo((short) ('b' << 8 | 'c'));
        assertThat(io.readCalls()).isEqualTo(1);
        var large = new byte[8];
        assertThat(drive(reader.read(large))).as("what is left of the buffer").isEqualTo(1);
        assertThat(drive(reader.read(large))).as("past the buffer").isEqualTo(4);
        assertThat(reader.buffer().remaining()).isZero();
        assertThat(drive(reader.read(large))).isEqualTo(-1);
        assertThat(reader.inner()).isSameAs(io);
        assertThatIllegalArgumentException().isThrownBy(() -> new BufReader(io, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 100})
    void linesAreReadWithEitherEnd(int capacity) {
        var reader = new BufReader(new ScriptedIo().trickle("one\r\n\ntwo\n\r\n a\rb "), capacity);
        var lines = new ArrayList<String>();
        for (var line = drive(reader.readLine()); line != null; line = drive(reader.readLine())) {
            lines.add(line);
        }
        assertThat(lines).containsExactly("one", "", "two", "", " a\rb ");
        assertThat(drive(reader.readLine())).isNull();
    }

    @Test
    void aCancelledReadLineLosesThePartThatHadArrived() {
        for (int polls = 0; polls <= 3; polls++) {
            var reader = new ScriptedIo().trickle("abc\n").buffered();
            var first = reader.readLine();
            pollPending(first, polls);
            first.cancel();
            assertThat(drive(reader.readLine())).isEqualTo("abc".substring(Math.max(0, polls - 1)));
        }
    }

    @Test
    void aCancelledNextLineLosesNothing() {
        for (int polls = 0; polls <= 4; polls++) {
            var lines = new ScriptedIo().trickle("abc\n").give("d").buffered().lines();
            var first = lines.next();
            pollPending(first, polls);
            first.cancel();
            assertThat(drive(lines.next())).isEqualTo("abc");
            assertThat(drive(lines.next())).isEqualTo("d");
            assertThat(drive(lines.next())).isNull();
        }
    }

    @Test
    void aCancelledNextSegmentLosesNothing() {
        for (int polls = 0; polls <= 4; polls++) {
            var split = new ScriptedIo().trickle("abc,").give("d").buffered().split(COMMA);
            var first = split.next();
            pollPending(first, polls);
            first.cancel();
            assertThat(drive(split.next())).isEqualTo(utf8("abc"));
            assertThat(drive(split.next())).isEqualTo(utf8("d"));
            assertThat(drive(split.next())).isNull();
        }
    }

    @Test
    void aLineThatIsTooLongIsReported() {
        var reader = new BufReader(new ScriptedIo().trickle("abcd\nabcde\nx\n"), 2);
        assertThat(drive(reader.readLine(4))).isEqualTo("abcd");
        var failure = failureOf(reader.readLine(4));
        assertThat(failure.kind()).isEqualTo(IoException.Kind.INVALID_DATA);
        assertThat(failure).hasMessageContaining("line is longer than the maximum of 4 bytes");
        assertThat(drive(reader.readLine(4))).as("what follows the part that was read").isEmpty();
        assertThat(drive(reader.readLine(4))).isEqualTo("x");
        assertThatIllegalArgumentException().isThrownBy(() -> reader.readLine(-1));
    }

    @Test
    void linesWithAMaximumGoOnAfterTheError() {
        var lines =
                new ScriptedIo()
                        .trickle("abcdef\ngh\n")
                        .buffered()
                        .lines(StandardCharsets.UTF_8, 3);
        assertThat(failureOf(lines.next())).hasMessageContaining("maximum of 3 bytes");
        assertThat(drive(lines.next())).isEqualTo("ef");
        assertThat(drive(lines.next())).isEqualTo("gh");
        assertThat(drive(lines.next())).isNull();
    }

    @Test
    void aLineThatIsNoTextIsDroppedAndReported() {
        var reader = new ScriptedIo().give((byte) 0xFF, (byte) '\n').give("ok\n").buffered();
        var lines = reader.lines();
        assertThat(failureOf(lines.next()).kind()).isEqualTo(IoException.Kind.INVALID_DATA);
        assertThat(drive(lines.next())).isEqualTo("ok");
        assertThat(lines.inner()).isSameAs(reader);
    }

    @Test
    void linesInAnotherCharset() {
        var lines =
                new ScriptedIo()
                        .give((byte) 0xFC, (byte) '\n')
                        .buffered()
                        .lines(StandardCharsets.ISO_8859_1, 10);
        assertThat(drive(lines.next())).isEqualTo("ü");
    }

    @Test
    void readUntilIncludesTheDelimiter() {
        var reader = new BufReader(new ScriptedIo().trickle("ab,,c"), 2);
        assertThat(drive(reader.readUntil(COMMA))).isEqualTo(utf8("ab,"));
        assertThat(drive(reader.readUntil(COMMA))).isEqualTo(utf8(","));
        assertThat(drive(reader.readUntil(COMMA))).isEqualTo(utf8("c"));
        assertThat(drive(reader.readUntil(COMMA))).isNull();
    }

    @Test
    void readUntilWithAMaximum() {
        var reader = new ScriptedIo().trickle("abc,abcd").buffered();
        assertThat(drive(reader.readUntil(COMMA, 3))).isEqualTo(utf8("abc,"));
        assertThat(failureOf(reader.readUntil(COMMA, 3)))
                .hasMessageContaining("no byte 0x2c within the maximum of 3 bytes");
    }

    @Test
    void readUntilIntoABufferGoesOnAfterACancelAtEachStep() {
        for (int polls = 0; polls <= 4; polls++) {
            var reader = new ScriptedIo().trickle("abc,").give("d").buffered();
            var dst = ByteBuf.copyOf(">");
            var first = reader.readUntil(COMMA, dst);
            pollPending(first, polls);
            first.cancel();
            int had = dst.readableBytes() - 1;
            assertThat(had).isEqualTo(Math.max(0, polls - 1));
            assertThat(drive(reader.readUntil(COMMA, dst))).isEqualTo(4 - had);
            assertThat(dst.readString(5, StandardCharsets.UTF_8)).isEqualTo(">abc,");
            assertThat(drive(reader.readUntil(COMMA, dst))).isEqualTo(1);
            assertThat(drive(reader.readUntil(COMMA, dst))).isEqualTo(-1);
        }
    }

    @Test
    void readUntilIntoABufferThatIsFull() {
        var reader = new ScriptedIo().trickle("abc").buffered();
        var dst = ByteBuf.allocate(2, 2);
        assertThatIllegalStateException()
                .isThrownBy(() -> drive(reader.readUntil(COMMA, dst)))
                .withMessageContaining("maximum capacity is 2");
        assertThat(dst.readableBytes()).isEqualTo(2);
        assertThat(drive(reader.readToString())).as("not consumed").isEqualTo("c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "a", "a,", ",a", "a,b", "ab,,cd,", ",,"})
    void segmentsAreThoseOfTheJdk(String input) {
        for (int capacity = 1; capacity < 4; capacity++) {
            var split = new BufReader(new ScriptedIo().trickle(input), capacity).split(COMMA);
            var segments = new ArrayList<String>();
            for (var next = drive(split.next()); next != null; next = drive(split.next())) {
                segments.add(new String(next, StandardCharsets.UTF_8));
            }
            // A delimiter ends a segment: so there is no empty one after the last.
            var expected = new ArrayList<>(List.of(input.split(",", -1)));
            if (expected.getLast().isEmpty()) {
                expected.removeLast();
            }
            assertThat(segments).isEqualTo(expected);
        }
    }

    @Test
    void aSegmentThatIsTooLongIsReported() {
        var reader = new ScriptedIo().trickle("abcd,e").buffered();
        var split = reader.split(COMMA, 3);
        assertThat(failureOf(split.next()).kind()).isEqualTo(IoException.Kind.INVALID_DATA);
        assertThat(drive(split.next())).isEmpty();
        assertThat(drive(split.next())).isEqualTo(utf8("e"));
        assertThat(split.inner()).isSameAs(reader);
    }

    @Test
    void anErrorOfTheReaderReachesTheCaller() {
        assertThat(failureOf(new ScriptedIo().give("ab").failRead("gone").buffered().readLine()))
                .hasMessage("gone");
        assertThat(failureOf(new ScriptedIo().failRead("gone").buffered().fillBuf()))
                .hasMessage("gone");
    }

    private static String text(ByteBuffer shown) {
        return StandardCharsets.UTF_8.decode(shown.duplicate()).toString();
    }
}
