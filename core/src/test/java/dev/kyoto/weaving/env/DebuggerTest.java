package dev.kyoto.weaving.env;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.BlockMode;
import dev.kyoto.weaving.env.Debugger.Stop;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A debugger finds its way in a woven block as it does in one on a virtual thread: breakpoints are
 * hit in the order of the lines, once each, and variables have the names and values of the source.
 *
 * <p>Lines are named by the comments at their ends.
 */
@ParameterizedClass
@EnumSource(
        value = BlockMode.class,
        names = {"WOVEN", "VIRTUAL_THREAD"})
@Timeout(90)
class DebuggerTest {
    private static final String SOURCE =
            """
            package app;

            import dev.kyoto.Kyoto;
            import dev.kyoto.future.AsyncCallable;
            import dev.kyoto.future.Future;
            import dev.kyoto.future.Futures;
            import dev.kyoto.runtime.AsyncRuntime;

            public final class Debugged {
                public static void main(String[] args) {
                    try (var runtime = AsyncRuntime.builder().workerThreads(1).build()) {
                        System.out.println(runtime.blockOn(body("abc")));
                    }
                }

                private static AsyncCallable<Long> body(String captured) {
                    return () -> {
                        int k = captured.length(); // begin
                        String text = captured + k; // before
                        int m = later(4).await(); // await
                        long sum = k + m; // after
                        int half = half(k); // call
                        return sum + half + text.length(); // end
                    };
                }

                private static int half(int n) {
                    int rounded = later(n / 2).await(); // callee
                    return n - rounded; // return
                }

                private static <T> Future<T> later(T value) {
                    return Futures.map(Kyoto.yieldNow(), nothing -> value);
                }
            }
            """;

    private static final List<String> LINES =
            List.of("begin", "before", "await", "after", "call", "callee", "return", "end");

    /** What each line sees of the variables that it or a later line uses. */
    private static final Map<String, Map<String, String>> USED =
            Map.of(
                    "begin", Map.of("captured", "abc"),
                    "before", Map.of("captured", "abc", "k", "3"),
                    "await", Map.of("k", "3", "text", "abc3"),
                    "after", Map.of("k", "3", "text", "abc3", "m", "4"),
                    "call", Map.of("k", "3", "text", "abc3", "sum", "7"),
                    "callee", Map.of("n", "3"),
                    "return", Map.of("n", "3", "rounded", "1"),
                    "end", Map.of("text", "abc3", "sum", "7", "half", "2"));

    /** The value of every variable, wherever it can be seen. */
    private static final Map<String, String> VALUES =
            USED.values().stream()
                    .flatMap(it -> it.entrySet().stream())
                    .distinct()
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

    private final BlockMode mode;

    @TempDir Path folder;

    private Path classes;

    DebuggerTest(BlockMode mode) {
        this.mode = mode;
    }

    @BeforeEach
    void compileTheProgram() throws Exception {
        var source = Compiler.write(folder.resolve("app/Debugged.java"), SOURCE);
        classes = Compiler.JAVAC.compile(folder.resolve("classes"), source);
    }

    @Test
    void breakpointsAreHitOnceEachAndSeeTheVariables() throws Exception {
        var stops = debug(LINES, false);
        assertThat(stops).map(DebuggerTest::line).containsExactlyElementsOf(LINES);
        for (var stop : stops) {
            assertThat(stop.variables()).as(line(stop)).containsAllEntriesOf(USED.get(line(stop)));
        }
        assertThat(stops).allMatch(it -> it.isInHiddenClass() == (mode == BlockMode.WOVEN));
    }

    /** Zero in the place of a value would mislead; not to see the variable does not. */
    @Test
    void aVariableThatIsNotUsedAnyMoreHasItsValueOrCannotBeSeen() throws Exception {
        for (var stop : debug(LINES, false)) {
            assertThat(VALUES).as(line(stop)).containsAllEntriesOf(stop.variables());
        }
    }

    /**
     * A step over an await that suspends a woven block leaves it, as a step over {@code return}
     * leaves a method; the breakpoint behind it is what stops the program again.
     */
    @Test
    void stepsGoFromLineToLine() throws Exception {
        var stops = debug(List.of("begin", "after", "return"), true);
        // The end of a callee leads back to the line of the call, which is no other line.
        assertThat(stops.stream().map(DebuggerTest::line).distinct().toList())
                .startsWith("begin", "before", "await", "after", "call", "return", "end");
    }

    private List<Stop> debug(List<String> lines, boolean isStepping) throws Exception {
        var options =
                "-cp \"%s%s%s\" -Dkyoto.blocks=%s"
                        .formatted(
                                Compiler.KYOTO,
                                File.pathSeparator,
                                classes,
                                mode.name().toLowerCase(Locale.ROOT));
        var numbers = lines.stream().map(DebuggerTest::number).collect(Collectors.toSet());
        try (var debugger = new Debugger(options, "app.Debugged", numbers, isStepping)) {
            var stops = debugger.run();
            assertThat(debugger.printed().strip()).isEqualTo("13");
            return stops;
        }
    }

    private static int number(String name) {
        var lines = SOURCE.lines().map(DebuggerTest::name).toList();
        return 1 + lines.indexOf(name);
    }

    private static String line(Stop stop) {
        return name(SOURCE.lines().toList().get(stop.line() - 1));
    }

    private static String name(String sourceLine) {
        return sourceLine.replaceFirst(".*// ", "");
    }
}
