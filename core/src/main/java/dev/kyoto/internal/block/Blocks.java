package dev.kyoto.internal.block;

import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.AsyncFunction;
import dev.kyoto.future.AsyncRunnable;
import dev.kyoto.future.BlockMode;
import dev.kyoto.future.BlockReport;
import dev.kyoto.future.Future;
import dev.kyoto.internal.scheduler.ThreadContext;
import dev.kyoto.internal.weave.BoundBody;
import dev.kyoto.internal.weave.MethodBody;
import java.io.Serializable;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The gate through which every async block comes into being. */
public final class Blocks {
    /** What holds where no runtime says otherwise. */
    public static final BlockMode DEFAULT_MODE = modeOf(System.getProperty("kyoto.blocks", "auto"));

    private Blocks() {}

    private static BlockMode modeOf(String property) {
        // BlockMode.valueOf would be the first use of reflection in many a process, which takes
        // long.
        for (var mode : BlockMode.values()) {
            if (mode.name().equalsIgnoreCase(property)) {
                return mode;
            }
        }
        throw new IllegalArgumentException(
                "the system property kyoto.blocks is '"
                        + property
                        + "'; it must be auto, woven or virtual_thread");
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
     * Makes a future of a body that is handed something, in the way of the runtime at hand.
     *
     * @param body the body
     * @param argument what it is handed
     * @param <A> the type of that
     * @param <T> the type of the block's value
     * @return the block, lazy
     */
    public static <A, T extends @Nullable Object> Future<T> of(
            AsyncFunction<A, T> body, A argument) {
        Objects.requireNonNull(body, "body");
        Objects.requireNonNull(argument, "argument");
        return of(new BoundBody<>(body, argument), modeHere());
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
        Objects.requireNonNull(body, "body");
        return BodyPlan.of(body).block(body, mode);
    }

    /**
     * Makes a future of a body without a value.
     *
     * @param body the body
     * @param mode how to run it
     * @return the block, lazy
     */
    public static Future<@Nullable Void> of(AsyncRunnable body, BlockMode mode) {
        Objects.requireNonNull(body, "body");
        return BodyPlan.of(body).block(body, mode);
    }

    /**
     * Makes a future of the call of a method that is known by reflection alone.
     *
     * @param method an instance method that returns void; it may await
     * @param receiver what it is called on
     * @param arguments its arguments
     * @param mode how to run it
     * @return the block, or null if the method's class is not open to Kyoto
     */
    public static @Nullable Future<@Nullable Void> of(
            Method method, Object receiver, List<?> arguments, BlockMode mode) {
        var body = MethodBody.of(method, receiver, arguments);
        return body == null ? null : of(body, mode);
    }

    @SuppressWarnings("NullAway") // null is the value of @Nullable Void
    static AsyncCallable<@Nullable Void> callable(AsyncRunnable body) {
        return () -> {
            body.run();
            return null;
        };
    }

    /**
     * Makes ready for the first block, beside the program: weaving loads a large part of the JDK that
     * few programs have used before.
     *
     * @param mode the setting that holds
     */
    public static void prepare(BlockMode mode) {
        if (mode != BlockMode.VIRTUAL_THREAD) {
            Prewarm.start();
        }
    }

    /**
     * Says how blocks made of a body run here.
     *
     * @param body an {@link AsyncCallable}, {@link AsyncRunnable} or {@link AsyncFunction}
     * @return how, and why
     */
    public static BlockReport explain(Serializable body) {
        Objects.requireNonNull(body, "body");
        // What a function is handed does not matter, as nothing is run.
        var made = body instanceof AsyncFunction<?, ?> it ? bound(it) : body;
        return BodyPlan.of(made).report(made, modeHere());
    }

    @SuppressWarnings("NullAway") // nobody will read the argument
    private static <A, T extends @Nullable Object> BoundBody<A, T> bound(AsyncFunction<A, T> body) {
        return new BoundBody<>(body, null);
    }

    /**
     * Says how the blocks run that were made so far in this process.
     *
     * @param mode the setting that holds
     * @return a report for each body
     */
    public static List<BlockReport> reports(BlockMode mode) {
        return BodyPlan.reports(mode);
    }
}
