package dev.kyoto.runtime;

/**
 * Which scheduler a runtime has.
 *
 * <p>Answers to {@code tokio::runtime::RuntimeFlavor}.
 */
public enum RuntimeFlavor {
    /** Tasks run on the thread that calls blockOn, while it is there. */
    CURRENT_THREAD,
    /** Tasks run on workers, which steal from each other. */
    MULTI_THREAD
}
