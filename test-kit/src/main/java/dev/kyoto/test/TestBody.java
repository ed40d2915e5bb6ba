package dev.kyoto.test;

import dev.kyoto.future.AsyncRunnable;
import dev.kyoto.future.BlockMode;
import dev.kyoto.future.Future;
import dev.kyoto.internal.block.Blocks;
import java.lang.reflect.Method;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.InvocationInterceptor.Invocation;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/** The async block that a test method is. */
final class TestBody {

    private TestBody() {}

    /**
     * Makes a block of the method, or, where Kyoto may not call it, of JUnit's call, which cannot be
     * woven.
     */
    static Future<?> of(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> call,
            BlockMode mode) {
        var block = of(call, mode);
        if (block == null) {
            AsyncRunnable body = () -> proceed(invocation);
            return Blocks.of(body, BlockMode.VIRTUAL_THREAD);
        }
        invocation.skip(); // the block is what runs
        return block;
    }

    /** Makes a block of the method; null if Kyoto may not call it. */
    static @Nullable Future<?> of(ReflectiveInvocationContext<Method> call, BlockMode mode) {
        var method = call.getExecutable();
        if (method.getReturnType() != void.class) {
            throw new IllegalArgumentException(
                    "the test " + method + " has to return void; its value would go to nobody");
        }
        var target =
                Objects.requireNonNull(call.getTarget().orElse(null), "a test has an instance");
        return Blocks.of(method, target, call.getArguments(), mode);
    }

    private static void proceed(Invocation<@Nullable Void> invocation) throws Exception {
        try {
            var _ = invocation.proceed();
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new CompletionException(e);
        }
    }
}
