package dev.kyoto.io;

import static dev.kyoto.io.Polling.drive;
import static dev.kyoto.io.Polling.failureOf;
import static dev.kyoto.io.Polling.pollPending;
import static dev.kyoto.io.Polling.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BufWriterTest {

    @Test
    void smallWritesAreCollected() {
        var io = new ScriptedIo();
        var writer = new BufWriter(io, 8);
        drive(writer.writeString("abc"));
        drive(writer.writeString("defgh"));
        assertThat(io.writeCalls()).isZero();
        assertThat(writer.buffer().remaining()).isEqualTo(8);
        drive(writer.writeByte('i'));
        assertThat(io.writtenText()).isEqualTo("abcdefgh");
        drive(writer.flush());
        assertThat(io.writtenText()).isEqualTo("abcdefghi");
        assertThat(io.writeCalls()).isEqualTo(2);
        assertThat(io.flushes()).isEqualTo(1);
        assertThat(writer.inner()).isSameAs(io);
        assertThatIllegalArgumentException().isThrownBy(() -> new BufWriter(io, 0));
    }

    @Test
    void largeWritesPassBy() {
        var io = new ScriptedIo();
        var writer = new BufWriter(io, 4);
        drive(writer.writeString("ab"));
        drive(writer.writeString("cdefgh"));
        assertThat(io.writtenText()).isEqualTo("abcdefgh");
        assertThat(writer.buffer().remaining()).isZero();
    }

    @Test
    void shutdownWritesWhatWasCollectedFirst() {
        var io = new ScriptedIo().acceptSlowly(3).pendingShutdowns(1);
        var writer = new BufWriter(io);
        drive(writer.writeString("abc"));
        var first = writer.shutdown();
        pollPending(first, 2);
        first.cancel();
        drive(writer.shutdown());
        assertThat(io.writtenText()).isEqualTo("abc");
        assertThat(io.shutdowns()).isEqualTo(1);
    }

    @Test
    void aCancelledWriteTakesNothing() {
        var io = new ScriptedIo().pendingWrite().pendingWrite();
        var writer = new BufWriter(io, 5);
        drive(writer.writeString("abcd"));
        var src = ByteBuffer.wrap(utf8("ef"));
        var write = writer.write(src);
        pollPending(write, 1);
        write.cancel();
        assertThat(src.position()).isZero();
        drive(writer.flush());
        assertThat(io.writtenText()).isEqualTo("abcd");
    }

    @Test
    void anErrorKeepsWhatWasCollected() {
        var io = new ScriptedIo().accept(1).failWrite("gone");
        var writer = new BufWriter(io, 5);
        drive(writer.writeString("abcd"));
        assertThat(failureOf(writer.flush())).hasMessage("gone");
        assertThat(writer.buffer().remaining()).isEqualTo(3);
    }

    @Test
    void vectoredWritesAreCollectedTogether() {
        var io = new ScriptedIo().pendingWrite();
        var writer = new BufWriter(io, 6);
        assertThat(writer.isWriteVectored()).isTrue();
        assertThat(drive(writer.writeVectored(wrap("ab"), wrap(""), wrap("cd")))).isEqualTo(4L);
        assertThat(io.writeCalls()).isZero();
        assertThat(drive(writer.writeVectored(wrap("ef"), wrap("g")))).isEqualTo(3L);
        assertThat(io.writtenText()).isEqualTo("abcd");
        assertThat(drive(writer.writeVectored(wrap("hijklm"), wrap("n")))).isEqualTo(6L);
        assertThat(io.writtenText()).isEqualTo("abcdefghijklm");
    }

    @Test
    void whateverTheWriterTakesTheBytesStayInOrder() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            var io = new ScriptedIo();
            for (int i = random.nextInt(30); i > 0; i--) {
                io.pendingWrite().accept(1 + random.nextInt(4));
            }
            var writer = new BufWriter(io, 1 + random.nextInt(10));
            var expected = new StringBuilder();
            for (int i = 0; i < 10; i++) {
                var piece = "abcdefghijklmnop".substring(0, random.nextInt(16));
                expected.append(piece);
                drive(writer.writeString(piece));
            }
            drive(writer.flush());
            assertThat(io.writtenText()).as("seed %d", seed).isEqualTo(expected.toString());
        }
    }

    @Test
    void bufStreamBuffersBothWays() {
        var io = new ScriptedIo().trickle("line\nrest");
        var stream = new BufStream(io, 16, 16);
        drive(stream.writeString("hello"));
        assertThat(io.writeCalls()).isZero();
        assertThat(stream.writeBuffer().remaining()).isEqualTo(5);
        assertThat(drive(stream.readLine())).isEqualTo("line");
        assertThat(drive(stream.readByte())).isEqualTo((byte) 'r');
        assertThat(stream.readBuffer().remaining()).isZero();
        assertThat(drive(stream.readToString())).isEqualTo("est");
        assertThat(drive(stream.writeVectored(wrap("!"), wrap("?")))).isEqualTo(2L);
        assertThat(stream.isWriteVectored()).isTrue();
        drive(stream.flush());
        assertThat(io.writtenText()).isEqualTo("hello!?");
        drive(stream.shutdown());
        assertThat(io.shutdowns()).isEqualTo(1);
        assertThat(drive(new BufStream(new ScriptedIo().give("x")).read(new byte[9]))).isEqualTo(1);
    }

    private static ByteBuffer wrap(String text) {
        return ByteBuffer.wrap(utf8(text));
    }
}
