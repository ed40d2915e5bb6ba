package dev.kyoto.weaving;

import static dev.kyoto.weaving.Row.row;
import static dev.kyoto.weaving.Row.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.BlockMode;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Futures;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Shows on rows that are wrong that the matrix finds what it looks for. */
final class MatrixSuiteTest {

    /** Each run of a row gets the next number, and so an outcome of its own. */
    private final AtomicInteger runs = new AtomicInteger();

    private static String found(Row row) {
        return MatrixSuite.differences(row).toString();
    }

    @Test
    void aRowThatIsTheSameInEachWayHasNoDifferences() {
        assertThat(found(row("same", w -> () -> w.f(1).await()))).isEqualTo("{}");
    }

    @Test
    void anotherValueIsFound() {
        assertThat(found(row("value", w -> () -> w.f("x").await() + runs.incrementAndGet())))
                .contains("<returned x2> instead of <returned x1>");
    }

    @Test
    void anotherExceptionIsFound() {
        var row =
                run(
                        "exception",
                        w ->
                                () -> {
                                    throw new IllegalStateException(
                                            "run " + runs.incrementAndGet());
                                });
        assertThat(found(row))
                .contains("<threw java.lang.IllegalStateException: run 2> instead of")
                .contains("IllegalStateException: run 1>");
    }

    @Test
    void anotherSideEffectIsFound() {
        assertThat(found(run("log", w -> () -> w.log(runs.incrementAndGet()))))
                .contains("the log has <Integer[2]> at 0 instead of <Integer[1]>");
    }

    @Test
    void aSideEffectTooManyIsFound() {
        var row =
                run(
                        "twice",
                        w ->
                                () -> {
                                    w.log("once");
                                    if (runs.incrementAndGet() > 1) {
                                        w.log("again");
                                    }
                                });
        assertThat(found(row)).contains("the log has <again> at 1 instead of <nothing more>");
    }

    @Test
    void aBlockThatIsPendingForNothingIsFound() {
        assertThat(found(run("yield", w -> () -> Futures.yieldNow().await())))
                .contains("the block is pending, and none of its futures is");
    }

    @Test
    void aFutureThatIsPolledOnceTooOftenIsFound() {
        var row =
                row(
                        "polled again",
                        w ->
                                () -> {
                                    var future = w.f(1);
                                    return future.await() + future.await();
                                });
        assertThat(found(row)).contains("a future was polled after its end");
    }

    @Test
    void aCancelledRunShowsWhatCleanupDid() {
        var row =
                row(
                        "cleanup",
                        w ->
                                () -> {
                                    try {
                                        return w.f("try").await();
                                    } finally {
                                        w.log(w.f("finally").await());
                                    }
                                });
        assertThat(MatrixSuite.cancelled(row, BlockMode.VIRTUAL_THREAD, 1))
                .isEqualTo(
                        new Outcome(
                                "returned cancelled []",
                                List.of(
                                        "made try",
                                        "cancelled try",
                                        "made finally",
                                        "ready finally",
                                        "finally")));
    }

    @Test
    void aFutureThatIsPolledInAContextOfItsOwnIsFound() {
        var row =
                row(
                        "another context",
                        w -> {
                            Future<Integer> inner = w.f(1);
                            Future<Integer> outer =
                                    cx -> {
                                        Poll<Integer> poll = inner.poll(Context.of(Waker.noop()));
                                        if (poll.isPending()) {
                                            cx.waker().wake();
                                        }
                                        return poll;
                                    };
                            return () -> outer.await();
                        });
        assertThat(found(row)).contains("a context other than that of this poll");
    }
}
