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
 * that is reachable when its owner is not. As the owner is what keeps it, it is in one of
 * the {@link LeakGuards} from its creation until it is DONE, which is then where the state is;
 * unless somebody else keeps it for as long as it matters. A {@link java.lang.ref.Cleaner} would add
 * an object for each owner, and one lock that all threads of the process take when they make or
 * close anything.
 *
 * <p>What there are many of extends this class, so that its guard needs no objects for the name and
 * the action.
 */
public abstract class LeakGuard extends PhantomReference<Object> {
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

    private final @Nullable Throwable site;

    /** Where this guard is kept; null if another than its owner keeps it. Written by add. */
    LeakGuards.@Nullable Page page;

    /** The place in the page. */
    int index;

    /** Only of a guard that is in no page. */
    @SuppressWarnings("FieldMayBeFinal") // written through STATE
    private volatile int state = OPEN;

    /**
     * Watches an owner.
     *
     * @param owner who is to close
     * @param site where it was made, from {@link #site()}
     */
    protected LeakGuard(Object owner, @Nullable Throwable site) {
        super(owner, UNREACHABLE);
        this.site = site;
    }

    /**
     * Closes.
     *
     * @return false if there was nothing left to close, and so no leak
     */
    protected abstract boolean end();

    /**
     * What the report calls the owner, asked before {@link #end()}.
     *
     * @return the name; null if nothing is reported
     */
    protected abstract @Nullable String name();

    /**
     * Keeps a new guard for as long as its owner is open, so that the owner can be the only other
     * one who has it.
     *
     * @param guard the guard
     * @param owner the owner of the guard
     * @param <G> its type
     * @return the guard
     */
    public static <G extends LeakGuard> G kept(G guard, Object owner) {
        try {
            LeakGuards.add(guard);
            return guard;
        } finally {
            // Or it might be done with before it has its place.
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
        return kept(new Given(owner, what, site, action), owner);
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
        return new Given(owner, what, site, action);
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
        return watch(
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
        return kept(new Given(owner, null, null, action), owner);
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
    public final boolean isClosed() {
        var kept = page;
        return kept == null ? state == DONE : kept.isDone(index);
    }

    /** Runs the action, unless it ran already, and stops watching. */
    public final void close() {
        if (stopWatching()) {
            var _ = end(); // whether it was a leak is of no interest here
        }
    }

    /** Stops watching without running the action. */
    public final void disarm() {
        boolean _ = stopWatching();
    }

    /** False if that was so already. */
    private boolean stopWatching() {
        var kept = page;
        boolean first =
                kept == null
                        ? state == OPEN && STATE.compareAndSet(this, OPEN, DONE)
                        : kept.done(index);
        if (first) {
            clear();
        }
        return first;
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
        var name = name();
        if (end() && name != null) {
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

    /** A guard that was given what it needs. */
    private static final class Given extends LeakGuard {
        private final @Nullable Supplier<String> what;
        private final BooleanSupplier action;

        Given(
                Object owner,
                @Nullable Supplier<String> what,
                @Nullable Throwable site,
                BooleanSupplier action) {
            super(owner, site);
            this.what = what;
            this.action = action;
        }

        @Override
        protected boolean end() {
            return action.getAsBoolean();
        }

        @Override
        protected @Nullable String name() {
            return what == null ? null : what.get();
        }
    }
}
