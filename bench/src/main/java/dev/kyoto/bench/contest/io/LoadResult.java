package dev.kyoto.bench.contest.io;

import java.util.List;

/**
 * What a tool says of a load.
 *
 * @param requests how many were answered
 * @param nanosEach wall time of the load divided by their number
 * @param median nanoseconds from a request to its answer; half of them took no longer
 * @param nearlyLongest 99.9 percent of them took no longer
 */
record LoadResult(long requests, double nanosEach, double median, double nearlyLongest) {

    /** Several loads of as many requests each, one after another: the mean of their figures. */
    static LoadResult mean(List<LoadResult> loads) {
        return new LoadResult(
                loads.stream().mapToLong(LoadResult::requests).sum(),
                loads.stream().mapToDouble(LoadResult::nanosEach).average().orElseThrow(),
                loads.stream().mapToDouble(LoadResult::median).average().orElseThrow(),
                loads.stream().mapToDouble(LoadResult::nearlyLongest).average().orElseThrow());
    }
}
