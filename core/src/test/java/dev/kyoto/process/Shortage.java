package dev.kyoto.process;

import dev.kyoto.future.IoException;
import dev.kyoto.runtime.AsyncRuntime;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayDeque;

/** Run by a test in a process of its own, whose descriptors are few. */
final class Shortage {

    private Shortage() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        try (var runtime = AsyncRuntime.create()) {
            var echo = Command.of("echo", "text").stdin(Stdio.piped());
            // Loads the classes, which opens files.
            System.out.println("before: " + runtime.blockOn(echo.output()).stdoutText().strip());
            System.out.println("rehearsal: " + failure(runtime, Command.of("/none")));
            joinPrewarming();
            var taken = new ArrayDeque<FileInputStream>();
            try {
                while (true) {
                    taken.add(new FileInputStream("/dev/null"));
                }
            } catch (IOException e) {
                // None is left.
            }
            // With none, one, two … left, the start fails in other places.
            for (int spare = 0; spare < 30; spare++) {
                int open = descriptors();
                var outcome = failure(runtime, echo);
                System.out.println("with " + spare + ": " + outcome);
                // What a child had that was started is closed by a thread of the JDK's, in its
                // time.
                if (outcome instanceof IoException.Kind && descriptors() != open) {
                    System.out.println("LEFT " + (descriptors() - open) + " with " + spare);
                }
                taken.remove().close();
            }
            while (!taken.isEmpty()) {
                taken.remove().close();
            }
            System.out.println("after: " + runtime.blockOn(echo.output()).stdoutText().strip());
        }
    }

    /** The runtime's first act reads class files on a thread of its own. */
    private static void joinPrewarming() throws InterruptedException {
        for (var thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("kyoto-prewarm")) {
                thread.join();
            }
        }
    }

    private static Object failure(AsyncRuntime runtime, Command command) {
        try {
            return runtime.blockOn(command.output()).status();
        } catch (IoException e) {
            return e.kind() == IoException.Kind.OTHER ? e : e.kind();
        }
    }

    /** As the listing itself may have no descriptor, each number is asked for. */
    private static int descriptors() {
        int open = 0;
        for (int i = 0; i < 100; i++) {
            open += new File("/proc/self/fdinfo/" + i).exists() ? 1 : 0;
        }
        return open;
    }
}
