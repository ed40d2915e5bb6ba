package dev.kyoto.bench.contest;

/** The heap in use. */
final class Heap {
    private Heap() {}

    /** Bytes in use after collections, the least of several. */
    static long used() {
        var memory = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            least = Math.min(least, memory.totalMemory() - memory.freeMemory());
        }
        return least;
    }
}
