package dev.kyoto.stream;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import org.jspecify.annotations.Nullable;

/** Something that a stream or a consumer owns and has to cancel: a stream, a future, a set. */
interface Part {

    /** As {@link Future#cancel}. */
    void cancel();

    /** As {@link Future#pollCancel}. */
    Poll<@Nullable Void> pollCancel(Context cx);

    /** A stream that is owned. */
    static Part ofStream(AsyncStream<?> stream) {
        return new Part() {
            @Override
            public void cancel() {
                stream.cancel();
            }

            @Override
            public Poll<@Nullable Void> pollCancel(Context cx) {
                return stream.pollCancel(cx);
            }
        };
    }

    /** A future that is owned. */
    static Part of(Future<?> future) {
        return new Part() {
            @Override
            public void cancel() {
                future.cancel();
            }

            @Override
            public Poll<@Nullable Void> pollCancel(Context cx) {
                return future.pollCancel(cx);
            }
        };
    }

    /** What is closed without anything to wait for. */
    static Part closing(Runnable close) {
        return new Part() {
            @Override
            public void cancel() {
                close.run();
            }

            @Override
            public Poll<@Nullable Void> pollCancel(Context cx) {
                close.run();
                return Poll.ready(null);
            }
        };
    }

    /** What is closed at once, or by a future that waits for its cleanup. */
    static Part closing(Future<?> closing, Runnable close) {
        return new Part() {
            @Override
            public void cancel() {
                closing.cancel();
                close.run();
            }

            @Override
            public Poll<@Nullable Void> pollCancel(Context cx) {
                return closing.poll(cx).isPending() ? Poll.pending() : Poll.ready(null);
            }
        };
    }
}
