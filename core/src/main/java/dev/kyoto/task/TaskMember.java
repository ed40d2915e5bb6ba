package dev.kyoto.task;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import dev.kyoto.runtime.AbortHandle;
import dev.kyoto.runtime.JoinException;
import dev.kyoto.runtime.JoinHandle;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A task as the member of a set: the one owner of its handle. */
class TaskMember<T extends @Nullable Object> extends Members.Member {
    /** For polls that cannot be pending: no waker is kept, and the set's caller has paid. */
    private static final Context UNPAID = Context.of(Waker.noop()).unconstrained();

    private final JoinHandle<T> handle;

    TaskMember(Members<?> members, JoinHandle<T> handle) {
        super(members);
        this.handle = handle;
    }

    /**
     * Starts a task and puts it into a set.
     *
     * @param members the set
     * @param start spawns the task
     * @param make makes the member
     * @return the right to abort it
     * @throws IllegalStateException if the set was closed; what was started meanwhile is aborted
     */
    static <T extends @Nullable Object, M extends TaskMember<T>> AbortHandle admit(
            Members<M> members, Supplier<JoinHandle<T>> start, Function<JoinHandle<T>, M> make) {
        members.checkOpen();
        var handle = start.get();
        var member = make.apply(handle);
        if (!members.add(member)) {
            member.abort();
            member.letGo();
            throw members.closedFailure();
        }
        var abort = handle.abortHandle();
        // Only once it is a member, since a task that has ended already calls back at once.
        handle.onFinish(member);
        return abort;
    }

    /** How the task ended; called once, by who has taken the member out of its set. */
    final JoinResult<T> result() {
        return resultOf(handle);
    }

    /** Joins a task that has ended. */
    static <T extends @Nullable Object> JoinResult<T> resultOf(JoinHandle<T> handle) {
        try {
            if (handle.poll(UNPAID) instanceof Poll.Ready<T>(T value)) {
                return new JoinResult.Done<>(handle.id(), value);
            }
        } catch (JoinException failure) {
            return new JoinResult.Failed<>(handle.id(), failure);
        }
        throw new AssertionError("joined before its end: " + handle);
    }

    final void abort() {
        handle.abort();
    }

    /** Detaches the task, whose failure is nobody's any more; by who has taken the member out. */
    void letGo() {
        // Not detach(): a task that goes on must not keep the set by its waker.
        handle.cancel();
    }

    final boolean is(long taskId) {
        return handle.id().value() == taskId;
    }
}
