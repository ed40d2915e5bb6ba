package dev.kyoto.weaving.env;

import static dev.kyoto.weaving.env.Compiler.KYOTO;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Blocks are woven in a source file that {@code java} runs by itself. Its classes exist only in
 * memory, in a class loader and a module that are not Kyoto's.
 */
@Timeout(90)
class SourceLauncherTest {

    /** In the way of the README: no class, no package, an instance main method. */
    private static final String COMPACT =
            """
            import static dev.kyoto.Kyoto.*;
            import dev.kyoto.Kyoto;
            import dev.kyoto.future.AsyncCallable;
            import dev.kyoto.runtime.AsyncRuntime;

            int turns;

            int twice(int n) {
                return n * 2;
            }

            private int slowly(int n) {
                turns++;
                yieldNow().await();
                return twice(n);
            }

            void main() {
                AsyncCallable<String> body =
                        () -> {
                            int sum = 0;
                            for (int i = 1; i <= 3; i++) {
                                int n = i;
                                sum += slowly(spawn(() -> { yieldNow().await(); return n; }).await());
                            }
                            return sum + " in " + turns;
                        };
                try (var runtime = AsyncRuntime.create()) {
                    IO.println(runtime.blockOn(body));
                }
                IO.println(Kyoto.explain(body).runs());
            }
            """;

    @TempDir Path folder;

    @Test
    void inNoPackage() throws Exception {
        var source = Compiler.write(folder.resolve("Program.java"), Program.inNoPackage());
        Program.assertWoven(run(source).lines(), "Program");
    }

    @Test
    void inAPackage() throws Exception {
        var source = Compiler.write(folder.resolve("app/Program.java"), Program.in("app"));
        Program.assertWoven(run(source).lines(), "app.Program");
    }

    @Test
    void asACompactFile() throws Exception {
        var source = Compiler.write(folder.resolve("Compact.java"), COMPACT);
        assertThat(run(source).lines()).containsExactly("12 in 3", "WOVEN");
    }

    private Run run(Path source) throws Exception {
        return Run.java(folder, "-cp", KYOTO, "-Dkyoto.blocks=woven", source);
    }
}
