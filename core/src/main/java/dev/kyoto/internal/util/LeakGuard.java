package dev.kyoto.internal.util;

import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Closes what its owner forgot to close, and reports it once.
 *
 * <p>States:
 *
 * <pre>
 *   OPEN -> DONE     close() by the owner: nothing is reported
 *   OPEN -> DONE     the owner became unreachable: closed here, and reported
 * </pre>
 *
 * <p>The action must not reach the owner, or the owner would never become unreachable. It runs
 * once, on the thread that closes or on the cleaner's.
 *
 * <p>A guard is itself the phantom reference that the collector enqueues, and does so only for one
 * that is reachable when its owner is not. As the owner is what keeps it, it is in a {@link
 * LeakGuards list} from its creation until it is DONE; unless somebody else keeps it for as long as
 * it matters. A {@link java.lang.ref.Cleaner} would add an object for each owner, and one lock that
 * all threads of the process take when they make or close anything.
 */
public final class LeakGuard extends PhantomReference<Object> {
    /** Whether creation sites are kept for the report: {@code -Dkyoto.leaks=track}. */
    public static final boolean TRACK = "track".equals(System.getProperty("kyoto.leaks"));

    private static final int OPEN = 0;
    private static final int DONE = 1;

    private static final System.Logger LOGGER = System.getLogger("dev.kyoto.leaks");

    private static final ReferenceQueue<Object> UNREACHABLE = new ReferenceQueue<>();

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(LeakGuard.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
        Thread.ofPlatform().daemon().name("kyoto-leak-cleaner").start(LeakGuard::clean);
    }

    private final @Nullable Supplier<String> what;
    private final @Nullable Throwable site;
    private final BooleanSupplier action;

    /** The list that keeps this guard; null if it is in none. */
    private final @Nullable LeakGuards list;

    /** Touched by the list alone. */
    @Nullable LeakGuard prev;

    /** Touched by the list alone. */
    @Nullable LeakGuard next;

    @SuppressWarnings("FieldMayBeFinal") // written through STATE
    private volatile int state = OPEN;

    private LeakGuard(
            Object owner,
            @Nullable Supplier<String> what,
            @Nullable Throwable site,
            BooleanSupplier action,
            @Nullable LeakGuards list) {
        super(owner, UNREACHABLE);
        this.what = what;
        this.site = site;
        this.action = action;
        this.list = list;
    }

    private static LeakGuard listed(
            Object owner,
            @Nullable Supplier<String> what,
            @Nullable Throwable site,
            BooleanSupplier action) {
        var list = LeakGuards.ofThread();
        var guard = new LeakGuard(owner, what, site, action, list);
        try {
            list.add(guard);
            return guard;
        } finally {
            // Or it might be taken out of the list before it is in.
            Reference.reachabilityFence(owner);
        }
    }

    /**
     * Watches an owner.
     *
     * @param owner who is to close
     * @param what what the report calls it, as in "Mpsc.Sender"; must not reach the owner
     * @param site where it was made, from {@link #site()}
     * @param action closes; answers false if there was nothing left to close, and so no leak
     * @return the guard, to be kept by the owner
     */
    public static LeakGuard watch(
            Object owner, Supplier<String> what, @Nullable Throwable site, BooleanSupplier action) {
        return listed(owner, what, site, action);
    }

    /**
     * Watches an owner for as long as the caller keeps the guard. That costs a small object; use it
     * where the end of the owner matters to the one who has the guard alone.
     *
     * @param owner who is to close
     * @param what what the report calls it; must not reach the owner
     * @param site where it was made, from {@link #site()}
     * @param action closes; answers false if there was nothing left to close, and so no leak
     * @return the guard, to be kept by another than the owner; letting go of it is to disarm it
     */
    public static LeakGuard watchWhileKept(
            Object owner, Supplier<String> what, @Nullable Throwable site, BooleanSupplier action) {
        return new LeakGuard(owner, what, site, action, null);
    }

    /**
     * Watches an owner that always has something to close.
     *
     * @param owner who is to close
     * @param what what the report calls it; must not reach the owner
     * @param action closes
     * @return the guard, to be kept by the owner
     */
    public static LeakGuard watch(Object owner, Supplier<String> what, Runnable action) {
        return listed(
                owner,
                what,
                site(),
                () -> {
                    action.run();
                    return true;
                });
    }

    /**
     * Watches an owner that may be forgotten: it is closed then, but not reported.
     *
     * @param owner who is to close
     * @param action closes
     * @return the guard, to be kept by the owner
     */
    public static LeakGuard watchQuietly(Object owner, BooleanSupplier action) {
        return listed(owner, null, null, action);
    }

    /**
     * Watches an owner that may be forgotten, for as long as the caller keeps the guard: see {@link
     * #watchWhileKept}.
     *
     * @param owner who is to close
     * @param action closes
     * @return the guard, to be kept by another than the owner
     */
    public static LeakGuard watchQuietlyWhileKept(Object owner, BooleanSupplier action) {
        return new LeakGuard(owner, null, null, action, null);
    }

    /**
     * The place in the program that is calling, if creation sites are kept.
     *
     * @return a stack trace to pass to {@link #watch}, or null
     */
    public static @Nullable Throwable site() {
        return TRACK ? new Throwable("created here") : null;
    }

    /**
     * Whether the owner has closed.
     *
     * @return true from the first {@link #close()} on
     */
    public boolean isClosed() {
        return state == DONE;
    }

    /** Runs the action, unless it ran already, and stops watching. */
    public void close() {
        if (stopWatching()) {
            var _ = action.getAsBoolean(); // whether it was a leak is of no interest here
        }
    }

    /** Stops watching without running the action. */
    public void disarm() {
        boolean _ = stopWatching();
    }

    /** False if that was so already. */
    private boolean stopWatching() {
        if (state != OPEN || !STATE.compareAndSet(this, OPEN, DONE)) {
            return false;
        }
        clear();
        if (list != null) {
            list.remove(this);
        }
        return true;
    }

    /** What the cleaner's thread does. */
    private static void clean() {
        while (true) {
            try {
                if (UNREACHABLE.remove() instanceof LeakGuard guard) {
                    guard.ownerIsGone();
                }
            } catch (Throwable failure) { // the thread must outlive what one action throws
                LOGGER.log(Level.WARNING, "closing what was forgotten has failed", failure);
            }
        }
    }

    private void ownerIsGone() {
        if (!stopWatching()) {
            return;
        }
        // Asked before it is closed, as afterwards it may not know its name any more.
        var name = what == null ? null : what.get();
        if (action.getAsBoolean() && name != null) {
            var hint =
                    TRACK
                            ? "it was created at:"
                            : "run with -Dkyoto.leaks=track to see where it was created";
            LOGGER.log(
                    Level.WARNING,
                    name
                            + " became unreachable without being closed, and was closed by the"
                            + " garbage collector; close it, best by try-with-resources; "
                            + hint,
                    site);
        }
    }
}
