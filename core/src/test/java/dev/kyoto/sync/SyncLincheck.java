package dev.kyoto.sync;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.StressOptions;

/**
 * Lincheck runs of this package, sized so that all of them together take well below a minute on two
 * idle cores; {@code -Dkyoto.lincheck.scale=20} makes them as thorough as one has time for.
 */
final class SyncLincheck {
    private static final int SCALE = Integer.getInteger("kyoto.lincheck.scale", 1);

    private SyncLincheck() {}

    static void modelCheck(Class<?> scenario, Class<?> specification) {
        new ModelCheckingOptions()
                .iterations(5 * SCALE)
                .invocationsPerIteration(100)
                .threads(2)
                .actorsBefore(1)
                .actorsPerThread(3)
                .actorsAfter(1)
                .minimizeFailedScenario(false)
                .sequentialSpecification(specification)
                .check(scenario);
    }

    static void stress(Class<?> scenario, Class<?> specification) {
        new StressOptions()
                .iterations(5 * SCALE)
                .invocationsPerIteration(50)
                .threads(2)
                .actorsBefore(1)
                .actorsPerThread(3)
                .actorsAfter(1)
                .minimizeFailedScenario(false)
                .sequentialSpecification(specification)
                .check(scenario);
    }
}
