package dev.kyoto.process;

import dev.kyoto.future.IoException;
import dev.kyoto.internal.block.Prewarming;
import dev.kyoto.runtime.AsyncRuntime;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayDeque;

/** Run by a test in a process of its own, whose descriptors are few. */
final class Shortage {

    private Shortage() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        var echo = Command.of("echo", "text").stdin(Stdio.piped());
        try (var runtime = AsyncRuntime.create()) {
            // Loads the classes, which opens files.
            System.out.println("before: " + runtime.blockOn(echo.output()).stdoutText().strip());
            System.out.println("rehearsal: " + failure(runtime, Command.of("/none")));
            Prewarming.join();
        }
        int open = descriptors();
        try (var runtime = AsyncRuntime.create()) {
            starve(runtime, echo);
            System.out.println("after: " + runtime.blockOn(echo.output()).stdoutText().strip());
        }
        System.out.println("left: " + (descriptors() - open));
    }

    /** With none, one, two … left, a start fails in other places. */
    private static void starve(AsyncRuntime runtime, Command command) throws IOException {
        var taken = new ArrayDeque<FileInputStream>();
        // The selector is there from the first socket on, and needs descriptors of its own.
        System.out.println("rehearsal: " + failure(runtime, command));
        try {
            while (true) {
                taken.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException e) {
            // None is left.
        }
        for (int spare = 0; spare < 30; spare++) {
            System.out.println("with " + spare + ": " + failure(runtime, command));
            taken.remove().close();
        }
        while (!taken.isEmpty()) {
            taken.remove().close();
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
        for (int i = 0; i < 200; i++) {
            open += new File("/proc/self/fdinfo/" + i).exists() ? 1 : 0;
        }
        return open;
    }
}
