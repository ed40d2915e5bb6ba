package dev.kyoto.jcstress;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Waker;
import dev.kyoto.sync.ClosedException;
import org.jspecify.annotations.Nullable;

/**
 * Polls as a task would: once in an actor, and in the arbiter again only if it was woken.
 *
 * <p>What it was not woken for shows as {@link #PENDING} in the result.
 */
public final class Probe implements Waker {
    /** The result of a wait that has not ended. */
    public static final String PENDING = "pending";

    private final Future<?> future;
    private final Context cx = Context.of(this).unconstrained();
    private volatile boolean woken;
    private String last = PENDING;

    private Probe(Future<?> future) {
        this.future = future;
    }

    /**
     * A probe of a future.
     *
     * @param future what is polled; a lambda does
     * @param <T> the type of its value
     * @return the probe; its results are the value, or "closed"
     */
    public static <T extends @Nullable Object> Probe of(Future<T> future) {
        return new Probe(future);
    }

    @Override
    public void wake() {
        woken = true;
    }

    /**
     * Polls once.
     *
     * @return what came of it
     */
    public String poll() {
        try {
            var polled = future.poll(cx);
            last = polled.isReady() ? String.valueOf((Object) polled.value()) : PENDING;
        } catch (ClosedException e) {
            last = "closed";
        }
        return last;
    }

    /**
     * Polls again if woken, until that comes to an end.
     *
     * @return what it came to
     */
    public String settle() {
        while (last.equals(PENDING) && woken) {
            woken = false;
            poll();
        }
        return last;
    }
}
