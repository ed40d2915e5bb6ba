package dev.kyoto.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.net.Hand;
import dev.kyoto.runtime.AsyncRuntime;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many children, at once and one after another. */
@Timeout(120)
final class ManyChildrenTest {

    /** What a program prints in a JVM of its own, which may be short of descriptors. */
    private static List<String> printed(String limits, Class<?> main, String args)
            throws Exception {
        var script =
                "%s; exec '%s' -cp '%s' %s %s"
                        .formatted(
                                limits,
                                Path.of(System.getProperty("java.home"), "bin", "java"),
                                System.getProperty("java.class.path"),
                                main.getName(),
                                args);
        var process = new ProcessBuilder("/bin/sh", "-c", script).redirectErrorStream(true).start();
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            var all = lines.lines().toList();
            assertThat(process.waitFor()).as(() -> String.join("\n", all)).isZero();
            return all;
        }
    }

    /** In a JVM of its own, since others here open and close descriptors too. */
    @Test
    void noZombieAndNoDescriptorIsLeft() throws Exception {
        assertThat(printed("true", ManyChildren.class, "200 1"))
                .last()
                .asString()
                .contains("200 children in");
    }

    @Test
    void aShortageOfDescriptorsIsToldAndPasses() throws Exception {
        var lines = printed("ulimit -n 200", Shortage.class, "");
        assertThat(lines).first().isEqualTo("before: text");
        assertThat(lines)
                .endsWith("after: text", "left: 0")
                .contains("with 0: TOO_MANY_OPEN_FILES", "with 29: exit status 0");
        assertThat(lines)
                .filteredOn(it -> it.startsWith("with "))
                .allMatch(it -> it.endsWith("TOO_MANY_OPEN_FILES") || it.endsWith("status 0"));
    }

    /** An idle pipe must cost no thread of the blocking pool. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void idlePipesDoNotStopTheBlockingPool(boolean threads) {
        var command =
                Command.of("cat")
                        .stdin(Stdio.piped())
                        .stdout(Stdio.piped())
                        .stderr(Stdio.discard())
                        .killOnClose(true)
                        .withThreads(threads);
        try (var runtime = AsyncRuntime.builder().workerThreads(2).maxBlockingThreads(4).build();
                var entered = runtime.enter()) {
            assertThat(entered).isNotNull();
            var children = new ArrayList<Child>();
            var inputs = new ArrayList<ChildStdin>();
            var outputs = new ArrayList<ChildStdout>();
            var reads = new ArrayList<Hand<Integer>>();
            for (int i = 0; i < 600; i++) {
                var child = command.spawn().await();
                children.add(child);
                inputs.add(child.stdin());
                outputs.add(child.stdout());
                reads.add(new Hand<>(outputs.get(i).read(ByteBuffer.allocate(10))));
                reads.get(i).assertPending();
            }
            for (int i = 0; i < 20; i++) {
                int asked = i;
                assertThat(runtime.spawnBlocking(() -> asked).await()).isEqualTo(asked);
            }
            for (int i = 0; i < 600; i += 100) {
                inputs.get(i).writeAll(new byte[] {1, 2}).await();
                assertThat(reads.get(i).finish()).isEqualTo(2);
            }
            inputs.forEach(ChildStdin::close);
            for (int i = 0; i < 600; i++) {
                if (i % 100 != 0) {
                    assertThat(reads.get(i).finish()).isEqualTo(-1);
                }
                assertThat(children.get(i).waitFor().await().success()).isTrue();
                outputs.get(i).close();
                children.get(i).close();
            }
        }
    }
}
