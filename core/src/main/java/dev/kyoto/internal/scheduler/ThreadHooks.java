package dev.kyoto.internal.scheduler;

/**
 * What the embedding program wants to do on the runtime's threads.
 *
 * @param onStart at the start of each thread
 * @param onStop before each thread ends
 * @param onPark before a worker goes to sleep
 * @param onUnpark after a worker has woken up
 */
public record ThreadHooks(Runnable onStart, Runnable onStop, Runnable onPark, Runnable onUnpark) {
    /** Hooks that do nothing. */
    public static final ThreadHooks NONE =
            new ThreadHooks(
                    ThreadHooks::nothing,
                    ThreadHooks::nothing,
                    ThreadHooks::nothing,
                    ThreadHooks::nothing);

    private static void nothing() {}
}
