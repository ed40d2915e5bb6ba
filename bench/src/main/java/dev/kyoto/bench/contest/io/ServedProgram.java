package dev.kyoto.bench.contest.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * An I/O program of the contest, as a row of bench/servers.tsv has it.
 *
 * @param name what its rows in the table start with
 * @param server what the contenders are asked to serve
 * @param tool what puts it under load
 * @param options options of the tool
 */
public record ServedProgram(String name, String server, Tool tool, List<String> options) {
    /** How many connections there are, each with a request on its way at all times. */
    public static final List<Integer> CONNECTIONS = List.of(1, 50, 1_000, 10_000);

    /** Programs that are put under load. */
    public enum Tool {
        /** Of Redis. */
        REDIS_BENCHMARK,
        /** For HTTP. */
        WRK
    }

    /**
     * Reads the table.
     *
     * @param table bench/servers.tsv
     * @return its rows
     * @throws IOException if it cannot be read
     */
    public static List<ServedProgram> list(Path table) throws IOException {
        try (var lines = Files.lines(table)) {
            return lines.skip(1).map(line -> line.split("\t", -1)).map(ServedProgram::of).toList();
        }
    }

    private static ServedProgram of(String[] cells) {
        var tool =
                switch (cells[2]) {
                    case "redis-benchmark" -> Tool.REDIS_BENCHMARK;
                    case "wrk" -> Tool.WRK;
                    default -> throw new IllegalArgumentException("no tool " + cells[2]);
                };
        var options = cells[3].isEmpty() ? List.<String>of() : List.of(cells[3].split(" ", -1));
        return new ServedProgram(cells[0], cells[1], tool, options);
    }

    /** Whether it stands between the tool and another server. */
    boolean isProxy() {
        return server.equals("proxy");
    }
}
