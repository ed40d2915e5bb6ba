package dev.kyoto.bench.contest;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table of a contest: printed for people, and written for programs. */
final class Report {
    private final Scores scores;

    /** The programs over which means are taken, by what they are called together. */
    private final Map<String, List<Program>> groups;

    Report(Scores scores, Map<String, List<Program>> groups) {
        this.scores = scores;
        this.groups = groups;
    }

    void print(PrintStream out) {
        var widths = scores.columns().stream().map(it -> Math.max(10, it.length())).toList();
        out.printf("%-32s %-12s", "program", "unit");
        for (int i = 0; i < widths.size(); i++) {
            out.printf(" %" + widths.get(i) + "s", scores.columns().get(i));
        }
        out.printf(" %8s %-8s %7s%n", "ratio", "to", "spread");
        for (var program : scores.programs()) {
            out.printf("%-32s %-12s", program.name(), program.unit());
            for (int i = 0; i < widths.size(); i++) {
                out.printf(" %" + widths.get(i) + "s", cell(program, scores.columns().get(i)));
            }
            var best = scores.best(program);
            out.printf(
                    " %8s %-8s %7s%n",
                    best.map(it -> number(scores.ratio(program, it), "%.2f")).orElse(""),
                    best.orElse(""),
                    scores.spread(program).isPresent()
                            ? number(
                                    OptionalDouble.of(scores.spread(program).getAsDouble() * 100),
                                    "%.0f %%")
                            : "");
        }
        groups.forEach((title, programs) -> printMeans(out, title, programs));
    }

    private void printMeans(PrintStream out, String title, List<Program> programs) {
        for (var peer : scores.peers()) {
            var both = programs.stream().filter(it -> scores.ratio(it, peer).isPresent()).toList();
            var worst =
                    both.stream()
                            .max(
                                    Comparator.comparingDouble(
                                            it -> scores.ratio(it, peer).orElseThrow()));
            if (worst.isPresent()) {
                out.printf(
                        Locale.ROOT,
                        "%s: geometric mean of kyoto to %s: %.2f over %d programs, worst %s (%s)%n",
                        title,
                        peer,
                        scores.geometricMean(both, peer).orElseThrow(),
                        both.size(),
                        number(scores.ratio(worst.get(), peer), "%.2f"),
                        worst.get().name());
            }
        }
    }

    /** Tab-separated, a column for each contender there is, also for those that did not run. */
    void write(Path file, List<String> columns) throws IOException {
        var lines = new ArrayList<String>();
        lines.add("program\tunit\t" + String.join("\t", columns));
        for (var program : scores.programs()) {
            lines.add(
                    Stream.concat(
                                    Stream.of(program.name(), program.unit()),
                                    columns.stream()
                                            .map(it -> number(scores.figure(program, it), "%.1f")))
                            .collect(Collectors.joining("\t")));
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, lines);
    }

    private String cell(Program program, String column) {
        return scores.hasFailed(program, column)
                ? "FAILED"
                : number(scores.figure(program, column), "%.1f");
    }

    private static String number(OptionalDouble value, String format) {
        return value.isPresent() ? String.format(Locale.ROOT, format, value.getAsDouble()) : "";
    }
}
