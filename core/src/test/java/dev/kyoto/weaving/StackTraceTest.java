package dev.kyoto.weaving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.BlockMode;
import dev.kyoto.internal.block.Blocks;
import dev.kyoto.runtime.AsyncRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A stack trace names the lines that await each other, the innermost first and each once, however
 * the block is run and however often it was suspended.
 *
 * <p>Lines are compared by their text, so that a trace reads like the code that it is about.
 */
@ParameterizedClass
@EnumSource(
        value = BlockMode.class,
        names = {"WOVEN", "VIRTUAL_THREAD"})
@Timeout(60)
class StackTraceTest {
    private static final Path SOURCE =
            Path.of("src", "test", "java", "dev", "kyoto", "weaving", "Awaiting.java");

    private final BlockMode mode;

    StackTraceTest(BlockMode mode) {
        this.mode = mode;
    }

    @ParameterizedTest(name = "pending {0} times")
    @ValueSource(ints = {0, 1, 3})
    void ofThreeNestedAwaits(int pending) throws Exception {
        var failure = failureOf(new Awaiting(pending).threeDeep());
        assertThat(lines(failure))
                .containsExactly(
                        "throw new IllegalStateException(message);",
                        "int n = failing.await();",
                        "int n = inner(failing);",
                        "return middle(failing(\"three deep\")) + 1;");
        assertThat(methods(failure))
                .map(method -> method.replaceFirst("^lambda\\$(\\w+)\\$.*", "body of $1"))
                .containsExactly("poll", "inner", "middle", "body of threeDeep");
    }

    @ParameterizedTest(name = "pending {0} times")
    @ValueSource(ints = {0, 1, 3})
    void ofAFailureThatTheBodyCatches(int pending) throws Exception {
        var caught = valueOf(new Awaiting(pending).catching());
        assertThat(lines(caught))
                .containsExactly(
                        "throw new IllegalStateException(message);",
                        "int n = failing.await();",
                        "int n = inner(failing);",
                        "return new Throwable(\"at \" + middle(failing(\"caught\")));");
    }

    /** Who has called the callee is known on a virtual thread only, and asked of nobody. */
    @ParameterizedTest(name = "pending {0} times")
    @ValueSource(ints = {0, 1, 3})
    void ofAFailureThatACalleeCatches(int pending) throws Exception {
        var caught = valueOf(new Awaiting(pending).catchingBelow());
        assertThat(lines(caught))
                .startsWith(
                        "throw new IllegalStateException(message);",
                        "int n = failing.await();",
                        "inner(failing);");
    }

    @ParameterizedTest(name = "pending {0} times")
    @ValueSource(ints = {0, 1, 3})
    void ofNestedBlocks(int pending) throws Exception {
        var failure = failureOf(new Awaiting(pending).nested(mode));
        assertThat(lines(failure))
                .containsExactly(
                        "throw new IllegalStateException(message);",
                        "int n = failing.await();",
                        "AsyncCallable<Integer> innermost = () -> inner(failing(\"nested\")) + 1;",
                        "int m = Blocks.of(innermost, mode).await();",
                        "int k = Blocks.of(outer, mode).await();");
    }

    @ParameterizedTest(name = "pending {0} times")
    @ValueSource(ints = {0, 1, 3})
    void ofRecursionHasEachLevelOnce(int pending) throws Exception {
        var failure = failureOf(new Awaiting(pending).recursive(3));
        assertThat(lines(failure))
                .containsExactly(
                        "throw new IllegalStateException(message);",
                        "return failing.await();",
                        "return 1 + down(levels - 1, failing);",
                        "return 1 + down(levels - 1, failing);",
                        "return 1 + down(levels - 1, failing);",
                        "return down(levels, failing(\"recursive\"));");
    }

    @ParameterizedTest(name = "pending {0} times")
    @ValueSource(ints = {0, 1, 3})
    void ofAFailureThatTheCodeAfterAnAwaitThrows(int pending) throws Exception {
        var failure = failureOf(new Awaiting(pending).throwing());
        assertThat(lines(failure))
                .containsExactly(
                        "throw new IllegalStateException(\"thrown after \" + n);",
                        "return thrower() + 1;");
    }

    @ParameterizedTest(name = "pending {0} times")
    @ValueSource(ints = {0, 1, 3})
    void ofAFailureThatPassesCleanupWhichAwaits(int pending) throws Exception {
        var awaiting = new Awaiting(pending);
        var failure = failureOf(awaiting.cleaning());
        assertThat(lines(failure))
                .containsExactly(
                        "throw new IllegalStateException(message);",
                        "int n = failing.await();",
                        "return inner(failing(\"cleaned\")) + 1;");
        assertThat(awaiting.cleanups).isEqualTo(1);
    }

    @ParameterizedTest(name = "pending {0} times")
    @ValueSource(ints = {0, 1, 3})
    void ofAFailureInALoopNamesTheLineOfItsOwnAwait(int pending) throws Exception {
        var failure = failureOf(new Awaiting(pending).looping());
        assertThat(lines(failure))
                .containsExactly(
                        "throw new IllegalStateException(message);",
                        "int n = failing.await();",
                        "sum += inner(failing(\"looped\"));");
    }

    private Throwable failureOf(AsyncCallable<?> body) {
        var failure = catchThrowable(() -> valueOf(body));
        assertThat(failure).isInstanceOf(IllegalStateException.class);
        return failure;
    }

    private <T> T valueOf(AsyncCallable<T> body) {
        try (var runtime = AsyncRuntime.builder().workerThreads(1).blocks(mode).build()) {
            return runtime.blockOn(Blocks.of(body, mode));
        }
    }

    private static List<String> methods(Throwable failure) {
        return own(failure).map(StackTraceElement::getMethodName).toList();
    }

    private static List<String> lines(Throwable failure) throws IOException {
        var source = Files.readAllLines(SOURCE);
        return own(failure)
                .map(element -> source.get(element.getLineNumber() - 1).strip())
                .toList();
    }

    /** Those lines of a trace that are in {@link Awaiting}; file and class have to be named right. */
    private static Stream<StackTraceElement> own(Throwable failure) {
        return Stream.of(failure.getStackTrace())
                .filter(element -> element.getClassName().startsWith(Awaiting.class.getName()))
                .peek(element -> assertThat(element.getFileName()).isEqualTo("Awaiting.java"));
    }
}
