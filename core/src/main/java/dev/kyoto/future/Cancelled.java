package dev.kyoto.future;

/**
 * Raised at the await of an async block that is being cancelled, so that its {@code finally} blocks
 * and try-with-resources run.
 *
 * <p>It is an {@link Error} so that {@code catch (Exception e)} does not swallow it, and it has no
 * stack trace, as it reports no fault. It is raised once: awaits in the cleanup that follows work
 * as usual. A block that swallows it counts as cancelled all the same once it ends.
 */
public final class Cancelled extends Error {
    private static final long serialVersionUID = 1L;

    /** Creates one; runtimes and block implementations do so. */
    public Cancelled() {
        super("the async block was cancelled", null, false, false);
    }
}
