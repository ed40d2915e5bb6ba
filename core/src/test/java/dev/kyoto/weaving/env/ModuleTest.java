package dev.kyoto.weaving.env;

import static dev.kyoto.weaving.env.Compiler.KYOTO;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Blocks of a named module are woven once the module lets Kyoto in, and it is told how. */
@Timeout(90)
class ModuleTest {
    private static final String CLOSED = "module program { requires dev.kyoto; }";
    private static final String OPEN =
            "module program { requires dev.kyoto; opens app to dev.kyoto; }";

    private static final String REGISTERING =
            """
            package app;
            public class Registering {
                public static void main(String[] args) {
                    dev.kyoto.Kyoto.registerLookup(java.lang.invoke.MethodHandles.lookup());
                    Program.main(args);
                }
            }
            """;

    @TempDir Path folder;

    @Test
    void aPackageThatIsOpenedToKyotoIsWoven() throws Exception {
        var program = compile(OPEN);
        Program.assertWoven(run(program, "woven", "Program").lines(), "app.Program");
    }

    @Test
    void aClosedPackageRunsOnAVirtualThreadAndTheReasonSaysWhatToWrite() throws Exception {
        var lines = run(compile(CLOSED), "auto", "Program").lines();
        assertThat(lines).hasSize(4).startsWith("result " + Program.RESULT, "runs VIRTUAL_THREAD");
        assertThat(lines.getLast())
                .startsWith("reason ")
                .contains("opens app to dev.kyoto;", "registerLookup");
    }

    @Test
    void aClosedPackageIsRefusedWithTheSameReasonWhereWeavingIsForced() throws Exception {
        var run = run(compile(CLOSED), "woven", "Program");
        assertThat(run.status()).as(run.toString()).isNotZero();
        assertThat(run.err())
                .contains("IllegalStateException", "opens app to dev.kyoto;", "registerLookup");
    }

    @Test
    void aClosedPackageIsWovenAfterItsLookupWasRegistered() throws Exception {
        var main = Compiler.write(folder.resolve("app/Registering.java"), REGISTERING);
        var program = compile(CLOSED, main);
        Program.assertWoven(run(program, "woven", "Registering").lines(), "app.Program");
    }

    private Path compile(String descriptor, Path... more) throws Exception {
        var sources = new ArrayList<>(List.of(more));
        sources.add(Compiler.write(folder.resolve("module-info.java"), descriptor));
        sources.add(Compiler.write(folder.resolve("app/Program.java"), Program.in("app")));
        return Compiler.JAVAC.compileModule(
                folder.resolve("classes"), sources.toArray(Path[]::new));
    }

    private Run run(Path program, String blocks, String main) throws Exception {
        return Run.java(
                folder,
                "--module-path",
                KYOTO + File.pathSeparator + program,
                "-Dkyoto.blocks=" + blocks,
                "-m",
                "program/app." + main);
    }
}
