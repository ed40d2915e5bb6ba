package dev.kyoto.future;

import static dev.kyoto.future.Select.guard;
import static dev.kyoto.future.Select.keep;
import static dev.kyoto.future.Select.matching;
import static dev.kyoto.future.Select.selectAny;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.internal.util.Rng;
import dev.kyoto.internal.util.ThreadRng;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SelectAnyTest {
    private final Turns task = new Turns();

    private static List<Script<String>> scripts(int count) {
        return Stream.generate(Script::<String>pending).limit(count).toList();
    }

    private static Future<String> ready(String value) {
        return Futures.ready(value);
    }

    @Test
    void valueSaysWhichArmWonAndTheLosersAreCancelledOnce() {
        for (int winner = 0; winner < 12; winner++) {
            var arms = scripts(12);
            var select = selectAny(arms);
            assertThat(task.poll(select).isPending()).isTrue();
            arms.get(winner).complete("won");
            assertThat(task.poll(select).value()).isEqualTo(new Selected<>(winner, "won"));
            for (int i = 0; i < 12; i++) {
                assertThat(arms.get(i).cancels).isEqualTo(i == winner ? 0 : 1);
                assertThat(arms.get(i).ended).isTrue();
            }
            assertThatIllegalStateException()
                    .isThrownBy(() -> task.poll(select))
                    .withMessageContaining("Selection that has ended");
        }
    }

    @Test
    void oneWakeUpPollsOneArm() {
        var arms = scripts(1_000);
        var select = selectAny(arms);
        assertThat(task.poll(select).isPending()).isTrue();
        arms.get(500).wake();
        assertThat(task.poll(select).isPending()).isTrue();
        assertThat(task.poll(select).isPending()).as("a spurious poll").isTrue();
        assertThat(arms.stream().mapToInt(a -> a.polls).sum()).isEqualTo(1_001);
        select.cancel();
    }

    @Test
    void valueIsReturnedOnlyAfterAllLosersHaveEnded() {
        var slow = Script.<String>pending().withSlowCleanup();
        var slower = Script.<String>pending().withSlowCleanup();
        var select = selectAny(List.of(slow, Script.readyWith("won"), slower)).biased();
        assertThat(task.poll(select).isPending()).isTrue();
        assertThat(slow.cancelPolls).as("both cleanups start in one poll").isEqualTo(1);
        assertThat(slower.cancelPolls).isEqualTo(1);
        slower.finishCleanup();
        assertThat(task.wakes).isEqualTo(1);
        assertThat(task.poll(select).isPending()).isTrue();
        assertThat(slow.cancelPolls).as("polled only when woken").isEqualTo(1);
        slow.finishCleanup();
        assertThat(task.poll(select).value()).isEqualTo(new Selected<>(1, "won"));
        assertThat(List.of(slow.cancels, slower.cancels)).containsOnly(1);
    }

    @Test
    void failureOfAnArmCancelsTheOthersAndGoesOn() {
        var cleanup = new IllegalArgumentException("cleanup");
        var arms = scripts(4);
        arms.get(3).withCleanupFailure(cleanup);
        var select = selectAny(arms);
        assertThat(task.poll(select).isPending()).isTrue();
        arms.get(1).fail(new ArithmeticException("arm"));
        assertThatThrownBy(() -> task.poll(select))
                .isInstanceOf(ArithmeticException.class)
                .hasSuppressedException(cleanup);
        assertThat(arms.stream().map(a -> a.cancels)).containsExactly(1, 0, 1, 1);
    }

    @Test
    void startCoversAllArmsAndRepeatsBySeed() {
        var once = firstArms(42);
        assertThat(once).contains(0, 1, 2, 3, 4);
        assertThat(firstArms(42)).isEqualTo(once);
        assertThat(firstArms(43)).isNotEqualTo(once);
    }

    /** Which of five ready arms won, many times, with the thread's numbers from a seed. */
    private List<Integer> firstArms(long seed) {
        var before = ThreadRng.bind(new Rng(seed));
        try {
            return Stream.generate(
                            () ->
                                    selectAny(
                                            IntStream.range(0, 5)
                                                    .mapToObj(i -> ready("" + i))
                                                    .toList()))
                    .limit(100)
                    .map(select -> task.poll(select).value().index())
                    .toList();
        } finally {
            ThreadRng.bind(before);
        }
    }

    @Test
    void thoseThatWereWokenTogetherWinAtRandom() {
        var winners = new ArrayList<Integer>();
        for (int i = 0; i < 100; i++) {
            var arms = scripts(3);
            var select = selectAny(arms);
            assertThat(task.poll(select).isPending()).isTrue();
            arms.get(0).complete("0");
            arms.get(2).complete("2");
            winners.add(task.poll(select).value().index());
        }
        assertThat(winners).contains(0, 2);
    }

    @Test
    void biasedPollsTheWokenInWrittenOrder() {
        for (int i = 0; i < 32; i++) {
            var order = new ArrayList<Integer>();
            var wakers = new Waker[4];
            var select =
                    selectAny(
                                    IntStream.range(0, 4)
                                            .mapToObj(n -> recording(order, wakers, n))
                                            .toList())
                            .biased();
            assertThat(task.poll(select).isPending()).isTrue();
            assertThat(order).containsExactly(0, 1, 2, 3);
            order.clear();
            wakers[3].wake();
            wakers[0].wake();
            wakers[2].wake();
            assertThat(task.poll(select).isPending()).isTrue();
            assertThat(order).containsExactly(0, 2, 3);
            select.cancel();
        }
    }

    private static Future<String> recording(List<Integer> order, Waker[] wakers, int name) {
        return cx -> {
            order.add(name);
            wakers[name] = cx.waker();
            return Poll.pending();
        };
    }

    @Test
    void shutArmIsNeverPolledAndIsCancelledWithTheLosers() {
        var shut = Script.readyWith("shut");
        var open = Script.<String>pending();
        var select = selectAny(List.of(guard(false, shut), guard(true, open)));
        assertThat(task.poll(select).isPending()).isTrue();
        open.complete("open");
        assertThat(task.poll(select).value()).isEqualTo(new Selected<>(1, "open"));
        assertThat(shut.polls).isZero();
        assertThat(shut.cancels).isEqualTo(1);
    }

    @Test
    void allArmsShutIsAnErrorOrNull() {
        assertThatIllegalStateException()
                .isThrownBy(() -> task.poll(selectAny(List.of(guard(false, ready("1"))))))
                .withMessageContaining("all 1 arms of this select are shut")
                .withMessageContaining("orElseNull()");
        assertThat(task.poll(selectAny(List.of(guard(false, ready("1")))).orElseNull()))
                .isEqualTo(Poll.ready(null));
        assertThatIllegalStateException()
                .isThrownBy(() -> task.poll(selectAny(List.<Future<String>>of())));
        assertThat(task.poll(selectAny(List.<Future<String>>of()).orElseNull()))
                .isEqualTo(Poll.ready(null));
    }

    @Test
    void valueThatDoesNotMatchShutsItsArmOnly() {
        var closed = Script.readyWith("");
        var late = Script.<String>pending();
        var select =
                selectAny(
                                List.of(
                                        matching(closed, v -> !v.isEmpty()),
                                        matching(late, v -> !v.isEmpty())))
                        .orElseNull();
        assertThat(task.poll(select).isPending()).isTrue();
        assertThat(task.poll(select).isPending()).isTrue();
        assertThat(closed.polls).isEqualTo(1);
        late.complete("");
        assertThat(task.poll(select)).as("the last one shut, too").isEqualTo(Poll.ready(null));
        assertThat(List.of(closed.cancels, late.cancels)).containsOnly(0);
    }

    @Test
    void keptArmSurvivesItsDefeatAndWinsLater() {
        var lent = Script.<String>pending();
        assertThat(task.poll(selectAny(List.of(keep(lent), ready("tick")))).value())
                .isEqualTo(new Selected<>(1, "tick"));
        var select = selectAny(List.of(keep(lent), Script.<String>pending()));
        assertThat(task.poll(select).isPending()).isTrue();
        select.cancel();
        assertThat(lent.cancels).isZero();
        lent.complete("late");
        assertThat(task.poll(selectAny(List.of(keep(lent)))).value())
                .isEqualTo(new Selected<>(0, "late"));
    }

    @Test
    void starvedPollRunsNoArmAndAsksForANewTurn() {
        var ready = Script.readyWith("won");
        var select = selectAny(List.of(ready, Script.<String>pending()));
        assertThat(task.pollStarved(select).isPending()).isTrue();
        assertThat(ready.polls).isZero();
        assertThat(task.wakes).isEqualTo(1);
        assertThat(task.poll(select).value().value()).isEqualTo("won");
    }

    @Test
    void winnerThatSpendsTheBudgetIsReturnedAtOnce() {
        Future<String> spender =
                cx -> {
                    task.spend();
                    return Poll.ready("last unit");
                };
        var loser = Script.<String>pending();
        var select = selectAny(List.of(spender, loser)).biased();
        assertThat(task.poll(select).value())
                .as("not to be lost by a cancel in between")
                .isNotNull();
        assertThat(loser.cancels).isEqualTo(1);
    }

    @Test
    void modifiersAreRefusedAfterTheFirstPoll() {
        var select = selectAny(scripts(2));
        assertThat(task.poll(select).isPending()).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> select.biased().cancel());
        assertThatIllegalStateException().isThrownBy(() -> select.orElseNull().cancel());
    }

    @Test
    void nullArmIsNamed() {
        assertThatThrownBy(() -> selectAny(Arrays.asList(ready("1"), null)).cancel())
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("future 1 of the collection is null");
    }
}
