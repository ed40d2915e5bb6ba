package dev.kyoto.stream;

import dev.kyoto.future.AsyncFunction;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.block.Blocks;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Behind {@link Streams#unfold}.
 *
 * <pre>
 *   IDLE -> BUSY    a block was made of the state
 *   BUSY -> IDLE    it has given a value and the next state
 *   BUSY -> ENDED   it has given null, or has failed
 * </pre>
 */
final class Unfold<S, T> extends Compound<T> {
    private final AsyncFunction<? super S, Streams.@Nullable Step<S, T>> function;

    /** The state while IDLE. */
    private @Nullable S state;

    /** The block while BUSY. */
    private @Nullable Future<Streams.@Nullable Step<S, T>> busy;

    Unfold(S seed, AsyncFunction<? super S, Streams.@Nullable Step<S, T>> function) {
        this.state = Objects.requireNonNull(seed, "seed");
        this.function = Objects.requireNonNull(function, "function");
    }

    @Override
    public Poll<@Nullable T> pollNext(Context cx) {
        var block = busy;
        if (block == null) {
            var seed = state;
            if (seed == null) {
                return Poll.ready(null);
            }
            if (!cx.proceed()) {
                return Poll.pending();
            }
            state = null;
            block = Blocks.of(function, seed);
        }
        busy = null; // stays so if the block throws
        var polled = block.poll(cx);
        if (polled.isPending()) {
            busy = block;
            return Poll.pending();
        }
        var step = polled.value();
        if (step == null) {
            return Poll.ready(null);
        }
        state = step.next();
        return Poll.ready(step.value());
    }

    @Override
    List<Part> parts() {
        var block = busy;
        return block == null ? List.of() : List.of(Part.of(block));
    }
}
