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
    public static final ThreadHooks NONE = all(new Nothing());

    private static ThreadHooks all(Runnable hook) {
        return new ThreadHooks(hook, hook, hook, hook);
    }

    /** Not a lambda: the JVM takes long to link the first ones, and every start would wait. */
    private static final class Nothing implements Runnable {
        @Override
        public void run() {}
    }
}
