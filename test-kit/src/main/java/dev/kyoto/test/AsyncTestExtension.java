package dev.kyoto.test;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** Runs the methods that are annotated with {@link AsyncTest}, once for each flavour. */
final class AsyncTestExtension implements TestTemplateInvocationContextProvider {

    AsyncTestExtension() {}

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return context.getTestMethod().filter(it -> find(it) != null).isPresent();
    }

    private static @Nullable AsyncTest find(Method method) {
        return AnnotationSupport.findAnnotation(method, AsyncTest.class).orElse(null);
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
            ExtensionContext context) {
        var test = Objects.requireNonNull(find(context.getRequiredTestMethod()), "supported");
        var limit = Durations.parse(test.timeout(), "@AsyncTest(timeout)");
        long seed =
                Seed.requested(context)
                        .orElseGet(() -> test.seed() != 0 ? test.seed() : Seed.fresh());
        return RuntimePlan.of(test, seed).stream()
                .map(plan -> new Invocation(plan.toString(), new AsyncTestRun(plan, limit)));
    }

    /** One run of a test. */
    record Invocation(String name, Extension run) implements TestTemplateInvocationContext {
        @Override
        public String getDisplayName(int invocationIndex) {
            return name;
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(run);
        }
    }
}
