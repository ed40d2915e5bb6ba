package dev.kyoto.bench.contest;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** What all processes have measured: a figure for each fork, program and contender. */
final class Scores {
    static final String KYOTO = "kyoto";
    static final String HAND = "kyoto_hand";

    private final List<Program> programs;
    private final List<String> columns;
    private final Map<String, List<Double>> figures = new HashMap<>();
    private final Set<String> failed = new HashSet<>();

    Scores(List<Program> programs, List<String> columns) {
        this.programs = programs;
        this.columns = columns;
    }

    void add(Program program, String contender, double figure) {
        figures.computeIfAbsent(key(program, contender), _ -> new ArrayList<>()).add(figure);
    }

    void fail(Program program, String contender) {
        failed.add(key(program, contender));
    }

    List<Program> programs() {
        return programs;
    }

    List<String> columns() {
        return columns;
    }

    /** Whoever is no Kyoto. */
    List<String> peers() {
        return columns.stream().filter(it -> !it.startsWith(KYOTO)).toList();
    }

    boolean hasFailed(Program program, String contender) {
        return failed.contains(key(program, contender));
    }

    /** The median of the forks. None for a program that failed in one of them. */
    OptionalDouble figure(Program program, String contender) {
        var all = figures.get(key(program, contender));
        if (all == null || hasFailed(program, contender)) {
            return OptionalDouble.empty();
        }
        var sorted = new ArrayList<>(all);
        Collections.sort(sorted);
        return OptionalDouble.of(sorted.get(sorted.size() / 2));
    }

    /** How far Kyoto's forks lie apart, as a part of their median. */
    OptionalDouble spread(Program program) {
        var median = figure(program, KYOTO);
        if (median.isEmpty()) {
            return median;
        }
        var all = figures.getOrDefault(key(program, KYOTO), List.of());
        return OptionalDouble.of(
                (Collections.max(all) - Collections.min(all)) / median.getAsDouble());
    }

    /** Kyoto's figure as a multiple of a peer's. */
    OptionalDouble ratio(Program program, String peer) {
        var own = figure(program, KYOTO);
        var theirs = figure(program, peer);
        return own.isPresent() && theirs.isPresent()
                ? OptionalDouble.of(own.getAsDouble() / theirs.getAsDouble())
                : OptionalDouble.empty();
    }

    /** The peer with the lowest figure. */
    Optional<String> best(Program program) {
        return peers().stream()
                .filter(it -> figure(program, it).isPresent())
                .min(
                        (a, b) ->
                                Double.compare(
                                        figure(program, a).orElseThrow(),
                                        figure(program, b).orElseThrow()));
    }

    /** The geometric mean of Kyoto's ratios to a peer, over those of the programs that both have. */
    OptionalDouble geometricMean(List<Program> among, String peer) {
        var logarithms =
                among.stream()
                        .map(it -> ratio(it, peer))
                        .filter(OptionalDouble::isPresent)
                        .mapToDouble(it -> Math.log(it.getAsDouble()))
                        .average();
        return logarithms.isPresent()
                ? OptionalDouble.of(Math.exp(logarithms.getAsDouble()))
                : logarithms;
    }

    private static String key(Program program, String contender) {
        return program.name() + "\t" + contender;
    }
}
