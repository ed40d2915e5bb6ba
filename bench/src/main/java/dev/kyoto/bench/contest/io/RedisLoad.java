package dev.kyoto.bench.contest.io;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Load by redis-benchmark, which sends a number of requests in each of its tests. */
final class RedisLoad implements Load {
    private static final Pattern TITLE = Pattern.compile("====== [^=]+ ======");
    private static final Pattern COUNT = Pattern.compile("(\\d+) requests completed in ");
    private static final Pattern PERCENTILE =
            Pattern.compile("([\\d.]+)% <= ([\\d.]+) milliseconds \\(cumulative count \\d+\\)");
    private static final Pattern RATE =
            Pattern.compile("throughput summary: ([\\d.]+) requests per second");
    private static final double NANOS_PER_MILLI = 1e6;

    /** As many requests a second as are sent before it is known how many are answered. */
    private static final double FIRST_RATE = 10_000;

    private final List<String> options;
    private final int tests;
    private double rate = FIRST_RATE;

    RedisLoad(List<String> options) {
        this.options = options;
        // The names of the tests follow -t.
        this.tests = options.get(options.indexOf("-t") + 1).split(",", -1).length;
    }

    @Override
    public LoadResult run(int port, int connections, double seconds)
            throws IOException, InterruptedException {
        long requests = Math.max(connections, Math.round(rate * seconds / tests));
        var command = new ArrayList<>(List.of("redis-benchmark", "--precision", "3"));
        command.addAll(options);
        command.addAll(
                List.of(
                        "-p", Integer.toString(port),
                        "-c", Integer.toString(connections),
                        "-n", Long.toString(requests)));
        var result = LoadResult.mean(parse(ToolProcess.run(command)));
        if (result.requests() < requests * tests) {
            throw new LoadFailed(
                    "redis-benchmark had %d of %d answers"
                            .formatted(result.requests(), requests * tests));
        }
        rate = 1e9 / result.nanosEach();
        return result;
    }

    /** Any number of requests is a load; this is one that says how many are answered a second. */
    @Override
    public double shortest() {
        return 0.25;
    }

    /**
     * The results in what the tool has printed, one for each test. Its percentiles come closer to 100
     * step by step, 99.805 and 99.902 among them: what is taken is the first that is high enough.
     */
    static List<LoadResult> parse(String printed) throws LoadFailed {
        var results = new ArrayList<LoadResult>();
        for (var test : TITLE.splitAsStream(printed).toList()) {
            var count = COUNT.matcher(test);
            var rate = RATE.matcher(test);
            if (count.find() && rate.find()) {
                results.add(
                        new LoadResult(
                                Long.parseLong(count.group(1)),
                                1e9 / Double.parseDouble(rate.group(1)),
                                percentile(test, 50),
                                percentile(test, 99.9)));
            }
        }
        if (results.isEmpty()) {
            throw new LoadFailed("redis-benchmark printed no result: " + printed.strip());
        }
        return results;
    }

    private static double percentile(String test, double wanted) throws LoadFailed {
        var rows = PERCENTILE.matcher(test);
        while (rows.find()) {
            if (Double.parseDouble(rows.group(1)) >= wanted) {
                return Double.parseDouble(rows.group(2)) * NANOS_PER_MILLI;
            }
        }
        throw new LoadFailed("redis-benchmark printed no percentile of " + wanted);
    }
}
