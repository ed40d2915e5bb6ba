package dev.kyoto.future;

import static dev.kyoto.future.Select.guard;
import static dev.kyoto.future.Select.keep;
import static dev.kyoto.future.Select.matching;
import static dev.kyoto.future.Select.select;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.internal.util.Rng;
import dev.kyoto.internal.util.ThreadRng;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SelectTest {
    private final Turns task = new Turns();

    /** Each arity as a function from its arms. */
    private static final List<Function<List<Script<String>>, Selection<?>>> ARITIES =
            List.of(
                    a -> select(a.get(0), a.get(1)),
                    a -> select(a.get(0), a.get(1), a.get(2)),
                    a -> select(a.get(0), a.get(1), a.get(2), a.get(3)),
                    a -> select(a.get(0), a.get(1), a.get(2), a.get(3), a.get(4)),
                    a -> select(a.get(0), a.get(1), a.get(2), a.get(3), a.get(4), a.get(5)),
                    a ->
                            select(
                                    a.get(0), a.get(1), a.get(2), a.get(3), a.get(4), a.get(5),
                                    a.get(6)),
                    a ->
                            select(
                                    a.get(0), a.get(1), a.get(2), a.get(3), a.get(4), a.get(5),
                                    a.get(6), a.get(7)));

    private static final List<String> NAMES =
            List.of("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth");

    static Stream<Arguments> everyArmOfEveryArity() {
        return IntStream.rangeClosed(2, 8)
                .boxed()
                .flatMap(n -> IntStream.range(0, n).mapToObj(arm -> Arguments.of(n, arm)));
    }

    private static List<Script<String>> scripts(int count) {
        return Stream.generate(Script::<String>pending).limit(count).toList();
    }

    private static Selection<?> selectOf(List<Script<String>> arms) {
        return ARITIES.get(arms.size() - 2).apply(arms);
    }

    @ParameterizedTest
    @MethodSource("everyArmOfEveryArity")
    void winnerIsNamedAfterItsArmAndLosersAreCancelledOnce(int count, int winner) {
        var arms = scripts(count);
        var select = selectOf(arms);
        assertThat(task.poll(select).isPending()).isTrue();
        arms.get(winner).complete("won");
        assertThat(task.wakes).isEqualTo(1);

        assertThat(task.poll(select).value())
                .hasToString(NAMES.get(winner) + "[value=won]")
                .satisfies(
                        v ->
                                assertThat(v.getClass().getEnclosingClass().getSimpleName())
                                        .isEqualTo("OneOf" + count));
        for (int i = 0; i < count; i++) {
            assertThat(arms.get(i).cancels).isEqualTo(i == winner ? 0 : 1);
            assertThat(arms.get(i).ended).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("everyArmOfEveryArity")
    void failureOfAnArmCancelsTheOthersAndGoesOn(int count, int failing) {
        var arms = scripts(count);
        var select = selectOf(arms);
        assertThat(task.poll(select).isPending()).isTrue();
        arms.get(failing).fail(new ArithmeticException("arm"));

        assertThatThrownBy(() -> task.poll(select)).isInstanceOf(ArithmeticException.class);
        for (int i = 0; i < count; i++) {
            assertThat(arms.get(i).cancels).isEqualTo(i == failing ? 0 : 1);
        }
    }

    @ParameterizedTest
    @MethodSource("everyArmOfEveryArity")
    void cancelReachesEveryArmBeforeAndAfterTheFirstPoll(int count, int ignored) {
        for (boolean polled : new boolean[] {false, true}) {
            for (boolean awaited : new boolean[] {false, true}) {
                var arms = scripts(count);
                var select = selectOf(arms);
                if (polled) {
                    assertThat(task.poll(select).isPending()).isTrue();
                }
                if (awaited) {
                    assertThat(task.pollCancel(select)).isTrue();
                } else {
                    select.cancel();
                }
                select.cancel();
                assertThat(arms).allSatisfy(arm -> assertThat(arm.cancels).isEqualTo(1));
                assertThatIllegalStateException()
                        .isThrownBy(() -> task.poll(select))
                        .withMessageContaining("must not be polled");
            }
        }
    }

    @Test
    void switchOverTheValueNeedsNoDefault() {
        var text =
                switch (select(Futures.ready(7), Futures.<String>pending()).await()) {
                    case OneOf2.First(var number) -> "number " + (number + 1);
                    case OneOf2.Second(var string) -> string.concat("!");
                };
        assertThat(text).isEqualTo("number 8");
    }

    @Test
    void valueIsReturnedOnlyAfterAllLosersHaveEnded() {
        var winner = Script.readyWith("won");
        var slow = Script.<String>pending().withSlowCleanup();
        var slower = Script.<String>pending().withSlowCleanup();
        var select = select(slow, winner, slower).biased();

        assertThat(task.poll(select).isPending()).isTrue();
        assertThat(winner.ended).isTrue();
        assertThat(slow.cancelPolls).as("both cleanups start in one poll").isEqualTo(1);
        assertThat(slower.cancelPolls).isEqualTo(1);
        slow.finishCleanup();
        assertThat(task.wakes).isEqualTo(1);
        assertThat(task.poll(select).isPending()).isTrue();
        slower.finishCleanup();
        assertThat(task.wakes).isEqualTo(2);
        assertThat(task.poll(select).value())
                .isEqualTo(new OneOf3.Second<String, String, String>("won"));
        assertThat(slow.cancels).isEqualTo(1);
        assertThat(slower.cancels).isEqualTo(1);
        assertThatIllegalStateException().isThrownBy(() -> task.poll(select));
    }

    @Test
    void cancelDuringTheCleanupOfLosersEndsThem() {
        var slow = Script.<String>pending().withSlowCleanup();
        var select = select(slow, Script.readyWith("won"));
        assertThat(task.poll(select).isPending()).isTrue();
        assertThat(task.pollCancel(select)).isFalse();
        slow.finishCleanup();
        assertThat(task.pollCancel(select)).isTrue();
        assertThat(slow.cancels).isEqualTo(1);
    }

    @Test
    void pollWhileBeingCancelledIsRefused() {
        var select = select(Script.pending().withSlowCleanup(), Script.pending());
        assertThat(task.pollCancel(select)).isFalse();
        assertThatIllegalStateException()
                .isThrownBy(() -> task.poll(select))
                .withMessageContaining("being cancelled");
    }

    @Test
    void cleanupFailureIsSuppressedInTheFailureOfTheArm() {
        var cleanup = new IllegalArgumentException("cleanup");
        var failing = Script.<String>pending();
        failing.fail(new ArithmeticException("arm"));
        var select = select(failing, Script.pending().withCleanupFailure(cleanup)).biased();
        assertThatThrownBy(() -> task.poll(select))
                .isInstanceOf(ArithmeticException.class)
                .hasSuppressedException(cleanup);
    }

    @Test
    void cleanupFailureBesideAWinnerIsReportedAndTheValueReturned() {
        var reported = new ArrayList<Throwable>();
        var thread = Thread.currentThread();
        var before = thread.getUncaughtExceptionHandler();
        thread.setUncaughtExceptionHandler((t, e) -> reported.add(e));
        try {
            var cleanup = new IllegalArgumentException("cleanup");
            var select =
                    select(Script.pending().withCleanupFailure(cleanup), Script.readyWith("won"));
            assertThat(task.poll(select).value()).hasToString("Second[value=won]");
            assertThat(reported).containsExactly(cleanup);
        } finally {
            thread.setUncaughtExceptionHandler(before);
        }
    }

    @Test
    void cleanupFailureGoesOutOfACancelThatIsAwaited() {
        var cleanup = new IllegalArgumentException("cleanup");
        var other = Script.pending();
        var select = select(Script.pending().withCleanupFailure(cleanup), other);
        assertThatThrownBy(() -> task.pollCancel(select)).isSameAs(cleanup);
        assertThat(other.cancels).isEqualTo(1);
        assertThat(task.pollCancel(select)).isTrue();
    }

    @Test
    void startCoversAllArmsAndRepeatsBySeed() {
        var once = firstArms(42);
        assertThat(new HashSet<>(once)).containsExactlyInAnyOrder("1", "2", "3");
        assertThat(firstArms(42)).isEqualTo(once);
        assertThat(firstArms(43)).isNotEqualTo(once);
    }

    /** Which of three ready arms won, many times, with the thread's numbers from a seed. */
    private List<String> firstArms(long seed) {
        var before = ThreadRng.bind(new Rng(seed));
        try {
            return Stream.generate(() -> select(ready("1"), ready("2"), ready("3")))
                    .limit(64)
                    .map(select -> winner(task.poll(select).value()))
                    .toList();
        } finally {
            ThreadRng.bind(before);
        }
    }

    private static Future<String> ready(String value) {
        return Futures.ready(value);
    }

    private static String winner(OneOf3<String, String, String> value) {
        return switch (value) {
            case OneOf3.First(var v) -> v;
            case OneOf3.Second(var v) -> v;
            case OneOf3.Third(var v) -> v;
        };
    }

    @Test
    void biasedPollsInWrittenOrderEachTime() {
        for (int i = 0; i < 64; i++) {
            assertThat(
                            winner(
                                    task.poll(select(ready("1"), ready("2"), ready("3")).biased())
                                            .value()))
                    .isEqualTo("1");
        }
        var order = new ArrayList<Integer>();
        var select = select(recording(order, 1), recording(order, 2), recording(order, 3)).biased();
        assertThat(task.poll(select).isPending()).isTrue();
        assertThat(task.poll(select).isPending()).isTrue();
        assertThat(order).containsExactly(1, 2, 3, 1, 2, 3);
    }

    private static Future<String> recording(List<Integer> order, int name) {
        return cx -> {
            order.add(name);
            return Poll.pending();
        };
    }

    @Test
    void modifiersAreRefusedAfterTheFirstPoll() {
        var select = select(Script.pending(), Script.pending());
        assertThat(task.poll(select).isPending()).isTrue();
        assertThatIllegalStateException()
                .isThrownBy(() -> select.biased().cancel())
                .withMessageContaining("biased() of a select that was polled");
        assertThatIllegalStateException().isThrownBy(() -> select.orElseNull().cancel());
    }

    @Test
    void starvedPollRunsNoArmAndAsksForANewTurn() {
        var ready = Script.readyWith("won");
        var select = select(ready, Script.pending());
        assertThat(task.pollStarved(select).isPending()).isTrue();
        assertThat(ready.polls).isZero();
        assertThat(task.wakes).isEqualTo(1);
        assertThat(task.poll(select).value()).hasToString("First[value=won]");
    }

    @Test
    void shutArmIsNeverPolledAndIsCancelledWithTheLosers() {
        var shut = Script.readyWith("shut");
        var open = Script.<String>pending();
        var select = select(guard(false, shut), guard(true, open));
        assertThat(task.poll(select).isPending()).isTrue();
        open.complete("open");
        assertThat(task.poll(select).value()).hasToString("Second[value=open]");
        assertThat(shut.polls).isZero();
        assertThat(shut.cancels).isEqualTo(1);
    }

    @Test
    void allArmsShutWithoutElseIsAnError() {
        var one = Script.readyWith("1");
        var select = select(guard(false, one), guard(false, keep(Script.readyWith("2"))));
        assertThatIllegalStateException()
                .isThrownBy(() -> task.poll(select))
                .withMessageContaining("all 2 arms of this select are shut")
                .withMessageContaining("orElseNull()");
        assertThat(one.cancels).isEqualTo(1);
    }

    @Test
    void allArmsShutWithElseIsNullInASwitch() {
        var select = select(guard(false, ready("1")), guard(false, ready("2"))).orElseNull();
        var taken =
                switch (task.poll(select).value()) {
                    case OneOf2.First(var v) -> v;
                    case OneOf2.Second(var v) -> v;
                    case null -> "else";
                };
        assertThat(taken).isEqualTo("else");
    }

    @Test
    void valueThatDoesNotMatchShutsItsArmOnly() {
        var closed = Script.readyWith("");
        var open = Script.<String>pending();
        var select = select(matching(closed, v -> !v.isEmpty()), open).biased().orElseNull();
        assertThat(task.poll(select).isPending()).isTrue();
        assertThat(task.poll(select).isPending()).isTrue();
        assertThat(closed.polls).isEqualTo(1);
        open.complete("open");
        assertThat(Objects.toString(task.poll(select).value())).isEqualTo("Second[value=open]");
    }

    @Test
    void lastArmThatDoesNotMatchLeadsToElseAtOnce() {
        var select =
                select(matching(ready(""), v -> !v.isEmpty()), guard(false, ready("2")))
                        .orElseNull();
        assertThat(task.poll(select)).isEqualTo(Poll.ready(null));
    }

    @Test
    void keptArmSurvivesItsDefeatAndWinsLater() {
        var lent = Script.<String>pending();
        assertThat(task.poll(select(keep(lent), ready("tick"))).value())
                .hasToString("Second[value=tick]");
        var select = select(keep(lent), Script.pending());
        assertThat(task.poll(select).isPending()).isTrue();
        select.cancel();
        assertThat(lent.cancels).isZero();
        lent.complete("late");
        assertThat(task.poll(select(keep(lent), Script.pending())).value())
                .hasToString("First[value=late]");
    }

    /**
     * Reads a length and that many bytes, one byte a poll, and forgets what it has if cancelled.
     */
    private static Future<String> frame(ArrayDeque<Character> input) {
        var half = new StringBuilder();
        return cx -> {
            var next = input.poll();
            if (next == null) {
                return Poll.pending();
            }
            if (next == '.') {
                return Poll.ready(half.toString());
            }
            half.append(next);
            cx.waker().wake();
            return Poll.pending();
        };
    }

    /** Reads frames beside a tick that is ready at every second poll; what was read in the end. */
    private String readBesideATick(boolean kept) {
        var input = new ArrayDeque<Character>();
        "ab.cd.ef.".chars().forEach(c -> input.add((char) c));
        var read = new StringBuilder();
        var frame = frame(input);
        for (int i = 0; !input.isEmpty(); i++) {
            var select = select(kept ? keep(frame) : frame(input), Futures.yieldNow()).biased();
            var poll = task.poll(select);
            while (poll.isPending()) {
                poll = task.poll(select);
            }
            if (poll.value() instanceof OneOf2.First(var text)) {
                read.append(text).append('.');
                frame = frame(input);
            }
            assertThat(i).as("ends").isLessThan(100);
        }
        return read.toString();
    }

    @Test
    void halfDoneReadLosesBytesInAPlainSelectAndNoneWhenKept() {
        assertThat(readBesideATick(false)).isNotEqualTo("ab.cd.ef.");
        assertThat(readBesideATick(true)).isEqualTo("ab.cd.ef.");
    }

    @Test
    void nullArmIsNamed() {
        assertThatThrownBy(() -> select(Futures.ready(1), null).cancel())
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("arm 2 is null");
    }
}
