package dev.kyoto.bench.contest;

/** Times a run; runs that are too short for the clock are timed many at once. */
final class Timing implements Sampler {
    private static final long SHORTEST = 100_000;

    private final int operations;
    private final Run run;
    private int batch = 1;

    Timing(int operations, Run run) {
        this.operations = operations;
        this.run = run;
    }

    @Override
    public double sample() throws Exception {
        long start = System.nanoTime();
        for (int i = 0; i < batch; i++) {
            run.run();
        }
        long nanos = System.nanoTime() - start;
        double each = (double) nanos / ((long) batch * operations);
        if (nanos < SHORTEST) {
            batch *= 2;
        }
        return each;
    }
}
