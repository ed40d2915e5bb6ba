package dev.kyoto.stream;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.FutureSet;
import dev.kyoto.future.Poll;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes a future of each item and runs some of them at once; behind {@link AsyncStream#buffered} and
 * its siblings.
 *
 * <p>All futures are in {@code running} until they have ended. In order, {@code line} holds their
 * slots from the oldest on, so that one which has ended early waits for those before it; it counts
 * towards the limit all the while. Out of order {@code line} is only the place of failures of the
 * source and of what has ended. A failure of the source waits for its turn as a value would.
 */
final class BufferedStream<S, T> extends Compound<T> {
    private final AsyncStream<S> source;
    private final Function<? super S, ? extends Future<? extends T>> start;
    private final int limit;
    private final boolean ordered;

    private final FutureSet<Slot<T>> running = new FutureSet<>();
    private final ArrayDeque<Slot<T>> line = new ArrayDeque<>();
    private boolean sourceEnded;

    /** The wait for one of those that run, while it is Pending. */
    private @Nullable Future<@Nullable Slot<T>> waiting;

    BufferedStream(
            AsyncStream<S> source,
            int limit,
            boolean ordered,
            Function<? super S, ? extends Future<? extends T>> start) {
        if (limit < 1) {
            throw new IllegalArgumentException(
                    "at least 1 future must be allowed to run, but the limit was " + limit);
        }
        this.source = source;
        this.limit = limit;
        this.ordered = ordered;
        this.start = Objects.requireNonNull(start, "start");
    }

    @Override
    public Poll<@Nullable T> pollNext(Context cx) {
        while (true) {
            fill(cx);
            var first = line.peek();
            if (first != null && first.isDone()) {
                line.remove();
                return Poll.ready(first.take());
            }
            if (running.isEmpty()) {
                if (!sourceEnded) {
                    return Poll.pending();
                }
                sourceEnded = false; // what follows the end of the source is for it to say
                return Poll.ready(null);
            }
            var ended = pollRunning(cx);
            if (ended == null) {
                return Poll.pending();
            }
            if (!ordered) {
                return Poll.ready(ended.take());
            }
        }
    }

    /** Starts as many as the limit allows and the source has items for. */
    private void fill(Context cx) {
        while (!sourceEnded && inFlight() < limit) {
            Slot<T> slot;
            try {
                var polled = source.pollNext(cx);
                if (polled.isPending()) {
                    return;
                }
                var item = polled.value();
                if (item == null) {
                    sourceEnded = true;
                    return;
                }
                slot = new Slot<>(start.apply(item));
            } catch (RuntimeException | Error e) {
                line.add(Slot.failed(e));
                return;
            }
            // Nobody waits while futures are added, so that the task does not wake itself by it.
            stopWaiting();
            running.add(slot);
            if (ordered) {
                line.add(slot);
            }
        }
    }

    private int inFlight() {
        return ordered ? line.size() : running.size() + line.size();
    }

    /** One that has ended; null if none has yet, and the waker is kept. */
    private @Nullable Slot<T> pollRunning(Context cx) {
        var wait = waiting;
        if (wait == null) {
            wait = running.next();
            waiting = wait;
        }
        var polled = wait.poll(cx);
        if (polled.isPending()) {
            return null;
        }
        waiting = null;
        return polled.value();
    }

    private void stopWaiting() {
        var wait = waiting;
        waiting = null;
        if (wait != null) {
            wait.cancel();
        }
    }

    @Override
    List<Part> parts() {
        stopWaiting();
        return List.of(Part.closing(running.closing(), running::close), Part.ofStream(source));
    }
}
