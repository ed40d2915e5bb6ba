package dev.kyoto.io;

import static dev.kyoto.io.Polling.drive;
import static dev.kyoto.io.Polling.failureOf;
import static dev.kyoto.io.Polling.pollPending;
import static dev.kyoto.io.Polling.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.Future;
import dev.kyoto.future.IoException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AsyncWriteTest {
    private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;

    @Test
    void writeSaysHowMuchWasTaken() {
        var io = new ScriptedIo().pendingWrite().accept(2);
        var src = ByteBuffer.wrap(utf8("abc"));
        assertThat(drive(io.write(src))).isEqualTo(2);
        assertThat(src.remaining()).isEqualTo(1);
        assertThat(drive(io.write(src))).isEqualTo(1);
        assertThat(drive(io.write(src))).isZero();
        assertThat(io.writtenText()).isEqualTo("abc");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void writeAllGoesOnAfterACancelAtEachStep(boolean direct) {
        for (int polls = 0; polls <= 5; polls++) {
            var io = new ScriptedIo().acceptSlowly(5);
            var src = direct ? ByteBuffer.allocateDirect(5) : ByteBuffer.allocate(5);
            src.put(utf8("hello")).flip();
            var first = io.writeAll(src);
            pollPending(first, polls);
            first.cancel();
            int taken = Math.max(0, polls - 1);
            assertThat(src.position()).isEqualTo(taken);
            assertThat(io.writtenText()).isEqualTo("hello".substring(0, taken));
            drive(io.writeAll(src));
            assertThat(io.writtenText()).isEqualTo("hello");
        }
    }

    @Test
    void writeAllOfAGrowableBufferConsumesIt() {
        for (int polls = 0; polls <= 5; polls++) {
            var io = new ScriptedIo().acceptSlowly(5);
            var src = ByteBuf.copyOf("hello");
            var first = io.writeAll(src);
            pollPending(first, polls);
            first.cancel();
            assertThat(src.readableBytes()).isEqualTo(5 - Math.max(0, polls - 1));
            src.writeString("!");
            drive(io.writeAll(src));
            assertThat(src.isEmpty()).isTrue();
            assertThat(io.writtenText()).isEqualTo("hello!");
        }
    }

    @Test
    void arraysAndText() {
        var io = new ScriptedIo().acceptSlowly(3);
        drive(io.writeAll(utf8("abcd")));
        drive(io.writeAll(utf8("..ef.."), 2, 2));
        drive(io.writeString("grüße"));
        drive(io.writeString("ü", StandardCharsets.ISO_8859_1));
        assertThat(io.written())
                .isEqualTo("abcdefgrÃ¼Ã\u009Feü".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> io.writeAll(new byte[3], 2, 2))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aWriterThatTakesNothingIsReported() {
        var failure = failureOf(new ScriptedIo().accept(0).writeAll(utf8("abc")));
        assertThat(failure).hasMessageContaining("none of 3 bytes");
        assertThat(failureOf(new ScriptedIo().accept(0).writeAll(ByteBuf.copyOf("ab"))))
                .hasMessageContaining("none of 2 bytes");
    }

    @Test
    void anErrorKeepsThePosition() {
        var io = new ScriptedIo().accept(2).failWrite("gone");
        var src = ByteBuffer.wrap(utf8("abcd"));
        assertThat(failureOf(io.writeAll(src)).kind()).isEqualTo(IoException.Kind.BROKEN_PIPE);
        assertThat(src.position()).isEqualTo(2);
    }

    @Test
    void vectoredWritesTheFirstThatIsNotEmptyByDefault() {
        var io = new ScriptedIo().pendingWrite();
        var srcs =
                new ByteBuffer[] {
                    ByteBuffer.allocate(0),
                    ByteBuffer.wrap(utf8("ab")),
                    ByteBuffer.wrap(utf8("cd")),
                };
        assertThat(drive(io.writeVectored(srcs))).isEqualTo(2L);
        assertThat(drive(io.writeVectored(srcs))).isEqualTo(2L);
        assertThat(drive(io.writeVectored(srcs))).isZero();
        assertThat(io.writtenText()).isEqualTo("abcd");
        assertThat(io.isWriteVectored()).isFalse();
    }

    @Test
    void writeOfAGrowableBufferConsumesWhatWasTaken() {
        var io = new ScriptedIo().pendingWrite().accept(2);
        var src = ByteBuf.copyOf("abc");
        assertThat(drive(io.write(src))).isEqualTo(2);
        assertThat(src.readableBytes()).isEqualTo(1);
        var cancelled = io.pendingWrite().write(src);
        pollPending(cancelled, 1);
        cancelled.cancel();
        assertThat(src.readableBytes()).isEqualTo(1);
        assertThat(drive(io.write(src))).isEqualTo(1);
        assertThat(io.writtenText()).isEqualTo("abc");
    }

    @Test
    void writeAllVectoredGoesOnAfterACancelAtEachStep() {
        for (int polls = 0; polls <= 5; polls++) {
            var io = new ScriptedIo().acceptSlowly(20);
            var srcs =
                    new ByteBuffer[] {
                        ByteBuffer.wrap(utf8("ab")),
                        ByteBuffer.allocate(0),
                        ByteBuffer.wrap(utf8("cde"))
                    };
            var first = io.writeAllVectored(srcs);
            pollPending(first, polls);
            first.cancel();
            drive(io.writeAllVectored(srcs));
            assertThat(io.writtenText()).isEqualTo("abcde");
        }
        drive(new ScriptedIo().writeAllVectored());
        assertThat(
                        failureOf(
                                new ScriptedIo()
                                        .accept(0)
                                        .writeAllVectored(ByteBuffer.wrap(utf8("ab")))))
                .hasMessageContaining("none of 2 bytes");
    }

    @Test
    void numbersInBothOrders() {
        assertThat(number(io -> io.writeByte(0x1FE))).containsExactly(0xFE);
        assertThat(number(io -> io.writeShort(0xFE01))).containsExactly(0xFE, 1);
        assertThat(number(io -> io.writeShort(0xFE01, LITTLE))).containsExactly(1, 0xFE);
        assertThat(number(io -> io.writeInt(0xFE010203))).containsExactly(0xFE, 1, 2, 3);
        assertThat(number(io -> io.writeInt(0xFE010203, LITTLE))).containsExactly(3, 2, 1, 0xFE);
        assertThat(number(io -> io.writeLong(0xFE01020304050607L)))
                .containsExactly(0xFE, 1, 2, 3, 4, 5, 6, 7);
        assertThat(number(io -> io.writeLong(0xFE01020304050607L, LITTLE)))
                .containsExactly(7, 6, 5, 4, 3, 2, 1, 0xFE);
        assertThat(number(io -> io.writeFloat(1.5f))).containsExactly(0x3F, 0xC0, 0, 0);
        assertThat(number(io -> io.writeFloat(1.5f, LITTLE))).containsExactly(0, 0, 0xC0, 0x3F);
        assertThat(number(io -> io.writeDouble(1.5))).containsExactly(0x3F, 0xF8, 0, 0, 0, 0, 0, 0);
        assertThat(number(io -> io.writeDouble(1.5, LITTLE)))
                .containsExactly(0, 0, 0, 0, 0, 0, 0xF8, 0x3F);
    }

    private static byte[] number(Function<AsyncWrite, Future<Void>> write) {
        var io = new ScriptedIo().acceptSlowly(8);
        drive(write.apply(io));
        return io.written();
    }

    @Test
    void flushAndShutdownWaitForTheWriter() {
        var io = new ScriptedIo().pendingFlushes(2).pendingShutdowns(2);
        var flush = io.flush();
        pollPending(flush, 1);
        flush.cancel();
        drive(io.flush());
        assertThat(io.flushes()).isEqualTo(1);
        var shutdown = io.shutdown();
        pollPending(shutdown, 1);
        shutdown.cancel();
        drive(io.shutdown());
        assertThat(io.shutdowns()).isEqualTo(1);
    }

    @Test
    void nothingHappensBeforeTheFirstPoll() {
        var io = new ScriptedIo().give("a");
        io.writeString("x").cancel();
        io.shutdown().cancel();
        io.readByte().cancel();
        assertThat(io.writeCalls() + io.shutdowns() + io.readCalls()).isZero();
    }
}
