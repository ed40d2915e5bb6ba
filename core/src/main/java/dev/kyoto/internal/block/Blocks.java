package dev.kyoto.internal.block;

import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.AsyncRunnable;
import dev.kyoto.future.Future;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The gate through which every async block comes into being. */
public final class Blocks {
    private static final BlockFactory FACTORY = VirtualBlock::new;

    private Blocks() {}

    /**
     * Makes a future of a body that has a value.
     *
     * @param body the body
     * @param <T> the type of its value
     * @return the block, lazy
     */
    public static <T extends @Nullable Object> Future<T> of(AsyncCallable<T> body) {
        return FACTORY.create(Objects.requireNonNull(body, "body"));
    }

    /**
     * Makes a future of a body without a value.
     *
     * @param body the body
     * @return the block, lazy
     */
    @SuppressWarnings("NullAway") // null is the value of @Nullable Void
    public static Future<@Nullable Void> of(AsyncRunnable body) {
        Objects.requireNonNull(body, "body");
        return FACTORY.create(
                () -> {
                    body.run();
                    return null;
                });
    }
}
