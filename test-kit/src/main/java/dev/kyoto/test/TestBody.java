package dev.kyoto.test;

import dev.kyoto.future.AsyncRunnable;
import dev.kyoto.future.BlockMode;
import dev.kyoto.future.Future;
import dev.kyoto.internal.block.Blocks;
import java.lang.reflect.Method;
import java.util.List;
import org.junit.platform.commons.support.ReflectionSupport;

/** The async block that a test method is. */
final class TestBody {

    private TestBody() {}

    /**
     * Makes a block of a method, or, where Kyoto may not call it, of JUnit's call of it, which cannot be
     * woven.
     */
    static Future<?> of(Method method, Object test, List<Object> arguments, BlockMode mode) {
        if (method.getReturnType() != void.class) {
            throw new IllegalArgumentException(
                    "the test " + method + " has to return void; its value would go to nobody");
        }
        Future<?> block = Blocks.of(method, test, arguments, mode);
        if (block != null) {
            return block;
        }
        AsyncRunnable call =
                () -> {
                    var _ = ReflectionSupport.invokeMethod(method, test, arguments.toArray());
                };
        return Blocks.of(call, BlockMode.VIRTUAL_THREAD);
    }
}
