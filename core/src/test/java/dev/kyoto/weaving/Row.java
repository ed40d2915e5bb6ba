package dev.kyoto.weaving;

import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.AsyncRunnable;
import dev.kyoto.future.BlockMode;
import dev.kyoto.future.Future;
import dev.kyoto.internal.block.Blocks;
import java.io.Serializable;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One construct of Java with awaits in it.
 *
 * @param name what the construct is
 * @param factory makes the body for one run
 * @param patterns how the futures of the driven runs are pending
 */
record Row(String name, Factory factory, Set<Pending> patterns) {

    /** Makes the body for one run; it is an {@link AsyncCallable} or an {@link AsyncRunnable}. */
    interface Factory {
        Serializable in(World world) throws Exception;
    }

    /** Makes a body that has a value. */
    interface Calling {
        AsyncCallable<@Nullable Object> in(World world) throws Exception;
    }

    /** Makes a body without a value. */
    interface Running {
        AsyncRunnable in(World world) throws Exception;
    }

    static Row row(String name, Calling body) {
        return new Row(name, body::in, EnumSet.allOf(Pending.class));
    }

    static Row run(String name, Running body) {
        return new Row(name, body::in, EnumSet.allOf(Pending.class));
    }

    /** For bodies with so many awaits that suspending at them would take seconds. */
    static Row readyRow(String name, Calling body) {
        return new Row(name, body::in, EnumSet.of(Pending.NEVER));
    }

    static @Nullable Object call(Serializable body) throws Exception {
        return switch (body) {
            case AsyncCallable<?> calling -> calling.call();
            case AsyncRunnable running -> {
                running.run();
                yield null;
            }
            default -> throw new IllegalArgumentException("not the body of a block: " + body);
        };
    }

    static Future<?> block(Serializable body, BlockMode mode) {
        return switch (body) {
            case AsyncCallable<?> calling -> Blocks.of(calling, mode);
            case AsyncRunnable running -> Blocks.of(running, mode);
            default -> throw new IllegalArgumentException("not the body of a block: " + body);
        };
    }
}
