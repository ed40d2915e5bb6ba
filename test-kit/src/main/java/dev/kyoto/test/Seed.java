package dev.kyoto.test;

import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Where a test's random choices begin, and how a run is repeated. */
final class Seed {
    private static final String PARAMETER = "kyoto.test.seed";

    private Seed() {}

    /** The seed that the user asks for, as a system property or a configuration parameter. */
    static Optional<Long> requested(ExtensionContext context) {
        return context.getConfigurationParameter(PARAMETER, Seed::parse);
    }

    private static Long parse(String text) {
        try {
            return Long.valueOf(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    PARAMETER + " is '" + text + "', but has to be a whole number", e);
        }
    }

    /** A seed that is short enough to be typed. */
    static long fresh() {
        return 1 + (System.nanoTime() & 0x7FFF_FFFF);
    }

    /** The line that repeats a run. */
    static String repeatLine(ExtensionContext context, RuntimePlan plan) {
        return "repeat %s.%s (%s) with -D%s=%d"
                .formatted(
                        context.getRequiredTestClass().getSimpleName(),
                        context.getRequiredTestMethod().getName(),
                        plan,
                        PARAMETER,
                        plan.seed());
    }
}
