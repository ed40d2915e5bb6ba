package dev.kyoto.weaving.env;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.BlockMode;
import dev.kyoto.runtime.AsyncRuntime;
import java.io.IOException;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Blocks are woven in class loaders below Kyoto's, and are no reason for those to stay. */
@Timeout(90)
class ClassLoaderTest {
    private static final int COLLECTIONS = 20;
    private static final int WAIT_IN_MILLISECONDS = 100;

    @TempDir Path folder;

    private Path classes;

    @BeforeEach
    void compileTheProgram() throws Exception {
        var source = Compiler.write(folder.resolve("app/Program.java"), Program.in("app"));
        classes = Compiler.JAVAC.compile(folder.resolve("classes"), source);
    }

    /** A program in a class loader of its own. */
    private final class Loaded implements AutoCloseable, Callable<List<String>> {
        private final URLClassLoader loader;
        private final BlockMode mode;

        Loaded(BlockMode mode) throws Exception {
            var url = classes.toUri().toURL();
            this.loader = new URLClassLoader(new URL[] {url}, getClass().getClassLoader());
            this.mode = mode;
        }

        @Override
        @SuppressWarnings("unchecked") // the program says so
        public List<String> call() throws Exception {
            var lines = loader.loadClass("app.Program").getMethod("lines", AsyncRuntime.class);
            try (var runtime = AsyncRuntime.builder().workerThreads(1).blocks(mode).build()) {
                return (List<String>) lines.invoke(null, runtime);
            }
        }

        @Override
        public void close() throws IOException {
            loader.close();
        }
    }

    @Test
    void classesOfOneNameInTwoLoadersAreWovenAtTheSameTime() throws Exception {
        try (var threads = Executors.newFixedThreadPool(2);
                var one = new Loaded(BlockMode.WOVEN);
                var other = new Loaded(BlockMode.WOVEN)) {
            for (var program : threads.invokeAll(List.of(one, other))) {
                Program.assertWoven(value(program), "app.Program");
            }
        }
    }

    private static List<String> value(Future<List<String>> program) throws Exception {
        try {
            return program.get();
        } catch (ExecutionException e) {
            throw new AssertionError("the program failed", e.getCause());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = BlockMode.class,
            names = {"WOVEN", "VIRTUAL_THREAD"})
    void aLoaderWhoseProgramHasEndedIsCollected(BlockMode mode) throws Exception {
        var queue = new ReferenceQueue<ClassLoader>();
        var loader = loaderOfAProgramThatHasEnded(mode, queue);
        Reference<? extends ClassLoader> collected = null;
        for (int i = 0; i < COLLECTIONS && collected == null; i++) {
            System.gc();
            collected = queue.remove(WAIT_IN_MILLISECONDS);
        }
        assertThat(collected).as("the collected loader").isSameAs(loader);
    }

    /** In a method of its own, so that no local variable of the test reaches the loader. */
    private Reference<ClassLoader> loaderOfAProgramThatHasEnded(
            BlockMode mode, ReferenceQueue<ClassLoader> queue) throws Exception {
        try (var program = new Loaded(mode)) {
            assertThat(program.call()).startsWith("result " + Program.RESULT);
            return new WeakReference<>(program.loader, queue);
        }
    }
}
