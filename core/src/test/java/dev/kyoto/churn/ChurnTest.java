package dev.kyoto.churn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.suite.Flavor;
import dev.kyoto.suite.FlavorSuite;
import org.junit.jupiter.api.Test;

/** Two thousand connections; {@code verify/connections/run} opens more. */
class ChurnTest extends FlavorSuite {

    ChurnTest(Flavor flavor) {
        super(flavor);
    }

    @Test
    void connectionsThatEndLeaveNothingBehind() {
        try (var churn = new Churn(runtime, 1, null)) {
            churn.run(10L * Ending.count());
            var before = churn.atRest();
            churn.run(2_000);
            assertThat(churn.atRest())
                    .matches(after -> !after.isAbove(before), "not above " + before);
        }
    }

    @Test
    void aServerThatForgetsToCloseOneKindIsFoundOut() {
        for (var forgotten : new Ending[] {Ending.CLIENT_RESETS, Ending.CLIENT_CUTS_WRITE}) {
            try (var churn = new Churn(runtime, 1, forgotten)) {
                var before = churn.atRest();
                churn.run(5L * Ending.count());
                var after = churn.atRest();
                assertThat(after.sockets()).isEqualTo(before.sockets() + 5);
                assertThat(after.registrations()).isEqualTo(before.registrations() + 5);
            }
        }
    }
}
