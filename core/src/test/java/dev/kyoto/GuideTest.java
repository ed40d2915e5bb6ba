package dev.kyoto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.BlockMode;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import dev.kyoto.internal.block.Blocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The pages in {@code docs}: their code compiles, and their programs print what they say. */
@Timeout(60)
class GuideTest {
    private static final Path BLOCKS = Path.of("..", "docs", "async-blocks.md");
    private static final Path KYOTO = Path.of("src", "main", "java", "dev", "kyoto", "internal");

    @TempDir Path folder;

    @Test
    void everySnippetCompiles() {
        var snippets =
                GuidePage.checkedBy("core").stream().flatMap(it -> it.snippets().stream()).toList();
        assertThat(snippets).isNotEmpty();
        assertThat(SnippetCompiler.problems(snippets)).isEmpty();
    }

    @Test
    void everyProgramPrintsWhatItsPageSays() throws Exception {
        var programs =
                GuidePage.checkedBy("core").stream().flatMap(it -> it.programs().stream()).toList();
        assertThat(programs).isNotEmpty();
        for (var program : programs) {
            assertThat(program.run(folder)).as(program.name()).isEqualTo(program.prints());
        }
    }

    @Test
    void aWrongSnippetIsReportedWithItsLine() {
        var page = new GuidePage(Path.of("broken.md"), "# Page\n\n```java\nint one = two;\n```\n");
        assertThat(SnippetCompiler.problems(page.snippets()))
                .singleElement()
                .asString()
                .startsWith("broken.md:4: cannot find symbol");
    }

    /** The dots of a reason stand for what differs from body to body. */
    @Test
    void theReasonsInTheTableAreThoseOfTheWeaver() throws IOException {
        var words = strings();
        var reasons =
                Files.readString(BLOCKS)
                        .lines()
                        .filter(it -> it.startsWith("| ") && it.contains("`"))
                        .map(it -> it.split(" \\| ", -1)[1].replace("`", ""))
                        .toList();
        assertThat(reasons).hasSizeGreaterThan(8);
        for (var reason : reasons) {
            for (var part : reason.split("…", -1)) {
                assertThat(words.contains(part.strip())).as("'%s' of '%s'", part, reason).isTrue();
            }
        }
    }

    /** The sources of the weaver, strings that go over several lines put together. */
    private static String strings() throws IOException {
        var sources = new StringBuilder();
        try (var files = Files.walk(KYOTO.resolve("weave"))) {
            for (var file : files.filter(it -> it.toString().endsWith(".java")).toList()) {
                sources.append(Files.readString(file).replaceAll("\"\\s*\\+\\s*\"", ""));
            }
        }
        return sources.toString();
    }

    /** A future whose value comes from outside. */
    private static final class Promise<T> implements Future<T> {
        private @Nullable T value;

        @Override
        public Poll<T> poll(Context cx) {
            return value == null ? Poll.pending() : Poll.ready(value);
        }
    }

    @Test
    void theMachineKeepsWhatThePictureShows() throws Exception {
        var order = new Promise<String>();
        var rate = new Promise<Integer>();
        var machine = price(order, rate);
        var cx = Context.of(Waker.noop());

        assertThat(kept(machine)).as("NEW").containsExactlyInAnyOrder(order, rate);
        assertThat(machine.poll(cx).isPending()).isTrue();
        assertThat(kept(machine)).as("SUSPENDED at 1").containsExactlyInAnyOrder(rate);
        assertThat(awaiting(machine)).isSameAs(order);

        order.value = "tea 3";
        assertThat(machine.poll(cx).isPending()).isTrue();
        assertThat(kept(machine)).as("SUSPENDED at 2").containsExactlyInAnyOrder("tea", 3);
        assertThat(awaiting(machine)).isSameAs(rate);

        rate.value = 4;
        assertThat(machine.poll(cx).value()).isEqualTo("tea: 12");
    }

    private Future<?> price(Future<String> order, Future<Integer> rate) throws Exception {
        var program =
                GuidePage.read(BLOCKS).programs().stream()
                        .filter(it -> it.name().equals("Price"))
                        .findFirst()
                        .orElseThrow();
        var method = program.load(folder).getDeclaredMethod("price", Future.class, Future.class);
        method.setAccessible(true);
        var body = (AsyncCallable<?>) Objects.requireNonNull(method.invoke(null, order, rate));
        return Blocks.of(body, BlockMode.WOVEN);
    }

    /** What the fields of a machine of its own hold, other than null and zero. */
    private static List<Object> kept(Future<?> machine) throws ReflectiveOperationException {
        var values = new ArrayList<Object>();
        for (var field : machine.getClass().getDeclaredFields()) {
            field.setAccessible(true);
            var value = field.get(machine);
            if (value != null && !value.equals(0)) {
                values.add(value);
            }
        }
        return values;
    }

    private static @Nullable Object awaiting(Future<?> machine)
            throws ReflectiveOperationException {
        var field = machine.getClass().getSuperclass().getSuperclass().getDeclaredField("awaiting");
        field.setAccessible(true);
        return field.get(machine);
    }
}
