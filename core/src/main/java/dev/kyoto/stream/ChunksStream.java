package dev.kyoto.stream;

import dev.kyoto.future.Context;

/** Behind {@link AsyncStream#chunks} and {@link AsyncStream#readyChunks}. */
final class ChunksStream<T> extends Batching<T> {
    private final boolean onlyReady;

    ChunksStream(AsyncStream<T> source, int max, boolean onlyReady) {
        super(source, max);
        this.onlyReady = onlyReady;
    }

    @Override
    boolean isDue(Context cx, int count) {
        return onlyReady;
    }
}
