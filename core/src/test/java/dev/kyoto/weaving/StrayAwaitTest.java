package dev.kyoto.weaving;

import static dev.kyoto.Kyoto.explain;
import static dev.kyoto.Kyoto.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.AsyncRunnable;
import dev.kyoto.future.BlockMode;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.block.Blocks;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.suite.LogCapture;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Awaits that the weaver cannot have seen, as the method that awaits is known only when it is called.
 *
 * <p>Each test has bodies and lines of its own: both are remembered as long as the process lives.
 */
@Timeout(60)
final class StrayAwaitTest {
    private final AsyncRuntime runtime =
            AsyncRuntime.builder().workerThreads(1).blocks(BlockMode.AUTO).build();
    private final LogCapture log = LogCapture.of("dev.kyoto", Level.WARNING);

    @AfterEach
    void close() {
        log.close();
        runtime.close();
    }

    /** What a body calls without knowing what it is. */
    private interface Source {
        int next();
    }

    /** The same as a class. */
    private abstract static class Spring {
        abstract int next();
    }

    private static int line() {
        return StackWalker.getInstance()
                .walk(frames -> frames.skip(1).findFirst().orElseThrow().getLineNumber());
    }

    private <T> T onTheWorker(AsyncCallable<T> body) {
        return runtime.blockOn(runtime.spawn(body));
    }

    private void warnsOnceAt(int line) {
        assertThat(log.messages())
                .singleElement()
                .asString()
                .startsWith("WARNING await() at ")
                .contains("StrayAwaitTest.java:" + line + ")");
    }

    private static void runsOnAVirtualThreadBecauseOf(AsyncCallable<?> body, int line) {
        var report = explain(body);
        assertThat(report.runs()).isEqualTo(BlockMode.VIRTUAL_THREAD);
        assertThat(report.reason()).contains("it awaited at ", "StrayAwaitTest.java:" + line + ")");
    }

    private static AsyncCallable<List<Object>> throughAnInterface(Source source) {
        return () -> {
            yieldNow().await();
            return List.of(source.next(), Thread.currentThread().isVirtual());
        };
    }

    @Test
    void anAwaitBehindAnInterfaceWorksAndMovesTheBodyToAVirtualThread() {
        int line = line() + 3;
        Source source =
                () -> {
                    yieldNow().await();
                    return 5;
                };
        assertThat(explain(throughAnInterface(source)).runs()).isEqualTo(BlockMode.WOVEN);
        assertThat(onTheWorker(throughAnInterface(source))).isEqualTo(List.of(5, false));
        warnsOnceAt(line);
        runsOnAVirtualThreadBecauseOf(throughAnInterface(source), line);
        for (int i = 0; i < 3; i++) {
            assertThat(onTheWorker(throughAnInterface(source))).isEqualTo(List.of(5, true));
        }
        warnsOnceAt(line);
    }

    private static AsyncCallable<List<Object>> throughAnAbstractMethod(Spring spring) {
        return () -> {
            yieldNow().await();
            return List.of(spring.next(), Thread.currentThread().isVirtual());
        };
    }

    @Test
    void anAwaitBehindAnAbstractMethodDoesToo() {
        int line = line() + 5;
        var spring =
                new Spring() {
                    @Override
                    int next() {
                        yieldNow().await();
                        return 6;
                    }
                };
        assertThat(onTheWorker(throughAnAbstractMethod(spring))).isEqualTo(List.of(6, false));
        warnsOnceAt(line);
        runsOnAVirtualThreadBecauseOf(throughAnAbstractMethod(spring), line);
        assertThat(onTheWorker(throughAnAbstractMethod(spring))).isEqualTo(List.of(6, true));
        warnsOnceAt(line);
    }

    private static int callee(Source source) {
        yieldNow().await();
        return source.next();
    }

    private static AsyncCallable<List<Object>> throughACallee(Source source) {
        return () -> List.of(callee(source), Thread.currentThread().isVirtual());
    }

    @Test
    void aWovenCalleeAnswersForNothingAndItsBlockDoes() {
        int line = line() + 3;
        Source source =
                () -> {
                    yieldNow().await();
                    return 7;
                };
        assertThat(onTheWorker(throughACallee(source))).isEqualTo(List.of(7, false));
        warnsOnceAt(line);
        runsOnAVirtualThreadBecauseOf(throughACallee(source), line);
        assertThat(onTheWorker(throughACallee(source))).isEqualTo(List.of(7, true));
    }

    private static AsyncCallable<List<Object>> withoutAwaits(Source source) {
        return () -> List.of(source.next(), Thread.currentThread().isVirtual());
    }

    @Test
    void aBodyThatSeemsToAwaitNothingMovesAsWell() {
        int line = line() + 3;
        Source source =
                () -> {
                    yieldNow().await();
                    return 8;
                };
        assertThat(explain(withoutAwaits(source)).reason()).contains("awaits nothing");
        assertThat(onTheWorker(withoutAwaits(source))).isEqualTo(List.of(8, false));
        warnsOnceAt(line);
        runsOnAVirtualThreadBecauseOf(withoutAwaits(source), line);
        assertThat(onTheWorker(withoutAwaits(source))).isEqualTo(List.of(8, true));
        warnsOnceAt(line);
    }

    private static AsyncRunnable runnableWithoutAwaits(Source source) {
        return () -> assertThat(source.next()).isEqualTo(9);
    }

    @Test
    void soDoesOneWithoutAValue() {
        int line = line() + 3;
        Source source =
                () -> {
                    yieldNow().await();
                    return 9;
                };
        runtime.blockOn(runtime.spawn(runnableWithoutAwaits(source)));
        warnsOnceAt(line);
        assertThat(explain(runnableWithoutAwaits(source)).runs())
                .isEqualTo(BlockMode.VIRTUAL_THREAD);
    }

    private static AsyncCallable<Integer> inner(Source source) {
        return () -> {
            yieldNow().await();
            return source.next();
        };
    }

    private static AsyncCallable<Integer> outer(Source source) {
        return () -> Blocks.of(inner(source)).await() + 1;
    }

    @Test
    void onlyTheInnermostBlockMoves() {
        int line = line() + 3;
        Source source =
                () -> {
                    yieldNow().await();
                    return 10;
                };
        assertThat(onTheWorker(outer(source))).isEqualTo(11);
        warnsOnceAt(line);
        runsOnAVirtualThreadBecauseOf(inner(source), line);
        assertThat(explain(outer(source)).runs()).isEqualTo(BlockMode.WOVEN);
        assertThat(onTheWorker(outer(source))).isEqualTo(11);
        warnsOnceAt(line);
    }

    /** A future made by hand whose poll awaits: its own affair, and a bad habit. */
    private static final class AwaitingFuture implements Future<Integer> {
        static final int LINE = line() + 6;

        @Override
        public Poll<Integer> poll(Context cx) {
            // The next line is the one.

            yieldNow().await();
            return Poll.ready(11);
        }
    }

    private static AsyncCallable<Integer> awaitsAFutureThatAwaits() {
        return () -> new AwaitingFuture().await() + new AwaitingFuture().await();
    }

    @Test
    void aFutureWhosePollAwaitsDoesNotMoveTheBlockThatAwaitsIt() {
        for (int i = 0; i < 3; i++) {
            assertThat(onTheWorker(awaitsAFutureThatAwaits())).isEqualTo(22);
            warnsOnceAt(AwaitingFuture.LINE);
            assertThat(explain(awaitsAFutureThatAwaits()).runs()).isEqualTo(BlockMode.WOVEN);
        }
    }

    private static AsyncCallable<Integer> awaitsALambdaThatAwaits(Source source) {
        return () -> {
            Future<Integer> future = cx -> Poll.ready(source.next());
            return future.await();
        };
    }

    @Test
    void neitherDoesOneThatIsALambda() {
        int line = line() + 3;
        Source source =
                () -> {
                    yieldNow().await();
                    return 12;
                };
        assertThat(onTheWorker(awaitsALambdaThatAwaits(source))).isEqualTo(12);
        warnsOnceAt(line);
        assertThat(explain(awaitsALambdaThatAwaits(source)).runs()).isEqualTo(BlockMode.WOVEN);
    }

    private static AsyncCallable<Integer> onAPlainThread(Source source) {
        return () -> {
            yieldNow().await();
            return source.next();
        };
    }

    private static AsyncCallable<Integer> plainOnAPlainThread(Source source) {
        return () -> source.next();
    }

    @Test
    void onAThreadWithoutARuntimeNothingMoves() {
        Source source =
                () -> {
                    yieldNow().await();
                    return 13;
                };
        assertThat(Blocks.of(onAPlainThread(source)).await()).isEqualTo(13);
        assertThat(Blocks.of(plainOnAPlainThread(source)).await()).isEqualTo(13);
        assertThat(runtime.blockOn(onAPlainThread(source))).as("in blockOn").isEqualTo(13);
        assertThat(log.messages()).isEmpty();
        assertThat(explain(onAPlainThread(source)).runs()).isEqualTo(BlockMode.WOVEN);
        assertThat(explain(plainOnAPlainThread(source)).runs()).isEqualTo(BlockMode.WOVEN);
    }

    private static AsyncCallable<Integer> fails(Source source) {
        return () -> {
            yieldNow().await();
            return source.next();
        };
    }

    @Test
    void aBlockThatIsSuspendedWhenItsBodyMovesGoesOnAsItIs() {
        Source quiet = () -> 14;
        Source awaiting =
                () -> {
                    yieldNow().await();
                    return 15;
                };
        var early = Blocks.of(fails(quiet), BlockMode.AUTO);
        assertThat(early.poll(Context.of(() -> {})).isPending()).isTrue();
        assertThat(onTheWorker(fails(awaiting))).isEqualTo(15);
        assertThat(explain(fails(quiet)).runs()).isEqualTo(BlockMode.VIRTUAL_THREAD);
        assertThat(early.poll(Context.of(() -> {})).value()).isEqualTo(14);
    }
}
