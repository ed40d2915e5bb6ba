package dev.kyoto.internal.scheduler;

import dev.kyoto.internal.util.Rng;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A queue that gives out any of its tasks, so that a test meets every order sooner or later. */
final class ShuffledQueue extends ArrayDeque<Task<?>> {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // nobody writes a queue of tasks
    private final Rng rng;

    ShuffledQueue(Rng rng) {
        this.rng = rng;
    }

    @Override
    public @Nullable Task<?> pollFirst() {
        int others = isEmpty() ? 0 : rng.nextInt(size());
        for (int i = 0; i < others; i++) {
            addLast(Objects.requireNonNull(super.pollFirst(), "as many as size() says"));
        }
        return super.pollFirst();
    }
}
