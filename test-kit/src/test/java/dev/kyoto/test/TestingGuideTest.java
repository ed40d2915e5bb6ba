package dev.kyoto.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.GuidePage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** The page about testing: its test classes pass, or fail in the words that stand behind them. */
class TestingGuideTest {

    @TempDir Path folder;

    @Test
    void everyBlockIsAProgram() {
        var pages = GuidePage.checkedBy("test-kit");
        assertThat(pages).extracting(it -> it.file().getFileName()).hasToString("[testing.md]");
        assertThat(pages).allSatisfy(it -> assertThat(it.snippets()).isEmpty());
    }

    @TestFactory
    Stream<DynamicTest> everyTestClassDoesWhatThePageSays() {
        return GuidePage.checkedBy("test-kit").stream()
                .flatMap(page -> page.programs().stream())
                .map(it -> DynamicTest.dynamicTest(it.name(), () -> check(it)));
    }

    private void check(GuidePage.Program program) throws IOException, ClassNotFoundException {
        var failures = failures(program.load(folder));
        if (program.prints().isEmpty()) {
            assertThat(failures).isEmpty();
            return;
        }
        assertThat(failures).hasSize(1);
        var told = Outcomes.text(failures.getFirst());
        int from = 0;
        for (var part : program.prints().strip().split("[…\n]", -1)) {
            from = told.indexOf(part, from);
            assertThat(from).as("'%s' in: %s", part, told).isNotNegative();
        }
    }

    private static List<Throwable> failures(Class<?> type) {
        var tests =
                EngineTestKit.engine("junit-jupiter")
                        .configurationParameter("kyoto.test.grace", "200ms")
                        .selectors(DiscoverySelectors.selectClass(type))
                        .execute()
                        .testEvents();
        assertThat(tests.started().count()).as("tests of %s", type).isPositive();
        return tests.finished().stream()
                .map(TestingGuideTest::result)
                .flatMap(it -> it.getThrowable().stream())
                .toList();
    }

    private static TestExecutionResult result(Event event) {
        return event.getRequiredPayload(TestExecutionResult.class);
    }
}
