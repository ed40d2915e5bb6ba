package dev.kyoto.test;

import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.runtime.Handle;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.AssertionFailedError;
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
    private static final Set<Class<?>> PARAMETERS =
            Set.of(AsyncRuntime.class, Handle.class, TestClock.class, UncaughtFailures.class);

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
                && PARAMETERS.contains(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var type = parameter.getParameter().getType();
        if (type == AsyncRuntime.class) {
            return runtime().runtime();
        } else if (type == Handle.class) {
            return runtime().runtime().handle();
        } else if (type == TestClock.class) {
            return runtime().clock();
        }
        return runtime().uncaught();
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> call,
            ExtensionContext context)
            throws Throwable {
        var body = TestBody.of(invocation, call, plan.blocks());
        try {
            runtime().run(call.getExecutable().getName(), body, limit);
        } catch (TestAbortedException e) {
            throw e;
        } catch (Throwable failure) { // whatever it is, it is the test's
            Report.attach(failure, Seed.repeatLine(context, plan), tasksIn(failure));
            throw failure;
        }
    }

    private List<String> tasksIn(Throwable failure) {
        return failure instanceof BodyTimeout ? List.of() : runtime().dump();
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
            var failure =
                    new AssertionFailedError(
                            "the test has ended and left behind:" + Report.indented(complaints));
            Report.attach(failure, Seed.repeatLine(context, plan), List.of());
            throw failure;
        }
    }
}
