package dev.kyoto.net;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.driver.Direction;
import dev.kyoto.internal.driver.Readiness;
import dev.kyoto.internal.driver.ReadyWaiter;
import dev.kyoto.internal.leaf.LeafFuture;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * One operation on a datagram socket, in the three forms that each of them has: as a future for one
 * of any number of tasks, as a poll for one task, and as a try.
 *
 * @param name what the user called, for messages
 * @param owner the socket that the user holds: kept reachable while a task waits
 * @param io the socket
 * @param direction what it waits for
 * @param once one try
 * @param <T> the type of the outcome
 */
record UdpCall<T>(String name, UdpSocket owner, UdpIo io, Direction direction, Try<T> once) {

    /** One try under a snapshot of readiness; null if the socket is not ready for it. */
    interface Try<T> {
        @Nullable T at(long ready);
    }

    private interface Readying {
        long pollReady(Context cx);
    }

    LeafFuture<T> future() {
        return new Waiting<>(this);
    }

    /** Takes the one slot of the direction, for polls that must not leave anything queued. */
    Poll<T> poll(Context cx) {
        if (!cx.proceed()) {
            return Poll.pending();
        }
        try {
            var outcome = attempt(cx, turn -> io.registration().pollReady(turn, direction));
            if (outcome.isPending()) {
                cx.restore();
            }
            return outcome;
        } finally {
            Reference.reachabilityFence(owner);
        }
    }

    @Nullable T now() {
        try {
            return once.at(io.registration().snapshot());
        } finally {
            Reference.reachabilityFence(owner);
        }
    }

    private Poll<T> attempt(Context cx, Readying readying) {
        while (true) {
            long ready = readying.pollReady(cx);
            if (ready == Readiness.PENDING) {
                // After the waker was kept: see UdpIo about what is held.
                if (direction != Direction.READ || !io.holdsInput()) {
                    return Poll.pending();
                }
                ready = io.registration().snapshot();
            }
            var outcome = once.at(ready);
            if (outcome != null) {
                return Poll.ready(outcome);
            }
        }
    }

    private static final class Waiting<T> extends LeafFuture<T> {
        private final UdpCall<T> call;
        private final ReadyWaiter waiter;

        Waiting(UdpCall<T> call) {
            this.call = call;
            this.waiter = new ReadyWaiter(call.io.registration(), call.direction);
        }

        @Override
        protected Poll<T> attempt(Context cx) {
            var outcome = call.attempt(cx, waiter::pollReady);
            if (outcome.isReady()) {
                waiter.cancel();
            }
            return outcome;
        }

        @Override
        protected String name() {
            return call.name + " of " + call.owner;
        }

        @Override
        protected void release() {
            waiter.cancel();
        }
    }
}
