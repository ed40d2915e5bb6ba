package dev.kyoto.internal.driver;

import dev.kyoto.future.IoException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.SelectorProvider;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The readiness reactor: one NIO selector, polled by whichever thread has nothing better to do.
 *
 * <p>Everything but {@link #poll} may be called from any thread at any time; {@link #poll} is for
 * one thread at a time, the holder of the driver.
 *
 * <p>Answers to Tokio's I/O driver and, in part, to {@code mio::Poll} and {@code mio::Waker}.
 */
public final class IoDriver {
    // Parts. The selector, made when it is first needed; `pollLock`, held during each select and
    // the dispatch of its events; `sleep`, which says whether a wake-up is needed; `releaseWanted`,
    // which says that keys were cancelled whose descriptors the selector still holds.
    //
    // States of `sleep`:
    //   AWAKE    -> BLOCKED    poll, about to wait
    //   NOTIFIED -> AWAKE      poll, which then does not wait
    //   AWAKE    -> NOTIFIED   wakeup: the next poll does not wait
    //   BLOCKED  -> NOTIFIED   wakeup, nudge: and one Selector.wakeup
    //   BLOCKED  -> AWAKE      poll, after an event or the end of its time
    // Only the holder of pollLock enters or leaves BLOCKED, so that nobody's selectNow() can eat
    // the Selector.wakeup meant for a poll that is about to wait.
    //
    // No wake-up is lost. wakeup() is a permit: what it finds AWAKE it leaves NOTIFIED. nudge() is
    // no permit; whoever calls it has first queued work that the start of any select does (a
    // changed
    // interest, a cancelled key, a thread waiting for pollLock). Both sides store and then load
    // with
    // a full fence between: nudge() its work and then `sleep`; poll() BLOCKED (a CAS) and then, in
    // select, the queues. So nudge() sees BLOCKED or select sees the work.
    //
    // Cancelled keys. NIO closes the descriptor of a registered channel only in the next select.
    // release() sees to it that there is a next select: it selects by itself if pollLock is free,
    // else it nudges the holder; a holder looks at `releaseWanted` after its dispatch, and once
    // more
    // after unlocking, since a thread whose tryLock failed relies on it.

    /** About as many tasks run between two glances. */
    private static final int TURNS_BETWEEN_GLANCES = 64;

    private static final int AWAKE = 0;
    private static final int BLOCKED = 1;
    private static final int NOTIFIED = 2;

    private static final VarHandle SLEEP;
    private static final VarHandle RELEASE_WANTED;

    static {
        try {
            var lookup = MethodHandles.lookup();
            SLEEP = lookup.findVarHandle(IoDriver.class, "sleep", int.class);
            RELEASE_WANTED = lookup.findVarHandle(IoDriver.class, "releaseWanted", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Runnable onFirstRegistration;
    private final ReentrantLock pollLock = new ReentrantLock();

    // No lambda: the JVM takes long to link the first ones, and every start would wait.
    private final Consumer<SelectionKey> dispatch =
            new Consumer<>() {
                @Override
                public void accept(SelectionKey key) {
                    dispatch(key);
                }
            };

    /** Guards the making of the selector against shutdown. */
    private final Object lifecycle = new Object();

    private volatile @Nullable Selector selector;
    private volatile boolean shutDown;
    private volatile int sleep;
    private volatile boolean releaseWanted;

    /** Whether the events at hand come from a glance; guarded by pollLock. */
    private boolean glancing;

    /**
     * Glances that would mostly find again what the last poll has reported, as its tasks have not
     * all had their turn. For the holder of the driver.
     */
    private int glancesToSkip;

    /** Threads that wait for pollLock; while there are any, no poll blocks. */
    private final AtomicInteger lockWaiters = new AtomicInteger();

    private final @Nullable SelectorProvider sockets;
    private final AtomicInteger registered = new AtomicInteger();
    private final LongAdder registrations = new LongAdder();
    private final LongAdder readyEvents = new LongAdder();
    private final LongAdder selectorWakeups = new LongAdder();
    private final LongAdder interestChanges = new LongAdder();
    private final LongAdder selects = new LongAdder();

    /**
     * A driver without a selector yet.
     *
     * @param sockets makes the selector, and the sockets that are to be registered; null for the
     *     JDK's own
     * @param onFirstRegistration called by the registering thread whenever the number of
     *     registrations goes from 0 to 1, after the channel was registered: a thread that is parked
     *     elsewhere must now wait in {@link #poll}
     */
    public IoDriver(@Nullable SelectorProvider sockets, Runnable onFirstRegistration) {
        this.sockets = sockets;
        this.onFirstRegistration = onFirstRegistration;
    }

    /**
     * Where the sockets come from that this driver can watch.
     *
     * @return the provider of its selector
     */
    public SelectorProvider sockets() {
        return sockets != null ? sockets : SelectorProvider.provider();
    }

    /**
     * Waits for events and wakes those who wait for them. Returns early after {@link #wakeup()}, on
     * the first event, after {@link #shutdown()}, and, as {@link
     * java.util.concurrent.locks.LockSupport#park()} does, while the thread's interrupt status is
     * set, which is kept.
     *
     * @param nanos how long to wait at most: 0 for not at all, negative for ever; rounded up to
     *     whole milliseconds
     * @throws IoException if the selector fails or cannot be made
     */
    public void poll(long nanos) {
        poll(nanos, false);
    }

    private void poll(long nanos, boolean glance) {
        if (shutDown || (selector == null && nanos == 0)) {
            return;
        }
        pollLock.lock();
        try {
            glancing = glance;
            int events =
                    nanos == 0
                            ? select(openSelector(), false, 0)
                            : blockingSelect(openSelector(), nanos);
            glancesToSkip = events / TURNS_BETWEEN_GLANCES;
            releaseIfWanted();
        } catch (ClosedSelectorException e) {
            // Shut down meanwhile: there is nothing to wait for any more.
        } catch (IOException e) {
            throw IoException.of("waiting for I/O events: " + e.getMessage(), e);
        } finally {
            glancing = false;
            pollLock.unlock();
        }
        releaseAfterUnlock();
    }

    /**
     * Takes up the events that have come, without waiting, for the holder of the driver on its way
     * between two tasks. Events that were reported before and are not consumed, as their tasks wait
     * for their turn, cost less than in {@link #poll}; and it does not look at all while most of
     * what it would find is of that kind.
     *
     * @throws IoException if the selector fails
     */
    public void glance() {
        if (glancesToSkip > 0) {
            glancesToSkip--;
        } else {
            poll(0, true);
        }
    }

    /**
     * Makes the blocked {@link #poll} return, or else the next one that would block. Cheap if it
     * was done already and no poll has returned since.
     */
    public void wakeup() {
        while (true) {
            // A volatile read alone could pass the caller's earlier stores; the CAS that follows,
            // or
            // this fence, orders them. Pairs with the getAndSet after select in blockingSelect().
            VarHandle.fullFence();
            int seen = sleep;
            if (seen == NOTIFIED) {
                return;
            }
            if (SLEEP.compareAndSet(this, seen, NOTIFIED)) {
                if (seen == BLOCKED) {
                    wakeSelector();
                }
                return;
            }
        }
    }

    /**
     * Registers a non-blocking channel. It starts out as if ready in both directions, so that the
     * first operation is simply tried; a socket that is connecting starts not writable.
     *
     * @param channel the channel; not registered with this driver yet
     * @return its registration
     * @throws IoException {@code RUNTIME_SHUTDOWN}, {@code CLOSED} if the channel is closed, {@code
     *     TOO_MANY_OPEN_FILES} if there is no descriptor left for the selector
     */
    public Registration register(SelectableChannel channel) {
        Registration registration;
        try {
            var key = newKey(channel);
            registration = new Registration(this, channel, key);
            key.attach(registration);
        } catch (ClosedSelectorException e) {
            throw shutdownFailure();
        } catch (ClosedChannelException e) {
            throw IoException.of("cannot register " + channel + ": it is closed", e);
        } catch (IOException e) {
            throw IoException.of("cannot make a selector: " + e.getMessage(), e);
        }
        registrations.increment();
        boolean first = registered.getAndIncrement() == 0;
        // The key was added before this read; shutdown() sets the flag before it walks the keys.
        VarHandle.fullFence();
        if (shutDown) {
            registration.deregister();
            throw shutdownFailure();
        }
        if (first) {
            onFirstRegistration.run();
        }
        return registration;
    }

    /**
     * How many registrations are alive; while there are none nobody needs to poll.
     *
     * @return a snapshot
     */
    public int registered() {
        return registered.get();
    }

    /**
     * Wakes every waiter, which then fails with {@code RUNTIME_SHUTDOWN}, and closes the selector.
     * Channels stay open until their owners close them. Waits for a poll that is under way, which
     * it wakes. Idempotent.
     */
    public void shutdown() {
        synchronized (lifecycle) {
            shutDown = true;
        }
        var closing = selector;
        if (closing == null) {
            wakeup();
            return;
        }
        lockPoll();
        try {
            if (closing.isOpen()) {
                for (var key : closing.keys()) {
                    if (key.attachment() instanceof Registration registration) {
                        registration.shutdown();
                    }
                }
                closing.close();
            }
        } catch (IOException e) {
            throw IoException.of("closing the selector: " + e.getMessage(), e);
        } finally {
            pollLock.unlock();
        }
    }

    /**
     * Waits until the descriptors and ports of all channels closed so far are given back. It waits
     * for no event, only for a poll that is under way, which it wakes.
     */
    public void releaseClosed() {
        if (pollLock.isHeldByCurrentThread()) {
            return;
        }
        // The wish is taken back before the channels are released, not after: while somebody holds
        // the lock, "nothing is wanted" may mean "it is just being done".
        if (!releaseWanted && !pollLock.isLocked()) {
            return;
        }
        lockPoll();
        try {
            releaseIfWanted();
        } finally {
            pollLock.unlock();
        }
        releaseAfterUnlock();
    }

    /**
     * Registrations made so far.
     *
     * @return a count that only grows
     */
    public long registeredTotal() {
        return registrations.sum();
    }

    /**
     * Registrations given up so far.
     *
     * @return a count that only grows
     */
    public long deregisteredTotal() {
        return registrations.sum() - registered.get();
    }

    /**
     * Events that the selector has reported so far.
     *
     * @return a count that only grows
     */
    public long readyEvents() {
        return readyEvents.sum();
    }

    /** Real calls of Selector.wakeup so far. */
    long selectorWakeups() {
        return selectorWakeups.sum();
    }

    /** Changes of interest handed to the selector so far. */
    long interestChanges() {
        return interestChanges.sum();
    }

    /** Selects so far, those without waiting included. */
    long selects() {
        return selects.sum();
    }

    /** Whether a poll is waiting in the selector, or is just about to. */
    boolean isBlocked() {
        return sleep == BLOCKED;
    }

    /** In dispatch: whether the select was one that does not wait, between two tasks. */
    boolean isGlancing() {
        return glancing;
    }

    boolean isShutDown() {
        return shutDown;
    }

    /**
     * What every operation fails with after {@link #shutdown()}.
     *
     * @return a new one, {@code RUNTIME_SHUTDOWN}
     */
    public static IoException shutdownFailure() {
        return new IoException(
                IoException.Kind.RUNTIME_SHUTDOWN,
                "the runtime that drives this resource was shut down; use it before the runtime is"
                        + " closed, or make it anew on another one");
    }

    /** After a change of interest by any thread: a blocked poll must start over to see it. */
    void interestChanged() {
        interestChanges.increment();
        nudge();
    }

    /** After a change of interest in dispatch: the next select sees it anyway. */
    void interestChangedInDispatch() {
        interestChanges.increment();
    }

    /** After a key was cancelled: sees to it that its descriptor is given back soon. */
    void deregistered() {
        registered.getAndDecrement();
        RELEASE_WANTED.setVolatile(this, true);
        if (pollLock.isHeldByCurrentThread()) {
            return; // in dispatch: releaseIfWanted() comes after it
        }
        nudge();
        releaseAfterUnlock();
    }

    private SelectionKey newKey(SelectableChannel channel) throws IOException {
        var into = openSelector();
        try {
            return channel.register(into, 0);
        } catch (CancelledKeyException e) {
            // Registered here before, and the selector still holds the cancelled key.
            releaseClosed();
            return channel.register(into, 0);
        }
    }

    private int blockingSelect(Selector from, long nanos) throws IOException {
        if (!SLEEP.compareAndSet(this, AWAKE, BLOCKED)) {
            SLEEP.setVolatile(this, AWAKE);
            return select(from, false, 0);
        }
        try {
            // Read after BLOCKED was stored; lockPoll() counts itself in before it nudges.
            boolean wait = lockWaiters.get() == 0 && !shutDown;
            return select(from, wait, nanos);
        } finally {
            SLEEP.getAndSet(this, AWAKE);
        }
    }

    /** Answers how many events there were. */
    private int select(Selector from, boolean wait, long nanos) throws IOException {
        selects.increment();
        if (!wait) {
            return from.selectNow(dispatch);
        }
        // NIO takes 0 for "for ever", which is what is meant by a negative time here.
        return from.select(dispatch, nanos < 0 ? 0 : Math.max(1, millisRoundedUp(nanos)));
    }

    private static long millisRoundedUp(long nanos) {
        long millis = TimeUnit.NANOSECONDS.toMillis(nanos);
        return TimeUnit.MILLISECONDS.toNanos(millis) == nanos ? millis : millis + 1;
    }

    private void dispatch(SelectionKey key) {
        readyEvents.increment();
        if (key.attachment() instanceof Registration registration) {
            registration.onEvent();
        }
    }

    private void nudge() {
        // Orders the caller's queued work before the read of `sleep`; pairs with the CAS to
        // BLOCKED.
        VarHandle.fullFence();
        if (sleep == BLOCKED && SLEEP.compareAndSet(this, BLOCKED, NOTIFIED)) {
            wakeSelector();
        }
    }

    private void wakeSelector() {
        var blocked = selector;
        if (blocked != null) {
            selectorWakeups.increment();
            blocked.wakeup();
        }
    }

    private void lockPoll() {
        lockWaiters.getAndIncrement();
        try {
            nudge();
            pollLock.lock();
        } finally {
            lockWaiters.getAndDecrement();
        }
    }

    private void releaseAfterUnlock() {
        while (releaseWanted && pollLock.tryLock()) {
            try {
                releaseIfWanted();
            } finally {
                pollLock.unlock();
            }
        }
    }

    /** Called with pollLock held. */
    private void releaseIfWanted() {
        var from = selector;
        try {
            // Cleared before the select, which takes up every key cancelled before it began.
            while (from != null && (boolean) RELEASE_WANTED.getAndSet(this, false)) {
                int _ = select(from, false, 0);
            }
        } catch (ClosedSelectorException e) {
            // The closed selector has given back all it held.
        } catch (IOException e) {
            throw IoException.of("releasing closed channels: " + e.getMessage(), e);
        }
    }

    private Selector openSelector() throws IOException {
        var open = selector;
        if (open != null) {
            return open;
        }
        synchronized (lifecycle) {
            if (shutDown) {
                throw new ClosedSelectorException();
            }
            open = selector;
            if (open == null) {
                open = sockets().openSelector();
                selector = open;
            }
            return open;
        }
    }
}
