package dev.kyoto.weaving.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.weaving.fuzz.Batch.DoesNotCompile;
import dev.kyoto.weaving.fuzz.Differ.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Random programs behave the same as plain code, on a virtual thread and woven.
 *
 * <p>System properties: {@code kyoto.fuzz.seed} (else a new one each time), {@code
 * kyoto.fuzz.programs} (how many), {@code kyoto.fuzz.only} (the index of the only one).
 */
class WeavingFuzzTest {
    private static final int BATCH = 50;
    private static final int DIFFERENCES_SHOWN = 3;
    private static final int SHRINKING_ATTEMPTS = 1_500;

    /** The only reason for which a program may be refused: what cannot be woven is not generated. */
    private static final Pattern SIZE =
            Pattern.compile("64 KB|65,?535|too (large|long|big)|[Cc]ode length");

    private final long seed = Long.getLong("kyoto.fuzz.seed", System.nanoTime());
    private final Map<String, Integer> refusals = new TreeMap<>();
    private final List<String> differences = new ArrayList<>();
    private int same;
    private int thrown;

    @Test
    void randomProgramsBehaveTheSameInAllWays() throws DoesNotCompile {
        var only = Integer.getInteger("kyoto.fuzz.only");
        int from = only == null ? 0 : only;
        int to = only == null ? Integer.getInteger("kyoto.fuzz.programs", 300) : only + 1;
        System.out.printf("fuzzing with -Dkyoto.fuzz.seed=%d%n", seed);
        long start = System.nanoTime();
        for (int i = from; i < to && differences.size() < DIFFERENCES_SHOWN; i += BATCH) {
            check(i, Math.min(to, i + BATCH));
        }
        System.out.printf(
                "%d programs of seed %d in %d ms: %d the same (%d of them end by an exception), refused: %s%n",
                to - from, seed, (System.nanoTime() - start) / 1_000_000, same, thrown, refusals);
        assertThat(differences).isEmpty();
        assertThat(refusals.keySet()).allMatch(it -> SIZE.matcher(it).find());
        assertThat(same).isGreaterThan((to - from) * 9 / 10);
    }

    private void check(int from, int to) throws DoesNotCompile {
        var programs =
                IntStream.range(from, to)
                        .mapToObj(it -> ProgramGenerator.program(seed, it))
                        .toList();
        var batch = Batch.of(programs);
        for (var program : programs) {
            switch (compared(batch, program)) {
                case Verdict.Same(var plainly, _) -> {
                    same++;
                    thrown += plainly.result().startsWith("thrown") ? 1 : 0;
                }
                case Verdict.NotWoven(var reason) -> refusals.merge(reason, 1, Integer::sum);
                case Verdict.Different different -> differences.add(report(program, different));
            }
        }
    }

    private Verdict compared(Batch batch, Program program) {
        return new Differ()
                .compare(
                        () -> batch.instance(program),
                        program.tellsItsEnd(),
                        new Dice(~seed, program.index()));
    }

    private String report(Program program, Verdict.Different different) {
        var report =
                "program %d of seed %d (-Dkyoto.fuzz.seed=%d -Dkyoto.fuzz.only=%d)%n%s%n%s%n"
                        .formatted(
                                program.index(),
                                seed,
                                seed,
                                program.index(),
                                program.text(),
                                different);
        if (!differences.isEmpty()) {
            return report;
        }
        var smaller =
                program.withText(
                        new Shrinker(it -> differs(program.withText(it)), SHRINKING_ATTEMPTS)
                                .shrunk(program.text()));
        return report + "a smaller one that differs somehow:%n%s".formatted(smaller.text());
    }

    private boolean differs(Program program) {
        try {
            return compared(Batch.of(List.of(program)), program) instanceof Verdict.Different;
        } catch (DoesNotCompile _) {
            return false;
        }
    }
}
