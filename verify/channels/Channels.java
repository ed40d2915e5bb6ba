import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Sends a number of messages or wake-ups through each kind of channel; see {@code
 * verify/channels/run}.
 *
 * <p>Arguments: messages, seed, the file for the rows of the ledger, a part of the kinds' names.
 */
final class Channels {
    /** What is tried. A new primitive is a class of its own and a line here. */
    private static final List<Kind> KINDS =
            List.of(
                    new MpscKind(true),
                    new MpscKind(false),
                    new MpmcKind(true),
                    new MpmcKind(false),
                    new OneshotKind(),
                    new NotifyKind(),
                    new SemaphoreKind(),
                    new MutexKind());

    private Channels() {}

    public static void main(String[] args) throws Exception {
        long messages = Long.parseLong(args[0]);
        long seed = Long.parseLong(args[1]);
        var rows = Path.of(args[2]);
        var wanted = args.length > 3 ? args[3] : "";
        for (var kind : KINDS) {
            if (kind.toString().contains(wanted)) {
                run(kind, messages, seed, rows);
            }
        }
    }

    private static void run(Kind kind, long messages, long seed, Path rows)
            throws InterruptedException, IOException {
        long begin = System.nanoTime();
        String figures;
        try (var trial = new Trial(kind.toString(), messages, seed)) {
            figures = kind.run(trial);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf(
                "%-15s %,13d in %7.1f s, %6.0f ns each; %s; none lost, none doubled%n",
                kind, messages, seconds, seconds * 1e9 / messages, figures);
        Files.writeString(
                rows,
                "%s\t%d\t%s, %.0f s%n".formatted(kind, messages, figures, seconds),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
