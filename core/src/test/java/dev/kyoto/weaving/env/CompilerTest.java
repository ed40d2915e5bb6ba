package dev.kyoto.weaving.env;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.BlockMode;
import dev.kyoto.future.BlockReport;
import dev.kyoto.internal.block.Blocks;
import dev.kyoto.runtime.AsyncRuntime;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a block answers does not depend on who compiled it, nor on how it is run: called straight
 * with futures that are ready, on a virtual thread, or woven.
 */
@ParameterizedClass
@EnumSource(Compiler.class)
@Timeout(90)
class CompilerTest {
    /** As many as the program has to have, so that a comparison of nothing does not pass. */
    private static final int BODIES = 35;

    /** Each future is pending as often as this number says, but for the last: there they vary. */
    private static final int MIXED = 3;

    private final Compiler compiler;

    @TempDir Path folder;

    private URLClassLoader loader;

    CompilerTest(Compiler compiler) {
        this.compiler = compiler;
    }

    @BeforeEach
    void compileTheProgram() throws Exception {
        var source = Compiler.write(folder.resolve("app/Constructs.java"), Constructs.SOURCE);
        var classes = compiler.compile(folder.resolve("classes"), source);
        var url = classes.toUri().toURL();
        loader = new URLClassLoader(new URL[] {url}, getClass().getClassLoader());
    }

    @AfterEach
    void closeTheLoader() throws Exception {
        loader.close();
    }

    @Test
    void everyConstructAnswersTheSameInEachWay() throws Exception {
        var straight = results(0, body -> body::call);
        assertThat(straight).hasSize(BODIES);
        var found = new SoftAssertions();
        for (var mode : List.of(BlockMode.VIRTUAL_THREAD, BlockMode.WOVEN)) {
            try (var runtime = AsyncRuntime.currentThreadBuilder().blocks(mode).build()) {
                for (int pending = 0; pending <= MIXED; pending++) {
                    var results = results(pending, body -> () -> runtime.blockOn(body));
                    for (var name : straight.keySet()) {
                        found.assertThat(results.get(name))
                                .as("%s %s, pending %d", mode, name, pending)
                                .isEqualTo(straight.get(name));
                    }
                }
            }
        }
        found.assertAll();
    }

    @Test
    void everyConstructIsWoven() throws Exception {
        var program = new Loaded(0);
        assertThat(program.bodies.values())
                .map(Blocks::explain)
                .filteredOn(it -> it.runs() != BlockMode.WOVEN)
                .map(BlockReport::toString)
                .isEmpty();
    }

    /** How a body is run. */
    private interface Way {
        Callable<Object> of(AsyncCallable<Object> body);
    }

    /** What each body answers or fails with, and what it leaves in the log on the way. */
    private Map<String, String> results(int pending, Way way) throws Exception {
        var results = new LinkedHashMap<String, String>();
        for (var name : new Loaded(pending).bodies.keySet()) {
            // Each has an object of its own, for its fields and its log.
            var program = new Loaded(pending);
            var result = outcome(way.of(program.bodies.get(name)));
            results.put(name, result + " " + program.log);
        }
        return results;
    }

    private static String outcome(Callable<Object> body) {
        try {
            return "answers " + body.call();
        } catch (Exception e) {
            return "fails with " + root(e);
        }
    }

    /** A failure that is checked is wrapped by a runtime, and by nobody where it is called. */
    private static Throwable root(Throwable failure) {
        return failure.getCause() == null ? failure : root(failure.getCause());
    }

    /** A fresh object of the program. */
    private final class Loaded {
        final Map<String, AsyncCallable<Object>> bodies;
        final List<String> log;

        @SuppressWarnings("unchecked") // the program says so
        Loaded(int pending) throws Exception {
            var type = loader.loadClass(Constructs.NAME);
            var program = type.getConstructor(int.class).newInstance(pending);
            bodies = (Map<String, AsyncCallable<Object>>) type.getMethod("bodies").invoke(program);
            log = (List<String>) type.getMethod("log").invoke(program);
        }
    }
}
