package dev.kyoto.test;

import java.time.Duration;
import org.junit.jupiter.api.extension.ExtensionContext;

/** How long a test's tasks may take to end by themselves once its body has ended. */
final class Grace {
    private static final String PARAMETER = "kyoto.test.grace";
    private static final Duration DEFAULT = Duration.ofSeconds(2);

    private Grace() {}

    static Duration of(ExtensionContext context) {
        return context.getConfigurationParameter(
                        PARAMETER, text -> Durations.parse(text, PARAMETER))
                .orElse(DEFAULT);
    }
}
