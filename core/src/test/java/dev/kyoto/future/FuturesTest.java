package dev.kyoto.future;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FuturesTest {
    private final Turns task = new Turns();

    static Stream<Supplier<Future<?>>> endAtTheFirstPoll() {
        return Stream.of(
                () -> Futures.ready(1),
                () -> Futures.failed(new ArithmeticException()),
                () -> Futures.lazy(() -> 1),
                () -> Futures.pollFn(cx -> Poll.ready(1)),
                () -> Futures.map(Futures.ready(1), n -> n + 1),
                () -> Futures.flatMap(Futures.ready(1), n -> Futures.ready(n + 1)),
                Futures::consumeBudget,
                () -> Futures.cooperative(Futures.ready(1)),
                () -> Futures.unconstrained(Futures.ready(1)),
                () -> Join.joinAll(List.of()));
    }

    @ParameterizedTest
    @MethodSource("endAtTheFirstPoll")
    void pollAfterTheEndOrACancelIsRefused(Supplier<Future<?>> maker) {
        var ended = maker.get();
        try {
            assertThat(task.poll(ended).isReady()).isTrue();
        } catch (ArithmeticException expected) {
            assertThat(expected).hasNoCause();
        }
        assertThatIllegalStateException()
                .isThrownBy(() -> task.poll(ended))
                .withMessageContaining("has ended");
        ended.cancel();

        var cancelled = maker.get();
        cancelled.cancel();
        cancelled.cancel();
        assertThat(task.pollCancel(cancelled)).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> task.poll(cancelled));
    }

    @Test
    void failureFollowsTheOneRule() {
        assertThatThrownBy(() -> task.poll(Futures.failed(new ArithmeticException())))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> task.poll(Futures.failed(new EOFException("half"))))
                .isInstanceOf(IoException.class);
        assertThatThrownBy(() -> task.poll(Futures.failed(new Exception("checked"))))
                .isInstanceOf(CompletionException.class);
    }

    @Test
    void pendingIsPendingForEver() {
        assertThat(task.poll(Futures.pending()).isPending()).isTrue();
        assertThat(task.wakes).isZero();
    }

    @Test
    void lazySupplierIsNotCalledBeforeTheFirstPoll() {
        var calls = new int[1];
        var lazy = Futures.lazy(() -> ++calls[0]);
        assertThat(calls[0]).isZero();
        assertThat(task.poll(lazy).value()).isEqualTo(1);
    }

    @Test
    void yieldNowIsPendingOnceWithAWakeUp() {
        var yield = Futures.yieldNow();
        assertThat(task.poll(yield).isPending()).isTrue();
        assertThat(task.wakes).isEqualTo(1);
        assertThat(task.poll(yield).isReady()).isTrue();
    }

    @Test
    void mapAndFlatMapPassOnWaitingAndCancelling() {
        var one = Script.<Integer>pending().withSlowCleanup();
        var mapped = Futures.map(one, n -> n + 1);
        assertThat(task.poll(mapped).isPending()).isTrue();
        assertThat(task.pollCancel(mapped)).isFalse();
        one.finishCleanup();
        assertThat(task.pollCancel(mapped)).isTrue();
        assertThat(one.cancels).isEqualTo(1);

        var second = Script.<Integer>pending();
        var chained = Futures.flatMap(Script.readyWith(1), n -> second);
        assertThat(task.poll(chained).isPending()).isTrue();
        chained.cancel();
        assertThat(second.cancels).isEqualTo(1);

        var first = Script.<Integer>pending();
        Futures.flatMap(first, n -> second).cancel();
        assertThat(first.cancels).isEqualTo(1);
    }

    @Test
    void consumeBudgetTakesOneUnitAndYieldsWithoutOne() {
        var consume = Futures.consumeBudget();
        assertThat(task.pollStarved(consume).isPending()).isTrue();
        assertThat(task.wakes).isEqualTo(1);
        assertThat(task.poll(consume).isReady()).isTrue();
        task.spend();
        int left = unitsOf(Futures.ready(1));
        assertThat(unitsOf(Futures.consumeBudget())).isEqualTo(left - 1);
    }

    /** Units left in a turn after one poll of the future. */
    private int unitsOf(Future<?> future) {
        task.cx.startTurn();
        future.poll(task.cx);
        int units = 0;
        while (task.cx.hasBudget()) {
            task.cx.proceed();
            units++;
        }
        return units;
    }

    @Test
    void cooperativeCostsAUnitOnlyWhenItEnds() {
        int full = unitsOf(Futures.ready(1));
        assertThat(unitsOf(Futures.cooperative(Futures.ready(1)))).isEqualTo(full - 1);
        assertThat(unitsOf(Futures.cooperative(Futures.pending()))).isEqualTo(full);
        var inner = Script.readyWith(1);
        assertThat(task.pollStarved(Futures.cooperative(inner)).isPending()).isTrue();
        assertThat(inner.polls).isZero();
    }

    @Test
    void unconstrainedRunsWithoutBudget() {
        assertThat(task.pollStarved(Futures.unconstrained(Futures.consumeBudget())).isReady())
                .isTrue();
        assertThat(task.wakes).isZero();
    }
}
