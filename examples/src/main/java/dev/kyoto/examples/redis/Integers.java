package dev.kyoto.examples.redis;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/**
 * Whole numbers as Redis reads them: decimal, no plus sign, no spaces, no leading zeros.
 *
 * <p>The strictness matters, since a stored string is a number only if it would print back as
 * itself.
 */
final class Integers {
    /** Digits and sign of the longest number, {@code -9223372036854775808}. */
    private static final int MAX_LENGTH = 20;

    private Integers() {}

    static OptionalLong parse(byte[] text) {
        return parse(text, 0, text.length);
    }

    static OptionalLong parse(byte[] text, int from, int to) {
        int length = to - from;
        if (length == 0 || length > MAX_LENGTH) {
            return OptionalLong.empty();
        }
        boolean negative = text[from] == '-';
        int first = negative ? from + 1 : from;
        if (first == to) {
            return OptionalLong.empty();
        }
        if (text[first] == '0') {
            return length == 1 ? OptionalLong.of(0) : OptionalLong.empty();
        }
        // Summed up as a negative number, because that side has one value more.
        long value = 0;
        for (int i = first; i < to; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9) {
                return OptionalLong.empty();
            }
            if (value < (Long.MIN_VALUE + digit) / 10) {
                return OptionalLong.empty();
            }
            value = value * 10 - digit;
        }
        if (negative) {
            return OptionalLong.of(value);
        }
        return value == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(-value);
    }

    static byte[] format(long value) {
        return Long.toString(value).getBytes(StandardCharsets.US_ASCII);
    }
}
