package dev.kyoto.examples.redis;

import dev.kyoto.examples.redis.SortedSetValue.Scored;
import java.util.Collections;
import java.util.NavigableSet;

/**
 * Scores between two bounds, both included; an excluded bound has been moved to its neighbour among
 * the doubles.
 */
record ScoreRange(double low, double high) {
    /** Smaller than any other member of the same score. */
    private static final Bytes SMALLEST = Bytes.of(new byte[0]);

    private static final ScoreRange NOTHING =
            new ScoreRange(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);

    /** Reads bounds such as {@code 1.5}, {@code (1.5} (excluded) and {@code -inf}. */
    static ScoreRange of(byte[] low, byte[] high) {
        double from = value(low);
        double to = value(high);
        boolean beyond =
                (isExcluded(low) && from == Double.POSITIVE_INFINITY)
                        || (isExcluded(high) && to == Double.NEGATIVE_INFINITY);
        if (beyond) {
            return NOTHING;
        }
        return new ScoreRange(
                isExcluded(low) ? Math.nextUp(from) : from,
                isExcluded(high) ? Math.nextDown(to) : to);
    }

    /** The part of the set that lies within the bounds, as a view. */
    NavigableSet<Scored> of(NavigableSet<Scored> inOrder) {
        if (!(low <= high)) {
            return Collections.emptyNavigableSet();
        }
        var from = new Scored(low, SMALLEST);
        return high == Double.POSITIVE_INFINITY
                ? inOrder.tailSet(from, true)
                : inOrder.subSet(from, true, new Scored(Math.nextUp(high), SMALLEST), false);
    }

    private static boolean isExcluded(byte[] bound) {
        return bound.length > 0 && bound[0] == '(';
    }

    private static double value(byte[] bound) {
        return Scores.parse(bound, isExcluded(bound) ? 1 : 0)
                .orElseThrow(() -> CommandError.err("min or max is not a float"));
    }
}
