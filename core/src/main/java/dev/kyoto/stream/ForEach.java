package dev.kyoto.stream;

import dev.kyoto.future.AsyncConsumer;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.block.Blocks;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Behind {@link AsyncStream#forEach}: a block for each value, one after another. */
final class ForEach<T> extends Consumption<T, @Nullable Void> {
    private final AsyncConsumer<? super T> body;

    /** The block that runs. */
    private @Nullable Future<@Nullable Void> busy;

    ForEach(AsyncStream<T> source, AsyncConsumer<? super T> body) {
        super(source);
        this.body = Objects.requireNonNull(body, "body");
    }

    @Override
    Poll<@Nullable Void> run(Context cx) {
        while (true) {
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
                block = Blocks.of(body, item);
            }
            busy = null; // stays so if the block throws
            if (block.poll(cx).isPending()) {
                busy = block;
                return Poll.pending();
            }
        }
    }

    @Override
    @Nullable Part extra() {
        var block = busy;
        return block == null ? null : Part.of(block);
    }

    @Override
    String name() {
        return "forEach()";
    }
}
