package dev.kyoto.bench.contest.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Load by wrk, which sends requests for a number of seconds. */
final class WrkLoad implements Load {
    private static final Pattern FIGURES =
            Pattern.compile(
                    "figures requests=(\\d+) micros=(\\d+) p50=(\\d+) p999=(\\d+) errors=(\\d+)");
    private static final int NANOS_PER_MICRO = 1_000;

    private final List<String> options;
    private final Path script;

    /** The script prints the figures; see there. */
    WrkLoad(List<String> options, Path script) {
        this.options = options;
        this.script = script;
    }

    @Override
    public LoadResult run(int port, int connections, double seconds)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("wrk", "-t", "1"));
        command.addAll(options);
        command.addAll(
                List.of(
                        "-c",
                        Integer.toString(connections),
                        "-d",
                        Math.max(1, Math.round(seconds)) + "s",
                        "-s",
                        script.toString(),
                        "http://127.0.0.1:" + port + "/"));
        return parse(ToolProcess.run(command));
    }

    /** It takes whole seconds alone, and may need the first for opening ten thousand connections. */
    @Override
    public double shortest() {
        return 2;
    }

    static LoadResult parse(String printed) throws LoadFailed {
        var figures = FIGURES.matcher(printed);
        if (!figures.find()) {
            throw new LoadFailed("wrk printed no figures: " + printed.strip());
        }
        long requests = Long.parseLong(figures.group(1));
        long errors = Long.parseLong(figures.group(5));
        if (requests == 0 || errors > 0) {
            throw new LoadFailed("wrk had %d answers and %d errors".formatted(requests, errors));
        }
        return new LoadResult(
                requests,
                Double.parseDouble(figures.group(2)) * NANOS_PER_MICRO / requests,
                Double.parseDouble(figures.group(3)) * NANOS_PER_MICRO,
                Double.parseDouble(figures.group(4)) * NANOS_PER_MICRO);
    }
}
