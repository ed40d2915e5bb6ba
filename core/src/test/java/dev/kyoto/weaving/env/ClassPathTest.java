package dev.kyoto.weaving.env;

import static dev.kyoto.weaving.env.Compiler.KYOTO;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Blocks are woven in a program on the class path. */
@Timeout(90)
class ClassPathTest {
    @TempDir Path folder;

    private Path classes;

    @BeforeEach
    void compileTheProgram() throws Exception {
        var source = Compiler.write(folder.resolve("app/Program.java"), Program.in("app"));
        classes = Compiler.JAVAC.compile(folder.resolve("classes"), source);
    }

    @Test
    void inAFolderOfClasses() throws Exception {
        run(KYOTO + File.pathSeparator + classes);
    }

    @Test
    void inAJar() throws Exception {
        var app = jar("app.jar", classes);
        var kyoto = jar("kyoto.jar", KYOTO);
        run(kyoto + File.pathSeparator + app);
    }

    private Path jar(String name, Path content) {
        var jar = folder.resolve(name);
        var words = new String[] {"-c", "-f", jar.toString(), "-C", content.toString(), "."};
        var status = ToolProvider.findFirst("jar").orElseThrow().run(System.out, System.err, words);
        assertThat(status).isZero();
        return jar;
    }

    private void run(String classPath) throws Exception {
        var run = Run.java(folder, "-cp", classPath, "-Dkyoto.blocks=woven", "app.Program");
        Program.assertWoven(run.lines(), "app.Program");
    }
}
