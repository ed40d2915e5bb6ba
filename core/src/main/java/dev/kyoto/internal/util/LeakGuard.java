package dev.kyoto.internal.util;

import java.lang.System.Logger.Level;
import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches one closable thing: if it becomes unreachable without having been closed, it is closed by
 * a {@link Cleaner} and reported as a leak, once.
 *
 * <p>{@code -Dkyoto.leaks=track} records where each thing was made, and the report shows it.
 *
 * <p>Thread-safe.
 */
public final class LeakGuard {
    // States of `watching`: true -> false   close, or the report; whoever swaps it acts.

    /** The logger that leaks are reported to, at WARNING. */
    public static final String LOGGER = "dev.kyoto.leaks";

    private static final boolean TRACK = "track".equals(System.getProperty("kyoto.leaks"));

    private final Watch watch;
    private final Cleaner.Cleanable cleanable;

    private LeakGuard(Watch watch, Cleaner.Cleanable cleanable) {
        this.watch = watch;
        this.cleanable = cleanable;
    }

    /**
     * Begins to watch.
     *
     * @param owner the thing that users hold, and are to close
     * @param what says what leaked; must not reach the owner
     * @param release gives back what the owner held; must not reach the owner
     * @return a guard for the owner to close when it is closed itself
     */
    public static LeakGuard watch(Object owner, Supplier<String> what, Runnable release) {
        var watch = new Watch(what, release, TRACK ? new CreationSite() : null);
        return new LeakGuard(watch, Shared.CLEANER.register(owner, watch));
    }

    /** Ends the watch without a report: the owner was closed, or has given away what it held. */
    public void close() {
        if (watch.watching.getAndSet(false)) {
            cleanable.clean(); // which finds the watch ended, and only forgets the owner
        }
    }

    /** Made on first use: a program without closable things has no cleaner thread. */
    private static final class Shared {
        static final Cleaner CLEANER =
                Cleaner.create(
                        Thread.ofPlatform().daemon().name("kyoto-leak-cleaner").factory());
    }

    private static final class Watch implements Runnable {
        private final AtomicBoolean watching = new AtomicBoolean(true);
        private final Supplier<String> what;
        private final Runnable release;
        private final @Nullable CreationSite site;

        Watch(Supplier<String> what, Runnable release, @Nullable CreationSite site) {
            this.what = what;
            this.release = release;
            this.site = site;
        }

        @Override
        public void run() {
            if (!watching.getAndSet(false)) {
                return;
            }
            // Said before it is given back, as afterwards it may not know its name any more.
            var message =
                    what.get()
                            + " became unreachable without close() and was closed now; close it, or"
                            + " use try-with-resources"
                            + (site == null
                                    ? " (-Dkyoto.leaks=track shows where it was made)"
                                    : "; it was made here:");
            try {
                release.run();
            } finally {
                System.getLogger(LOGGER).log(Level.WARNING, message, site);
            }
        }
    }

    /** Where a thing was made, as a stack trace. */
    private static final class CreationSite extends Throwable {
        private static final long serialVersionUID = 1L;

        CreationSite() {
            super("made here");
        }
    }
}
