package dev.kyoto.net;

import dev.kyoto.future.Future;
import dev.kyoto.future.IoException;
import dev.kyoto.internal.driver.Direction;
import dev.kyoto.internal.driver.Registration;
import java.io.IOException;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What every kind of registered channel can do with its readiness: wait for it, and try calls under
 * it. Any number of tasks may do so at once. Made anew for each operation, as it has no state.
 *
 * @param channel the channel that calls are given
 * @param registration its place in the driver
 * @param peeked whether something was taken out of the channel by peeking, and can be read
 * @param owner what the user holds: named in messages, and kept reachable while a task waits
 * @param <C> the type of the channel
 */
record ReadyIo<C>(C channel, Registration registration, BooleanSupplier peeked, Object owner) {
    private static final BooleanSupplier NEVER = () -> false;

    /** For channels that are never peeked. */
    ReadyIo(C channel, Registration registration, Object owner) {
        this(channel, registration, NEVER, owner);
    }

    boolean holdsInput() {
        return peeked.getAsBoolean();
    }

    Future<@Nullable Void> readable() {
        return new ReadyFuture<>("readable()", this, Interest.READABLE, snapshot -> null);
    }

    Future<@Nullable Void> writable() {
        return new ReadyFuture<>("writable()", this, Interest.WRITABLE, snapshot -> null);
    }

    Future<Ready> ready(Interest interest) {
        return ready(interest, snapshot -> readiness(snapshot, interest));
    }

    <T> Future<T> ready(Interest interest, LongFunction<T> outcome) {
        return new ReadyFuture<>("ready()", this, interest, outcome);
    }

    /** One try, whatever the readiness; null if the channel is not ready for it. */
    <T> @Nullable T tryIo(Interest interest, ChannelCall<? super C, ? extends T> call) {
        return tryNow(registration.snapshot(), interest, Objects.requireNonNull(call, "call"));
    }

    <T> Future<T> asyncIo(Interest interest, ChannelCall<? super C, ? extends T> call) {
        return new AsyncIoFuture<>(this, interest, Objects.requireNonNull(call, "call"));
    }

    Ready readiness(long snapshot, Interest interest) {
        var ready = Ready.of(snapshot, interest);
        return interest.isReadable() && holdsInput() ? ready.add(Ready.READABLE) : ready;
    }

    <T> @Nullable T tryNow(
            long snapshot, Interest interest, ChannelCall<? super C, ? extends T> call) {
        T outcome;
        try {
            outcome = call.call(channel);
        } catch (IOException e) {
            throw IoException.of("call on " + owner + ": " + e.getMessage(), e);
        }
        if (outcome == null) {
            clearReady(snapshot, interest);
        }
        return outcome;
    }

    void clearReady(long snapshot, Interest interest) {
        if (interest.isReadable()) {
            registration.clearReady(snapshot, Direction.READ);
        }
        if (interest.isWritable()) {
            registration.clearReady(snapshot, Direction.WRITE);
        }
    }
}
