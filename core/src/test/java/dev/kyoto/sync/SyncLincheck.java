package dev.kyoto.sync;

import dev.kyoto.internal.util.LincheckRun;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.StressOptions;

/**
 * Lincheck runs of this package, sized so that all of them together take well below a minute on two
 * idle cores, unless {@link LincheckRun} was asked for more.
 */
final class SyncLincheck {
    private SyncLincheck() {}

    static void modelCheck(Class<?> scenario, Class<?> specification) {
        new ModelCheckingOptions()
                .iterations(LincheckRun.scenarios(5))
                .invocationsPerIteration(LincheckRun.invocations(100))
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
                .iterations(LincheckRun.scenarios(5))
                .invocationsPerIteration(LincheckRun.invocations(50))
                .threads(2)
                .actorsBefore(1)
                .actorsPerThread(3)
                .actorsAfter(1)
                .minimizeFailedScenario(false)
                .sequentialSpecification(specification)
                .check(scenario);
    }
}
