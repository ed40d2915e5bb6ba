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
                    new BroadcastKind(),
                    new WatchKind(),
                    new OneshotKind(),
                    new NotifyKind(),
                    new SemaphoreKind(),
                    new MutexKind(),
                    new RwLockKind(),
                    new JoinSetKind());

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
        String result;
        try (var trial = new Trial(kind.toString(), messages, seed)) {
            result = "ok; none lost or doubled; " + kind.run(trial);
        } catch (Throwable failure) {
            record(rows, kind, messages, "FAILED: " + failure);
            throw failure;
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        double nanosEach = seconds * 1e9 / messages;
        System.out.printf(
                "%-15s %,13d in %7.1f s, %6.0f ns each; %s%n",
                kind, messages, seconds, nanosEach, result);
        record(rows, kind, messages, "%s; %.0f s".formatted(result, seconds));
    }

    private static void record(Path rows, Kind kind, long messages, String result)
            throws IOException {
        Files.writeString(
                rows,
                "%s\t%d\t%s%n".formatted(kind, messages, result),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
