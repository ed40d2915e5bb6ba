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
 * Behind {@link AsyncStream#then}.
 *
 * <pre>
 *   IDLE -> BUSY   an item has come, and a block was made of it
 *   BUSY -> IDLE   the block has ended, well or badly
 * </pre>
 */
final class ThenStream<S, T> extends Compound<T> {
    private final AsyncStream<S> source;
    private final AsyncFunction<? super S, ? extends T> function;

    /** The block while BUSY. */
    private @Nullable Future<? extends T> busy;

    ThenStream(AsyncStream<S> source, AsyncFunction<? super S, ? extends T> function) {
        this.source = source;
        this.function = Objects.requireNonNull(function, "function");
    }

    @Override
    public Poll<@Nullable T> pollNext(Context cx) {
        var block = busy;
        if (block == null) {
            var polled = source.pollNext(cx);
            if (polled.isPending()) {
                return Poll.pending();
            }
            var item = polled.value();
            if (item == null) {
                return Poll.ready(null);
            }
            block = Blocks.of(function, item);
        }
        busy = null; // stays so if the block throws
        var polled = block.poll(cx);
        if (polled.isPending()) {
            busy = block;
            return Poll.pending();
        }
        return Poll.ready(Values.of(polled.value(), "then"));
    }

    @Override
    List<Part> parts() {
        var block = busy;
        return block == null
                ? List.of(Part.ofStream(source))
                : List.of(Part.of(block), Part.ofStream(source));
    }
}
