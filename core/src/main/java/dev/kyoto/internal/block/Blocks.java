package dev.kyoto.internal.block;

import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.AsyncRunnable;
import dev.kyoto.future.BlockMode;
import dev.kyoto.future.BlockReport;
import dev.kyoto.future.Future;
import dev.kyoto.internal.scheduler.ThreadContext;
import java.io.Serializable;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The gate through which every async block comes into being. */
public final class Blocks {
    /** What holds where no runtime says otherwise. */
    public static final BlockMode DEFAULT_MODE = modeOf(System.getProperty("kyoto.blocks", "auto"));

    private Blocks() {}

    private static BlockMode modeOf(String property) {
        try {
            return BlockMode.valueOf(property.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the system property kyoto.blocks is '"
                            + property
                            + "'; it must be auto, woven or virtual_thread",
                    e);
        }
    }

    private static BlockMode modeHere() {
        var scheduler = ThreadContext.current().schedulerOrNull();
        return scheduler == null ? DEFAULT_MODE : scheduler.config().blocks();
    }

    /**
     * Makes a future of a body that has a value, in the way of the runtime at hand.
     *
     * @param body the body
     * @param <T> the type of its value
     * @return the block, lazy
     */
    public static <T extends @Nullable Object> Future<T> of(AsyncCallable<T> body) {
        return of(body, modeHere());
    }

    /**
     * Makes a future of a body without a value, in the way of the runtime at hand.
     *
     * @param body the body
     * @return the block, lazy
     */
    public static Future<@Nullable Void> of(AsyncRunnable body) {
        return of(body, modeHere());
    }

    /**
     * Makes a future of a body that has a value.
     *
     * @param body the body
     * @param mode how to run it
     * @param <T> the type of its value
     * @return the block, lazy
     */
    public static <T extends @Nullable Object> Future<T> of(AsyncCallable<T> body, BlockMode mode) {
        return new VirtualBlock<>(Objects.requireNonNull(body, "body"));
    }

    /**
     * Makes a future of a body without a value.
     *
     * @param body the body
     * @param mode how to run it
     * @return the block, lazy
     */
    @SuppressWarnings("NullAway") // null is the value of @Nullable Void
    public static Future<@Nullable Void> of(AsyncRunnable body, BlockMode mode) {
        Objects.requireNonNull(body, "body");
        return new VirtualBlock<@Nullable Void>(
                () -> {
                    body.run();
                    return null;
                });
    }

    /**
     * Says how blocks made of a body run.
     *
     * @param body an {@link AsyncCallable} or {@link AsyncRunnable}
     * @return how, and why
     */
    public static BlockReport explain(Serializable body) {
        return new BlockReport(
                body.getClass().getName(), BlockMode.VIRTUAL_THREAD, "nothing is woven yet");
    }
}
