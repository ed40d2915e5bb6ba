package dev.kyoto.weaving.env;

import static dev.kyoto.weaving.env.Compiler.KYOTO;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a runtime rehearses when it is built is all that the first blocks of a program need. */
@Timeout(90)
class RehearsalTest {
    private static final String PROGRAM =
            """
            package app;

            import dev.kyoto.Kyoto;
            import dev.kyoto.future.*;
            import dev.kyoto.runtime.AsyncRuntime;

            final class Program {
                static class Before {}
                static class After {}

                private static int twice(Future<Integer> one) {
                    return one.await() + one.await();
                }

                private static Future<Integer> two() {
                    return Futures.map(Futures.yieldNow(), _ -> 2);
                }

                public static void main(String[] args) throws Exception {
                    try (var runtime = AsyncRuntime.builder().build(); var _ = runtime.enter()) {
                        for (var thread : Thread.getAllStackTraces().keySet()) {
                            if (thread.getName().equals("kyoto-prewarm")) {
                                thread.join();
                            }
                        }
                        var context = Context.of(Waker.noop());
                        new Before();
                        for (var block : blocks()) {
                            block.poll(context);
                            block.cancel();
                        }
                        new After();
                    }
                }

                private static Future<?>[] blocks() {
                    var captured = two();
                    var other = two();
                    return new Future<?>[] {
                        Kyoto.async(() -> captured.await() + 1),
                        Kyoto.async(() -> Math.max(3, twice(other))),
                        Kyoto.async(() -> {
                            switch (two().await()) {
                                case 1 -> System.out.println("one");
                                case 2 -> System.out.println("two");
                                default -> {}
                            }
                        }),
                        Kyoto.async(() -> {
                            try {
                                for (int i = 0; i < 2; i++) {
                                    Futures.yieldNow().await();
                                }
                            } finally {
                                System.out.println("end");
                            }
                        })
                    };
                }
            }
            """;

    @TempDir Path folder;

    @Test
    void theFirstBlocksLoadNothingOfTheWeaver() throws Exception {
        var source = Compiler.write(folder.resolve("app/Program.java"), PROGRAM);
        var classes = Compiler.JAVAC.compile(folder.resolve("classes"), source);
        var log = folder.resolve("loaded");
        var classPath = KYOTO + File.pathSeparator + classes;
        var run = Run.java(folder, "-Xlog:class+load:file=" + log, "-cp", classPath, "app.Program");
        assertThat(run.lines()).containsExactly("end");
        assertThat(loadedMeanwhile(Files.readAllLines(log)))
                .anyMatch(it -> it.contains("app.Program$$Kyoto$$twice"))
                .noneMatch(it -> it.contains(" dev.kyoto.internal.weave."))
                // Where the JVM makes code for records and switches over types.
                .noneMatch(it -> it.contains(" java.lang.runtime."));
    }

    private static List<String> loadedMeanwhile(List<String> log) {
        var names = log.stream().dropWhile(it -> !it.contains(" app.Program$Before ")).toList();
        return names.stream().takeWhile(it -> !it.contains(" app.Program$After ")).toList();
    }
}
