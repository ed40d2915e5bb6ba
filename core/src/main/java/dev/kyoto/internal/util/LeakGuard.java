package dev.kyoto.internal.util;

import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Cleaner;
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
 */
public final class LeakGuard implements Runnable {
    /** Whether creation sites are kept for the report: {@code -Dkyoto.leaks=track}. */
    public static final boolean TRACK = "track".equals(System.getProperty("kyoto.leaks"));

    private static final int OPEN = 0;
    private static final int DONE = 1;

    private static final System.Logger LOGGER = System.getLogger("dev.kyoto.leaks");

    private static final Cleaner CLEANER =
            Cleaner.create(Thread.ofPlatform().daemon().name("kyoto-leak-cleaner").factory());

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(LeakGuard.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final @Nullable Supplier<String> what;
    private final @Nullable Throwable site;
    private final BooleanSupplier action;
    private final Cleaner.Cleanable cleanable;

    @SuppressWarnings("FieldMayBeFinal") // written through STATE
    private volatile int state = OPEN;

    private LeakGuard(
            Object owner,
            @Nullable Supplier<String> what,
            @Nullable Throwable site,
            BooleanSupplier action) {
        this.what = what;
        this.site = site;
        this.action = action;
        this.cleanable = CLEANER.register(owner, this);
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
        return new LeakGuard(owner, what, site, action);
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
        return new LeakGuard(
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
        return new LeakGuard(owner, null, null, action);
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
        if (casDone()) {
            cleanable.clean();
            var _ = action.getAsBoolean(); // whether it was a leak is of no interest here
        }
    }

    /** Stops watching without running the action. */
    public void disarm() {
        if (casDone()) {
            cleanable.clean();
        }
    }

    /** Called by the cleaner, and by {@code clean()} above, where the state is DONE already. */
    @Override
    public void run() {
        if (!casDone()) {
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

    private boolean casDone() {
        return state == OPEN && STATE.compareAndSet(this, OPEN, DONE);
    }
}
