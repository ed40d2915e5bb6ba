package dev.kyoto.io;

import static dev.kyoto.io.Polling.context;
import static dev.kyoto.io.Polling.drive;
import static dev.kyoto.io.Polling.failureOf;
import static dev.kyoto.io.Polling.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Seeking in memory, and through buffers. */
class SeekTest {

    @Test
    void aCursorIsAFileInMemory() {
        var file = new Cursor();
        drive(file.writeString("hello world"));
        assertThat(drive(file.position())).isEqualTo(11);
        assertThat(drive(file.seek(SeekFrom.end(-5)))).isEqualTo(6);
        drive(file.writeString("W"));
        assertThat(drive(file.seek(SeekFrom.current(-7)))).isZero();
        assertThat(drive(file.readToString())).isEqualTo("hello World");
        assertThat(drive(file.rewind())).isZero();
        assertThat(drive(file.readByte())).isEqualTo((byte) 'h');
        assertThat(file.size()).isEqualTo(11);
        assertThat(file).hasToString("Cursor(position 1 of 11)");
        drive(file.flush());
        drive(file.shutdown());
        assertThatThrownBy(() -> file.consume(11)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void beyondTheEndThereIsNothingUntilAWriteLeavesZeros() {
        var file = Cursor.of("ab");
        assertThat(drive(file.seek(SeekFrom.start(4)))).isEqualTo(4);
        assertThat(drive(file.readToEnd())).isEmpty();
        assertThat(file.size()).isEqualTo(2);
        drive(file.writeString("e"));
        assertThat(file.toByteArray()).isEqualTo(utf8("ab\0\0e"));
    }

    @Test
    void placesThatDoNotExistAreRefused() {
        var file = Cursor.of(utf8("abc"));
        drive(file.seek(SeekFrom.start(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> drive(file.seek(SeekFrom.current(-2))))
                .withMessageContaining("before the start");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> drive(file.seek(SeekFrom.end(Long.MAX_VALUE))));
        assertThatIllegalArgumentException().isThrownBy(() -> SeekFrom.start(-1));
        assertThat(drive(file.position())).as("it has not moved").isEqualTo(1);
        drive(file.seek(SeekFrom.start(Long.MAX_VALUE)));
        assertThat(failureOf(file.writeByte(1))).hasMessageContaining("one piece");
        assertThat(drive(file.write(ByteBuffer.allocate(0)))).isZero();
    }

    @Test
    void aCursorHonoursTheBudget() {
        var cx = context();
        while (cx.proceed()) {
            // spends the budget
        }
        var file = Cursor.of("abc");
        assertThat(file.pollFillBuf(cx).isPending()).isTrue();
        assertThat(file.pollWrite(cx, ByteBuffer.allocate(1)).isPending()).isTrue();
    }

    @Test
    void whateverIsDoneToItACursorIsAnArrayWithAPosition() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            var file = new Cursor();
            var model = new byte[400];
            int size = 0;
            int position = 0;
            for (int step = 0; step < 50; step++) {
                int length = random.nextInt(8);
                switch (random.nextInt(3)) {
                    case 0 -> {
                        var bytes = new byte[length];
                        random.nextBytes(bytes);
                        drive(file.writeAll(bytes));
                        System.arraycopy(bytes, 0, model, position, length);
                        position += length;
                        size = length == 0 ? size : Math.max(size, position);
                    }
                    case 1 -> {
                        int readable = Math.max(0, Math.min(length, size - position));
                        assertThat(drive(file.readBytes(readable)))
                                .as("seed %d", seed)
                                .isEqualTo(
                                        java.util.Arrays.copyOfRange(
                                                model, position, position + readable));
                        position += readable;
                    }
                    default -> {
                        position = random.nextInt(Math.min(size + 10, 300));
                        assertThat(drive(file.seek(SeekFrom.start(position)))).isEqualTo(position);
                    }
                }
            }
            assertThat(file.toByteArray())
                    .as("seed %d", seed)
                    .isEqualTo(java.util.Arrays.copyOf(model, size));
        }
    }

    @Test
    void aBufReaderSeeksFromWhereItsUserIs() {
        var reader = new BufReader(Cursor.of("0123456789abcdef"), 8);
        drive(reader.readBytes(3));
        assertThat(drive(reader.position())).as("not where it has read ahead to").isEqualTo(3);
        assertThat(reader.buffer().remaining()).as("and kept").isEqualTo(5);
        assertThat(drive(reader.seek(SeekFrom.current(2)))).isEqualTo(5);
        assertThat(reader.buffer().remaining()).as("dropped").isZero();
        assertThat(drive(reader.readByte())).isEqualTo((byte) '5');
        assertThat(drive(reader.seek(SeekFrom.current(-6)))).isZero();
        assertThat(drive(reader.readByte())).isEqualTo((byte) '0');
        assertThat(drive(reader.seek(SeekFrom.end(-1)))).isEqualTo(15);
        assertThat(drive(reader.readToString())).isEqualTo("f");
        assertThat(drive(reader.rewind())).isZero();
        assertThat(drive(reader.readByte())).isEqualTo((byte) '0');
        assertThatIllegalArgumentException()
                .isThrownBy(() -> drive(reader.seek(SeekFrom.current(Long.MIN_VALUE))));
        assertThat(drive(reader.readByte())).as("kept after the failure").isEqualTo((byte) '1');
    }

    @Test
    void seekRelativeStaysInTheBufferIfItCan() {
        var reader = new BufReader(Cursor.of("0123456789abcdef"), 8);
        drive(reader.readByte());
        assertThat(drive(reader.seekRelative(4))).isEqualTo(5);
        assertThat(reader.buffer().remaining()).isEqualTo(3);
        assertThat(drive(reader.readByte())).isEqualTo((byte) '5');
        assertThat(drive(reader.seekRelative(5))).as("beyond the buffer").isEqualTo(11);
        assertThat(drive(reader.seekRelative(-2))).isEqualTo(9);
        assertThat(drive(reader.readByte())).isEqualTo((byte) '9');
    }

    @Test
    void aBufWriterWritesWhatItHasCollectedFirst() {
        var file = new Cursor();
        var writer = new BufWriter(file, 8);
        drive(writer.writeString("head"));
        assertThat(file.size()).isZero();
        assertThat(drive(writer.seek(SeekFrom.start(1)))).isEqualTo(1);
        drive(writer.writeString("EA"));
        assertThat(drive(writer.position())).isEqualTo(3);
        assertThat(file.toByteArray()).isEqualTo(utf8("hEAd"));
    }

    @Test
    void aBufStreamDoesBoth() {
        var file = Cursor.of("0123456789");
        var stream = new BufStream(file, 8, 8);
        assertThat(drive(stream.readByte())).isEqualTo((byte) '0');
        assertThat(drive(stream.seek(SeekFrom.start(2)))).isEqualTo(2);
        drive(stream.writeString("ab"));
        assertThat(drive(stream.rewind())).isZero();
        assertThat(drive(stream.readToString())).isEqualTo("01ab456789");
        assertThat(stream.inner()).isSameAs(file);
    }

    @Test
    void whatHasNoPositionSaysSo() {
        var io = new ScriptedIo();
        assertThatThrownBy(() -> new BufReader(io).seek(SeekFrom.start(0)))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("no position");
        assertThatThrownBy(() -> new BufWriter(io).rewind())
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> new BufStream(io).position())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void emptySeeksToItsOnlyPlace() {
        assertThat(drive(Io.empty().seek(SeekFrom.end(5)))).isZero();
        assertThat(drive(Io.empty().position())).isZero();
    }

    /** Seeks in two steps: Pending first, and moved only then. */
    private static final class SlowFile implements AsyncRead, AsyncWrite, AsyncSeek {
        private final Cursor file = Cursor.of("0123456789");
        private int cancelled;

        @Override
        public Poll<Integer> pollRead(Context cx, ByteBuffer dst) {
            return file.pollRead(cx, dst);
        }

        @Override
        public Poll<Integer> pollWrite(Context cx, ByteBuffer src) {
            return file.pollWrite(cx, src);
        }

        @Override
        public Poll<Void> pollFlush(Context cx) {
            return file.pollFlush(cx);
        }

        @Override
        public Poll<Void> pollShutdown(Context cx) {
            return file.pollShutdown(cx);
        }

        @Override
        public Future<Long> seek(SeekFrom to) {
            return new Future<>() {
                private boolean begun;

                @Override
                public Poll<Long> poll(Context cx) {
                    if (!begun) {
                        begun = true;
                        cx.waker().wake();
                        return Poll.pending();
                    }
                    return file.seek(to).poll(cx);
                }

                @Override
                public void cancel() {
                    cancelled++;
                }
            };
        }
    }

    @Test
    void aCancelledSeekCancelsTheOneBelowAndKeepsTheBuffer() {
        var file = new SlowFile();
        var reader = new BufReader(file, 4);
        drive(reader.readByte());
        var untouched = reader.seek(SeekFrom.start(9));
        untouched.cancel();
        assertThat(file.cancelled).as("it had not begun").isZero();
        var seek = reader.seek(SeekFrom.start(9));
        Polling.pollPending(seek, 1);
        seek.cancel();
        assertThat(file.cancelled).isEqualTo(1);
        assertThat(drive(reader.readByte())).isEqualTo((byte) '1');
        assertThat(drive(reader.seek(SeekFrom.start(9)))).isEqualTo(9);
        assertThat(drive(reader.readByte())).isEqualTo((byte) '9');
    }
}
