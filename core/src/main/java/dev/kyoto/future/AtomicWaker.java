package dev.kyoto.future;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A slot for the waker of one waiting task, registered by that task and woken from anywhere.
 *
 * <p>The rule for users is the usual one: the waiter registers <em>first</em> and looks at its
 * condition <em>afterwards</em>; the other side makes the condition true first and wakes
 * afterwards. Then no wake-up is lost.
 *
 * <p>Thread-safe for any number of wakers; {@link #register} is for one task at a time.
 *
 * <p>It may be extended by what there are millions of, so that each is one object and not two.
 *
 * <p>Answers to {@code futures::task::AtomicWaker} and the type of that name inside Tokio.
 */
public class AtomicWaker {
    // States of the slot, by what `waker` holds:
    //   empty (null)     -> registered (w)   register
    //   registered (w)   -> registered (w2)  register with another waker
    //   registered (w)   -> empty            wake, takeWaker: whoever swaps null in owns the
    // wake-up
    //
    // Both sides are a store followed by a load of what the other side stores (waiter: waker, then
    // condition; other side: condition, then waker). Release and acquire would let each load pass
    // its own store and both sides miss each other; so both accesses here are volatile, and the
    // user's condition must be at least volatile too.

    private static final VarHandle WAKER;

    static {
        try {
            WAKER = MethodHandles.lookup().findVarHandle(AtomicWaker.class, "waker", Waker.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile @Nullable Waker waker;

    /** Creates an empty slot. */
    public AtomicWaker() {}

    /**
     * Keeps the waker to be woken next, instead of any earlier one.
     *
     * @param next the newest waker of the waiting task
     */
    public final void register(Waker next) {
        // A volatile read does not order the caller's later look at its condition after an earlier
        // store; but if the same waker is still here, no wake has come since it was stored, and a
        // wake that comes later finds it. Pairs with the swap in takeWaker().
        if (waker != next) {
            waker = next;
        } else {
            VarHandle.fullFence();
            if (waker != next) {
                waker = next;
            }
        }
    }

    /** Wakes the registered waker, if there is one, and empties the slot. */
    public final void wake() {
        var taken = takeWaker();
        if (taken != null) {
            taken.wake();
        }
    }

    /**
     * Empties the slot without waking, so that the wake-up can be made outside of a lock.
     *
     * @return the registered waker, or null
     */
    public final @Nullable Waker takeWaker() {
        // The swap is a full fence on both sides: it pairs with the volatile store in register().
        return waker == null && fencedEmpty() ? null : (Waker) WAKER.getAndSet(this, null);
    }

    /** Re-reads behind a full fence, so that "empty" is seen after the caller's own store. */
    private boolean fencedEmpty() {
        VarHandle.fullFence();
        return waker == null;
    }
}
