package dev.kyoto.future;

/**
 * How the bodies of async blocks are run.
 *
 * <p>A runtime's setting ({@code RuntimeBuilder.blocks}) comes before the system property {@code
 * kyoto.blocks} ({@code auto}, {@code woven} or {@code virtual_thread}), which comes before {@link
 * #AUTO}.
 */
public enum BlockMode {
    /** Woven where that can be done, else on a virtual thread. */
    AUTO,
    /** Woven; a body that cannot be woven is an error that says why. For tests and benchmarks. */
    WOVEN,
    /** On a virtual thread, always. */
    VIRTUAL_THREAD
}
