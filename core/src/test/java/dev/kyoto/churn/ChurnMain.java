package dev.kyoto.churn;

import dev.kyoto.runtime.AsyncRuntime;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Many connections, and what they leave; see {@code verify/connections/run}.
 *
 * <p>Arguments: how many; the file for the row of the ledger; the ending that the server forgets, if
 * it is to be found out.
 */
final class ChurnMain {
    private static final int ADDRESSES = 16;
    private static final int REHEARSAL = 100 * Ending.count();

    /** A leak of 20 bytes a connection shows, and what the JVM keeps for itself does not. */
    private static final long MOST_HEAP = 2 << 20;

    private ChurnMain() {}

    public static void main(String[] args) throws IOException {
        long connections = Long.parseLong(args[0]);
        var forgotten = args.length > 2 ? Ending.valueOf(args[2]) : null;
        boolean good;
        try (var runtime = AsyncRuntime.builder().workerThreads(2).build();
                var churn = new Churn(runtime, ADDRESSES, forgotten)) {
            churn.run(REHEARSAL);
            var before = churn.atRest();
            long heapBefore = heap();
            long begin = System.nanoTime();
            churn.run(connections);
            double seconds = (System.nanoTime() - begin) / 1e9;
            var after = churn.atRest();
            long heapAfter = heap();
            good = !after.isAbove(before) && heapAfter <= heapBefore + MOST_HEAP;
            var result =
                    "%s; before %s, heap %d KB; after %s, heap %d KB; %.0f s"
                            .formatted(
                                    good ? "ok" : "FAILED",
                                    before,
                                    heapBefore >> 10,
                                    after,
                                    heapAfter >> 10,
                                    seconds);
            System.out.printf(
                    "connections: %,d, %d manners to end: %s%n",
                    connections, Ending.count(), result);
            Files.writeString(Path.of(args[1]), result);
        }
        System.exit(good ? 0 : 1);
    }

    /** What is still in use after a few collections. */
    private static long heap() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            least =
                    Math.min(
                            least,
                            ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }
}
