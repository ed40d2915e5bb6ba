package dev.kyoto.task;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import dev.kyoto.runtime.JoinException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the tasks of a set one after the other as they end, until the set is empty. */
abstract class JoinEach<M extends TaskMember<?>, R extends @Nullable Object> extends Leaf<R> {
    final Members<M> members;

    JoinEach(Members<M> members) {
        this.members = members;
    }

    /** Called by the first poll, once it is sure that nobody else waits. */
    void begin() {}

    abstract void take(M member);

    /** What comes of it, or an exception, once the set is empty. */
    abstract R end();

    @Override
    public final Poll<R> poll(Context cx) {
        checkLive();
        while (cx.proceed()) {
            var polled = members.poll(this, cx.waker());
            if (stage == Stage.NEW) {
                stage = Stage.WAITING;
                begin();
            }
            if (polled.isPending()) {
                cx.restore();
                return Poll.pending();
            }
            var taken = polled.value();
            if (taken == null) {
                stage = Stage.FAILED;
                return ready(end());
            }
            take(taken);
        }
        return Poll.pending();
    }

    @Override
    final void leave() {
        members.leave(this);
    }

    final void abortAll() {
        members.snapshot().forEach(TaskMember::abort);
    }

    /** The values of all; once one has none, the others are aborted and waited for. */
    static final class All<T extends @Nullable Object> extends JoinEach<TaskMember<T>, List<T>> {
        private final List<T> values = new ArrayList<>();
        private @Nullable JoinException failure;

        All(Members<TaskMember<T>> members) {
            super(members);
        }

        @Override
        void take(TaskMember<T> member) {
            switch (member.result()) {
                case JoinResult.Done<T>(var _, T value) -> values.add(value);
                case JoinResult.Failed<T>(var _, JoinException thrown) -> {
                    if (failure == null) {
                        failure = thrown;
                        values.clear();
                        abortAll();
                    } else if (!thrown.isCancelled()) {
                        failure.addSuppressed(thrown);
                    }
                }
            }
        }

        @Override
        List<T> end() {
            if (failure != null) {
                throw failure;
            }
            return values;
        }

        @Override
        public String toString() {
            return "joinAll()";
        }
    }

    /** Aborts all and waits until they are gone. */
    static final class Shutdown<M extends TaskMember<?>> extends JoinEach<M, @Nullable Void> {

        Shutdown(Members<M> members) {
            super(members);
        }

        @Override
        void begin() {
            abortAll();
        }

        @Override
        void take(M member) {
            member.letGo(); // so that a failure which was not asked for is still told
        }

        @Override
        @Nullable Void end() {
            return null;
        }

        @Override
        public String toString() {
            return "shutdown()";
        }
    }
}
