package dev.kyoto.stream;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stream that owns several things, and cancels all of them when it is cancelled. */
abstract class Compound<T> implements AsyncStream<T> {
    /** There once the cancellation has begun. */
    private @Nullable Parts cancelling;

    /** What is owned at this moment. */
    abstract List<Part> parts();

    private Parts cancelling() {
        var parts = cancelling;
        if (parts == null) {
            parts = new Parts(parts());
            cancelling = parts;
        }
        return parts;
    }

    @Override
    public void cancel() {
        cancelling().cancel();
    }

    @Override
    public Poll<@Nullable Void> pollCancel(Context cx) {
        return cancelling().pollCancel(cx);
    }
}
