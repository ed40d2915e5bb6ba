package dev.kyoto.internal.weave;

import static dev.kyoto.internal.weave.MachineState.CANCELLING;
import static dev.kyoto.internal.weave.MachineState.CLEANING;
import static dev.kyoto.internal.weave.MachineState.DONE;
import static dev.kyoto.internal.weave.MachineState.NEW;

import dev.kyoto.future.Cancelled;
import dev.kyoto.future.Context;
import dev.kyoto.future.Failures;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import dev.kyoto.internal.scheduler.Cleanup;
import dev.kyoto.internal.scheduler.ThreadContext;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The body of an async block as a state machine: what {@link Machine} is, and its cancellation.
 *
 * <p>Cancelled is raised by a trick that costs a running block nothing: the future that the
 * innermost machine waits for is replaced by one that throws, and the block is polled once more.
 *
 * <pre>
 *   NEW        -> DONE         cancel, pollCancel: nothing ever ran
 *   SUSPENDED  -> CANCELLING   pollCancel: what it awaits has cleanup of its own, still pending
 *   SUSPENDED  -> DONE         Cancelled was raised, and the body has ended
 *   SUSPENDED  -> CLEANING     Cancelled was raised, and cleanup awaits
 *   CANCELLING -> DONE, CLEANING    as from SUSPENDED, once the awaited future was cancelled
 *   CLEANING   -> DONE         pollCancel has driven the cleanup to its end
 *   CLEANING   -> DONE         cancel: a copy, CLEANING, is driven to its end by a task of its own
 * </pre>
 *
 * <p>The copy is there because whoever has cancelled a block may do so again, on another thread than
 * the one that cleans up: what both could touch, neither could trust.
 *
 * @param <T> the type of the block's value
 */
public abstract class BlockMachine<T extends @Nullable Object> extends Machine<T>
        implements Cloneable {

    /** For machines. */
    protected BlockMachine() {}

    /**
     * What a failure of the body is to those who poll the block.
     *
     * @param thrown what the body threw
     * @return the unchecked exception to throw; an error is thrown right here
     */
    protected static RuntimeException failure(Throwable thrown) {
        return Failures.unchecked(thrown);
    }

    /**
     * Makes a new block of the same code.
     *
     * @param body the lambda, whose captured values the block takes
     * @return the block, lazy
     */
    public abstract BlockMachine<T> fresh(Object body);

    @Override
    public final void cancel() {
        int before = state;
        if (before == NEW) {
            state = DONE;
            return;
        }
        if (before == DONE) {
            return;
        }
        if (MachineState.reason(before) != CLEANING) {
            var leaf = innermost();
            Objects.requireNonNull(leaf.awaiting, "suspended at a future").cancel();
            leaf.awaiting = new Raising(new Cancelled());
            state = MachineState.site(before);
            try {
                if (poll(Context.of(Waker.noop())).isReady()) {
                    return;
                }
            } catch (Throwable ended) {
                return; // it has nobody to go to: cancel() never throws
            }
        }
        var remainder = copy();
        state = DONE;
        Cleanup.goOn(
                cx -> remainder.cleanUp(cx).isReady(), ThreadContext.current().schedulerOrNull());
    }

    @Override
    public final Poll<@Nullable Void> pollCancel(Context cx) {
        int before = state;
        if (before == NEW) {
            state = DONE;
        }
        if (before == NEW || before == DONE) {
            return Poll.ready(null);
        }
        if (MachineState.reason(before) != CLEANING && !raiseOnceCancelled(cx)) {
            state = CANCELLING | MachineState.site(before);
            return Poll.pending();
        }
        return cleanUp(cx);
    }

    /** Cancels what is awaited, with its cleanup; true once Cancelled is ready to be raised. */
    private boolean raiseOnceCancelled(Context cx) {
        var leaf = innermost();
        try {
            var awaited = Objects.requireNonNull(leaf.awaiting, "suspended at a future");
            if (awaited.pollCancel(cx).isPending()) {
                return false;
            }
            leaf.awaiting = new Raising(new Cancelled());
        } catch (Throwable thrown) { // its cleanup has failed: the block sees that instead
            leaf.awaiting = new Raising(thrown);
        }
        return true;
    }

    /** Polls the body that was cancelled. */
    private Poll<@Nullable Void> cleanUp(Context cx) {
        state = MachineState.site(state);
        try {
            if (poll(cx).isPending()) {
                state = CLEANING | MachineState.site(state);
                return Poll.pending();
            }
        } catch (Cancelled raised) {
            return Poll.ready(null);
        }
        return Poll.ready(null);
    }

    private BlockMachine<?> copy() {
        try {
            return (BlockMachine<?>) clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError("machines are Cloneable", e);
        }
    }

    /** The machine, of this block and the methods it has called, that waits for a real future. */
    private Machine<?> innermost() {
        Machine<?> machine = this;
        while (machine.awaiting instanceof CalleeMachine<?> callee) {
            machine = callee;
        }
        return machine;
    }

    /** Throws at the await that it is put under. */
    private record Raising(Throwable thrown) implements Future<@Nullable Object> {
        @Override
        public Poll<@Nullable Object> poll(Context cx) {
            Raising.<Error>raise(thrown);
            throw new AssertionError("thrown one line above");
        }

        @SuppressWarnings({
            "unchecked", // erased: whatever it is, it is thrown as it is
            "TypeParameterUnusedInFormals" // the compiler is to believe the caller
        })
        private static <X extends Throwable> void raise(Throwable thrown) throws X {
            throw (X) thrown;
        }
    }
}
