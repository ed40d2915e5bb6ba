package dev.kyoto.internal.block;

/** For programs that count descriptors: what the first runtime of a process begins with. */
public final class Prewarming {

    private Prewarming() {}

    /** Waits until the thread has ended that reads class files, each of which takes a descriptor. */
    public static void join() throws InterruptedException {
        for (var thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("kyoto-prewarm")) {
                thread.join();
            }
        }
    }
}
