package dev.kyoto.weaving.env;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What came of a program that was run by the JDK that runs the tests.
 *
 * @param status its exit status
 * @param out what it printed
 * @param err what it complained about
 */
record Run(int status, String out, String err) {
    /** Far above what any of the programs takes, and below the limit of the test around it. */
    private static final int LIMIT_IN_SECONDS = 60;

    /** Runs {@code java} in a folder, where its output is kept; it has no input. */
    static Run java(Path folder, Object... arguments) throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        var command = new ArrayList<>(List.of(java.toString()));
        Stream.of(arguments).map(Object::toString).forEach(command::add);
        var out = folder.resolve("stdout");
        var err = folder.resolve("stderr");
        var builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        // What the user of this machine adds to every JVM is no part of what is tested.
        builder.environment()
                .keySet()
                .removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "CLASSPATH"));
        var process = builder.start();
        process.getOutputStream().close();
        try {
            assertThat(process.waitFor(LIMIT_IN_SECONDS, TimeUnit.SECONDS))
                    .as(
                            () ->
                                    "%s ended in time; it printed%n%s%s"
                                            .formatted(command, read(out), read(err)))
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Run(process.exitValue(), read(out), read(err));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e + System.lineSeparator();
        }
    }

    /** The lines that it printed, once it is known to have ended well. */
    List<String> lines() {
        assertThat(status).as(this::toString).isZero();
        assertThat(err).as("complaints of a program that printed %s", out).isEmpty();
        return out.lines().toList();
    }
}
