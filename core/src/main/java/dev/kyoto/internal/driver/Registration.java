package dev.kyoto.internal.driver;

import dev.kyoto.future.AtomicWaker;
import dev.kyoto.future.Context;
import dev.kyoto.future.IoException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * One channel's place in the driver: what it is ready for, and who waits for it.
 *
 * <p>The protocol of an operation: {@link #pollReady}; if it answers a snapshot, try the system
 * call on the channel; if that would block, {@link #clearReady} with the snapshot, and start over.
 * A transfer of fewer bytes than there was room for may clear readiness at once: it saves the call
 * that would block.
 *
 * <p>Thread-safe. Each direction has one slot for a waiting task; tasks that share a direction use
 * a {@link ReadyWaiter} each.
 *
 * <p>Answers to {@code tokio::io::unix::AsyncFd}, {@code PollEvented} and {@code ScheduledIo}.
 */
public final class Registration {
    // Transitions of the word, for one direction (r: ready, a: armed, t: tick); each is one CAS.
    //   r0 a0 -> r0 a1        pollReady, by a waiter whose waker is in its slot; then interest |=
    // op
    //   r0 a1 -> r1 a1 t+1    event, READ; then wake
    //   r0 a1 -> r1 a0 t+1    event, WRITE; interest &= ~op, then wake
    //   r1 a1 -> r1 a0 t+1    event that nobody has consumed; interest &= ~op ("lazy disarm")
    //   r1 a1 -> r1 a1 t+1    the same, found by a glance and not spared before; spared
    //   r1 t  -> r0           clearReady with a snapshot of the same t
    //   r1 t' -> r1 t'        clearReady with an older snapshot: an event has come since
    //   any   -> ended        markEnded: ready for ever
    //   any   -> closed       deregister, close, or a key found cancelled; then wake all
    //   any   -> shutdown     the driver's shutdown; then wake all
    // It starts r1 a0: the first operation is simply tried, and costs no call of the selector.
    //
    // NIO reports levels, not edges. Read interest stays armed while events are consumed, so that
    // in the steady state nothing but the read and the write itself is called. An event that finds
    // its direction ready already would be reported again by every select, which then could not
    // wait; it disarms instead. A glance does not wait, and finds the events of tasks that are in a
    // queue and will consume them soon; to disarm would cost two calls of the system and perhaps a
    // wake-up to have the interest back. So it spares them, once: what a second glance finds there
    // is not waiting for its turn.
    //
    // No event is lost:
    // - Event against waiter. The waiter stores its waker and then reads the word; the event CASes
    //   the word and then takes the waker. All are volatile, so one of them sees the other.
    // - Event against clear. The event's tick makes a clear by an older snapshot fail. A clear that
    //   comes first is followed by the event; a disarmed direction is armed by the waiter, and NIO
    //   reports again whatever is still there, as it reports levels.
    // - Disarm against arm. The interest changes after the word, so the two may swap: the waiter's
    //   "|= op" runs first and is undone by the event's "&= ~op". Therefore the event reads the
    // word
    //   again after "&= ~op" and repeats "|= op" if it finds the bit armed; had the waiter armed
    //   before that read, it is seen, and if after, its own "|= op" comes later. Only the holder of
    //   the driver disarms, one at a time, so nobody else can have disarmed in between.
    // - Arm against a blocked poll: IoDriver.nudge().

    private static final VarHandle WORD;

    static {
        try {
            WORD = MethodHandles.lookup().findVarHandle(Registration.class, "word", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final IoDriver driver;
    private final SelectableChannel channel;
    private final SelectionKey key;
    private final AtomicWaker reader = new AtomicWaker();
    private final AtomicWaker writer = new AtomicWaker();
    private final ReadyWaiter.Queue sharers = new ReadyWaiter.Queue();
    private final int readOp;

    /** OP_CONNECT until {@link #connected}, which is called before the socket is shared. */
    private int writeOp;

    private volatile long word;

    Registration(IoDriver driver, SelectableChannel channel, SelectionKey key) {
        this.driver = driver;
        this.channel = channel;
        this.key = key;
        boolean connecting = channel instanceof SocketChannel s && s.isConnectionPending();
        int valid = channel.validOps();
        this.readOp = valid & Direction.READ.ops;
        this.writeOp = connecting ? SelectionKey.OP_CONNECT : valid & SelectionKey.OP_WRITE;
        this.word = Readiness.READABLE | (connecting ? 0 : Readiness.WRITABLE);
    }

    /**
     * Asks whether an operation is worth a try. The waker takes the direction's one slot: only the
     * newest is woken.
     *
     * @param cx the waker to keep
     * @param direction which way
     * @return a snapshot for {@link #clearReady}, or {@link Readiness#PENDING}
     * @throws IoException {@code CLOSED} after {@link #deregister}, {@code RUNTIME_SHUTDOWN}
     */
    public long pollReady(Context cx, Direction direction) {
        long seen = word;
        if (!Readiness.isReady(seen, direction)) {
            slot(direction).register(cx.waker());
            seen = armUnlessReady(direction);
        }
        return checked(seen);
    }

    /**
     * Says that an operation would have blocked, or has taken all there was. Does nothing if an
     * event has come since the snapshot, or if the direction has ended.
     *
     * @param snapshot what {@link #pollReady} answered before the operation
     * @param direction which way
     */
    public void clearReady(long snapshot, Direction direction) {
        long seen = word;
        while ((seen & direction.readyBit) != 0
                && !Readiness.tickDiffers(seen, snapshot, direction)) {
            if (WORD.weakCompareAndSet(this, seen, seen & ~direction.readyBit)) {
                return;
            }
            seen = word;
        }
    }

    /**
     * The readiness now, for operations that are tried without waiting.
     *
     * @return a snapshot for {@link #clearReady}
     * @throws IoException {@code CLOSED} after {@link #deregister}, {@code RUNTIME_SHUTDOWN}
     */
    public long snapshot() {
        return checked(word);
    }

    /**
     * Says that the direction has come to its end, so that nobody waits for it any more: the end of
     * the input was read, or the output was shut down. Wakes who waits.
     *
     * @param direction which way
     */
    public void markEnded(Direction direction) {
        WORD.getAndBitwiseOr(this, direction.endedBit);
        wake(direction);
    }

    /**
     * Wakes who waits for a direction, after something else than readiness has changed for them.
     *
     * @param direction which way
     */
    public void wake(Direction direction) {
        slot(direction).wake();
        sharers.wake(direction);
    }

    /** The socket is connected: from now on it is read and written. Called by its only owner. */
    public void connected() {
        writeOp = SelectionKey.OP_WRITE;
        // If the interest in connecting is still armed it would be reported by the system, and
        // ignored by NIO, over and over.
        WORD.getAndBitwiseAnd(this, ~Direction.WRITE.armedBit);
        try {
            if ((key.interestOpsAnd(~SelectionKey.OP_CONNECT) & SelectionKey.OP_CONNECT) != 0) {
                driver.interestChanged();
            }
        } catch (CancelledKeyException e) {
            // The next operation finds out.
        }
        WORD.getAndBitwiseOr(this, Readiness.WRITABLE);
    }

    /**
     * Gives the place up and leaves the channel open; waiters fail with {@code CLOSED}. Idempotent.
     */
    public void deregister() {
        if (giveUp()) {
            key.cancel();
            driver.deregistered();
            wakeAll();
        }
    }

    /**
     * Gives the place up and closes the channel; waiters fail with {@code CLOSED}. The descriptor
     * is given back at once or, if another thread is polling, by that thread right away.
     * Idempotent.
     *
     * @throws IoException if closing fails; everything is given back all the same
     */
    public void close() {
        if (!giveUp()) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            throw IoException.of("closing " + channel + ": " + e.getMessage(), e);
        } finally {
            key.cancel();
            driver.deregistered();
            wakeAll();
        }
    }

    /**
     * Whether the place was given up.
     *
     * @return true after {@link #close} or {@link #deregister}
     */
    public boolean isClosed() {
        return (word & Readiness.CLOSED) != 0;
    }

    /**
     * The driver that this is a place in.
     *
     * @return the driver
     */
    public IoDriver driver() {
        return driver;
    }

    long current() {
        return word;
    }

    ReadyWaiter.Queue sharers() {
        return sharers;
    }

    /** Arms after a waker was stored. Answers the word if ready by now, else PENDING. */
    long armUnlessReady(Direction direction) {
        while (true) {
            long seen = word;
            if (Readiness.isReady(seen, direction)) {
                return seen;
            }
            if (Readiness.isArmed(seen, direction)) {
                return Readiness.PENDING;
            }
            if (WORD.compareAndSet(this, seen, seen | direction.armedBit)) {
                try {
                    key.interestOpsOr(op(direction));
                    driver.interestChanged();
                    return Readiness.PENDING;
                } catch (CancelledKeyException e) {
                    WORD.getAndBitwiseOr(this, cancelledBit());
                }
            }
        }
    }

    /** Answers the word, or throws if the place is gone. */
    long checked(long seen) {
        if (!Readiness.isGone(seen)) {
            return seen;
        }
        if ((seen & Readiness.CLOSED) != 0) {
            throw new IoException(
                    IoException.Kind.CLOSED,
                    channel + " was closed on this side; do not use it after close()");
        }
        throw IoDriver.shutdownFailure();
    }

    /** Called in dispatch. */
    void onEvent() {
        try {
            int ready = key.readyOps();
            for (var direction : DIRECTIONS) {
                if ((ready & direction.ops) != 0) {
                    onEvent(direction);
                }
            }
        } catch (CancelledKeyException e) {
            // Whoever cancelled it has woken the waiters, or it was closed behind our back.
            WORD.getAndBitwiseOr(this, cancelledBit());
            wakeAll();
        }
    }

    /** Called by the driver's shutdown. */
    void shutdown() {
        WORD.getAndBitwiseOr(this, Readiness.SHUTDOWN);
        wakeAll();
    }

    private static final Direction[] DIRECTIONS = Direction.values();

    private void onEvent(Direction direction) {
        long seen;
        long next;
        do {
            seen = word;
            next = Readiness.withNextTick(seen, direction) | direction.readyBit;
            if (direction == Direction.WRITE) {
                next &= ~direction.armedBit;
            } else if (!Readiness.isReady(seen, direction)) {
                next &= ~Readiness.READ_SPARED;
            } else if (driver.isGlancing() && (seen & Readiness.READ_SPARED) == 0) {
                next |= Readiness.READ_SPARED;
            } else {
                next &= ~direction.armedBit;
            }
        } while (!WORD.compareAndSet(this, seen, next));
        if (!Readiness.isArmed(next, direction)) {
            key.interestOpsAnd(~direction.ops);
            driver.interestChangedInDispatch();
            if (Readiness.isArmed(word, direction)) {
                key.interestOpsOr(op(direction));
            }
        }
        wake(direction);
    }

    /** What a key found cancelled means: shutdown cancels all keys, else somebody closed. */
    private long cancelledBit() {
        return driver.isShutDown() ? Readiness.SHUTDOWN : Readiness.CLOSED;
    }

    private boolean giveUp() {
        long before = (long) WORD.getAndBitwiseOr(this, Readiness.CLOSED);
        return (before & Readiness.CLOSED) == 0;
    }

    private void wakeAll() {
        wake(Direction.READ);
        wake(Direction.WRITE);
    }

    private AtomicWaker slot(Direction direction) {
        return direction == Direction.READ ? reader : writer;
    }

    private int op(Direction direction) {
        return direction == Direction.READ ? readOp : writeOp;
    }
}
