package dev.kyoto.internal.block;

import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.Context;
import dev.kyoto.future.Failures;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.weave.Machine;
import org.jspecify.annotations.Nullable;

/**
 * An async block whose body awaits nothing: its first poll calls the body.
 *
 * <pre>
 *   NEW  -> DONE   poll: the body was called
 *   NEW  -> DONE   cancel: it never will be
 * </pre>
 */
final class CallBlock<T extends @Nullable Object> implements Future<T> {

    /** The body while the block is NEW. */
    private @Nullable AsyncCallable<T> body;

    CallBlock(AsyncCallable<T> body) {
        this.body = body;
    }

    @Override
    public Poll<T> poll(Context cx) {
        var call = body;
        if (call == null) {
            throw Machine.polledAgain();
        }
        body = null;
        try {
            return Poll.ready(call.call());
        } catch (Throwable thrown) { // the future's failure, whatever it is
            throw Failures.unchecked(thrown);
        }
    }

    @Override
    public void cancel() {
        body = null;
    }
}
