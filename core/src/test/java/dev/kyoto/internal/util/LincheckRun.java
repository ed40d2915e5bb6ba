package dev.kyoto.internal.util;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.StressOptions;

/**
 * Quick Lincheck runs: a few small scenarios, a second or two.
 *
 * <p>{@code -Dkyoto.lincheck=100} makes each run 100 scenarios of 1,000 invocations, whatever its
 * quick size: {@code verify/lincheck} does so.
 */
public final class LincheckRun {
    private static final int THOROUGH_SCENARIOS = Integer.getInteger("kyoto.lincheck", 0);
    private static final int THOROUGH_INVOCATIONS = 1000;

    private LincheckRun() {}

    /** Tries the interleavings of small scenarios; the results must fit the specification. */
    public static void modelCheck(Class<?> scenario, Class<?> specification) {
        modelCheck(2, scenario, specification);
    }

    /** As {@link #modelCheck}, with three threads. */
    public static void modelCheckThreeThreads(Class<?> scenario, Class<?> specification) {
        modelCheck(3, scenario, specification);
    }

    private static void modelCheck(int threads, Class<?> scenario, Class<?> specification) {
        shaped(new ModelCheckingOptions(), threads, specification)
                .iterations(scenarios(6))
                .invocationsPerIteration(invocations(200))
                .check(scenario);
    }

    /** Runs small scenarios on real threads; the results must fit the specification. */
    public static void stress(Class<?> scenario, Class<?> specification) {
        shaped(new StressOptions(), 2, specification)
                .iterations(scenarios(5))
                .invocationsPerIteration(invocations(150))
                .check(scenario);
    }

    /** The interleavings of a broken twin must include one that does not fit. */
    public static void modelCheckMustFail(
            Class<?> scenario, Class<?> specification, String because) {
        assertThatThrownBy(
                        () ->
                                shaped(new ModelCheckingOptions(), 2, specification)
                                        .iterations(50)
                                        .invocationsPerIteration(200)
                                        .minimizeFailedScenario(false)
                                        .check(scenario))
                .isInstanceOf(LincheckAssertionError.class)
                .hasMessageContaining(because);
    }

    /** How many scenarios a run has, given how many are quick. */
    public static int scenarios(int quick) {
        return THOROUGH_SCENARIOS > 0 ? THOROUGH_SCENARIOS : quick;
    }

    /** How many invocations a scenario has, given how many are quick. */
    public static int invocations(int quick) {
        return THOROUGH_SCENARIOS > 0 ? THOROUGH_INVOCATIONS : quick;
    }

    private static <O extends Options<O, ?>> O shaped(
            O options, int threads, Class<?> specification) {
        return options.threads(threads)
                .actorsBefore(2)
                .actorsPerThread(3)
                .actorsAfter(1)
                .sequentialSpecification(specification);
    }
}
