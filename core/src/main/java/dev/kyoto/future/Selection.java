package dev.kyoto.future;

import com.google.errorprone.annotations.CheckReturnValue;
import java.util.Collection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A select: waits for the first of several futures and cancels the others; the value says which one
 * it was.
 *
 * <p>Made by {@link Select#select(Future, Future)} and its siblings, and for any number of futures of
 * one type by {@link Select#selectAny}, {@link Race#race(Collection)} and {@link
 * Race#firstSuccess(Collection)}.
 *
 * <p>The arms are polled inside the task that polls the select: concurrently, never in parallel; to
 * use several workers, spawn. Each poll starts at another arm, chosen at random, so that an arm
 * that is always ready does not starve the others; {@link #biased()} keeps to the written order.
 * The choices repeat with the seed of the runtime. The few arms of a {@code select} are all polled
 * each time; those of a collection only when they were woken, so that many cost no more than those
 * that make progress.
 *
 * <p>The losers have <em>ended</em> before the value is returned: they are cancelled by {@link
 * Future#pollCancel}, all at once, and what their cleanup awaits is awaited. An arm that is wrapped
 * in {@link Select#keep} is only lent: losing leaves it as it is, to be polled again by the next
 * select.
 *
 * <p>An arm can be shut by {@link Select#guard} before the select begins or by {@link
 * Select#matching} while it runs. When no arm is left that could win, {@link #orElseNull()} says
 * what happens.
 *
 * <p>A poll that starts without budget polls no arm: it answers Pending and asks for a new turn.
 *
 * <p><b>Cancellation</b> Cancels the arms, with their cleanup awaited in {@code pollCancel}; as
 * safe as its arms are. One moment is special: while the cleanup of the losers is being awaited,
 * the winner has given its value already, and a select that is cancelled then loses it. Leaf
 * futures have no such cleanup, so a select of leaf futures has no such moment.
 *
 * <p><b>Errors</b> If an arm throws, the others are cancelled in the same way and the exception
 * goes on. What cleanup throws then is suppressed in it; if there is a winner, the value is
 * returned all the same and what cleanup threw is reported to the uncaught exception handler of the
 * thread. If all arms are shut and there is no else: {@link IllegalStateException}.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * switch (Select.select(messages.recv(), shutdown.notified()).await()) {
 *     case OneOf2.First(var message) -> handle(message);
 *     case OneOf2.Second(var none) -> { return; }
 * }
 * }
 *
 * <p>Not thread-safe, as every future. Answers to {@code tokio::select!}.
 *
 * @param <R> one of {@link OneOf2} to {@link OneOf8}, {@link Selected}, or the winner's value alone
 */
@CheckReturnValue
public abstract sealed class Selection<R extends @Nullable Object> extends OneShot<R>
        permits SelectFew, SelectMany {
    // Phases within OneShot's OPEN:
    //   RACING  -> DECIDED   an arm is ready or throws; or no arm can win any more
    //   DECIDED -> ended     all other arms have ended; then the outcome is handed out
    // UNPOLLED is RACING before the first poll; DECIDED is WON or FAILED.
    private static final byte UNPOLLED = 0;
    private static final byte RACING = 1;
    private static final byte WON = 2;
    private static final byte FAILED = 3;

    private byte phase = UNPOLLED;
    private boolean biased;
    private boolean orElseNull;

    /** The value once WON, what was thrown once FAILED. */
    private @Nullable Object result;

    Selection() {}

    /**
     * Polls the arms in written order each time, the first one first; who writes it must see to it
     * that an early arm which is always ready does not starve the later ones.
     *
     * <p>Answers to {@code biased;} in {@code tokio::select!}.
     *
     * @return this select
     * @throws IllegalStateException if it was polled already
     */
    public Selection<R> biased() {
        requireUnpolled("biased");
        biased = true;
        return this;
    }

    /**
     * Has the value null once all arms are shut, instead of throwing; in a switch it is {@code case
     * null}.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * switch (Select.select(Select.guard(a != null, a), Select.guard(b != null, b))
     *         .orElseNull()
     *         .await()) {
     *     case OneOf2.First(var value) -> use(value);
     *     case OneOf2.Second(var value) -> use(value);
     *     case null -> { return; }
     * }
     * }
     *
     * <p>Answers to {@code else} in {@code tokio::select!}.
     *
     * @return this select
     * @throws IllegalStateException if it was polled already
     */
    @SuppressWarnings("unchecked") // a select only ever produces R's, so it may promise less
    public Selection<@Nullable R> orElseNull() {
        requireUnpolled("orElseNull");
        orElseNull = true;
        return (Selection<@Nullable R>) this;
    }

    @Override
    Poll<R> step(Context cx) {
        if (!isDecided()) {
            phase = RACING;
            race(cx, biased);
            if (!isDecided()) {
                return Poll.pending();
            }
        }
        if (!arms().pollCancelAll(cx)) {
            return Poll.pending();
        }
        return outcome();
    }

    /** Those that are cancelled if another one wins. */
    abstract Group arms();

    /** Polls the arms that can win, up to the first call of one of the methods below. */
    abstract void race(Context cx, boolean biased);

    final void won(R value) {
        result = value;
        phase = WON;
    }

    final void failed(Throwable thrown) {
        result = thrown;
        phase = FAILED;
    }

    final void nobodyCanWin(int count) {
        if (orElseNull) {
            result = null;
            phase = WON;
        } else {
            failed(
                    new IllegalStateException(
                            "all "
                                    + count
                                    + " arms of this select are shut, so it could never end; leave an"
                                    + " arm open or add orElseNull()"));
        }
    }

    final boolean isDecided() {
        return phase >= WON;
    }

    @Override
    void drop() {
        arms().cancelAll();
    }

    @Override
    Poll<@Nullable Void> pollDrop(Context cx) {
        return arms().pollDropAll(cx);
    }

    @Override
    String name() {
        return "Selection";
    }

    @SuppressWarnings("unchecked") // a value is an R, and null where orElseNull() promised it
    private Poll<R> outcome() {
        var cleanupFailure = arms().takeCleanupFailure();
        var ended = result;
        if (phase == WON) {
            if (cleanupFailure != null) {
                Uncaught.report(cleanupFailure);
            }
            return Poll.ready((R) ended);
        }
        var thrown = (Throwable) Objects.requireNonNull(ended);
        if (cleanupFailure != null) {
            thrown = Uncaught.merge(thrown, cleanupFailure);
        }
        throw Failures.unchecked(thrown);
    }

    private void requireUnpolled(String what) {
        if (phase != UNPOLLED || !isOpen()) {
            throw new IllegalStateException(
                    what + "() of a select that was polled or cancelled already; call it first");
        }
    }

    /** Makes the value of the select from the winner's. */
    @FunctionalInterface
    interface Tag<R extends @Nullable Object> {
        R tag(int arm, @Nullable Object value);
    }
}
