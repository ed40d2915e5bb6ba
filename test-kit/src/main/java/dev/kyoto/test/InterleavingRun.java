package dev.kyoto.test;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/**
 * All runs of an {@link InterleavingTest}. What the method asks for differs from run to run, so its parameters
 * are null until each run puts in its own.
 */
final class InterleavingRun implements InvocationInterceptor, ParameterResolver {

    /**
     * The seeds of the runs.
     *
     * @param first that of the first run
     * @param count how many there are
     */
    record Seeds(long first, int count) {
        @Override
        public String toString() {
            return count == 1 ? "order " + first : "%d orders".formatted(count);
        }
    }

    private final Seeds seeds;
    private final boolean startPaused;
    private final Duration limit;

    InterleavingRun(Seeds seeds, boolean startPaused, Duration limit) {
        this.seeds = seeds;
        this.startPaused = startPaused;
        this.limit = limit;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getDeclaringExecutable().equals(context.getTestMethod().orElse(null))
                && TestRuntime.isParameter(parameter.getParameter().getType());
    }

    /** Holds the place of what each run has of its own. */
    @Override
    public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return null;
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> call,
            ExtensionContext context)
            throws Throwable {
        invocation.skip(); // blocks of the method run instead
        long end = System.nanoTime() + limit.toNanos();
        for (int i = 0; i < seeds.count(); i++) {
            var plan = RuntimePlan.shuffled(startPaused, seeds.first() + i);
            var left = Duration.ofNanos(end - System.nanoTime());
            if (!left.isPositive()) {
                throw new AssertionFailedError(
                        "only %d of %s passed within %s; ask for fewer, or for more time"
                                .formatted(i, seeds, limit));
            }
            run(plan, call, context, left);
        }
    }

    private static void run(
            RuntimePlan plan,
            ReflectiveInvocationContext<Method> call,
            ExtensionContext context,
            Duration left)
            throws Throwable {
        var runtime = new TestRuntime(plan);
        List<String> complaints;
        try {
            var body =
                    TestBody.of(
                            call.getExecutable(),
                            context.getRequiredTestInstance(),
                            arguments(call, runtime),
                            plan.blocks());
            runtime.run(call.getExecutable().getName(), body, left);
            complaints = new ArrayList<>(runtime.unplayed());
        } catch (TestAbortedException e) {
            runtime.closeNow();
            throw e;
        } catch (Throwable failure) { // whatever it is, it is the test's
            Report.attach(failure, Seed.repeatLine(context, plan), runtime.dumpFor(failure));
            runtime.closeNow();
            throw failure;
        }
        complaints.addAll(runtime.close(Grace.of(context)));
        if (!complaints.isEmpty()) {
            var failure = TestRuntime.leftBehind(complaints);
            Report.attach(failure, Seed.repeatLine(context, plan), List.of());
            throw failure;
        }
    }

    private static List<Object> arguments(
            ReflectiveInvocationContext<Method> call, TestRuntime runtime) {
        var types = call.getExecutable().getParameterTypes();
        var arguments = new ArrayList<>(call.getArguments());
        for (int i = 0; i < types.length; i++) {
            if (TestRuntime.isParameter(types[i])) {
                arguments.set(i, runtime.parameter(types[i]));
            }
        }
        return arguments;
    }
}
