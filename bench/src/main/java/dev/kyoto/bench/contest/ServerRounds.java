package dev.kyoto.bench.contest;

import dev.kyoto.bench.contest.io.ServedProgram;
import dev.kyoto.bench.contest.io.ServerEnded;
import dev.kyoto.bench.contest.io.Trial;
import dev.kyoto.bench.contest.io.Trials;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** Runs the I/O programs: a server of each contender, one after the other, under its loads. */
final class ServerRounds {
    private static final double WARM_SECONDS = 5;

    private final Trials trials;
    private final Scores scores;
    private final double seconds;

    /** The rows that are wanted, by what has to be run for them. */
    private final Map<ServedProgram, SortedMap<Integer, List<ServedRow>>> wanted;

    private boolean clean = true;

    private ServerRounds(
            Trials trials,
            Scores scores,
            double seconds,
            Map<ServedProgram, SortedMap<Integer, List<ServedRow>>> wanted) {
        this.trials = trials;
        this.scores = scores;
        this.seconds = seconds;
        this.wanted = wanted;
    }

    /** The rounds for some rows; those that this machine cannot have are named and left out. */
    static ServerRounds of(Trials trials, Scores scores, double seconds, List<ServedRow> rows)
            throws IOException {
        var wanted = new LinkedHashMap<ServedProgram, SortedMap<Integer, List<ServedRow>>>();
        for (var row : rows) {
            wanted.computeIfAbsent(row.program(), _ -> new TreeMap<>())
                    .computeIfAbsent(row.connections(), _ -> new ArrayList<>())
                    .add(row);
        }
        for (var loads : wanted.entrySet()) {
            for (int connections : List.copyOf(loads.getValue().keySet())) {
                var obstacle = trials.obstacle(loads.getKey(), connections);
                if (obstacle.isPresent()) {
                    System.err.printf(
                            "skipped: %s_%d: %s%n",
                            loads.getKey().name(), connections, obstacle.get());
                    loads.getValue().remove(connections);
                }
            }
        }
        wanted.values().removeIf(Map::isEmpty);
        return new ServerRounds(trials, scores, seconds, wanted);
    }

    List<ServedProgram> programs() {
        return List.copyOf(wanted.keySet());
    }

    /** Whether nothing has failed so far. */
    boolean isClean() {
        return clean;
    }

    /** Runs one program of one contender. */
    void run(ServedProgram program, Contender contender) {
        var loads = new TreeMap<>(wanted.getOrDefault(program, new TreeMap<>()));
        loads.values()
                .removeIf(
                        rows ->
                                rows.stream()
                                        .anyMatch(
                                                it ->
                                                        scores.hasFailed(
                                                                it.row(), contender.name())));
        if (loads.isEmpty()) {
            return;
        }
        try (var trial = trials.start(program, contender.serving(program.server()), WARM_SECONDS)) {
            loads.forEach((connections, rows) -> measure(trial, connections, rows, contender));
        } catch (ServerEnded e) {
            if (e.status() != Contender.SKIPPED && e.status() != Contestant.ABSENT) {
                loads.values().forEach(rows -> fail(rows, contender, e));
            }
        } catch (IOException e) {
            loads.values().forEach(rows -> fail(rows, contender, e));
        } catch (InterruptedException e) {
            throw interrupted(contender, e);
        }
    }

    private void measure(Trial trial, int connections, List<ServedRow> rows, Contender contender) {
        try {
            var figures = trial.measure(connections, seconds);
            for (var row : rows) {
                scores.add(
                        row.row(),
                        contender.name(),
                        Objects.requireNonNull(figures.get(row.figure())));
            }
        } catch (IOException e) {
            fail(rows, contender, e);
        } catch (InterruptedException e) {
            throw interrupted(contender, e);
        }
    }

    private void fail(List<ServedRow> rows, Contender contender, Exception how) {
        clean = false;
        System.err.printf(
                "%s failed in %s: %s%n",
                contender.name(), rows.getFirst().row().name(), how.getMessage());
        rows.forEach(it -> scores.fail(it.row(), contender.name()));
    }

    private static IllegalStateException interrupted(Contender contender, InterruptedException e) {
        return new IllegalStateException("interrupted while " + contender.name() + " serves", e);
    }
}
