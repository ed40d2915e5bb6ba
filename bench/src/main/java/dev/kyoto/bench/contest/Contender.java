package dev.kyoto.bench.contest;

import dev.kyoto.bench.contest.io.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One of those who run in the contest, as a command that is given a program and two times,
 * or a server to run.
 *
 * @param name its column in the table
 * @param command what starts it with a number of workers
 * @param isScript whether it is built when it is first started
 * @param runsPrograms whether it has programs of one process, and not servers alone
 */
record Contender(
        String name,
        Function<String, List<String>> command,
        boolean isScript,
        boolean runsPrograms) {
    /** How a peer's script ends that cannot be built here. */
    static final int SKIPPED = 3;

    /** A program that takes longer than that starves. */
    private static final int LIMIT_SECONDS = 60;

    /** What became of one process. */
    sealed interface Outcome {
        record Measured(Measurement measurement) implements Outcome {}

        /** It has no such program: no figure, and nothing to complain. */
        record Missing() implements Outcome {}

        record Failed(String how) implements Outcome {}
    }

    /** Kyoto's own contestants and the JDK's, in a JVM like this one: same options, same classes. */
    static Contender java(String name, Class<?> main, String... arguments) {
        return new Contender(
                name,
                workers -> {
                    var words = new ArrayList<String>();
                    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
                    words.addAll(options());
                    // Virtual threads have no pool of their own to choose: as many carriers as the
                    // program asks of the others.
                    words.add("-Djdk.virtualThreadScheduler.parallelism=" + workers);
                    words.add("-cp");
                    words.add(System.getProperty("java.class.path"));
                    words.add(main.getName());
                    words.addAll(List.of(arguments));
                    return words;
                },
                false,
                true);
    }

    /** A peer in a language of its own, which has a script that builds and runs it. */
    static Contender script(String name, Path script) {
        return new Contender(name, _ -> List.of(script.toString()), true, true);
    }

    /** Such a peer that takes part with its servers alone. */
    static Contender servers(String name, Path script) {
        return new Contender(name, _ -> List.of(script.toString()), true, false);
    }

    private static List<String> options() {
        return Stream.concat(
                        Stream.of(System.getenv().getOrDefault("JAVA_OPTS", "").split(" ", -1))
                                .filter(word -> !word.isEmpty()),
                        Stream.of(
                                "-Dkyoto.sizes=full",
                                "-Dkyoto.bench.programs="
                                        + System.getProperty("kyoto.bench.programs")))
                .toList();
    }

    private static String workers(Program program) {
        return program.runtime().startsWith("multi ") ? program.runtime().substring(6) : "1";
    }

    /** Builds it, however long that takes, and says which version it is. False if it cannot be had. */
    boolean isReady() {
        if (!isScript) {
            return true;
        }
        var words = new ArrayList<>(command.apply("1"));
        words.add("--version");
        try {
            var process = new ProcessBuilder(words).redirectError(Redirect.INHERIT).start();
            process.inputReader().lines().forEach(System.out::println);
            if (process.waitFor() == 0) {
                return true;
            }
        } catch (IOException e) {
            System.err.println(e.getMessage());
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while " + name + " is built", e);
        }
        System.err.println(name + " does not take part");
        return false;
    }

    /** The command that runs a server of the I/O programs. */
    List<String> serving(String server) {
        var words = new ArrayList<>(command.apply(Integer.toString(Server.WORKERS)));
        words.addAll(List.of("serve", server));
        return words;
    }

    Outcome run(Program program, long warmMillis, long measureMillis) {
        var words = new ArrayList<>(command.apply(workers(program)));
        words.addAll(
                List.of(program.name(), Long.toString(warmMillis), Long.toString(measureMillis)));
        try {
            var process = new ProcessBuilder(words).redirectError(Redirect.INHERIT).start();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                return new Outcome.Failed("not ended after " + LIMIT_SECONDS + " s");
            }
            int status = process.exitValue();
            return switch (status) {
                case 0 ->
                        new Outcome.Measured(
                                Measurement.read(process.inputReader().readAllLines().getLast()));
                case SKIPPED, Contestant.ABSENT -> new Outcome.Missing();
                default -> new Outcome.Failed("ended with status " + status);
            };
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + words, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while " + name + " ran", e);
        }
    }

    /** Whether it was chosen by a list of peers; Kyoto itself always runs. */
    boolean isAmong(Optional<List<String>> chosen) {
        return name.startsWith("kyoto") || chosen.isEmpty() || chosen.get().contains(name);
    }
}
