package dev.kyoto.weaving.env;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CheckReturnValue;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jdt.core.compiler.batch.BatchCompiler;
import org.jspecify.annotations.NullMarked;

/** The compilers whose class files have to be woven; each makes another shape of the same source. */
enum Compiler {
    JAVAC {
        @Override
        boolean run(String[] options, PrintWriter messages) {
            var javac = ToolProvider.findFirst("javac").orElseThrow();
            return javac.run(messages, messages, options) == 0;
        }
    },
    ECJ {
        @Override
        boolean run(String[] options, PrintWriter messages) {
            return BatchCompiler.compile(options, messages, messages, null);
        }
    };

    /** Kyoto as a user has it: no test class, no dependency. */
    static final Path KYOTO = Path.of("target", "classes").toAbsolutePath();

    /** Kyoto and the annotations that its API mentions, which only a compiler looks for. */
    private static final String COMPILE_PATH =
            Stream.of(KYOTO, jarOf(NullMarked.class), jarOf(CheckReturnValue.class))
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator));

    /** Answers whether the sources were fine. */
    abstract boolean run(String[] options, PrintWriter messages);

    private static Path jarOf(Class<?> type) {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
    }

    /** Writes a source file; its folders are made. */
    static Path write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    /** Compiles for the class path, with debug information; answers the folder of the classes. */
    Path compile(Path classes, Path... sources) {
        return run(classes, "-classpath", sources);
    }

    /** Compiles a module, whose descriptor is among the sources. */
    Path compileModule(Path classes, Path... sources) {
        return run(classes, "--module-path", sources);
    }

    private Path run(Path classes, String pathOption, Path... sources) {
        var options = new ArrayList<>(List.of("--release", "25", "-g", "-proc:none", "-nowarn"));
        options.addAll(List.of(pathOption, COMPILE_PATH, "-d", classes.toString()));
        Stream.of(sources).map(Path::toString).forEach(options::add);
        var messages = new StringWriter();
        var isCompiled = run(options.toArray(String[]::new), new PrintWriter(messages, true));
        assertThat(isCompiled).as("%s says%n%s", this, messages).isTrue();
        return classes;
    }
}
