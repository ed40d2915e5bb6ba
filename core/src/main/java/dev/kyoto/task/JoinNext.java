package dev.kyoto.task;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The wait for the next task of a set to end; null once the set is empty. */
final class JoinNext<M extends Members.Member, R> extends Leaf<@Nullable R> {
    private final Members<M> members;

    /** What a member gives, or null if it is not for the joiner. */
    private final Function<M, @Nullable R> result;

    JoinNext(Members<M> members, Function<M, @Nullable R> result) {
        this.members = members;
        this.result = result;
    }

    /** The same without waiting: null if no task has ended. */
    static <M extends Members.Member, R> @Nullable R tryNow(
            Members<M> members, Function<M, @Nullable R> result) {
        while (true) {
            var taken = members.tryTake();
            var value = taken == null ? null : result.apply(taken);
            if (taken == null || value != null) {
                return value;
            }
        }
    }

    @Override
    public Poll<@Nullable R> poll(Context cx) {
        checkLive();
        while (cx.proceed()) {
            var polled = members.poll(this, cx.waker());
            if (polled.isPending()) {
                stage = Stage.WAITING;
                cx.restore();
                return Poll.pending();
            }
            var taken = polled.value();
            var value = taken == null ? null : result.apply(taken);
            if (taken == null || value != null) {
                return ready(value);
            }
        }
        return Poll.pending();
    }

    @Override
    void leave() {
        members.leave(this);
    }

    @Override
    public String toString() {
        return "joinNext()";
    }
}
