package dev.kyoto.stream;

import dev.kyoto.future.AsyncConsumer;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import dev.kyoto.internal.block.Blocks;
import dev.kyoto.internal.leaf.OneShotFuture;
import dev.kyoto.internal.scheduler.ThreadContext;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A stream whose values come from a block.
 *
 * <p>The block is polled only inside {@link #pollNext}. A {@code yield} puts its value on {@code
 * offered}; the poll of the block that put it there hands it over when it returns, and the yield ends
 * at the next one. Usually there is one yield at a time; with several, each has its turn.
 *
 * <pre>
 *   stream:  OPEN     -> ENDED       the block has ended, well or badly
 *            OPEN     -> CANCELLED   cancel, pollCancel
 *   a yield: NEW      -> OFFERED     first poll within the budget
 *            OFFERED  -> TAKEN       its value was handed over
 *            OFFERED  -> gone        cancelled: its value is taken back
 * </pre>
 *
 * <p>All fields belong to the task that polls the stream; a block on a virtual thread runs while that
 * task's thread waits.
 */
final class Generator<T> implements AsyncStream<T>, Yielder<T> {
    private enum State {
        OPEN,
        ENDED,
        CANCELLED
    }

    private final Future<@Nullable Void> block;
    private final ArrayDeque<Yield<T>> offered = new ArrayDeque<>(2);
    private State state = State.OPEN;

    /** Whether the block is being polled, so that a yield is polled by it. */
    private boolean polling;

    /** The task that polls the block; another one that yields at the same moment is told apart. */
    private @Nullable Object poller;

    /** The yield whose value was handed over last, until the block is polled again. */
    private @Nullable Yield<T> taken;

    Generator(AsyncConsumer<? super Yielder<T>> body) {
        this.block = Blocks.of(body, this);
    }

    @Override
    public Poll<@Nullable T> pollNext(Context cx) {
        switch (state) {
            case ENDED -> {
                return Poll.ready(null);
            }
            case CANCELLED ->
                    throw new IllegalStateException(
                            "this stream was cancelled and must not be polled again; make a new one");
            case OPEN -> {}
        }
        wakeTaken(cx);
        var waiting = offered.poll();
        if (waiting != null) {
            return handOver(waiting); // one of several yields that wait for their turn
        }
        boolean pending;
        polling = true;
        poller = ThreadContext.current().task();
        state = State.ENDED; // stays so if the block throws
        try {
            pending = block.poll(cx).isPending();
        } finally {
            polling = false;
            poller = null;
        }
        if (!pending) {
            offered.clear();
            return Poll.ready(null);
        }
        state = State.OPEN;
        var offer = offered.poll();
        return offer == null ? Poll.pending() : handOver(offer);
    }

    private boolean isPolledHere() {
        return polling && poller == ThreadContext.current().task();
    }

    private Poll<@Nullable T> handOver(Yield<T> offer) {
        offer.isTaken = true;
        taken = offer;
        return Poll.ready(offer.value);
    }

    /** Tells the yield that it may go on, unless the block itself waits for it and is polled now. */
    private void wakeTaken(Context cx) {
        var last = taken;
        taken = null;
        if (last != null && last.waker != null && last.waker != cx.waker()) {
            last.waker.wake();
        }
    }

    @Override
    @SuppressWarnings("NamedLikeContextualKeyword") // as in the interface
    public Future<@Nullable Void> yield(T value) {
        return new Yield<>(this, Objects.requireNonNull(value, "value"));
    }

    @Override
    public void cancel() {
        if (state != State.ENDED) {
            state = State.CANCELLED;
            block.cancel();
            offered.clear();
        }
    }

    @Override
    public Poll<@Nullable Void> pollCancel(Context cx) {
        if (state == State.ENDED) {
            return Poll.ready(null);
        }
        state = State.CANCELLED;
        return block.pollCancel(cx);
    }

    /** Behind {@link Yielder#yield}. */
    private static final class Yield<T> extends OneShotFuture<@Nullable Void> {
        private final Generator<T> generator;
        private final T value;
        private boolean isOffered;
        private boolean isTaken;
        private @Nullable Waker waker;

        Yield(Generator<T> generator, T value) {
            this.generator = generator;
            this.value = value;
        }

        @Override
        protected Poll<@Nullable Void> step(Context cx) {
            if (generator.state == State.CANCELLED) {
                throw new IllegalStateException(
                        "yield() in the cleanup of a stream that was cancelled: nobody takes the"
                                + " value "
                                + value);
            }
            if (!generator.isPolledHere()) {
                throw new IllegalStateException(
                        "yield() was awaited outside of the block of its stream, by another task"
                                + " for example; have other tasks send to a channel, and yield what"
                                + " is received");
            }
            if (isTaken) {
                return Poll.ready(null);
            }
            if (!isOffered) {
                if (!cx.proceed()) {
                    return Poll.pending();
                }
                isOffered = true;
                generator.offered.add(this);
            }
            waker = cx.waker();
            return Poll.pending();
        }

        @Override
        protected void release() {
            if (isOffered && !isTaken) {
                generator.offered.remove(this);
            }
        }

        @Override
        protected String name() {
            return "yield()";
        }
    }
}
