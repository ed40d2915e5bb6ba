package dev.kyoto.examples.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
    private static boolean matches(String pattern, String text) {
        return new Glob(pattern.getBytes(StandardCharsets.ISO_8859_1))
                .matches(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @CsvSource({
        "'','',true",
        "'',a,false",
        "*,'',true",
        "*,anything,true",
        "a*,abc,true",
        "*c,abc,true",
        "a*c,abcbc,true",
        "a*c,abcb,false",
        "a**b,ab,true",
        "h?llo,hello,true",
        "h?llo,hllo,false",
        "h[ae]llo,hallo,true",
        "h[ae]llo,hillo,false",
        "h[^e]llo,hallo,true",
        "h[^e]llo,hello,false",
        "h[a-c]llo,hbllo,true",
        "h[c-a]llo,hbllo,true",
        "h[a-c]llo,hdllo,false",
        "h[a\\-c]llo,h-llo,true",
        "h[a\\-c]llo,hbllo,false",
        "\\*,*,true",
        "\\*,x,false",
        "a\\,a\\,true",
        "[]x,x,false",
        "[^]x,ax,true",
        "[ab,a,true",
        "x[,x,false",
        "*[0-9],key7,true",
        "*[0-9],key,false",
    })
    void patternsMatchAsInRedis(String pattern, String text, boolean expected) {
        assertThat(matches(pattern, text)).isEqualTo(expected);
    }

    @Test
    void aPatternFullOfStarsTakesNoLongTime() {
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThat(matches("a*".repeat(50) + "b", "a".repeat(10_000))).isFalse());
    }
}
