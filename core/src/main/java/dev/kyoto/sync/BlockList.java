package dev.kyoto.sync;

import dev.kyoto.internal.util.Sizes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The storage of an {@link Mpsc} channel: an endless array of slots, in linked blocks, that many
 * threads append to and one takes from.
 *
 * <p><b>Appending.</b> A sender reads {@code hint}, reserves the next index by an atomic add to
 * {@code tail}, walks from the hint to the block of that index, and writes the slot. A slot that is
 * not null is ready: in Java an empty slot has a value of its own, so that the separate ready bits
 * and their second atomic operation are not needed.
 *
 * <p>The first block is made by the first sender that needs it.
 *
 * <p><b>Taking.</b> The receiver reads slot after slot, empties each, and lets go of a block once
 * it needs a slot of the next.
 *
 * <p><b>Rules.</b>
 *
 * <ol>
 *   <li>{@code hint} is read <em>before</em> the index is reserved. A block becomes the hint only
 *       when some sender has an index in it; so the hint's first index is at most the tail of that
 *       moment, hence at most the index reserved afterwards, and the walk only goes forward. (The
 *       atomic add is a full fence, so the read cannot move behind it.)
 *   <li>The receiver does not pass a slot that is not ready. So {@code head} is never behind a
 *       reserved index that is not written: a sender may always start from {@code head}.
 *   <li>A block that the receiver let go of is linked to itself, after {@code head} was moved on. A
 *       sender that meets such a block goes to {@code head}. Without this, one dead block in the
 *       old generation would keep every later one alive until the next full collection.
 *   <li>Blocks are not reused: a sender may hold on to one for as long as it is descheduled, and
 *       the collector knows when that ends.
 * </ol>
 *
 * <p><b>The tail word:</b> bit 0 CLOSED, bits 1.. the next index.
 *
 * <pre>
 *   i         -> i + 1           push reserves slot i
 *   i         -> CLOSED, i       close; i is kept in {@code end} before
 *   CLOSED, i -> CLOSED, i + 1   a push that came too late: it writes nothing and goes away
 * </pre>
 *
 * <p><b>Orderings.</b> {@code setSlotRelease} pairs with {@code slotAcquire} of the receiver: what
 * the sender did before is visible to whoever has the message. {@code slotVolatile} is for the look
 * after the receiver kept its waker: it must not pass the volatile store of the waker. Its partner
 * is the full fence of {@code MpscCore.push} between the store of the slot and the read of the
 * waker.
 */
final class BlockList<T> {
    private static final long CLOSED = 1;
    private static final int INDEX_SHIFT = 1;
    private static final long ONE_INDEX = 1L << INDEX_SHIFT;

    private static final int BLOCK = Sizes.CHANNEL_BLOCK;
    private static final long IN_BLOCK = BLOCK - 1L;

    private static final VarHandle TAIL;
    private static final VarHandle HINT;
    private static final VarHandle HEAD;
    private static final VarHandle HEAD_INDEX;
    private static final VarHandle NEXT;
    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);

    static {
        try {
            var lookup = MethodHandles.lookup();
            TAIL = lookup.findVarHandle(BlockList.class, "tail", long.class);
            HINT = lookup.findVarHandle(BlockList.class, "hint", Block.class);
            HEAD = lookup.findVarHandle(BlockList.class, "head", Block.class);
            HEAD_INDEX = lookup.findVarHandle(BlockList.class, "headIndex", long.class);
            NEXT = lookup.findVarHandle(Block.class, "next", Block.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final class Block {
        /** Index of the first slot in the endless array; a multiple of the block size. */
        final long start;

        final @Nullable Object[] slots = new @Nullable Object[BLOCK];

        /** The next block; null until a sender needs it, this very block once it is done with. */
        volatile @Nullable Block next;

        Block(long start) {
            this.start = start;
        }
    }

    // Written by senders.
    private volatile long tail;
    private volatile @Nullable Block hint;

    /** The index behind the last value. Written under this monitor before CLOSED is set. */
    private volatile long end;

    // Written by the receiver alone, but for the first block. Senders read `head` when they have no
    // hint or met a block that is done with, and whoever asks for the length reads `headIndex`.
    private volatile @Nullable Block head;
    private long headIndex;

    /** The tail word at one moment. */
    private record Tail(long word) {
        boolean isClosed() {
            return (word & CLOSED) != 0;
        }

        long index() {
            return word >>> INDEX_SHIFT;
        }
    }

    private Tail volatileTail() {
        return new Tail(tail);
    }

    // ---- senders

    /** Appends a value; answers false if the list was closed before. */
    boolean push(T value) {
        var start = hint;
        var reserved = new Tail((long) TAIL.getAndAdd(this, ONE_INDEX));
        if (reserved.isClosed()) {
            return false;
        }
        setSlotRelease(start, reserved.index(), value);
        return true;
    }

    /** Takes no value any more; answers false if that was so already. */
    synchronized boolean close() {
        while (true) {
            var seen = volatileTail();
            if (seen.isClosed()) {
                return false;
            }
            end = seen.index();
            if (TAIL.compareAndSet(this, seen.word, seen.word | CLOSED)) {
                return true;
            }
        }
    }

    boolean isClosed() {
        return volatileTail().isClosed();
    }

    private void setSlotRelease(@Nullable Block start, long index, Object value) {
        var block = start;
        long first = index & ~IN_BLOCK;
        if (block == null || block.start != first) {
            block = walk(block == null ? headForSender() : block, first);
            // If it fails another sender is as far or nearly so, which is as good.
            HINT.compareAndSet(this, start, block);
        }
        SLOT.setRelease(block.slots, (int) (index & IN_BLOCK), value);
    }

    private Block walk(Block from, long first) {
        var block = from;
        while (block.start != first) {
            var next = block.next;
            if (next == null) {
                var made = new Block(block.start + BLOCK);
                next = NEXT.compareAndSet(block, null, made) ? made : block.next;
            }
            block = next == block || next == null ? headForSender() : next;
        }
        return block;
    }

    /** The head, which is made if nobody has needed it yet. */
    private Block headForSender() {
        while (true) {
            var block = head;
            if (block != null) {
                return block;
            }
            var made = new Block(0);
            if (HEAD.compareAndSet(this, null, made)) {
                return made;
            }
        }
    }

    // ---- the receiver

    /** The next value; null while none is ready. */
    @SuppressWarnings("unchecked") // only push writes slots
    @Nullable T peekAcquire() {
        var block = headBlock();
        return block == null
                ? null
                : (T) SLOT.getAcquire(block.slots, (int) (headIndex & IN_BLOCK));
    }

    /** As {@link #peekAcquire}, for the look after the receiver's waker was kept. */
    @SuppressWarnings("unchecked") // only push writes slots
    @Nullable T peekVolatile() {
        var block = headBlock();
        return block == null
                ? null
                : (T) SLOT.getVolatile(block.slots, (int) (headIndex & IN_BLOCK));
    }

    /** Takes out what the last peek showed, which was not null. */
    void advance() {
        long index = headIndex;
        SLOT.set(Objects.requireNonNull(head).slots, (int) (index & IN_BLOCK), null);
        HEAD_INDEX.setOpaque(this, index + 1);
    }

    /** The block of the next slot, or null if no sender has needed it yet. */
    private @Nullable Block headBlock() {
        var block = head;
        if (block == null || headIndex - block.start < BLOCK) {
            return block;
        }
        var next = block.next;
        if (next == null) {
            return null;
        }
        head = next;
        block.next = block;
        return next;
    }

    /** Whether the list is closed and all its values were taken. */
    boolean isDrained() {
        return volatileTail().isClosed() && end == headIndex;
    }

    /** How many values were appended, or are just being appended, and not taken; a snapshot. */
    long length() {
        long taken = (long) HEAD_INDEX.getOpaque(this);
        var seen = volatileTail();
        return Math.max(0, (seen.isClosed() ? end : seen.index()) - taken);
    }
}
