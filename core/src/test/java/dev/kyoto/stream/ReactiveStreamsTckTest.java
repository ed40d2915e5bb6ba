package dev.kyoto.stream;

import dev.kyoto.runtime.AsyncRuntime;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.Flow;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.SkipException;

/**
 * The publisher of a stream, held against the rules by the kit of the Reactive Streams project. The
 * kit is written for TestNG, whose part is done here: each of its tests is called on an object of
 * its own.
 */
class ReactiveStreamsTckTest {
    private static final long PATIENCE_MILLIS = 2_000;
    private static final long SILENCE_MILLIS = 50;

    @TestFactory
    Stream<DynamicTest> publisher() {
        return Arrays.stream(FlowPublisherVerification.class.getMethods())
                .filter(it -> it.isAnnotationPresent(org.testng.annotations.Test.class))
                // Rules that the kit names, but has no test for.
                .filter(it -> !it.getName().startsWith("untested"))
                .sorted(Comparator.comparing(Method::getName))
                .map(it -> DynamicTest.dynamicTest(it.getName(), () -> call(it)));
    }

    private static void call(Method test) throws Throwable {
        try (var runtime = AsyncRuntime.builder().workerThreads(2).build()) {
            var kit = new Publishers(runtime);
            kit.setUp();
            test.invoke(kit);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof SkipException skipped) {
                Assumptions.abort(skipped.getMessage());
            }
            throw e.getCause();
        }
    }

    private static final class Publishers extends FlowPublisherVerification<Long> {
        private final AsyncRuntime runtime;

        Publishers(AsyncRuntime runtime) {
            super(new TestEnvironment(PATIENCE_MILLIS, SILENCE_MILLIS));
            this.runtime = runtime;
        }

        @Override
        public Flow.Publisher<Long> createFlowPublisher(long elements) {
            try (var _ = runtime.enter()) {
                return Streams.from(LongStream.range(0, elements).boxed()).toPublisher();
            }
        }

        @Override
        public Flow.Publisher<Long> createFailedFlowPublisher() {
            return null; // a stream fails when it is polled, not when somebody subscribes
        }

        @Override
        public long maxElementsFromPublisher() {
            return Long.MAX_VALUE - 1;
        }
    }
}
