package dev.kyoto.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs in the README compile against the API of today. */
class ReadmeTest {

    private static final Pattern PROGRAM = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @TempDir Path folder;

    @Test
    void itsProgramsCompile() throws IOException {
        var programs =
                PROGRAM.matcher(Files.readString(Path.of("..", "README.md")))
                        .results()
                        .map(it -> it.group(1))
                        .toList();
        assertThat(programs).isNotEmpty();
        assertThat(programs).allSatisfy(it -> assertThat(complaints(it)).isEmpty());
    }

    @Test
    void aProgramOfAnotherApiIsFound() {
        assertThat(complaints("void main() { new dev.kyoto.NoSuchType(); }"))
                .contains("NoSuchType");
    }

    private String complaints(String program) {
        var source =
                new SimpleJavaFileObject(
                        URI.create("mem:/Program.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return program;
                    }
                };
        var out = new StringWriter();
        var options =
                List.of("-d", folder.toString(), "-cp", System.getProperty("java.class.path"));
        var compiler = ToolProvider.getSystemJavaCompiler();
        compiler.getTask(out, null, null, options, null, List.of(source)).call();
        return out.toString();
    }
}
