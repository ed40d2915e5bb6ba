package dev.kyoto.test;

import java.lang.reflect.Method;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** Runs the methods that are annotated with {@link InterleavingTest}; all orders are one test. */
final class InterleavingTestExtension implements TestTemplateInvocationContextProvider {

    InterleavingTestExtension() {}

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return context.getTestMethod().filter(it -> find(it) != null).isPresent();
    }

    private static @Nullable InterleavingTest find(Method method) {
        return AnnotationSupport.findAnnotation(method, InterleavingTest.class).orElse(null);
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
            ExtensionContext context) {
        var test = Objects.requireNonNull(find(context.getRequiredTestMethod()), "supported");
        if (test.seeds() < 1) {
            throw new IllegalArgumentException(
                    "@InterleavingTest(seeds = " + test.seeds() + ") has no run; use 1 or more");
        }
        var limit = Durations.parse(test.timeout(), "@InterleavingTest(timeout)");
        var seed = Seed.requested(context);
        var seeds =
                new InterleavingRun.Seeds(
                        seed.orElse(test.firstSeed()), seed.isPresent() ? 1 : test.seeds());
        return Stream.of(
                new AsyncTestExtension.Invocation(
                        seeds.toString(), new InterleavingRun(seeds, test.startPaused(), limit)));
    }
}
