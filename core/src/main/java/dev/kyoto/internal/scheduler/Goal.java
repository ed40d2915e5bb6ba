package dev.kyoto.internal.scheduler;

/** What a current-thread loop runs for. */
interface Goal {

    /** Looked at before each round of tasks; true ends the loop. */
    boolean isReached();

    /** Whether {@link #isReached} has to be looked at again before sleeping. */
    boolean hasNews();

    /** How long the loop may sleep in nanoseconds; negative for as long as it takes. */
    default long patience() {
        return -1;
    }
}
