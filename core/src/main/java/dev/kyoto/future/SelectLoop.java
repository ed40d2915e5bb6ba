package dev.kyoto.future;

import com.google.errorprone.annotations.CheckReturnValue;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A select that is repeated, and whose arms live from one iteration to the next.
 *
 * <p>Made by {@link Select#loop(Supplier, Supplier)} and its siblings, and by {@link
 * Select#loopAny}. Each {@link #next()} waits for the first arm to end and has its value. The other
 * arms are <em>not</em> cancelled: they stay as they are, half-done work and place in a queue
 * included, and go on at the next call. Only the arm that has ended is made anew, by its supplier,
 * when the next call is polled. So a read of ten bytes that has nine of them loses none to a tick.
 *
 * <p>A supplier that returns null retires its arm for good, as at the end of a stream. An arm that
 * is not {@linkplain #enable enabled} is neither polled nor cancelled. An arm that shuts itself, by
 * {@link Select#guard} or {@link Select#matching} around the supplied future, is out of the running
 * iteration; it is cancelled and made anew for the next. When no arm is left that could win, {@link
 * #orElseNull()} says what happens.
 *
 * <p>The arms are polled inside the task that polls {@code next()}, and only then; each only when
 * it was woken. Those that were woken are polled from a random one on, which repeats with the seed
 * of the runtime; {@link #biased()} keeps to the written order. A poll that starts without budget
 * polls no arm.
 *
 * <p>Belongs to one task; a second one that waits for {@code next()} at the same time is refused.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * try (var loop = Select.loop(connection::readFrame, tick::tick, shutdown::notified)) {
 *     while (true) {
 *         switch (loop.next().await()) {
 *             case OneOf3.First(var frame) -> handle(frame);
 *             case OneOf3.Second(var now) -> System.out.println("still here");
 *             case OneOf3.Third(var none) -> { return; }
 *         }
 *     }
 * }
 * }
 *
 * <p>Answers to {@code tokio::select!} in a loop over {@code &mut} futures, each of which is set
 * anew once it has ended.
 *
 * @param <R> one of {@link OneOf2} to {@link OneOf8}, or {@link Selected}
 */
@CheckReturnValue
public final class SelectLoop<R extends @Nullable Object> implements AutoCloseable {
    private static final Poll<?> NONE = Poll.ready(null);

    private final Children children = new Children();
    private final SoleUser user = new SoleUser("SelectLoop");
    private final LoopArm[] arms;
    private final Selection.Tag<R> tag;

    /** The enabled arms that are to be made anew. */
    private final ArrayDeque<LoopArm> vacant = new ArrayDeque<>();

    /** The arms that are out of the running iteration. */
    private final ArrayDeque<LoopArm> shut = new ArrayDeque<>();

    /** How many arms are alive and enabled. */
    private int open;

    private boolean begun;
    private boolean biased;
    private boolean orElseNull;
    private boolean closed;

    SelectLoop(
            Selection.Tag<R> tag,
            Collection<? extends Supplier<? extends @Nullable Future<?>>> suppliers) {
        this.tag = tag;
        this.arms = new LoopArm[suppliers.size()];
        int index = 0;
        for (var supplier : suppliers) {
            if (supplier == null) {
                throw new NullPointerException(
                        "arm " + (index + 1) + " is null, but must be a supplier of futures");
            }
            arms[index] = new LoopArm(index, supplier);
            vacant.add(arms[index]);
            index++;
        }
    }

    /**
     * Polls the arms in written order each time, the first one first; an early arm that is always
     * ready starves the later ones.
     *
     * <p>Answers to {@code biased;} in {@code tokio::select!}.
     *
     * @return this loop
     * @throws IllegalStateException if it has begun already
     */
    public SelectLoop<R> biased() {
        requireNotBegun("biased");
        biased = true;
        return this;
    }

    /**
     * Has {@link #next()} answer null once no arm can win, instead of throwing: all are retired, shut
     * or not enabled.
     *
     * <p><b>Example</b> Two channels until both are closed:
     *
     * {@snippet :
     * try (var loop = Select.loop(
     *                 () -> left.isClosed() ? null : left.recv(),
     *                 () -> right.isClosed() ? null : right.recv())
     *         .orElseNull()) {
     *     for (var one = loop.next().await(); one != null; one = loop.next().await()) {
     *         use(one);
     *     }
     * }
     * }
     *
     * <p>Answers to {@code else} in {@code tokio::select!}.
     *
     * @return this loop
     * @throws IllegalStateException if it has begun already
     */
    @SuppressWarnings("unchecked") // a loop only ever produces R's, so it may promise less
    public SelectLoop<@Nullable R> orElseNull() {
        requireNotBegun("orElseNull");
        orElseNull = true;
        return (SelectLoop<@Nullable R>) this;
    }

    /**
     * Waits for the first arm to end.
     *
     * <p><b>Cancellation</b> Safe: the arms stay as they are, and no value is lost.
     *
     * <p><b>Errors</b> What an arm or its supplier throws; that arm is made anew by the next call,
     * and the others live on. {@link IllegalStateException} if no arm can win and there is no {@link
     * #orElseNull()}, if the loop is closed, or if another {@code next()} is waiting.
     *
     * @return a future with the value of the arm that has ended
     */
    public Future<R> next() {
        return new Next();
    }

    /**
     * Lets an arm take part, or leaves it out without cancelling it; all take part at first.
     *
     * <p>A future that is left out keeps what it has done and whatever it waits in, and goes on once
     * it is enabled again. May be called at any time by the task that the loop belongs to; a {@link
     * #next()} that waits heeds it.
     *
     * <p>Answers to {@code , if condition} in {@code tokio::select!}.
     *
     * @param arm the arm's place, 0 for the first
     * @param enabled whether it takes part
     * @throws IllegalArgumentException if there is no such arm
     */
    public void enable(int arm, boolean enabled) {
        if (arm < 0 || arm >= arms.length) {
            throw new IllegalArgumentException(
                    "arm is " + arm + ", but this loop has the arms 0 to " + (arms.length - 1));
        }
        var changed = arms[arm];
        if (changed.enabled == enabled) {
            return;
        }
        changed.enabled = enabled;
        if (changed.state == LoopArm.State.LIVE) {
            open += enabled ? 1 : -1;
            if (enabled) {
                // It may have been woken while it was left out.
                childOf(changed).wake();
            }
        } else if (changed.state == LoopArm.State.VACANT) {
            // Taken out first, as it may be there from before.
            vacant.remove(changed);
            if (enabled) {
                vacant.add(changed);
            }
        }
        children.wakeOwner();
    }

    /**
     * Cancels all arms and waits until their cleanup has ended; then the loop is closed.
     *
     * <p>Nothing happens before the first poll.
     *
     * <p><b>Cancellation</b> Once it has begun it is not taken back: the loop is closed as by {@link
     * #close()}.
     *
     * <p><b>Errors</b> What cleanup threw, the first failure with the others suppressed in it. {@link
     * IllegalStateException} if a {@code next()} is waiting.
     *
     * @return a future that ends when no arm is alive
     */
    public Future<@Nullable Void> closing() {
        return new Closing(user, children) {
            @Override
            void begin() {
                closed = true;
            }
        };
    }

    /**
     * Cancels all arms without awaiting their cleanup; calling it again does nothing.
     *
     * <p>What they throw is reported to the uncaught exception handler of the thread. A {@link
     * #next()} that waits throws {@link IllegalStateException}.
     *
     * @throws IllegalStateException if called from inside an arm
     */
    @Override
    public void close() {
        if (children.isVisiting()) {
            throw new IllegalStateException(
                    "close() of a SelectLoop from inside one of its own arms, which it would cancel in"
                            + " the middle of a poll; call it from the task that awaits next()");
        }
        closed = true;
        children.wakeOwner();
        children.close();
    }

    private void requireNotBegun(String what) {
        if (begun || closed) {
            throw new IllegalStateException(
                    what + "() of a loop that has begun or is closed; call it before next()");
        }
    }

    /** Gives the shut arms another chance. */
    private void reopen() {
        for (var arm = shut.poll(); arm != null; arm = shut.poll()) {
            var future = childOf(arm).future();
            vacate(arm);
            try {
                future.cancel();
            } catch (Throwable failure) {
                Uncaught.report(failure);
            }
        }
    }

    /** Makes the vacant arms anew; one whose supplier throws stays vacant, behind the others. */
    private void fill() {
        for (var arm = vacant.poll(); arm != null; arm = vacant.poll()) {
            if (arm.state != LoopArm.State.VACANT) {
                continue; // It was enabled anew while its own supplier was at work.
            }
            @Nullable Future<?> future;
            try {
                future = arm.supplier.get();
            } catch (Throwable failure) {
                vacant.add(arm);
                throw failure;
            }
            if (future == null) {
                arm.state = LoopArm.State.RETIRED;
                continue;
            }
            arm.child = children.enlist(arm.index, future);
            arm.state = LoopArm.State.LIVE;
            open += arm.enabled ? 1 : 0; // The supplier itself may have changed its mind.
            requireOpen();
            shutIfDisabled(arm, future);
        }
    }

    private void vacate(LoopArm arm) {
        open -= arm.canWin() ? 1 : 0;
        children.ended(childOf(arm));
        arm.child = null;
        arm.state = LoopArm.State.VACANT;
        if (arm.enabled) {
            vacant.add(arm);
        }
    }

    private void shutIfDisabled(LoopArm arm, Future<?> future) {
        if (SelectArm.isDisabled(future)) {
            open -= arm.canWin() ? 1 : 0;
            arm.state = LoopArm.State.SHUT;
            shut.add(arm);
        }
    }

    private void requireOpen() {
        if (closed) {
            children.cancelAll(); // What a supplier made while it closed its own loop.
            throw new IllegalStateException(
                    "next() of a SelectLoop that is closed; its arms are cancelled, so make a new loop");
        }
    }

    private static Children.Child childOf(LoopArm arm) {
        return Objects.requireNonNull(arm.child, "an arm that is alive has a child");
    }

    /** Behind {@link #next()}: one iteration. */
    private final class Next extends OneShot<R> implements Children.Visitor {
        private boolean entered;
        private @Nullable Poll<R> value;
        private @Nullable Throwable failure;

        @Override
        Poll<R> step(Context cx) {
            user.claim(this);
            boolean pending = false;
            try {
                var answer = iterate(cx);
                pending = answer.isPending();
                return answer;
            } finally {
                if (!pending) {
                    end();
                }
            }
        }

        private Poll<R> iterate(Context cx) {
            requireOpen();
            if (!entered) {
                entered = true;
                begun = true;
                reopen();
            }
            fill();
            var order = biased ? Children.Order.WRITTEN : Children.Order.RANDOM_START;
            children.visitWoken(cx, order, this);
            var thrown = failure;
            if (thrown != null) {
                throw Failures.unchecked(thrown);
            }
            var won = value;
            if (won != null) {
                return won;
            }
            return open > 0 ? Poll.pending() : nobodyCanWin();
        }

        @SuppressWarnings("unchecked") // null is a value of the type that orElseNull() promised
        private Poll<R> nobodyCanWin() {
            if (orElseNull) {
                return (Poll<R>) NONE;
            }
            throw new IllegalStateException(
                    "all "
                            + arms.length
                            + " arms of this loop are retired, shut or not enabled, so next() could"
                            + " never end; leave an arm open or add orElseNull()");
        }

        @Override
        public boolean visit(Children.Child child, Context cx) {
            var arm = arms[child.index];
            if (!arm.canWin()) {
                return true; // To enable it is to wake it.
            }
            var future = child.future();
            try {
                if (future.poll(cx) instanceof Poll.Ready<?>(var won)) {
                    vacate(arm);
                    value = Poll.ready(tag.tag(arm.index, won));
                    return false;
                }
            } catch (Throwable thrown) {
                vacate(arm);
                failure = thrown;
                return false;
            }
            shutIfDisabled(arm, future);
            return true;
        }

        @Override
        void drop() {
            end();
        }

        @Override
        String name() {
            return "SelectLoop.next()";
        }

        private void end() {
            if (user.release(this)) {
                children.releaseWaker();
            }
        }
    }
}
