package dev.kyoto.bench.contest;

import dev.kyoto.bench.contest.io.Server;
import dev.kyoto.bench.contest.io.Serving;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** The command line of the contestants that are written in Java. */
final class Contestant {
    /** How a process ends that does not have the program. */
    static final int ABSENT = 4;

    /** Makes a program ready to be measured. */
    interface Maker {
        Sampler make(Program program) throws Exception;
    }

    private Contestant() {}

    /**
     * Runs {@code PROGRAM WARM_MS MEASURE_MS} or {@code serve PROGRAM [UPSTREAM_PORT]}, of the
     * arguments from an index on.
     */
    static void run(Map<String, Maker> makers, Server.Starter servers, String[] args, int from)
            throws Exception {
        if (args.length > from && args[from].equals("serve")) {
            var served = Serving.serve(servers, Arrays.copyOfRange(args, from + 1, args.length));
            System.exit(served ? 0 : ABSENT);
        }
        if (args.length != from + 3) {
            System.err.println(
                    "usage: PROGRAM WARM_MS MEASURE_MS, or serve PROGRAM [UPSTREAM_PORT]");
            System.exit(2);
        }
        var program = named(args[from]);
        var maker = makers.get(program.name());
        if (maker == null) {
            System.exit(ABSENT);
            return;
        }
        var measured =
                Measurement.of(
                        maker.make(program),
                        Long.parseLong(args[from + 1]),
                        Long.parseLong(args[from + 2]));
        System.out.println(measured.line(program.name()));
        // The runtime of the program, and what it has left on purpose, ends with the process.
        System.exit(0);
    }

    private static Program named(String name) throws IOException {
        var table = Path.of(System.getProperty("kyoto.bench.programs", "bench/programs.tsv"));
        return Program.list(table).stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("no program " + name + " in " + table));
    }

    /** Fails a program that has done less than it should. */
    static void check(long actual, long expected) {
        if (actual != expected) {
            throw new IllegalStateException("the program came to " + actual + ", not " + expected);
        }
    }
}
