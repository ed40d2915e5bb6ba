package dev.kyoto.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the launcher script in a small project of its own, with a stand-in for Maven. */
@Timeout(60)
class LauncherTest {

    /**
     * Prints its arguments, then waits for the end of its input; says so when it is told to stop.
     */
    private static final String PROBE =
            """
            package probe;
            public class Probe {
                public static void main(String[] args) throws Exception {
                    System.out.println("args=" + java.util.List.of(args));
                    var hook = new Thread(() -> System.out.println("told to stop"));
                    Runtime.getRuntime().addShutdownHook(hook);
                    while (System.in.read() != -1) {}
                    Runtime.getRuntime().removeShutdownHook(hook);
                }
            }
            """;

    private static final String MAVEN =
            """
            #!/bin/sh
            echo built >> builds
            [ ! -e broken ] || exit 1
            mkdir -p core/target examples/target
            cp "$PROBE_JAR" core/target/kyoto-core-0.1.0-SNAPSHOT.jar
            cp "$PROBE_JAR" examples/target/kyoto-examples-0.1.0-SNAPSHOT.jar
            """;

    private static final Path SOURCE = Path.of("examples/src/main/java/probe/Probe.java");

    @TempDir static Path shared;

    @TempDir Path folder;

    private Path project;

    @BeforeAll
    static void compileTheProbe() throws IOException {
        var source = Files.writeString(shared.resolve("Probe.java"), PROBE);
        var classes = shared.resolve("classes");
        run("javac", "-d", classes, source);
        run("jar", "-c", "-f", shared.resolve("probe.jar"), "-C", classes, ".");
    }

    private static void run(String tool, Object... arguments) {
        var words = Stream.of(arguments).map(Object::toString).toArray(String[]::new);
        var status = ToolProvider.findFirst(tool).orElseThrow().run(System.out, System.err, words);
        assertThat(status).isZero();
    }

    @BeforeEach
    void layOutTheProject() throws IOException {
        project = folder.resolve("a project");
        Files.createDirectories(project.resolve("core/src/main"));
        Files.createDirectories(project.resolve(SOURCE).getParent());
        Files.createDirectories(folder.resolve("bin"));
        for (var pom : List.of("pom.xml", "core/pom.xml", "examples/pom.xml")) {
            Files.writeString(project.resolve(pom), "<project/>");
        }
        Files.writeString(project.resolve(SOURCE), PROBE);
        Files.writeString(
                project.resolve("examples/examples.list"),
                "# comment\nprobe\tprobe.Probe\tprints its arguments\n");
        program(folder.resolve("bin/mvn"), MAVEN);
        program(project.resolve("kyoto"), Files.readString(Path.of("..", "kyoto")));
    }

    @Test
    void withoutANameItListsTheExamples() throws Exception {
        var run = kyoto();
        assertThat(run.status).isZero();
        assertThat(run.out).contains("probe", "prints its arguments").doesNotContain("comment");
        assertThat(builds()).isZero();
    }

    @Test
    void anUnknownNameIsRefusedWithTheList() throws Exception {
        var run = kyoto("prob");
        assertThat(run.status).isEqualTo(2);
        assertThat(run.err).contains("no example called \"prob\"", "prints its arguments");
        assertThat(run.out).isEmpty();
    }

    @Test
    void itBuildsAndHandsTheArgumentsOn() throws Exception {
        var run = kyoto("probe", "one", "two words", "*");
        assertThat(run).isEqualTo(new Run(0, "args=[one, two words, *]\n", run.err));
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void itBuildsAgainOnlyWhenSomethingIsNewer() throws Exception {
        kyoto("probe");
        kyoto("probe");
        assertThat(builds()).isEqualTo(1);
        var later = FileTime.from(Instant.now().plusSeconds(1));
        Files.setLastModifiedTime(project.resolve(SOURCE), later);
        kyoto("probe");
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void itWorksThroughALinkFromElsewhere() throws Exception {
        var link = Files.createSymbolicLink(folder.resolve("bin/link"), project.resolve("kyoto"));
        var run = finish(start(link, Map.of(), "probe", "x"));
        assertThat(run.out).isEqualTo("args=[x]\n");
    }

    @Test
    void aFailedBuildIsSaidAndNothingRuns() throws Exception {
        Files.createFile(project.resolve("broken"));
        var run = kyoto("probe");
        assertThat(run.status).isEqualTo(1);
        assertThat(run.err).contains("the build failed");
        assertThat(run.out).isEmpty();
    }

    @Test
    void withoutAJdkThatIsNewEnoughItSaysWhatToDo() throws Exception {
        var script = project.resolve("kyoto");
        Files.writeString(
                script, Files.readString(script).replace("oldest_jdk=25", "oldest_jdk=999"));
        var run = kyoto("probe");
        assertThat(run.status).isEqualTo(1);
        assertThat(run.err).contains("no JDK 999 or newer was found", "JAVA_HOME");
    }

    @Test
    void aJavaHomeThatIsTooOldIsPassedOver() throws Exception {
        var old = folder.resolve("old");
        Files.createDirectories(old.resolve("bin"));
        Files.writeString(old.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
        program(old.resolve("bin/java"), "#!/bin/sh\necho too old\n");
        program(old.resolve("bin/javac"), "#!/bin/sh\nexit 1\n");
        var environment =
                Map.of(
                        "JAVA_HOME",
                        old.toString(),
                        "PATH",
                        folder.resolve("bin") + ":" + jdk().resolve("bin") + ":/usr/bin:/bin");
        var run = finish(start(project.resolve("kyoto"), environment, "probe", "y"));
        assertThat(run.out).isEqualTo("args=[y]\n");
    }

    @Test
    void aSignalReachesTheExample() throws Exception {
        var process = start(project.resolve("kyoto"), Map.of(), "probe");
        var out = process.inputReader(StandardCharsets.UTF_8);
        assertThat(out.readLine()).isEqualTo("args=[]");
        process.toHandle().destroy();
        assertThat(out.readLine()).isEqualTo("told to stop");
        assertThat(process.waitFor()).isEqualTo(128 + 15);
    }

    private Run kyoto(String... arguments) throws Exception {
        return finish(start(project.resolve("kyoto"), Map.of(), arguments));
    }

    private Process start(Path script, Map<String, String> environment, String... arguments)
            throws IOException {
        var command = new ArrayList<>(List.of("/bin/sh", script.toString()));
        command.addAll(List.of(arguments));
        var builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectError(folder.resolve("stderr").toFile());
        builder.environment().remove("JAVA_OPTS");
        builder.environment().put("JAVA_HOME", jdk().toString());
        builder.environment().put("PROBE_JAR", shared.resolve("probe.jar").toString());
        builder.environment().put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private Run finish(Process process) throws Exception {
        process.getOutputStream().close();
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), out, Files.readString(folder.resolve("stderr")));
    }

    private long builds() throws IOException {
        var log = project.resolve("builds");
        return Files.exists(log) ? Files.readAllLines(log).size() : 0;
    }

    private static Path jdk() {
        return Path.of(System.getProperty("java.home"));
    }

    private static void program(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private record Run(int status, String out, String err) {}
}
