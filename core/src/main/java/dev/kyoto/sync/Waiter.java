package dev.kyoto.sync;

import dev.kyoto.future.Waker;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A future that is itself the node of the queue it waits in, so that waiting allocates nothing.
 *
 * <p>Who may touch what:
 *
 * <ol>
 *   <li>{@code prev}, {@code next}: only under the lock of the primitive, while in the queue.
 *   <li>After the node was taken out to be woken, {@code next} belongs to the waking thread, which
 *       strings the woken nodes together with it and walks them outside of the lock. A node never
 *       goes back into a queue, so nobody else has a use for it.
 *   <li>{@code waker}: written by the owner under the lock while in the queue; read and cleared by
 *       the waking thread once the node was taken out. The owner also reads it without the lock,
 *       only to see whether it is the one it would write: if it is not, or no longer, the owner
 *       takes the lock.
 * </ol>
 */
abstract class Waiter<T extends @Nullable Object> extends LeafFuture<T> {
    @Nullable Waiter<?> prev;
    @Nullable Waiter<?> next;
    @Nullable Waker waker;

    /** Wakes a string of nodes that were taken out of a queue; called outside of all locks. */
    static void wakeAll(@Nullable Waiter<?> first) {
        if (first == null) {
            return;
        }
        // What ended the waits was written with release. One fence for all of them orders it before
        // what each waker reads in order to tell whether it was woken already; it pairs with what
        // the task does before it polls again.
        VarHandle.fullFence();
        for (Waiter<?> node = first; node != null; ) {
            var woken = node;
            node = woken.next;
            // Unlinked, so that one node that is kept by its owner does not keep the others.
            woken.next = null;
            var target = woken.waker;
            woken.waker = null;
            if (target != null) {
                target.wake();
            }
        }
    }
}
