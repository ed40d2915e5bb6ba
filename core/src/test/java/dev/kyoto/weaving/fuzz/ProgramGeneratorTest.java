package dev.kyoto.weaving.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs depend on their number alone, and between them use all of the language they may. */
class ProgramGeneratorTest {
    private static final int PROGRAMS = 150;
    private static final String ALL =
            IntStream.range(0, PROGRAMS)
                    .mapToObj(it -> ProgramGenerator.program(1, it).text())
                    .collect(Collectors.joining());

    @Test
    void aProgramIsTheSameWhateverWasGeneratedBefore() {
        var alone = ProgramGenerator.program(5, 9);
        var _ = ProgramGenerator.program(5, 8);

        assertThat(ProgramGenerator.program(5, 9)).isEqualTo(alone);
        assertThat(ProgramGenerator.program(6, 9)).isNotEqualTo(alone);
        assertThat(ProgramGenerator.program(5, 10)).isNotEqualTo(alone);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".await()",
                ".later()",
                "flaky(",
                "Kyoto.join(",
                "Kyoto.async(",
                "Ambience.block(",
                "var later",
                "instanceof Point(var",
                "case Tag(String",
                "when yes()",
                "yield ",
                "-> throw new Boom",
                "case null, default",
                "new Frail(",
                "{ @Override int height()",
                ".new Inner(",
                "new int[] {",
                "sum(",
                "mix(",
                " >>>= ",
                "++)",
                ".held ",
                "do {",
                "while (",
                "for (var ",
                "for (int ",
                "for (byte ",
                "continue l",
                "break l",
                "continue;",
                "break;",
                "case 2: case 1: ",
                "finally {",
                " | ",
                "try (var r",
                "synchronized (",
                "record Local",
                "class Local",
                "Function<Object, ",
                "private record In_",
                "static final class In_",
                "interface In_",
                "::entry",
                "java.io.IOException",
                "catch (Throwable"
            })
    void everyConstructIsUsed(String construct) {
        assertThat(ALL.contains(construct)).as(construct).isTrue();
    }
}
