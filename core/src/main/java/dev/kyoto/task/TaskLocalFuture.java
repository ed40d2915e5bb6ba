package dev.kyoto.task;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.scheduler.Binding;
import dev.kyoto.internal.scheduler.ThreadContext;
import org.jspecify.annotations.Nullable;

/**
 * A future that runs with a task-local bound. The binding is in a thread's list only during a call of
 * this, so it can be the same for all of them; which calls are allowed is the future's affair.
 */
final class TaskLocalFuture<U extends @Nullable Object> implements Future<U> {
    private final Binding binding;
    private final Future<U> future;

    TaskLocalFuture(Binding binding, Future<U> future) {
        this.binding = binding;
        this.future = future;
    }

    @Override
    public Poll<U> poll(Context cx) {
        var context = ThreadContext.current();
        context.bind(binding);
        try {
            return future.poll(cx);
        } finally {
            context.unbind(binding);
        }
    }

    @Override
    public void cancel() {
        var context = ThreadContext.current();
        context.bind(binding);
        try {
            future.cancel();
        } finally {
            context.unbind(binding);
        }
    }

    @Override
    public Poll<@Nullable Void> pollCancel(Context cx) {
        var context = ThreadContext.current();
        context.bind(binding);
        try {
            return future.pollCancel(cx);
        } finally {
            context.unbind(binding);
        }
    }

    @Override
    public String toString() {
        return future.toString();
    }
}
