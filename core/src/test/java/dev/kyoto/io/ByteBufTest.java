package dev.kyoto.io;

import static dev.kyoto.io.Polling.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.IoException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteBufTest {

    @Test
    void numbersAreReadAsTheyWereWritten() {
        var buf = ByteBuf.allocate();
        buf.writeByte(0x1FF);
        buf.writeShort(0x1234);
        buf.writeShort(0x1234, ByteOrder.LITTLE_ENDIAN);
        buf.writeInt(0x12345678);
        buf.writeInt(0x12345678, ByteOrder.LITTLE_ENDIAN);
        buf.writeLong(0x123456789ABCDEF0L);
        buf.writeLong(0x123456789ABCDEF0L, ByteOrder.LITTLE_ENDIAN);

        assertThat(buf.shortAt(1)).isEqualTo((short) 0x1234);
        assertThat(buf.shortAt(3)).isEqualTo((short) 0x3412);
        assertThat(buf.shortAt(3, ByteOrder.LITTLE_ENDIAN)).isEqualTo((short) 0x1234);
        assertThat(buf.intAt(5)).isEqualTo(0x12345678);
        assertThat(buf.intAt(9, ByteOrder.LITTLE_ENDIAN)).isEqualTo(0x12345678);
        assertThat(buf.longAt(13)).isEqualTo(0x123456789ABCDEF0L);
        assertThat(buf.longAt(21)).isEqualTo(0xF0DEBC9A78563412L);
        assertThat(buf.readableBytes()).isEqualTo(29);

        assertThat(buf.readByte()).isEqualTo((byte) 0xFF);
        assertThat(buf.readShort()).isEqualTo((short) 0x1234);
        assertThat(buf.readShort(ByteOrder.LITTLE_ENDIAN)).isEqualTo((short) 0x1234);
        assertThat(buf.readInt()).isEqualTo(0x12345678);
        assertThat(buf.readInt(ByteOrder.LITTLE_ENDIAN)).isEqualTo(0x12345678);
        assertThat(buf.readLong()).isEqualTo(0x123456789ABCDEF0L);
        assertThat(buf.readLong(ByteOrder.LITTLE_ENDIAN)).isEqualTo(0x123456789ABCDEF0L);
        assertThat(buf.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            longs = {0, 1, -1, 9, 10, -10, 99, 100, 1234567890, Long.MAX_VALUE, Long.MIN_VALUE})
    void decimalsAreWrittenAsTheJdkWritesThem(long value) {
        var buf = ByteBuf.allocate(0);
        buf.writeByte('#');
        buf.writeDecimal(value);
        assertThat(textOf(buf)).isEqualTo("#" + value);
    }

    @Test
    void readingPastTheEndSaysHowMuchThereIs() {
        var buf = ByteBuf.copyOf("abc");
        assertThatThrownBy(buf::readInt)
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessageContaining("4 bytes at offset 0")
                .hasMessageContaining("3 are readable");
        assertThatThrownBy(() -> buf.byteAt(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> buf.byteAt(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> buf.skip(4)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> buf.skip(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> buf.readBytes(4)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> buf.slice(1, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> buf.slice(Integer.MAX_VALUE, Integer.MAX_VALUE))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(textOf(buf)).isEqualTo("abc");
    }

    @Test
    void theMaximumIsHardAndAFailedWriteChangesNothing() {
        var buf = ByteBuf.allocate(2, 4);
        buf.writeBytes(utf8("abc"));
        assertThatIllegalStateException()
                .isThrownBy(() -> buf.writeBytes(utf8("de")))
                .withMessageContaining("no room for 2 bytes")
                .withMessageContaining("3 are unread")
                .withMessageContaining("maximum capacity is 4");
        assertThatIllegalStateException().isThrownBy(() -> buf.writeShort(1));
        assertThatIllegalStateException().isThrownBy(() -> buf.reserve(Integer.MAX_VALUE));
        buf.writeByte('d');
        assertThat(buf.capacity()).isEqualTo(4);
        assertThat(buf.readByte()).isEqualTo((byte) 'a');
        buf.writeByte('e');
        assertThat(textOf(buf)).isEqualTo("bcde");
        assertThat(buf.capacity()).as("moved, not grown").isEqualTo(4);
    }

    @Test
    void aReadHalfIsMovedInsteadOfGrowing() {
        var buf = ByteBuf.allocate(8);
        buf.writeBytes(utf8("abcdefgh"));
        buf.skip(5);
        buf.writeBytes(utf8("ijk"));
        assertThat(buf.capacity()).isEqualTo(8);
        assertThat(buf.readerIndex()).isZero();
        assertThat(buf.writerIndex()).isEqualTo(6);
        assertThat(textOf(buf)).isEqualTo("fghijk");
    }

    @Test
    void memoryIsAllocatedLateAndGivenBackByTrim() {
        var buf = ByteBuf.allocate(16);
        assertThat(buf.capacity()).isZero();
        buf.writeBytes(new byte[100]);
        buf.trim(16);
        assertThat(buf.capacity()).as("not while there is something to read").isEqualTo(100);
        buf.skip(100);
        buf.trim(100);
        assertThat(buf.capacity()).isEqualTo(100);
        buf.trim(16);
        assertThat(buf.capacity()).isZero();
        buf.writeByte(7);
        assertThat(buf.capacity()).isEqualTo(16);
        assertThat(buf.readByte()).isEqualTo((byte) 7);
    }

    @Test
    void viewsShareTheMemory() {
        var buf = ByteBuf.copyOf("hello world");
        var slice = buf.slice(6, 5);
        assertThat(StandardCharsets.UTF_8.decode(slice.duplicate()).toString()).isEqualTo("world");
        assertThatThrownBy(() -> slice.put(0, (byte) 'x'))
                .isInstanceOf(ReadOnlyBufferException.class);

        var readable = buf.readableBuffer();
        assertThat(readable.remaining()).isEqualTo(11);
        assertThat(buf.readableBuffer()).as("no allocation").isSameAs(readable);

        var room = buf.writableBuffer(3);
        assertThat(room.remaining()).isGreaterThanOrEqualTo(3);
        room.put(utf8("!!!"));
        assertThat(buf.readableBytes()).isEqualTo(11);
        buf.written(3);
        assertThat(textOf(buf)).isEqualTo("hello world!!!");
        assertThatThrownBy(() -> buf.written(buf.writableBytes() + 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void growingMakesNewViews() {
        var buf = ByteBuf.allocate(4);
        buf.writableBuffer(4).put(utf8("abcd"));
        buf.written(4);
        assertThat(buf.readableBuffer().remaining()).isEqualTo(4);
        buf.writableBuffer(4).put(utf8("efgh"));
        buf.written(4);
        assertThat(StandardCharsets.UTF_8.decode(buf.readableBuffer()).toString())
                .isEqualTo("abcdefgh");
    }

    @Test
    void indexOfCountsFromTheReaderIndex() {
        var buf = ByteBuf.copyOf("xxabcabc");
        buf.skip(2);
        assertThat(buf.indexOf((byte) 'b')).isEqualTo(1);
        assertThat(buf.indexOf((byte) 'b', 2)).isEqualTo(4);
        assertThat(buf.indexOf((byte) 'b', 2, 4)).isEqualTo(-1);
        assertThat(buf.indexOf((byte) 'x')).isEqualTo(-1);
        assertThat(buf.indexOf((byte) 'a', 6)).isEqualTo(-1);
        assertThatThrownBy(() -> buf.indexOf((byte) 'a', 7))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void bytesThatAreNoTextAreRefusedByName() {
        var buf = ByteBuf.copyOf(new byte[] {'a', (byte) 0xC3, 'b'});
        assertThatThrownBy(() -> buf.readString(3, StandardCharsets.UTF_8))
                .isInstanceOfSatisfying(
                        IoException.class,
                        e -> assertThat(e.kind()).isEqualTo(IoException.Kind.INVALID_DATA))
                .hasMessageContaining("UTF-8");
        assertThat(buf.isEmpty()).isTrue();
    }

    @Test
    void theReplacementCharacterItselfIsText() {
        var buf = ByteBuf.copyOf("a\uFFFDb");
        assertThat(textOf(buf)).isEqualTo("a\uFFFDb");
    }

    @Test
    void badArgumentsAreNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ByteBuf.allocate(-1))
                .withMessageContaining("-1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ByteBuf.allocate(5, 4))
                .withMessageContaining("maximum capacity 4");
        var buf = ByteBuf.allocate();
        assertThatIllegalArgumentException().isThrownBy(() -> buf.writeBytes(buf));
        assertThatIllegalArgumentException().isThrownBy(() -> buf.reserve(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> buf.truncate(-1));
    }

    /** Any sequence of operations does to the buffer what it does to a plain list of bytes. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 64})
    void behavesAsAListOfBytes(int initialCapacity) {
        long seed = System.nanoTime();
        var random = new Random(seed);
        int maxCapacity = initialCapacity + random.nextInt(200);
        var buf = ByteBuf.allocate(initialCapacity, maxCapacity);
        var model = new ArrayList<Byte>();
        for (int i = 0; i < 20_000; i++) {
            step(random, buf, model, maxCapacity);
            assertThat(buf.readableBytes()).as("seed %d, step %d", seed, i).isEqualTo(model.size());
            assertThat(buf.toByteArray()).as("seed %d, step %d", seed, i).isEqualTo(toArray(model));
            assertThat(buf.capacity()).isLessThanOrEqualTo(maxCapacity);
        }
    }

    private static void step(Random random, ByteBuf buf, List<Byte> model, int maxCapacity) {
        int room = maxCapacity - model.size();
        switch (random.nextInt(12)) {
            case 0 -> append(random, buf, model, Math.min(room, random.nextInt(40)));
            case 1 -> {
                if (room >= 4) {
                    int value = random.nextInt();
                    var order =
                            random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
                    buf.writeInt(value, order);
                    addAll(model, ByteBuffer.allocate(4).order(order).putInt(value).array());
                }
            }
            case 2 -> {
                if (room >= 8) {
                    long value = random.nextLong();
                    buf.writeLong(value);
                    addAll(model, ByteBuffer.allocate(8).putLong(value).array());
                }
            }
            case 3 -> {
                if (room >= 20) {
                    long value = random.nextLong() >> random.nextInt(64);
                    buf.writeDecimal(value);
                    addAll(model, utf8(Long.toString(value)));
                }
            }
            case 4 -> {
                int length = random.nextInt(model.size() + 1);
                buf.skip(length);
                model.subList(0, length).clear();
            }
            case 5 -> {
                int length = random.nextInt(model.size() + 1);
                assertThat(buf.readBytes(length)).isEqualTo(toArray(model.subList(0, length)));
                model.subList(0, length).clear();
            }
            case 6 -> {
                var into = ByteBuffer.allocate(random.nextInt(20));
                int moved = buf.readBytes(into);
                assertThat(moved).isEqualTo(Math.min(into.capacity(), model.size()));
                model.subList(0, moved).clear();
            }
            case 7 -> {
                byte wanted = (byte) random.nextInt(4);
                int from = random.nextInt(model.size() + 1);
                int expected = model.subList(from, model.size()).indexOf(wanted);
                assertThat(buf.indexOf(wanted, from))
                        .isEqualTo(expected < 0 ? -1 : from + expected);
            }
            case 8 -> {
                int length = random.nextInt(model.size() + 3);
                buf.truncate(length);
                if (length < model.size()) {
                    model.subList(length, model.size()).clear();
                }
            }
            case 9 -> {
                int length = Math.min(room, random.nextInt(30));
                var bytes = randomBytes(random, length);
                buf.writableBuffer(length).put(bytes);
                buf.written(length);
                addAll(model, bytes);
            }
            case 10 -> {
                if (random.nextInt(20) == 0) {
                    buf.clear();
                    model.clear();
                    buf.trim(random.nextInt(64));
                }
            }
            default -> {
                if (model.size() >= 8) {
                    int at = random.nextInt(model.size() - 7);
                    var expected = ByteBuffer.wrap(toArray(model.subList(at, at + 8)));
                    assertThat(buf.longAt(at)).isEqualTo(expected.getLong(0));
                    assertThat(buf.intAt(at)).isEqualTo(expected.getInt(0));
                    assertThat(buf.byteAt(at)).isEqualTo(expected.get(0));
                }
            }
        }
    }

    private static void append(Random random, ByteBuf buf, List<Byte> model, int length) {
        var bytes = randomBytes(random, length);
        switch (random.nextInt(3)) {
            case 0 -> buf.writeBytes(bytes);
            case 1 -> buf.writeBytes(ByteBuffer.allocateDirect(length).put(bytes).flip());
            default -> {
                var other = ByteBuf.copyOf(bytes);
                buf.writeBytes(other);
                assertThat(other.isEmpty()).isTrue();
            }
        }
        addAll(model, bytes);
    }

    private static byte[] randomBytes(Random random, int length) {
        var bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) random.nextInt(4);
        }
        return bytes;
    }

    private static void addAll(List<Byte> model, byte[] bytes) {
        for (byte one : bytes) {
            model.add(one);
        }
    }

    private static byte[] toArray(List<Byte> model) {
        var bytes = new byte[model.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = model.get(i);
        }
        return bytes;
    }

    private static String textOf(ByteBuf buf) {
        return buf.readString(buf.readableBytes(), StandardCharsets.UTF_8);
    }
}
