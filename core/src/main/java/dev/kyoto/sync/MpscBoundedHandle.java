package dev.kyoto.sync;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Future;
import org.jspecify.annotations.Nullable;

/** What a bounded sender has beyond an unbounded one: slots that are waited for and reserved. */
abstract class MpscBoundedHandle<T> extends MpscHandle<T> {
    MpscBoundedHandle(MpscCore<T> core) {
        super(core);
    }

    /**
     * Waits for a free slot and reserves it, so that the message can be made when it is certain to
     * be taken.
     *
     * <p><b>Cancellation</b> Safe: a slot that was already granted goes to the next in the queue.
     * What is lost is the place in the queue.
     *
     * <p><b>Errors</b> As of {@code send}.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * try (var slot = sender.reserve().await()) {
     *     slot.send(expensive());
     * }
     * }
     *
     * <p>Answers to {@code Sender::reserve} and {@code reserve_owned}.
     *
     * @return the slot, to be closed
     */
    @CheckReturnValue
    public final Future<Mpsc.Permit<T>> reserve() {
        return new MpscReserve<>(this, 1);
    }

    /**
     * Waits for several free slots and reserves them, all or none.
     *
     * <p><b>Cancellation</b> Safe: the slots granted so far go to the next in the queue. What is
     * lost is the place in the queue.
     *
     * <p><b>Errors</b> As of {@code send}.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * try (var slots = sender.reserveMany(batch.size()).await()) {
     *     batch.forEach(slots::send);
     * }
     * }
     *
     * <p>Answers to {@code Sender::reserve_many}.
     *
     * @param slots how many, 0 to {@link #maxCapacity()}
     * @return the slots, to be closed
     * @throws IllegalArgumentException if there will never be that many
     */
    @CheckReturnValue
    public final Future<Mpsc.Permit<T>> reserveMany(int slots) {
        return new MpscReserve<>(this, requireSlots(slots));
    }

    /**
     * Reserves a slot if one is free now and nobody waits for it.
     *
     * <p>Answers to {@code Sender::try_reserve} and {@code try_reserve_owned}.
     *
     * @return the slot, to be closed; null if the channel is full
     * @throws ClosedException if the receiver, or this sender, is closed
     */
    @CheckReturnValue
    public final Mpsc.@Nullable Permit<T> tryReserve() {
        return tryReserveMany(1);
    }

    /**
     * Reserves several slots, all or none, if they are free now and nobody waits for them.
     *
     * <p>Answers to {@code Sender::try_reserve_many}.
     *
     * @param slots how many, 0 to {@link #maxCapacity()}
     * @return the slots, to be closed; null if there are too few
     * @throws ClosedException if the receiver, or this sender, is closed
     * @throws IllegalArgumentException if there will never be that many
     */
    @CheckReturnValue
    public final Mpsc.@Nullable Permit<T> tryReserveMany(int slots) {
        return switch (tryTake(requireSlots(slots))) {
            case TAKEN -> new Mpsc.Permit<>(this, slots);
            case TOO_FEW -> null;
            case CLOSED -> throw new ClosedException(whyClosed());
        };
    }

    /**
     * How many slots are free now; a snapshot.
     *
     * <p>Answers to {@code Sender::capacity}.
     *
     * @return the number, 0 while anybody waits
     */
    public final int capacity() {
        return core.freeSlots();
    }

    /**
     * How many slots the channel has.
     *
     * <p>Answers to {@code Sender::max_capacity}.
     *
     * @return the capacity it was created with
     */
    public final int maxCapacity() {
        return core.capacity;
    }

    final PermitPool.Outcome tryTake(int slots) {
        return isHandleClosed() ? PermitPool.Outcome.CLOSED : core.slots().tryTake(slots);
    }

    private int requireSlots(int slots) {
        if (slots < 0 || slots > core.capacity) {
            throw new IllegalArgumentException(
                    "cannot reserve %d slots of a channel with %d; ask for 0 to maxCapacity()"
                            .formatted(slots, core.capacity));
        }
        return slots;
    }
}
