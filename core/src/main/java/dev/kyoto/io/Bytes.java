package dev.kyoto.io;

import dev.kyoto.future.IoException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;

/** Searches bytes, and turns them into text and numbers into them. */
final class Bytes {
    /** What every decoder of the JDK puts in the place of bytes that mean nothing. */
    private static final char REPLACEMENT = '\uFFFD';

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Bytes() {}

    /** The index of a byte in {@code [from, to)}, or -1. */
    static int indexOf(byte[] bytes, int from, int to, byte wanted) {
        int i = from;
        long pattern = (wanted & 0xFF) * ONES;
        for (int last = to - Long.BYTES; i <= last; i += Long.BYTES) {
            // A byte that matches becomes zero, and the lowest zero byte keeps its high bit through
            // this; higher ones may get it wrongly by a borrow, but only the lowest is asked for.
            long difference = (long) LONGS.get(bytes, i) ^ pattern;
            long zeros = (difference - ONES) & ~difference & HIGH_BITS;
            if (zeros != 0) {
                return i + (Long.numberOfTrailingZeros(zeros) >>> 3);
            }
        }
        for (; i < to; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    /**
     * How many of the remaining bytes lie before the first such byte, or -1; nothing is consumed.
     */
    static int indexOf(ByteBuffer buffer, byte wanted) {
        int position = buffer.position();
        int limit = buffer.limit();
        if (buffer.hasArray()) {
            int base = buffer.arrayOffset();
            int found = indexOf(buffer.array(), base + position, base + limit, wanted);
            return found < 0 ? -1 : found - base - position;
        }
        for (int i = position; i < limit; i++) {
            if (buffer.get(i) == wanted) {
                return i - position;
            }
        }
        return -1;
    }

    /** The text that the bytes stand for; an INVALID_DATA failure if they stand for none. */
    static String decode(byte[] bytes, int from, int length, Charset charset) {
        // The constructor is an intrinsic, but replaces silently. So only a text that holds the
        // replacement is decoded again, to learn whether it was written so.
        var text = new String(bytes, from, length, charset);
        if (text.indexOf(REPLACEMENT) >= 0) {
            try {
                return charset.newDecoder().decode(ByteBuffer.wrap(bytes, from, length)).toString();
            } catch (CharacterCodingException e) {
                throw new IoException(
                        IoException.Kind.INVALID_DATA,
                        "%d bytes of input are no text in %s: %s; read them as bytes, or name their charset"
                                .formatted(length, charset.name(), e.getMessage()),
                        e);
            }
        }
        return text;
    }

    /** The bytes of a number of 128 bits, signed or not. */
    static byte[] ofInt128(BigInteger value, ByteOrder order) {
        if (value.bitLength() > 128 - (value.signum() < 0 ? 1 : 0)) {
            throw new IllegalArgumentException(
                    "%s does not fit into 128 bits, signed or unsigned".formatted(value));
        }
        var bytes = new byte[16];
        for (int i = 0; i < bytes.length; i++) {
            int at = order == ByteOrder.BIG_ENDIAN ? bytes.length - 1 - i : i;
            bytes[at] = value.shiftRight(8 * i).byteValue();
        }
        return bytes;
    }

    /** The number that bytes stand for, as two's complement or without a sign. */
    static BigInteger toInteger(byte[] bytes, ByteOrder order, boolean signed) {
        if (order == ByteOrder.LITTLE_ENDIAN) {
            for (int i = 0, j = bytes.length - 1; i < j; i++, j--) {
                byte swapped = bytes[i];
                bytes[i] = bytes[j];
                bytes[j] = swapped;
            }
        }
        return signed ? new BigInteger(bytes) : new BigInteger(1, bytes);
    }

    /** How many characters the number has in decimal, its sign included. */
    static int decimalLength(long value) {
        int length = value < 0 ? 2 : 1;
        for (long rest = value / 10; rest != 0; rest /= 10) {
            length++;
        }
        return length;
    }

    /** Writes the number so that its last digit comes before {@code end}. */
    static void putDecimal(byte[] bytes, int end, long value) {
        // Negative all along, as the least long has no positive twin.
        long rest = value < 0 ? value : -value;
        int i = end;
        do {
            bytes[--i] = (byte) ('0' - rest % 10);
            rest /= 10;
        } while (rest != 0);
        if (value < 0) {
            bytes[--i] = '-';
        }
    }
}
