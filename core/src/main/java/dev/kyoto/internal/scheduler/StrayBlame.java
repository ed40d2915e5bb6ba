package dev.kyoto.internal.scheduler;

import dev.kyoto.future.Future;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which async block has called the code that awaits where nobody expects it: told so, it runs on a
 * virtual thread from then on.
 *
 * <p>The code of a block is a hidden class. Only a stack walk that shows hidden frames sees it.
 */
public final class StrayBlame {
    private static final StackWalker STACK =
            StackWalker.getInstance(
                    Set.of(
                            StackWalker.Option.RETAIN_CLASS_REFERENCE,
                            StackWalker.Option.SHOW_HIDDEN_FRAMES));

    private static final ClassValue<AtomicReference<@Nullable Consumer<String>>> BY_CODE =
            new ClassValue<>() {
                @Override
                protected AtomicReference<@Nullable Consumer<String>> computeValue(Class<?> code) {
                    return new AtomicReference<>();
                }
            };

    private StrayBlame() {}

    /**
     * Says who answers for the awaits in code that a class calls.
     *
     * @param code the class whose methods run the block
     * @param told takes the place of an await, as a stack trace names it
     */
    public static void put(Class<?> code, Consumer<String> told) {
        BY_CODE.get(code).set(told);
    }

    /** A part of a block that does not answer for itself. */
    public interface PartOfBlock {}

    /** Tells the innermost block on this thread's stack, if the await is its own. */
    static void tell(String place) {
        var block =
                STACK.walk(
                        frames ->
                                frames.map(StackWalker.StackFrame::getDeclaringClass)
                                        .filter(StrayBlame::ends)
                                        .findFirst()
                                        .map(it -> BY_CODE.get(it).get()));
        block.ifPresent(it -> it.accept(place));
    }

    /** Whether a frame is that of a block, or of a future of somebody else that a block polls. */
    private static boolean ends(Class<?> code) {
        return BY_CODE.get(code).get() != null
                || (Future.class.isAssignableFrom(code)
                        && !PartOfBlock.class.isAssignableFrom(code)
                        && !code.isInterface());
    }
}
