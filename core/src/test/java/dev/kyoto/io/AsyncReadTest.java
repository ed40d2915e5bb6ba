package dev.kyoto.io;

import static dev.kyoto.io.Polling.context;
import static dev.kyoto.io.Polling.drive;
import static dev.kyoto.io.Polling.failureOf;
import static dev.kyoto.io.Polling.pollPending;
import static dev.kyoto.io.Polling.pollReady;
import static dev.kyoto.io.Polling.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.kyoto.future.Future;
import dev.kyoto.future.IoException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AsyncReadTest {
    private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;

    @Test
    void readTakesWhatIsThere() {
        var io = new ScriptedIo().pendingRead().give("abc").give("de");
        var dst = ByteBuffer.allocate(8);
        assertThat(drive(io.read(dst))).isEqualTo(3);
        assertThat(drive(io.read(dst))).isEqualTo(2);
        assertThat(drive(io.read(dst))).isEqualTo(-1);
        assertThat(text(dst)).isEqualTo("abcde");
    }

    @Test
    void readStopsAtTheLimitOfTheBuffer() {
        var io = new ScriptedIo().give("abcdef");
        var dst = ByteBuffer.allocate(8).position(1).limit(3);
        assertThat(drive(io.read(dst))).isEqualTo(2);
        assertThat(dst.position()).isEqualTo(3);
        assertThat(dst.get(1)).isEqualTo((byte) 'a');
    }

    @Test
    void readIntoArrayAndGrowableBuffer() {
        var io = new ScriptedIo().give("ab").pendingRead().give("cde");
        var array = new byte[4];
        assertThat(drive(io.read(array))).isEqualTo(2);
        assertThat(array).startsWith('a', 'b');
        var buf = ByteBuf.copyOf("x");
        assertThat(drive(io.read(buf))).isPositive();
        drive(io.readToEnd(buf));
        assertThat(buf.readString(4, StandardCharsets.UTF_8)).isEqualTo("xcde");
        assertThat(drive(io.read(buf))).isEqualTo(-1);
    }

    @Test
    void aBufferWithoutRoomIsRefused() {
        var io = new ScriptedIo().give("abc");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> drive(io.read(ByteBuffer.allocate(4).position(4))))
                .withMessageContaining("clear() or compact()")
                .withMessageContaining("4");
        assertThatIllegalArgumentException().isThrownBy(() -> drive(io.read(new byte[0])));
        assertThat(drive(io.readToString())).isEqualTo("abc");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readExactFillsTheBuffer(boolean direct) {
        var io = new ScriptedIo().trickle("hello").give("!");
        var dst = direct ? ByteBuffer.allocateDirect(5) : ByteBuffer.allocate(5);
        assertThat(drive(io.readExact(dst))).isEqualTo(5);
        assertThat(text(dst)).isEqualTo("hello");
        assertThat(drive(io.readToString())).isEqualTo("!");
        assertThat(drive(io.readExact(new byte[0]))).isZero();
    }

    @Test
    void readExactSaysHowMuchHadArrived() {
        var io = new ScriptedIo().give("ab").pendingRead().give("c");
        var dst = ByteBuffer.allocate(12).position(2);
        var failure = failureOf(io.readExact(dst));
        assertThat(failure.kind()).isEqualTo(IoException.Kind.UNEXPECTED_EOF);
        assertThat(failure).hasMessageContaining("after 3 of 10 bytes");
        assertThat(dst.position()).isEqualTo(5);
    }

    @Test
    void readExactGoesOnAfterACancelAtEachStep() {
        for (int polls = 0; polls < 5; polls++) {
            var io = new ScriptedIo().trickle("hello");
            var dst = ByteBuffer.allocate(5);
            var first = io.readExact(dst);
            pollPending(first, polls);
            first.cancel();
            assertThat(dst.position()).isEqualTo(Math.max(0, polls - 1));
            drive(io.readExact(dst));
            assertThat(text(dst)).isEqualTo("hello");
        }
    }

    @Test
    void aCancelledReadLosesNothing() {
        for (int polls = 0; polls < 3; polls++) {
            var io = new ScriptedIo().pendingRead().pendingRead().pendingRead().give("abc");
            var dst = ByteBuffer.allocate(8);
            var buf = ByteBuf.allocate();
            var first = io.read(dst);
            pollPending(first, polls);
            first.cancel();
            var second = io.read(buf);
            pollPending(second, 3 - polls);
            second.cancel();
            assertThat(dst.position()).isZero();
            assertThat(buf.isEmpty()).isTrue();
            assertThat(pollReady(io.read(dst))).isEqualTo(3);
        }
    }

    @Test
    void readToEndCollectsEverything() {
        var large = new byte[100_000];
        new java.util.Random(7).nextBytes(large);
        assertThat(drive(new ScriptedIo().give(large).trickle((byte) 1).readToEnd()))
                .hasSize(100_001)
                .startsWith(large)
                .endsWith(1);
        assertThat(drive(new ScriptedIo().readToEnd())).isEmpty();
    }

    @Test
    void readToEndWithALimit() {
        assertThat(drive(new ScriptedIo().trickle("abcd").readToEnd(4))).isEqualTo(utf8("abcd"));
        var failure = failureOf(new ScriptedIo().trickle("abcde").readToEnd(4));
        assertThat(failure.kind()).isEqualTo(IoException.Kind.INVALID_DATA);
        assertThat(failure).hasMessageContaining("limit of 4 bytes");
        assertThatIllegalArgumentException().isThrownBy(() -> new ScriptedIo().readToEnd(-1));
    }

    @Test
    void readToEndIntoABufferGoesOnAfterACancelAtEachStep() {
        for (int polls = 0; polls <= 5; polls++) {
            var io = new ScriptedIo().trickle("hello");
            var dst = ByteBuf.copyOf(">");
            var first = io.readToEnd(dst);
            pollPending(first, Math.min(polls, 5));
            first.cancel();
            int had = dst.readableBytes() - 1;
            assertThat(had).isEqualTo(Math.max(0, polls - 1));
            assertThat(drive(io.readToEnd(dst))).isEqualTo(5L - had);
            assertThat(dst.readString(6, StandardCharsets.UTF_8)).isEqualTo(">hello");
        }
    }

    @Test
    void readToEndIntoAFullBufferIsFineIfTheInputEnds() {
        var dst = ByteBuf.allocate(4, 4);
        assertThat(drive(new ScriptedIo().trickle("abcd").pendingRead().readToEnd(dst)))
                .isEqualTo(4L);
        assertThatIllegalStateException()
                .isThrownBy(() -> drive(new ScriptedIo().give("e").readToEnd(dst)))
                .withMessageContaining("longer than the 4 bytes");
        assertThat(dst.readString(4, StandardCharsets.UTF_8)).isEqualTo("abcd");
    }

    @Test
    void readToStringChecksTheEncoding() {
        assertThat(drive(new ScriptedIo().trickle("grüße €").readToString())).isEqualTo("grüße €");
        assertThat(
                        drive(
                                new ScriptedIo()
                                        .give((byte) 0xFC)
                                        .readToString(StandardCharsets.ISO_8859_1)))
                .isEqualTo("ü");
        assertThat(failureOf(new ScriptedIo().give((byte) 0xFC).readToString()).kind())
                .isEqualTo(IoException.Kind.INVALID_DATA);
    }

    @Test
    void anErrorOfTheReaderReachesTheCaller() {
        var io = new ScriptedIo().give("ab").failRead("gone");
        assertThat(failureOf(io.readToEnd())).hasMessage("gone");
        assertThat(failureOf(new ScriptedIo().failRead("x").read(new byte[1]))).hasMessage("x");
    }

    @Test
    void numbersInBothOrders() {
        assertThat(number(AsyncRead::readByte, 0xFE)).isEqualTo((byte) -2);
        assertThat(number(AsyncRead::readUnsignedByte, 0xFE)).isEqualTo(0xFE);
        assertThat(number(AsyncRead::readShort, 0xFE, 1)).isEqualTo((short) 0xFE01);
        assertThat(number(io -> io.readShort(LITTLE), 0xFE, 1)).isEqualTo((short) 0x01FE);
        assertThat(number(AsyncRead::readUnsignedShort, 0xFE, 1)).isEqualTo(0xFE01);
        assertThat(number(io -> io.readUnsignedShort(LITTLE), 1, 0xFE)).isEqualTo(0xFE01);
        assertThat(number(AsyncRead::readInt, 0xFE, 1, 2, 3)).isEqualTo(0xFE010203);
        assertThat(number(io -> io.readInt(LITTLE), 3, 2, 1, 0xFE)).isEqualTo(0xFE010203);
        assertThat(number(AsyncRead::readUnsignedInt, 0xFE, 1, 2, 3)).isEqualTo(0xFE010203L);
        assertThat(number(io -> io.readUnsignedInt(LITTLE), 3, 2, 1, 0xFE)).isEqualTo(0xFE010203L);
        assertThat(number(AsyncRead::readLong, 0xFE, 1, 2, 3, 4, 5, 6, 7))
                .isEqualTo(0xFE01020304050607L);
        assertThat(number(io -> io.readLong(LITTLE), 7, 6, 5, 4, 3, 2, 1, 0xFE))
                .isEqualTo(0xFE01020304050607L);
        assertThat(number(AsyncRead::readFloat, 0x3F, 0xC0, 0, 0)).isEqualTo(1.5f);
        assertThat(number(io -> io.readFloat(LITTLE), 0, 0, 0xC0, 0x3F)).isEqualTo(1.5f);
        assertThat(number(AsyncRead::readDouble, 0x3F, 0xF8, 0, 0, 0, 0, 0, 0)).isEqualTo(1.5);
        assertThat(number(io -> io.readDouble(LITTLE), 0, 0, 0, 0, 0, 0, 0xF8, 0x3F))
                .isEqualTo(1.5);
    }

    /** Reads the number one byte at a time; then with one byte too few, which must fail. */
    private static Object number(Function<AsyncRead, Future<?>> read, int... bytes) {
        var all = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            all[i] = (byte) bytes[i];
        }
        var part = java.util.Arrays.copyOf(all, all.length - 1);
        var failure = failureOf(read.apply(new ScriptedIo().trickle(part)));
        assertThat(failure.kind()).isEqualTo(IoException.Kind.UNEXPECTED_EOF);
        assertThat(failure).hasMessageContaining(part.length + " of " + all.length);
        var io = new ScriptedIo().trickle(all).give((byte) 42);
        Object value = drive(read.apply(io));
        assertThat(drive(io.readByte())).as("no byte too many").isEqualTo((byte) 42);
        return value;
    }

    @Test
    void numbersOf128BitsInBothOrders() {
        var minusOne = BigInteger.ONE.negate();
        var largest = BigInteger.TWO.pow(128).subtract(BigInteger.ONE);
        var counted = new byte[16];
        for (int i = 0; i < 16; i++) {
            counted[i] = (byte) (i + 1);
        }
        var value = new BigInteger(counted);
        var io = new ScriptedIo().trickle(counted).give(counted);
        assertThat(drive(io.readInt128())).isEqualTo(value);
        assertThat(drive(io.readUnsignedInt128(LITTLE)))
                .isEqualTo(new BigInteger("100f0e0d0c0b0a090807060504030201", 16));
        var written = new ScriptedIo();
        drive(written.writeInt128(value));
        drive(written.writeInt128(value, LITTLE));
        drive(written.writeInt128(minusOne));
        drive(written.writeInt128(BigInteger.TWO.pow(127).negate()));
        drive(written.writeInt128(largest, LITTLE));
        var back = new ScriptedIo().give(written.written());
        assertThat(drive(back.readUnsignedInt128())).isEqualTo(value);
        assertThat(drive(back.readInt128(LITTLE))).isEqualTo(value);
        assertThat(drive(back.readInt128())).isEqualTo(minusOne);
        assertThat(drive(back.readInt128())).isEqualTo(BigInteger.TWO.pow(127).negate());
        assertThat(drive(back.readUnsignedInt128(LITTLE))).isEqualTo(largest);
        assertThat(failureOf(back.readInt128()).kind()).isEqualTo(IoException.Kind.UNEXPECTED_EOF);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> written.writeInt128(BigInteger.TWO.pow(128)))
                .withMessageContaining("does not fit");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> written.writeInt128(BigInteger.TWO.pow(127).negate().add(minusOne)));
    }

    @Test
    void readBytesGivesAnArrayOfItsOwn() {
        var io = new ScriptedIo().trickle("ab").give("cde");
        assertThat(drive(io.readBytes(0))).isEmpty();
        assertThat(drive(io.readBytes(4))).isEqualTo(utf8("abcd"));
        assertThat(failureOf(io.readBytes(3))).hasMessageContaining("after 1 of 3 bytes");
        assertThatIllegalArgumentException().isThrownBy(() -> io.readBytes(-1));
        var large = new byte[100_000];
        new java.util.Random(1).nextBytes(large);
        assertThat(drive(new ScriptedIo().give(large).readBytes(large.length))).isEqualTo(large);
    }

    @Test
    void aLengthThatIsALieCostsNoMemory() {
        // Were the array allocated at once, this would be an OutOfMemoryError.
        var failure = failureOf(new ScriptedIo().give("abc").readBytes(Integer.MAX_VALUE));
        assertThat(failure.kind()).isEqualTo(IoException.Kind.UNEXPECTED_EOF);
    }

    @Test
    void aCancelledNumberLosesTheBytesThatHadArrived() {
        for (int polls = 0; polls <= 4; polls++) {
            var io = new ScriptedIo().trickle((byte) 1, (byte) 2, (byte) 3, (byte) 4);
            var number = io.readInt();
            pollPending(number, polls);
            number.cancel();
            assertThat(drive(io.readToEnd())).hasSize(4 - Math.max(0, polls - 1));
        }
    }

    @Test
    void takeEndsAfterItsLimit() {
        var io = new ScriptedIo().trickle("abc").give("defgh");
        var take = io.take(5);
        assertThat(drive(take.readToString())).isEqualTo("abcde");
        assertThat(take.limit()).isZero();
        assertThat(take.inner()).isSameAs(io);
        take.setLimit(1);
        var dst = ByteBuffer.allocate(4);
        assertThat(drive(take.read(dst))).isEqualTo(1);
        assertThat(dst.limit()).as("the limit of the caller's buffer is put back").isEqualTo(4);
        assertThat(drive(io.readToString())).isEqualTo("gh");
        take.setLimit(9);
        assertThat(drive(take.readToString())).isEmpty();
        assertThat(take.limit()).isEqualTo(9);
        assertThatIllegalArgumentException().isThrownBy(() -> io.take(-1));
    }

    @Test
    void takePutsTheLimitBackWhenPendingOrFailing() {
        var take = new ScriptedIo().pendingRead().failRead("gone").take(2);
        var dst = ByteBuffer.allocate(8);
        assertThat(take.pollRead(context(), dst).isPending()).isTrue();
        assertThat(dst.limit()).isEqualTo(8);
        failureOf(take.read(dst));
        assertThat(dst.limit()).isEqualTo(8);
        assertThat(take.limit()).isEqualTo(2);
    }

    @Test
    void chainGoesOnWithTheNext() {
        var first = new ScriptedIo().trickle("ab");
        var second = new ScriptedIo().trickle("cd");
        var chain = first.chain(second);
        assertThat(drive(chain.readToString())).isEqualTo("abcd");
        assertThat(chain.first()).isSameAs(first);
        assertThat(chain.second()).isSameAs(second);
        int calls = first.readCalls();
        assertThat(drive(chain.read(new byte[1]))).isEqualTo(-1);
        assertThat(first.readCalls()).as("not asked again after its end").isEqualTo(calls);
    }

    @Test
    void aFutureIsPolledOnlyUntilItsEnd() {
        var io = new ScriptedIo().give("ab").failRead("gone");
        var done = io.readByte();
        drive(done);
        assertThatIllegalStateException()
                .isThrownBy(() -> done.poll(context()))
                .withMessageContaining("polled after its end")
                .withMessageContaining("DONE");
        var failed = io.readInt();
        failureOf(failed);
        assertThatIllegalStateException()
                .isThrownBy(() -> failed.poll(context()))
                .withMessageContaining("FAILED");
        var cancelled = io.readInt();
        cancelled.cancel();
        cancelled.cancel();
        assertThatIllegalStateException()
                .isThrownBy(() -> cancelled.poll(context()))
                .withMessageContaining("CANCELLED");
        done.cancel();
        assertThat(done).hasToString("Numeric DONE");
    }

    @Test
    void awaitDrivesAFutureOnAPlainThread() {
        assertThat(new ScriptedIo().trickle("hello").readToString().await()).isEqualTo("hello");
    }

    private static String text(ByteBuffer filled) {
        return StandardCharsets.UTF_8.decode(filled.duplicate().flip()).toString();
    }
}
