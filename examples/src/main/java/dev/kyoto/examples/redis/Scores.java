package dev.kyoto.examples.redis;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * Scores of sorted sets as text: read like C's {@code strtod}, printed like {@code %.17g}.
 *
 * <p>That is the format of Redis 7.0: 1.1 comes back as 1.1000000000000001, since seventeen digits
 * are what it takes to tell any two doubles apart.
 */
final class Scores {
    private static final int DIGITS = 17;
    private static final MathContext ROUNDING = new MathContext(DIGITS, RoundingMode.HALF_EVEN);
    private static final Pattern DECIMAL =
            Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)(e[+-]?\\d+)?");
    private static final Pattern HEXADECIMAL =
            Pattern.compile("[+-]?0x([0-9a-f]+\\.?[0-9a-f]*|\\.[0-9a-f]+)(p[+-]?\\d+)?");
    private static final Pattern NONZERO_DIGIT = Pattern.compile("[1-9]");

    /** Longest text taken for a number; more is a mistake or an attack on the parser. */
    private static final int MAX_LENGTH = 256;

    private Scores() {}

    static OptionalDouble parse(byte[] bytes) {
        return parse(bytes, 0);
    }

    /** Reads the number that starts at {@code from} and fills the rest of the array. */
    static OptionalDouble parse(byte[] bytes, int from) {
        int length = bytes.length - from;
        if (length == 0 || length > MAX_LENGTH) {
            return OptionalDouble.empty();
        }
        var whole = Integers.parse(bytes, from, bytes.length);
        if (whole.isPresent()) {
            return OptionalDouble.of((double) whole.getAsLong());
        }
        var text =
                new String(bytes, from, length, StandardCharsets.ISO_8859_1)
                        .toLowerCase(Locale.ROOT);
        return switch (text) {
            case "inf", "+inf", "infinity", "+infinity" ->
                    OptionalDouble.of(Double.POSITIVE_INFINITY);
            case "-inf", "-infinity" -> OptionalDouble.of(Double.NEGATIVE_INFINITY);
            default -> parseFinite(text);
        };
    }

    private static OptionalDouble parseFinite(String text) {
        double value;
        if (DECIMAL.matcher(text).matches()) {
            value = Double.parseDouble(text);
            int exponent = text.indexOf('e');
            var mantissa = exponent < 0 ? text : text.substring(0, exponent);
            if (value == 0 && NONZERO_DIGIT.matcher(mantissa).find()) {
                return OptionalDouble.empty(); // it underflows, which C reports as a range error
            }
        } else if (HEXADECIMAL.matcher(text).matches()) {
            value = Double.parseDouble(text.indexOf('p') < 0 ? text + "p0" : text);
        } else {
            return OptionalDouble.empty();
        }
        // Adding zero turns -0 into 0, which is how Redis stores it in small sets.
        return Double.isInfinite(value) ? OptionalDouble.empty() : OptionalDouble.of(value + 0.0);
    }

    static String format(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (value == (long) value && Math.abs(value) < 1e17) {
            return Long.toString((long) value);
        }
        var decimal = new BigDecimal(value).round(ROUNDING).stripTrailingZeros();
        int exponent = decimal.precision() - decimal.scale() - 1;
        if (exponent >= -4 && exponent < DIGITS) {
            return decimal.toPlainString();
        }
        var digits = decimal.unscaledValue().abs().toString();
        var text = new StringBuilder();
        if (decimal.signum() < 0) {
            text.append('-');
        }
        text.append(digits.charAt(0));
        if (digits.length() > 1) {
            text.append('.').append(digits, 1, digits.length());
        }
        text.append(exponent < 0 ? "e-" : "e+");
        int magnitude = Math.abs(exponent);
        if (magnitude < 10) {
            text.append('0');
        }
        return text.append(magnitude).toString();
    }
}
