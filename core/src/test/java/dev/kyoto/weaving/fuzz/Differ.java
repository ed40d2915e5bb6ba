package dev.kyoto.weaving.fuzz;

import dev.kyoto.weaving.fuzz.Outcome.Ended;
import dev.kyoto.weaving.fuzz.Outcome.Refused;
import dev.kyoto.weaving.fuzz.Run.Pattern;
import dev.kyoto.weaving.fuzz.Run.Way;
import dev.kyoto.weaving.fuzz.Runner.Cancelling;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program in all ways and compares what comes of it.
 *
 * <p>On a virtual thread it has to have the effects that it has as plain code. Woven it has to do
 * the same, and to be suspended as often as on a virtual thread.
 */
final class Differ {
    private final Runner plain;
    private final Runner woven;

    /** With all runs as they are. */
    Differ() {
        this(new Runner());
    }

    /** With another runner for the woven side; a faulty one has to be found out. */
    Differ(Runner woven) {
        this(new Runner(), woven);
    }

    Differ(Runner plain, Runner woven) {
        this.plain = plain;
        this.woven = woven;
    }

    /** What came of all comparisons of a program. */
    sealed interface Verdict {

        /** All ways agree; {@code plainly} is the outcome of plain code. */
        record Same(Ended plainly, int runs) implements Verdict {}

        /** Weaving refused a block. */
        record NotWoven(String reason) implements Verdict {}

        /** Two ways differ. */
        record Different(String setting, Outcome expected, Outcome actual) implements Verdict {
            @Override
            public String toString() {
                return "%s\n  expected %s\n  actual   %s".formatted(setting, expected, actual);
            }
        }
    }

    /** Compares all ways, with all patterns, run to the end and cancelled here and there. */
    Verdict compare(Supplier<FuzzProgram> programs, boolean tellsItsEnd, Dice dice) {
        var plainly = (Ended) plain.run(programs.get(), Way.SYNCHRONOUS, Pattern.NEVER);
        int runs = 1;
        for (var pattern : Pattern.values()) {
            var onThread = (Ended) plain.run(programs.get(), Way.VIRTUAL_THREAD, pattern);
            if (!plainly.hasSameEffectsAs(onThread)) {
                return new Verdict.Different(
                        "plain code, virtual thread pending " + pattern, plainly, onThread);
            }
            var difference =
                    difference(
                            "virtual thread, woven, pending " + pattern,
                            onThread,
                            woven.run(programs.get(), Way.WOVEN, pattern));
            if (difference == null) {
                difference = cancelled(programs, pattern, onThread.pendings(), tellsItsEnd, dice);
            }
            if (difference != null) {
                return difference;
            }
            runs += 2;
        }
        return new Verdict.Same(plainly, runs);
    }

    private @Nullable Verdict cancelled(
            Supplier<FuzzProgram> programs,
            Pattern pattern,
            int pendings,
            boolean tellsItsEnd,
            Dice dice) {
        if (pendings == 0 || pattern == Pattern.TWICE) {
            return null;
        }
        var steps = new TreeSet<>(List.of(1, pendings));
        steps.add(1 + dice.below(pendings));
        steps.add(1 + dice.below(pendings));
        for (int k : steps) {
            for (var cancelling : Cancelling.values()) {
                if (cancelling == Cancelling.IN_BACKGROUND && !tellsItsEnd) {
                    continue;
                }
                var difference =
                        difference(
                                "virtual thread, woven, pending %s, cancelled %s at poll %d"
                                        .formatted(pattern, cancelling, k),
                                plain.cancel(
                                        programs.get(), Way.VIRTUAL_THREAD, pattern, k, cancelling),
                                woven.cancel(programs.get(), Way.WOVEN, pattern, k, cancelling));
                if (difference != null) {
                    return difference;
                }
            }
        }
        return null;
    }

    private static @Nullable Verdict difference(String setting, Outcome expected, Outcome actual) {
        if (actual instanceof Refused(var reason)) {
            return new Verdict.NotWoven(reason);
        }
        return expected.equals(actual) ? null : new Verdict.Different(setting, expected, actual);
    }
}
