package dev.kyoto.bench.contest.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a tool and keeps what it prints. */
final class ToolProcess {
    /** A load that takes longer than that is none: the server starves somebody. */
    private static final int LIMIT_SECONDS = 90;

    private ToolProcess() {}

    static String run(List<String> command) throws IOException, InterruptedException {
        // A file takes whatever comes, while this waits for the end.
        Path printed = Files.createTempFile("contest", ".txt");
        try {
            var process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(printed.toFile())
                            .start();
            try {
                if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                    throw new LoadFailed(
                            command.getFirst() + " has not ended after " + LIMIT_SECONDS + " s");
                }
            } finally {
                process.destroyForcibly();
            }
            var output = Files.readString(printed);
            if (process.exitValue() != 0) {
                throw new LoadFailed(
                        "%s ended with %d: %s"
                                .formatted(
                                        command.getFirst(),
                                        process.exitValue(),
                                        output.lines().reduce("", (_, last) -> last)));
            }
            return output;
        } finally {
            Files.delete(printed);
        }
    }
}
