package dev.kyoto.examples.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScoresTest {
    @ParameterizedTest
    @CsvSource({
        "0,0",
        "-0.0,0",
        "3,3",
        "-17,-17",
        "1.1,1.1000000000000001",
        "0.1,0.10000000000000001",
        "0.5,0.5",
        "-2.5,-2.5",
        "1e-4,0.0001",
        "1e-5,1.0000000000000001e-05",
        "99999999999999984,99999999999999984",
        "1e16,10000000000000000",
        "1e17,1e+17",
        "1e20,1e+20",
        "123456789012345678,1.2345678901234568e+17",
        "4.9e-324,4.9406564584124654e-324",
        "1.7976931348623157e308,1.7976931348623157e+308",
        "Infinity,inf",
        "-Infinity,-inf",
    })
    void scoresPrintWithSeventeenDigits(double score, String expected) {
        assertThat(Scores.format(score + 0.0)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " 1", "1 ", "nan", "NaN", "1d", "1f", "0x", "--1", "1e", "e5", ".", "1e400",
                "1e-400", "abc"
            })
    void whatIsNoNumberIsRefused(String text) {
        assertThat(Scores.parse(text.getBytes(StandardCharsets.UTF_8))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1,1",
        "-1,-1",
        "+1.5,1.5",
        ".5,0.5",
        "5.,5",
        "1E3,1000",
        "0x10,16",
        "0x1p3,8",
        "0e999,0",
        "inf,Infinity",
        "+INF,Infinity",
        "-infinity,-Infinity",
        "-0,0",
        "007,7",
    })
    void numbersAreReadAsCDoes(String text, double expected) {
        assertThat(Scores.parse(text.getBytes(StandardCharsets.UTF_8))).hasValue(expected);
    }

    @Test
    void aHugeTextIsRefusedWithoutAThought() {
        assertThat(Scores.parse("1".repeat(1_000_000).getBytes(StandardCharsets.UTF_8))).isEmpty();
    }
}
