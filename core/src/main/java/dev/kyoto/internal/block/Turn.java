package dev.kyoto.internal.block;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Passes control back and forth between the poller of a block and the block's own thread, so that
 * just one of them runs at any moment.
 *
 * <pre>
 *   POLLER -> BLOCK    resumeBlock, by the poller, which waits until
 *   BLOCK  -> POLLER   giveBack, by the block's thread
 * </pre>
 *
 * <p>{@code holder} is volatile: what one side wrote before it gave the turn is seen by the other,
 * so the fields of the block need no ordering of their own.
 */
final class Turn {
    private enum Holder {
        POLLER,
        BLOCK
    }

    private volatile Holder holder = Holder.POLLER;

    /** Written by the poller before it gives the turn away. */
    private @Nullable Thread poller;

    /** By the poller: lets the block run, and returns when it has given the turn back. */
    void resumeBlock(Thread block) {
        poller = Thread.currentThread();
        holder = Holder.BLOCK;
        if (block.getState() == Thread.State.NEW) {
            block.start();
        } else {
            LockSupport.unpark(block);
        }
        boolean interrupted = false;
        while (holder != Holder.POLLER) {
            LockSupport.park(this);
            if (Thread.interrupted()) {
                // Meant for the code that runs on behalf of this thread: the block's.
                interrupted = true;
                block.interrupt();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** By the block's thread, as the last thing that it does. */
    void end() {
        var waiting = poller;
        holder = Holder.POLLER;
        LockSupport.unpark(waiting);
    }

    /** By the block's thread: lets the poller go on, and returns when the block is resumed. */
    void giveBack() {
        end();
        while (holder != Holder.BLOCK) {
            LockSupport.park(this);
            // An abort may interrupt a moment too late; the block is resumed with the news anyway.
            Thread.interrupted();
        }
    }

    boolean isBlockRunning() {
        return holder == Holder.BLOCK;
    }
}
