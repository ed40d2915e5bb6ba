package dev.kyoto.internal.util;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.StressOptions;

/**
 * Quick Lincheck runs: a few small scenarios, a second or two.
 *
 * <p>{@code -Dkyoto.lincheck=20} runs twenty times as many scenarios.
 */
public final class LincheckRun {
    private static final int FACTOR = Integer.getInteger("kyoto.lincheck", 1);

    private LincheckRun() {}

    /** Tries the interleavings of small scenarios; the results must fit the specification. */
    public static void modelCheck(Class<?> scenario, Class<?> specification) {
        modelChecking(2, specification).check(scenario);
    }

    /** As {@link #modelCheck}, with three threads. */
    public static void modelCheckThreeThreads(Class<?> scenario, Class<?> specification) {
        modelChecking(3, specification).check(scenario);
    }

    /** Runs small scenarios on real threads; the results must fit the specification. */
    public static void stress(Class<?> scenario, Class<?> specification) {
        sized(new StressOptions(), 2, specification)
                .iterations(5 * FACTOR)
                .invocationsPerIteration(150)
                .check(scenario);
    }

    /** The interleavings of a broken twin must include one that does not fit. */
    public static void modelCheckMustFail(
            Class<?> scenario, Class<?> specification, String because) {
        assertThatThrownBy(
                        () ->
                                modelChecking(2, specification)
                                        .iterations(50)
                                        .minimizeFailedScenario(false)
                                        .check(scenario))
                .isInstanceOf(LincheckAssertionError.class)
                .hasMessageContaining(because);
    }

    private static ModelCheckingOptions modelChecking(int threads, Class<?> specification) {
        return sized(new ModelCheckingOptions(), threads, specification)
                .iterations(6 * FACTOR)
                .invocationsPerIteration(200);
    }

    private static <O extends Options<O, ?>> O sized(
            O options, int threads, Class<?> specification) {
        return options.threads(threads)
                .actorsBefore(2)
                .actorsPerThread(3)
                .actorsAfter(1)
                .sequentialSpecification(specification);
    }
}
