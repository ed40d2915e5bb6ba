package dev.kyoto.future;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.kyoto.internal.util.Sizes;
import org.junit.jupiter.api.Test;

class PollContextTest {
    private int wakes;
    private final Context cx = Context.of(() -> wakes++);

    @Test
    void pendingIsOneForAllTypes() {
        Poll<String> text = Poll.pending();
        Poll<Integer> number = Poll.pending();
        assertThat((Object) text).isSameAs(number).hasToString("Pending");
        assertThat(text.isPending()).isTrue();
        assertThat(text.isReady()).isFalse();
        assertThatIllegalStateException()
                .isThrownBy(text::value)
                .withMessageContaining("Pending and has no value");
    }

    @Test
    void readyHoldsItsValueNullIncluded() {
        assertThat(Poll.ready("v").value()).isEqualTo("v");
        assertThat(Poll.ready("v").isReady()).isTrue();
        assertThat(Poll.ready("v").isPending()).isFalse();
        assertThat(Poll.ready(null).isReady()).isTrue();
        assertThat(Poll.ready(null).value()).isNull();
    }

    @Test
    void turnHasItsBudgetAndNoMore() {
        for (int turn = 0; turn < 2; turn++) {
            wakes = 0;
            cx.startTurn();
            for (int i = 0; i < Sizes.BUDGET; i++) {
                assertThat(cx.hasBudget()).isTrue();
                assertThat(cx.proceed()).isTrue();
            }
            assertThat(cx.hasBudget()).isFalse();
            assertThat(wakes).isZero();
            assertThat(cx.proceed()).isFalse();
            assertThat(wakes).as("a new turn is asked for").isEqualTo(1);
        }
    }

    @Test
    void restoredUnitCanBeTakenAgain() {
        spend();
        cx.restore();
        assertThat(cx.proceed()).isTrue();
        assertThat(cx.hasBudget()).isFalse();
    }

    @Test
    void childWithItsOwnWakerSharesTheBudget() {
        var childWakes = new int[1];
        var child = cx.withWaker(() -> childWakes[0]++);
        var grandchild = child.withWaker(child.waker());
        spend();
        assertThat(child.hasBudget()).isFalse();
        assertThat(grandchild.proceed()).isFalse();
        assertThat(childWakes[0]).isEqualTo(1);
        assertThat(wakes).isZero();
        grandchild.restore();
        assertThat(cx.hasBudget()).isTrue();
        spend();
        child.startTurn();
        assertThat(cx.hasBudget()).isTrue();
    }

    @Test
    void unconstrainedContextNeverEndsAndTakesNothing() {
        var free = cx.unconstrained();
        assertThat(free.waker()).isSameAs(cx.waker());
        for (int i = 0; i < 3 * Sizes.BUDGET; i++) {
            assertThat(free.proceed()).isTrue();
        }
        free.restore();
        spend();
        assertThat(free.hasBudget()).isTrue();
        assertThat(free.proceed()).isTrue();
        assertThat(wakes).isZero();
    }

    private void spend() {
        while (cx.hasBudget()) {
            cx.proceed();
        }
    }
}
