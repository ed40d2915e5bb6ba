package dev.kyoto.sync;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value that is set once, by anybody, and that tasks can wait for.
 *
 * <p>Other than a {@link OnceCell} it has no initialiser: who needs the value waits until somebody
 * else sets it. Other than a {@link Oneshot} any number of tasks may wait, before and after.
 * Thread-safe.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * var address = SetOnce.<String>of();
 * // the server, once it listens
 * if (!address.set("localhost:8080")) {
 *     log("somebody was faster");
 * }
 * // whoever needs it
 * fetch(address.whenSet().await()).await();
 * }
 *
 * <p>Answers to {@code tokio::sync::SetOnce}.
 *
 * @param <T> the type of the value
 */
public final class SetOnce<T> {
    // The value is written under this object's monitor, from null to the value and never again; it
    // is read without. The queue holds those who wait, touched under the monitor only, and is empty
    // for ever once the value is there.
    //
    // No wake-up is lost: a waiter joins under the lock that set() takes, after it saw there that
    // no value is set; so set() finds it in the queue.

    private final WaitQueue queue = new WaitQueue();
    private volatile @Nullable T value;

    private SetOnce(@Nullable T value) {
        this.value = value;
    }

    /**
     * Creates one without a value.
     *
     * <p>Answers to {@code SetOnce::new}.
     *
     * @param <T> the type of the value
     * @return a new one
     */
    public static <T> SetOnce<T> of() {
        return new SetOnce<>(null);
    }

    /**
     * Creates one that is set already.
     *
     * <p>Answers to {@code SetOnce::new_with}.
     *
     * @param value the value
     * @param <T> its type
     * @return a new one
     */
    public static <T> SetOnce<T> of(T value) {
        return new SetOnce<>(Objects.requireNonNull(value, "value"));
    }

    /**
     * Sets the value, and wakes all who wait for it, unless it was set before.
     *
     * <p>Answers to {@code SetOnce::set}.
     *
     * @param value the value, not null
     * @return true if this is the value now; false if there was one already, which stays
     */
    @CheckReturnValue
    public boolean set(T value) {
        Objects.requireNonNull(value, "value");
        Waiter<?> waiting;
        synchronized (this) {
            if (this.value != null) {
                return false;
            }
            this.value = value;
            waiting = queue.removeAll();
        }
        Waiter.wakeAll(waiting);
        return true;
    }

    /**
     * The value, if it is set.
     *
     * <p>Answers to {@code SetOnce::get}.
     *
     * @return the value, or null
     */
    public @Nullable T value() {
        return value;
    }

    /**
     * Whether the value is set.
     *
     * <p>Answers to {@code SetOnce::initialized}.
     *
     * @return true from the first {@link #set} on
     */
    public boolean isSet() {
        return value != null;
    }

    /**
     * Waits for the value.
     *
     * <p><b>Cancellation</b> Safe: nothing is lost, the value stays for whoever asks again.
     *
     * <p><b>Errors</b> None. If nobody ever sets the value, this waits for ever.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * SetOnce<String> address = SetOnce.of();
     * fetch(address.whenSet().await()).await();
     * }
     *
     * <p>Answers to {@code SetOnce::wait}, a name that is taken in Java.
     *
     * @return a new wait
     */
    @CheckReturnValue
    public Future<T> whenSet() {
        return new WhenSet<>(this);
    }

    /** Joins those who wait, unless the value has come. */
    private synchronized void join(WhenSet<T> node, Waker waker) {
        if (value == null) {
            node.waker = waker;
            queue.add(node);
        }
    }

    private synchronized void replaceWaker(WhenSet<T> node, Waker waker) {
        if (value == null) {
            node.waker = waker;
        }
    }

    private synchronized void leave(WhenSet<T> node) {
        if (value == null) {
            queue.remove(node);
            node.waker = null;
        }
    }

    @Override
    public String toString() {
        var seen = value;
        return seen == null ? "SetOnce[]" : "SetOnce[" + seen + "]";
    }

    /** A wait for the value; it is in the queue exactly while WAITING and no value is set. */
    private static final class WhenSet<T> extends Waiter<T> {
        private final SetOnce<T> owner;

        WhenSet(SetOnce<T> owner) {
            this.owner = owner;
        }

        @Override
        public Poll<T> poll(Context cx) {
            checkLive();
            if (!cx.proceed()) {
                return Poll.pending();
            }
            // The waker that is kept can only be cleared after the value was set, so if it is the
            // newest and there is no value below, it is the one that will be woken.
            if (owner.value == null) {
                if (stage == NEW) {
                    stage = WAITING;
                    owner.join(this, cx.waker());
                } else if (waker != cx.waker()) {
                    owner.replaceWaker(this, cx.waker());
                }
            }
            var seen = owner.value;
            if (seen != null) {
                return ready(seen);
            }
            cx.restore();
            return Poll.pending();
        }

        @Override
        public void cancel() {
            if (stage == WAITING) {
                owner.leave(this);
            }
            if (stage <= WAITING) {
                stage = CANCELLED;
            }
        }

        @Override
        public String toString() {
            return "SetOnce.whenSet()";
        }
    }
}
