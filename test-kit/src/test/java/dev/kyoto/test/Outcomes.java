package dev.kyoto.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.EventType;
import org.junit.platform.testkit.engine.Events;

/** Runs the methods of a class of fixtures as JUnit would, and tells what became of them. */
record Outcomes(Class<?> fixtures, Map<String, String> parameters) {

    static Outcomes of(Class<?> fixtures) {
        return new Outcomes(fixtures, Map.of("kyoto.test.grace", "100ms"));
    }

    Outcomes with(String key, String value) {
        var more = new java.util.HashMap<>(parameters);
        more.put(key, value);
        return new Outcomes(fixtures, more);
    }

    Events run(String method) {
        var name =
                Arrays.stream(fixtures.getDeclaredMethods())
                        .filter(it -> it.getName().equals(method))
                        .findFirst()
                        .orElseThrow();
        return EngineTestKit.engine("junit-jupiter")
                .configurationParameters(parameters)
                .selectors(DiscoverySelectors.selectMethod(fixtures, name))
                .execute()
                .allEvents();
    }

    /** Expects all runs of a method to pass, and says how many there were. */
    long passed(String method) {
        var events = run(method);
        assertThat(failures(events).toList()).isEmpty();
        return tests(events, TestExecutionResult.Status.SUCCESSFUL);
    }

    static long tests(Events events, TestExecutionResult.Status status) {
        return events.filter(it -> it.getTestDescriptor().isTest())
                .filter(it -> it.getType() == EventType.FINISHED)
                .filter(it -> result(it).getStatus() == status)
                .count();
    }

    private static Stream<Throwable> failures(Events events) {
        return events.filter(it -> it.getType() == EventType.FINISHED)
                .filter(it -> result(it).getStatus() == TestExecutionResult.Status.FAILED)
                .map(it -> result(it).getThrowable().orElseThrow());
    }

    private static TestExecutionResult result(Event event) {
        return event.getRequiredPayload(TestExecutionResult.class);
    }

    /** Expects the one run of a method to fail, and gives what it failed with. */
    Throwable failure(String method) {
        var failures = failures(run(method)).toList();
        assertThat(failures).as("failures of %s", method).hasSize(1);
        return failures.getFirst();
    }

    /** What a failure tells on all its ways. */
    static String text(Throwable failure) {
        return Stream.concat(Stream.of(failure), Arrays.stream(failure.getSuppressed()))
                .map(Throwable::toString)
                .collect(Collectors.joining("\n"));
    }
}
