package dev.kyoto.bench.contest;

import dev.kyoto.bench.contest.io.Figure;
import dev.kyoto.bench.contest.io.ServedProgram;
import dev.kyoto.bench.contest.io.Trials;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Runs Kyoto and its peers side by side: for each program a process of each of them, in turn, and
 * that several times.
 */
@Command(
        name = "./kyoto bench",
        mixinStandardHelpOptions = true,
        description =
                "Runs the programs of bench/programs.tsv and the servers of bench/servers.tsv on Kyoto and its peers, "
                        + "prints a table and writes it to bench/results. Lower is better. A peer that cannot be built here is named and left out.")
public final class Contest implements Callable<Integer> {
    /** The columns of the written table, whoever runs. */
    private static final List<String> COLUMNS =
            List.of(Scores.KYOTO, Scores.HAND, "tokio", "jdk", "kotlin", "netty");

    @Parameters(
            arity = "0..1",
            paramLabel = "FILTER",
            defaultValue = "",
            description = "A part of the names of the programs to run; all of them unless given.")
    private String filter = "";

    @Option(
            names = "--quick",
            description =
                    "One process of a second each, half of it warm-up; servers for one second instead of three. No result to keep.")
    private boolean quick;

    @Option(
            names = "--forks",
            paramLabel = "N",
            description = "How many processes of each contender run a program, 3 unless given.")
    private int forks = 3;

    @Option(
            names = "--peers",
            split = ",",
            paramLabel = "PEER",
            description = "Peers to run beside Kyoto: ${COMPLETION-CANDIDATES}; all unless given.",
            completionCandidates = Peers.class)
    private @Nullable List<String> peers;

    @Option(names = "--root", hidden = true, defaultValue = ".", description = "The repository.")
    private Path root = Path.of(".");

    /** The names that {@code --peers} takes. */
    static final class Peers extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        Peers() {
            super(COLUMNS.subList(2, COLUMNS.size()));
        }
    }

    /** Keeps the figures that there are so far. */
    private interface Keeping {
        void keep() throws IOException;
    }

    /**
     * The program.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Contest()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        var programs =
                Program.list(root.resolve("bench/programs.tsv")).stream()
                        .filter(it -> it.name().contains(filter))
                        .toList();
        var served =
                ServedRow.of(ServedProgram.list(root.resolve("bench/servers.tsv"))).stream()
                        .filter(it -> it.row().name().contains(filter))
                        .toList();
        var rows = Stream.concat(programs.stream(), served.stream().map(ServedRow::row)).toList();
        if (rows.isEmpty()) {
            System.err.println(
                    "no program's name contains \""
                            + filter
                            + "\"; see bench/programs.tsv and bench/servers.tsv");
            return 2;
        }
        var unknown = new HashSet<>(peers == null ? List.of() : peers);
        new Peers().forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            System.err.println("no such peer: " + unknown + "; there are " + new Peers());
            return 2;
        }
        if (forks < 1) {
            System.err.println("--forks is " + forks + "; it must be 1 at least");
            return 2;
        }
        printMachine();
        var contenders = contenders();
        var scores = new Scores(rows, contenders.stream().map(Contender::name).toList());
        var processor =
                served.stream()
                        .filter(it -> it.figure() == Figure.PROCESSOR)
                        .map(ServedRow::row)
                        .toList();
        var groups = new LinkedHashMap<String, List<Program>>();
        groups.put("in one process", programs);
        groups.put("processor time of servers", processor);
        var report = new Report(scores, groups);
        var results = root.resolve("bench/results");
        // A contest takes long: what is interrupted leaves the figures that it has so far.
        var partial = results.resolve("last-partial.tsv");
        boolean clean =
                run(
                        programs,
                        served,
                        new ArrayList<>(contenders),
                        scores,
                        () -> report.write(partial, COLUMNS));
        report.print(System.out);
        // A part of the programs is no result to keep.
        var name = filter.isEmpty() && !quick ? "latest" : "last-partial";
        report.write(results.resolve(name + ".tsv"), COLUMNS);
        Plot.write(scores, results.resolve(name + ".svg"));
        System.out.println("written to " + results.resolve(name + ".tsv") + " and .svg");
        return clean ? 0 : 1;
    }

    private List<Contender> contenders() {
        var chosen = Optional.ofNullable(peers);
        var scripts = root.resolve("bench/peers").toAbsolutePath().normalize();
        return List.of(
                        Contender.java(Scores.KYOTO, KyotoContestant.class, "woven"),
                        Contender.java(Scores.HAND, KyotoContestant.class, "hand"),
                        Contender.script("tokio", scripts.resolve("tokio/run")),
                        Contender.java("jdk", JdkContestant.class),
                        Contender.script("kotlin", scripts.resolve("kotlin/run")),
                        Contender.servers("netty", scripts.resolve("netty/run")))
                .stream()
                .filter(it -> it.isAmong(chosen))
                .toList();
    }

    /** False if a process failed. */
    private boolean run(
            List<Program> programs,
            List<ServedRow> served,
            List<Contender> contenders,
            Scores scores,
            Keeping keeping)
            throws IOException {
        boolean clean = true;
        int rounds = quick ? 1 : forks;
        contenders.removeIf(it -> !it.isReady());
        try (var trials = new Trials(root.resolve("bench/wrk.lua"))) {
            var servers = ServerRounds.of(trials, scores, quick ? 1 : 3, served);
            for (int fork = 0; fork < rounds; fork++) {
                for (var program : programs) {
                    System.err.printf("%d/%d %s%n", fork + 1, rounds, program.name());
                    clean &= run(program, contenders, scores);
                    keeping.keep();
                    // Whoever runs after whom changes from program to program.
                    Collections.rotate(contenders, 1);
                }
                for (var program : servers.programs()) {
                    System.err.printf("%d/%d %s%n", fork + 1, rounds, program.name());
                    contenders.forEach(it -> servers.run(program, it));
                    keeping.keep();
                    Collections.rotate(contenders, 1);
                }
            }
            return clean && servers.isClean();
        }
    }

    private boolean run(Program program, List<Contender> contenders, Scores scores) {
        long warmMillis = quick ? 500 : 1_200;
        long measureMillis = quick ? 500 : 600;
        boolean clean = true;
        for (var contender : contenders) {
            if (!contender.runsPrograms() || scores.hasFailed(program, contender.name())) {
                // It would have no figure whatever comes, and starving takes its time.
                continue;
            }
            switch (contender.run(program, warmMillis, measureMillis)) {
                case Contender.Outcome.Measured(var measured) ->
                        scores.add(program, contender.name(), measured.median());
                case Contender.Outcome.Missing() -> {}
                case Contender.Outcome.Failed(String how) -> {
                    System.err.printf(
                            "%s failed in %s: %s%n", contender.name(), program.name(), how);
                    scores.fail(program, contender.name());
                    clean = false;
                }
            }
        }
        return clean;
    }

    private static void printMachine() {
        System.out.printf(
                "%s %s, %s, %d processors, JAVA_OPTS=\"%s\"%n",
                System.getProperty("java.vm.name"),
                Runtime.version(),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                System.getenv().getOrDefault("JAVA_OPTS", ""));
    }
}
