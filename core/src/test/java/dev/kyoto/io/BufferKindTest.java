package dev.kyoto.io;

import static dev.kyoto.io.Polling.drive;
import static dev.kyoto.io.Polling.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every reader and writer takes every kind of buffer. */
class BufferKindTest {

    @ParameterizedTest
    @EnumSource
    void everyReaderFillsIt(BufferKind kind) {
        assumeTrue(kind.isWritable(), "read-only buffers cannot be read into");
        assertReads(kind, it -> it);
        assertReads(kind, it -> new BufReader(it, 3));
        assertReads(kind, it -> new BufStream(Io.join(it, Io.sink()), 3, 3));
        assertReads(kind, it -> it.take(100));
        assertReads(kind, it -> it.chain(Io.empty()));
        assertReads(kind, it -> Io.split(Io.join(it, Io.sink())).reader());
        assertReads(kind, it -> Io.join(it, Io.sink()));
        assertReads(kind, it -> new InspectReader(it, seen -> {}));
        assertReads(kind, it -> Cursor.of(drive(it.readToEnd())));
        assertReads(
                kind,
                it -> {
                    var pipe = Io.duplex(100);
                    drive(Io.copy(it, pipe.first()));
                    drive(pipe.first().shutdown());
                    return pipe.second();
                });
    }

    private static void assertReads(BufferKind kind, UnaryOperator<AsyncRead> reader) {
        var dst = kind.of(utf8("........"));
        var from = reader.apply(new ScriptedIo().trickle("abc").give("defghijk"));
        assertThat(drive(from.readExact(dst.duplicate().limit(7)))).isEqualTo(7);
        assertThat(BufferKind.rest(dst)).isEqualTo(utf8("abcdefg."));
        assertThat(drive(from.readToString())).isEqualTo("hijk");
    }

    @ParameterizedTest
    @EnumSource
    void everyWriterTakesIt(BufferKind kind) {
        assertWrites(kind, it -> it);
        assertWrites(kind, it -> new BufWriter(it, 3));
        assertWrites(kind, it -> new BufWriter(it, 100));
        assertWrites(kind, it -> new BufStream(Io.join(Io.empty(), it), 3, 5));
        assertWrites(kind, it -> Io.split(Io.join(Io.empty(), it)).writer());
        assertWrites(kind, it -> new InspectWriter(it, seen -> {}));
    }

    private static void assertWrites(BufferKind kind, UnaryOperator<AsyncWrite> writer) {
        var io = new ScriptedIo().acceptSlowly(3);
        var to = writer.apply(io);
        var src = kind.of(utf8("abcdefgh"));
        drive(to.writeAll(src));
        assertThat(src.hasRemaining()).isFalse();
        drive(to.writeAllVectored(kind.of(utf8("i")), kind.of(), kind.of(utf8("jk"))));
        drive(to.flush());
        assertThat(io.writtenText()).isEqualTo("abcdefghijk");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsInMemoryTakesIt(BufferKind kind) {
        var file = new Cursor();
        drive(file.writeAll(kind.of(utf8("abc"))));
        assertThat(file.toByteArray()).isEqualTo(utf8("abc"));
        var pipe = Io.duplex(10);
        drive(pipe.first().writeAll(kind.of(utf8("abc"))));
        assertThat(drive(pipe.second().readBytes(3))).isEqualTo(utf8("abc"));
        assertThat(drive(Io.sink().write(kind.of(utf8("abc"))))).isEqualTo(3);
        assertThat(drive(Io.empty().write(kind.of(utf8("abc"))))).isEqualTo(3);
        var buf = ByteBuf.allocate();
        buf.writeBytes(kind.of(utf8("abc")));
        assertThat(buf.readableBytes()).isEqualTo(3);
        assertThat(Bytes.indexOf(kind.of(utf8("abc")), (byte) 'c')).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void inspectorsSeeWhatWentThrough(BufferKind kind) {
        var seen = new ByteArrayOutputStream();
        var io = new ScriptedIo().pendingWrite().accept(2);
        var writer = new InspectWriter(io, it -> note(seen, it));
        drive(writer.writeAll(kind.of(utf8("abcd"))));
        drive(writer.writeVectored(kind.of(utf8("e")), kind.of(utf8("fg"))));
        drive(writer.flush());
        drive(writer.shutdown());
        assertThat(seen.toString(StandardCharsets.UTF_8))
                .isEqualTo(io.writtenText())
                .isEqualTo("abcde");
        assertThat(io.shutdowns()).isEqualTo(1);
        assertThat(writer.inner()).isSameAs(io);
        assertThat(writer.isWriteVectored()).isFalse();

        assumeTrue(kind.isWritable(), "read-only buffers cannot be read into");
        seen.reset();
        var reader =
                new InspectReader(new ScriptedIo().trickle("ab").give("cd"), it -> note(seen, it));
        var dst = kind.of(new byte[4]);
        dst.put((byte) '-');
        drive(reader.readExact(dst));
        assertThat(seen.toString(StandardCharsets.UTF_8)).isEqualTo("abc");
        assertThat(reader.inner()).isInstanceOf(ScriptedIo.class);
    }

    private static void note(ByteArrayOutputStream seen, ByteBuffer bytes) {
        assertThat(bytes.isReadOnly()).isTrue();
        assertThat(bytes.hasRemaining()).isTrue();
        seen.writeBytes(BufferKind.rest(bytes));
    }

    @ParameterizedTest
    @EnumSource
    void vectoredWritesAreInspectedPieceByPiece(BufferKind kind) {
        var seen = new ByteArrayOutputStream();
        var file = new BufWriter(new ScriptedIo());
        var writer = new InspectWriter(file, it -> note(seen, it));
        drive(writer.writeVectored(kind.of(utf8("ab")), kind.of(), kind.of(utf8("cd"))));
        assertThat(seen.toString(StandardCharsets.UTF_8)).isEqualTo("abcd");
    }
}
