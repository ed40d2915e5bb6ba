package dev.kyoto.examples.supervisor;

import dev.kyoto.examples.program.Options;
import dev.kyoto.examples.program.Program;
import dev.kyoto.examples.program.UsageException;
import dev.kyoto.task.CancellationToken;
import dev.kyoto.task.JoinSet;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps programs running. */
public final class Supervisor {
    private static final int MOST = 100;
    private static final Duration STEADY = Duration.ofSeconds(10);

    /** Beyond this the process itself would be ended before its programs. */
    private static final Duration LONGEST_GRACE = Duration.ofSeconds(20);

    private static final Program PROGRAM =
            new Program(
                    "supervisor",
                    """
                    Usage: supervisor [--first MS] [--longest MS] [--grace MS] COMMAND...

                    Keeps programs running; each COMMAND is one word, a line for the shell, such as
                    'python3 -m http.server 8000'. A program that ends is started again.

                      --first MS    how long to wait before that (default 100)
                      --longest MS  how long to wait at most, if it ends again and again (default 30000)
                      --grace MS    how long a program may take to end when it is told to (default 5000)
                      --help        show this text
                    """);

    private Supervisor() {}

    /**
     * Runs until the process is told to end.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        PROGRAM.main(arguments, Supervisor::prepare);
    }

    static Program.Work prepare(String... arguments) {
        var options = Options.parse(Set.of("--first", "--longest", "--grace"), MOST, arguments);
        options.word(0, "a COMMAND");
        var grace = options.millis("--grace", Duration.ofSeconds(5));
        if (grace.compareTo(LONGEST_GRACE) > 0) {
            throw new UsageException("--grace is at most " + LONGEST_GRACE.toMillis());
        }
        var policy =
                new Policy(
                        options.millis("--first", Duration.ofMillis(100)),
                        options.millis("--longest", Duration.ofSeconds(30)),
                        STEADY,
                        grace);
        return (runtime, stop) -> {
            runtime.blockOn(() -> keepAll(options.words(), policy, stop));
            return true;
        };
    }

    private static void keepAll(List<String> lines, Policy policy, CancellationToken stop) {
        try (var keepers = new JoinSet<@Nullable Void>()) {
            for (var line : lines) {
                keepers.spawn(() -> new Keeper(line, policy, PROGRAM::say).run(stop), null);
            }
            var _ = keepers.joinAll().await();
        }
    }
}
