package dev.kyoto.weaving.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.weaving.fuzz.Batch.DoesNotCompile;
import dev.kyoto.weaving.fuzz.Differ.Verdict;
import dev.kyoto.weaving.fuzz.Run.Pattern;
import dev.kyoto.weaving.fuzz.Run.Way;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The comparison finds what is wrong with runs in which something is made to go wrong. */
class DifferTest {
    private static final long SEED = 1;
    private static final int PROGRAMS = 25;

    private static List<Program> programs;
    private static Batch batch;

    @BeforeAll
    static void compilePrograms() throws DoesNotCompile {
        programs =
                IntStream.range(0, PROGRAMS)
                        .mapToObj(it -> ProgramGenerator.program(SEED, it))
                        .toList();
        batch = Batch.of(programs);
    }

    /** Its third leaf is done one poll too early. */
    private static final class HastyRun extends Run {
        HastyRun(Way way, Pattern pattern) {
            super(way, pattern);
        }

        @Override
        int pendings(int leaf) {
            return leaf == 2 ? Math.max(0, super.pendings(leaf) - 1) : super.pendings(leaf);
        }
    }

    /** It does not do some of what is logged. */
    private static final class ForgetfulRun extends Run {
        private final String forgotten;

        ForgetfulRun(Way way, Pattern pattern, String forgotten) {
            super(way, pattern);
            this.forgotten = forgotten;
        }

        @Override
        void log(String entry) {
            if (!entry.contains(forgotten)) {
                super.log(entry);
            }
        }
    }

    /** It does two things in the wrong order. */
    private static final class SwappingRun extends Run {
        private String held = "";
        private int entries;

        SwappingRun(Way way, Pattern pattern) {
            super(way, pattern);
        }

        @Override
        void log(String entry) {
            switch (entries++) {
                case 1 -> held = entry;
                case 2 -> {
                    super.log(entry);
                    super.log(held);
                }
                default -> super.log(entry);
            }
        }
    }

    @Test
    void theSameTwiceIsNoDifference() {
        assertThat(differences(new Differ())).isZero();
    }

    @Test
    void aLeafThatIsDoneTooEarlyIsFound() {
        assertThat(differences(new Differ(new Runner(HastyRun::new)))).isPositive();
    }

    @Test
    void aFinallyThatIsNotRunIsFound() {
        assertThat(differences(forgetting("finally"))).isPositive();
    }

    @Test
    void aFutureThatIsNotCancelledIsFound() {
        assertThat(differences(forgetting("cancelled"))).isPositive();
    }

    @Test
    void aResourceThatIsNotClosedIsFound() {
        assertThat(differences(forgetting("close"))).isPositive();
    }

    @Test
    void effectsInTheWrongOrderAreFound() {
        assertThat(differences(new Differ(new Runner(SwappingRun::new)))).isPositive();
    }

    @Test
    void aVirtualThreadThatDiffersFromPlainCodeIsFound() {
        var plain =
                new Runner(
                        (way, pattern) ->
                                way == Way.VIRTUAL_THREAD
                                        ? new SwappingRun(way, pattern)
                                        : new Run(way, pattern));
        assertThat(differences(new Differ(plain, new Runner()))).isPositive();
    }

    private static Differ forgetting(String entry) {
        return new Differ(new Runner((way, pattern) -> new ForgetfulRun(way, pattern, entry)));
    }

    private static long differences(Differ differ) {
        return programs.stream()
                .map(
                        it ->
                                differ.compare(
                                        () -> batch.instance(it),
                                        it.tellsItsEnd(),
                                        new Dice(SEED, it.index())))
                .filter(Verdict.Different.class::isInstance)
                .count();
    }
}
