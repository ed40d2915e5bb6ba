package dev.kyoto.bench.contest;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Locale;

/**
 * What a process measured of one program.
 *
 * @param median the median of its samples, in the program's unit
 * @param best the lowest
 * @param samples how many there were
 */
record Measurement(double median, double best, int samples) {
    private static final int FEWEST = 5;

    static Measurement of(Sampler sampler, long warmMillis, long measureMillis) throws Exception {
        long warmUntil = System.nanoTime() + warmMillis * 1_000_000;
        while (System.nanoTime() - warmUntil < 0) {
            sampler.sample();
        }
        var samples = new ArrayList<Double>();
        long until = System.nanoTime() + measureMillis * 1_000_000;
        while (samples.size() < FEWEST || System.nanoTime() - until < 0) {
            samples.add(sampler.sample());
        }
        Collections.sort(samples);
        return new Measurement(samples.get(samples.size() / 2), samples.getFirst(), samples.size());
    }

    /** The line that every contestant prints. */
    String line(String program) {
        return String.format(Locale.ROOT, "%s\t%.2f\t%.2f\t%d", program, median, best, samples);
    }

    /** Reads such a line. */
    static Measurement read(String line) {
        var cells = line.split("\t", -1);
        if (cells.length != 4) {
            throw new IllegalArgumentException(
                    "a contestant printed \"" + line + "\", not program, median, best and samples");
        }
        return new Measurement(
                Double.parseDouble(cells[1]),
                Double.parseDouble(cells[2]),
                Integer.parseInt(cells[3]));
    }
}
