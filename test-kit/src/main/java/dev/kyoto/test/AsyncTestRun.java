package dev.kyoto.test;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/**
 * One run of an {@link AsyncTest}.
 *
 * <pre>
 *   beforeEach            the runtime is made
 *   interceptTestTemplate the body runs
 *   afterEach             what is left is looked for, and the runtime is closed
 * </pre>
 */
final class AsyncTestRun
        implements BeforeEachCallback, AfterEachCallback, InvocationInterceptor, ParameterResolver {
    private final RuntimePlan plan;
    private final Duration limit;
    private @Nullable TestRuntime runtime;

    AsyncTestRun(RuntimePlan plan, Duration limit) {
        this.plan = plan;
        this.limit = limit;
    }

    private TestRuntime runtime() {
        return Objects.requireNonNull(runtime, "made before each test");
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        runtime = new TestRuntime(plan);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        // The runtime is made for a method: there is none yet when the class is instantiated.
        return parameter.getDeclaringExecutable() instanceof Method
                && TestRuntime.isParameter(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return runtime().parameter(parameter.getParameter().getType());
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> call,
            ExtensionContext context)
            throws Throwable {
        invocation.skip(); // a block of the method runs instead
        var body =
                TestBody.of(
                        call.getExecutable(),
                        context.getRequiredTestInstance(),
                        call.getArguments(),
                        plan.blocks());
        try {
            runtime().run(call.getExecutable().getName(), body, limit);
        } catch (TestAbortedException e) {
            throw e;
        } catch (Throwable failure) { // whatever it is, it is the test's
            Report.attach(failure, Seed.repeatLine(context, plan), runtime().dumpFor(failure));
            throw failure;
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        var used = runtime();
        runtime = null;
        if (context.getExecutionException().isPresent()) {
            used.closeNow(); // what a failure has left behind is no failure of its own
            return;
        }
        var complaints = new ArrayList<>(used.unplayed());
        complaints.addAll(used.close(Grace.of(context)));
        if (!complaints.isEmpty()) {
            var failure = TestRuntime.leftBehind(complaints);
            Report.attach(failure, Seed.repeatLine(context, plan), List.of());
            throw failure;
        }
    }
}
