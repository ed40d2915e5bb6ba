package dev.kyoto.future;

import static dev.kyoto.future.Select.guard;
import static dev.kyoto.future.Select.loop;
import static dev.kyoto.future.Select.loopAny;
import static dev.kyoto.future.Select.matching;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.internal.util.Rng;
import dev.kyoto.internal.util.ThreadRng;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SelectLoopTest {
    private final Turns task = new Turns();

    /** An arm that makes scripted futures and keeps them all. */
    private static final class Arm implements Supplier<@Nullable Future<String>> {
        final List<Script<String>> made = new ArrayList<>();
        boolean ended;
        @Nullable RuntimeException failure;

        @Override
        public @Nullable Future<String> get() {
            if (failure != null) {
                throw failure;
            }
            if (ended) {
                return null;
            }
            made.add(Script.pending());
            return made.getLast();
        }

        Script<String> last() {
            return made.getLast();
        }
    }

    private static List<Arm> arms(int count) {
        return Stream.generate(Arm::new).limit(count).toList();
    }

    /** Each arity as a function from its arms. */
    private static final List<Function<List<Arm>, SelectLoop<?>>> ARITIES =
            List.of(
                    a -> loop(a.get(0), a.get(1)),
                    a -> loop(a.get(0), a.get(1), a.get(2)),
                    a -> loop(a.get(0), a.get(1), a.get(2), a.get(3)),
                    a -> loop(a.get(0), a.get(1), a.get(2), a.get(3), a.get(4)),
                    a -> loop(a.get(0), a.get(1), a.get(2), a.get(3), a.get(4), a.get(5)),
                    a -> loop(a.get(0), a.get(1), a.get(2), a.get(3), a.get(4), a.get(5), a.get(6)),
                    a ->
                            loop(
                                    a.get(0), a.get(1), a.get(2), a.get(3), a.get(4), a.get(5),
                                    a.get(6), a.get(7)));

    private static final List<String> NAMES =
            List.of("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth");

    static Stream<Arguments> everyArmOfEveryArity() {
        return IntStream.rangeClosed(2, 8)
                .boxed()
                .flatMap(n -> IntStream.range(0, n).mapToObj(arm -> Arguments.of(n, arm)));
    }

    @ParameterizedTest
    @MethodSource("everyArmOfEveryArity")
    void winnerIsNamedAfterItsArmAndOnlyItIsMadeAnew(int count, int winner) {
        var arms = arms(count);
        var loop = ARITIES.get(count - 2).apply(arms);
        assertThat(arms).allSatisfy(arm -> assertThat(arm.made).as("lazy").isEmpty());
        var next = loop.next();
        assertThat(task.poll(next).isPending()).isTrue();
        arms.get(winner).last().complete("won");
        assertThat(task.wakes).isEqualTo(1);
        assertThat(task.poll(next).value())
                .hasToString(NAMES.get(winner) + "[value=won]")
                .satisfies(
                        v ->
                                assertThat(v.getClass().getEnclosingClass().getSimpleName())
                                        .isEqualTo("OneOf" + count));
        assertThat(arms.get(winner).made).as("made anew by the next call only").hasSize(1);

        var second = loop.next();
        assertThat(task.poll(second).isPending()).isTrue();
        for (int i = 0; i < count; i++) {
            assertThat(arms.get(i).made).hasSize(i == winner ? 2 : 1);
            assertThat(arms.get(i).made.getFirst().cancels).isZero();
            assertThat(arms.get(i).made.getFirst().polls).isEqualTo(i == winner ? 2 : 1);
        }
        second.cancel();
        loop.close();
        loop.close();
        for (var arm : arms) {
            assertThat(arm.last().cancels).isEqualTo(1);
        }
    }

    @Test
    void arrivalsBetweenTheCallsAreNotLost() {
        var arms = arms(2);
        var loop = loop(arms.get(0), arms.get(1));
        var next = loop.next();
        assertThat(task.poll(next).isPending()).isTrue();
        arms.get(0).last().complete("a");
        arms.get(1).last().complete("b");
        var both = new ArrayList<String>();
        both.add(task.poll(next).value().toString());
        both.add(task.poll(loop.next()).value().toString());
        assertThat(both).containsExactlyInAnyOrder("First[value=a]", "Second[value=b]");
        loop.close();
    }

    @Test
    void cancellingNextLosesNothing() {
        var arms = arms(2);
        var loop = loop(arms.get(0), arms.get(1));
        loop.next().cancel();
        for (boolean awaited : new boolean[] {false, true}) {
            var next = loop.next();
            assertThat(task.poll(next).isPending()).isTrue();
            if (awaited) {
                assertThat(task.pollCancel(next)).isTrue();
            } else {
                next.cancel();
            }
        }
        arms.get(1).last().complete("b");
        var ready = loop.next();
        ready.cancel();
        assertThat(task.poll(loop.next()).value()).hasToString("Second[value=b]");
        assertThat(arms).allSatisfy(arm -> assertThat(arm.made).hasSize(1));
        assertThat(arms.get(0).last().cancels).isZero();
        loop.close();
    }

    @Test
    void armThatThrowsIsMadeAnewAndTheOthersLiveOn() {
        var arms = arms(2);
        var loop = loop(arms.get(0), arms.get(1));
        var next = loop.next();
        assertThat(task.poll(next).isPending()).isTrue();
        arms.get(0).last().fail(new ArithmeticException("arm"));
        assertThatThrownBy(() -> task.poll(next)).isInstanceOf(ArithmeticException.class);
        var second = loop.next();
        assertThat(task.poll(second).isPending()).isTrue();
        assertThat(arms.get(0).made).hasSize(2);
        assertThat(arms.get(1).made).hasSize(1);
        arms.get(1).last().complete("b");
        assertThat(task.poll(second).value()).hasToString("Second[value=b]");
        loop.close();
    }

    @Test
    void supplierThatThrowsIsAskedAgainByTheNextCall() {
        var arms = arms(2);
        arms.get(0).failure = new ArithmeticException("supplier");
        var loop = loop(arms.get(0), arms.get(1));
        assertThatThrownBy(() -> task.poll(loop.next())).isSameAs(arms.get(0).failure);
        arms.get(0).failure = null;
        var next = loop.next();
        assertThat(task.poll(next).isPending()).isTrue();
        assertThat(arms).allSatisfy(arm -> assertThat(arm.made).hasSize(1));
        arms.get(0).last().complete("a");
        assertThat(task.poll(next).value()).hasToString("First[value=a]");
        loop.close();
    }

    @Test
    void supplierThatGivesNullRetiresItsArm() {
        var arms = arms(2);
        arms.get(0).ended = true;
        var loop = loop(arms.get(0), arms.get(1)).orElseNull();
        var next = loop.next();
        assertThat(task.poll(next).isPending()).isTrue();
        arms.get(0).ended = false;
        arms.get(1).last().complete("b");
        arms.get(1).ended = true;
        var value = task.poll(next).value();
        assertThat(
                        switch (value) {
                            case OneOf2.First(var v) -> v;
                            case OneOf2.Second(var v) -> v;
                            case null -> "else";
                        })
                .isEqualTo("b");
        assertThat(task.poll(loop.next())).isEqualTo(Poll.ready(null));
        assertThat(task.poll(loop.next())).as("it stays so").isEqualTo(Poll.ready(null));
        assertThat(arms.get(0).made).as("retired for good").isEmpty();
        loop.close();
    }

    @Test
    void noArmLeftWithoutElseIsAnError() {
        var arms = arms(2);
        arms.forEach(arm -> arm.ended = true);
        var loop = loop(arms.get(0), arms.get(1));
        assertThatIllegalStateException()
                .isThrownBy(() -> task.poll(loop.next()))
                .withMessageContaining("all 2 arms of this loop are retired, shut or not enabled")
                .withMessageContaining("orElseNull()");
        loop.close();
    }

    @Test
    void armThatIsNotEnabledIsNeitherPolledNorCancelled() {
        var arms = arms(2);
        var loop = loop(arms.get(0), arms.get(1)).orElseNull();
        var next = loop.next();
        assertThat(task.poll(next).isPending()).isTrue();
        loop.enable(0, false);
        loop.enable(0, false);
        arms.get(0).last().complete("a");
        arms.get(1).last().wake();
        assertThat(task.poll(next).isPending()).isTrue();
        assertThat(arms.get(0).last().polls).isEqualTo(1);
        assertThat(arms.get(0).last().cancels).isZero();
        loop.enable(1, false);
        assertThat(task.poll(next)).as("none can win").isEqualTo(Poll.ready(null));
        loop.enable(1, true);
        var second = loop.next();
        assertThat(task.poll(second).isPending()).isTrue();
        int wakes = task.wakes;
        loop.enable(0, true);
        assertThat(task.wakes).as("a next() that waits heeds it").isEqualTo(wakes + 1);
        assertThat(String.valueOf(task.poll(second).value())).isEqualTo("First[value=a]");
        loop.close();
    }

    @Test
    void armThatIsNotEnabledIsNotMade() {
        var arms = arms(2);
        var loop = loop(arms.get(0), arms.get(1));
        loop.enable(0, false);
        var next = loop.next();
        assertThat(task.poll(next).isPending()).isTrue();
        assertThat(arms.get(0).made).isEmpty();
        loop.enable(0, true);
        assertThat(task.poll(next).isPending()).isTrue();
        assertThat(arms.get(0).made).hasSize(1);
        arms.get(0).last().complete("a");
        assertThat(task.poll(next).value()).hasToString("First[value=a]");
        loop.enable(0, false);
        loop.enable(0, true);
        loop.enable(0, false);
        var second = loop.next();
        assertThat(task.poll(second).isPending()).isTrue();
        assertThat(arms.get(0).made).hasSize(1);
        loop.enable(0, true);
        assertThat(task.poll(second).isPending()).isTrue();
        assertThat(arms.get(0).made).as("made once").hasSize(2);
        second.cancel();
        loop.close();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> loop.enable(2, true))
                .withMessageContaining("arm is 2, but this loop has the arms 0 to 1");
    }

    @Test
    void armThatChangesTheLoopFromInsideIsHeeded() {
        var polls = new int[1];
        var self = new ArrayList<SelectLoop<?>>();
        var other = new Arm();
        var loop =
                loop(
                        () ->
                                Futures.<String>pollFn(
                                        cx -> {
                                            polls[0]++;
                                            cx.waker().wake();
                                            self.getFirst().enable(0, false);
                                            return Poll.pending();
                                        }),
                        other);
        self.add(loop);
        var next = loop.next();
        assertThat(task.poll(next).isPending()).isTrue();
        assertThat(task.poll(next).isPending()).isTrue();
        assertThat(polls[0]).isEqualTo(1);
        other.last().complete("b");
        assertThat(task.poll(next).value()).hasToString("Second[value=b]");
        loop.close();
    }

    @Test
    void supplierThatEnablesItsOwnArmMakesItOnce() {
        var self = new ArrayList<SelectLoop<?>>();
        var made = new ArrayList<Script<String>>();
        var loop =
                loop(
                        () -> {
                            self.getFirst().enable(0, false);
                            self.getFirst().enable(0, true);
                            made.add(Script.pending());
                            return made.getLast();
                        },
                        new Arm());
        self.add(loop);
        assertThat(task.poll(loop.next()).isPending()).isTrue();
        assertThat(made).hasSize(1);
        loop.close();
        assertThat(made.getFirst().cancels).isEqualTo(1);
    }

    @Test
    void guardedArmIsOutOfOneIterationOnly() {
        var made = new ArrayList<Script<String>>();
        var open = new boolean[1];
        var other = new Arm();
        var loop =
                loop(
                                () -> {
                                    made.add(Script.readyWith("guarded"));
                                    return guard(open[0], made.getLast());
                                },
                                other)
                        .biased();
        var next = loop.next();
        assertThat(task.poll(next).isPending()).isTrue();
        open[0] = true;
        assertThat(task.poll(next).isPending()).isTrue();
        assertThat(made).hasSize(1);
        other.last().complete("other");
        assertThat(task.poll(next).value()).hasToString("Second[value=other]");
        assertThat(task.poll(loop.next()).value()).hasToString("First[value=guarded]");
        assertThat(made).hasSize(2);
        assertThat(made.getFirst().cancels).isEqualTo(1);
        assertThat(made.getFirst().polls).isZero();
        loop.close();
    }

    @Test
    void valueThatDoesNotMatchShutsItsArmForTheIteration() {
        var arm = new Arm();
        var other = new Arm();
        var loop = loop(() -> matching(arm.get(), v -> !v.isEmpty()), other).orElseNull();
        var next = loop.next();
        assertThat(task.poll(next).isPending()).isTrue();
        arm.last().complete("");
        assertThat(task.poll(next).isPending()).isTrue();
        assertThat(arm.made).hasSize(1);
        loop.enable(1, false);
        assertThat(task.poll(next)).as("none is left").isEqualTo(Poll.ready(null));
        var second = loop.next();
        assertThat(task.poll(second).isPending()).isTrue();
        assertThat(arm.made).hasSize(2);
        arm.last().complete("full");
        assertThat(String.valueOf(task.poll(second).value())).isEqualTo("First[value=full]");
        loop.close();
        assertThat(arm.made).allSatisfy(f -> assertThat(f.cancels).isZero());
    }

    @Test
    void startCoversAllArmsAndRepeatsBySeed() {
        var once = winners(42);
        assertThat(new HashSet<>(once)).containsExactlyInAnyOrder("First", "Second", "Third");
        assertThat(winners(42)).isEqualTo(once);
        assertThat(winners(43)).isNotEqualTo(once);
    }

    /** Which of three arms that are always ready won, with the thread's numbers from a seed. */
    private List<String> winners(long seed) {
        var before = ThreadRng.bind(new Rng(seed));
        try (var loop =
                loop(
                        () -> Futures.ready("1"),
                        () -> Futures.ready("2"),
                        () -> Futures.ready("3"))) {
            return Stream.generate(() -> task.poll(loop.next()).value().getClass().getSimpleName())
                    .limit(64)
                    .toList();
        } finally {
            ThreadRng.bind(before);
        }
    }

    @Test
    void biasedPrefersTheEarlierArmEachTime() {
        try (var loop = loop(() -> Futures.ready("1"), () -> Futures.ready("2")).biased()) {
            for (int i = 0; i < 64; i++) {
                assertThat(task.poll(loop.next()).value()).hasToString("First[value=1]");
            }
            assertThatIllegalStateException().isThrownBy(() -> loop.biased().close());
            assertThatIllegalStateException().isThrownBy(() -> loop.orElseNull().close());
        }
    }

    @Test
    void anyNumberOfArmsAndOneWakeUpPollsOne() {
        var arms = arms(500);
        try (var loop = loopAny(arms)) {
            var next = loop.next();
            while (arms.stream().anyMatch(arm -> arm.made.isEmpty() || arm.last().polls == 0)) {
                assertThat(task.poll(next).isPending()).isTrue();
            }
            for (int i = 0; i < 1_000; i++) {
                int winner = i % 500;
                arms.get(winner).last().complete("v" + i);
                assertThat(task.poll(next).value()).isEqualTo(new Selected<>(winner, "v" + i));
                next = loop.next();
                assertThat(task.poll(next).isPending()).isTrue();
            }
            int polls = arms.stream().flatMap(a -> a.made.stream()).mapToInt(f -> f.polls).sum();
            assertThat(polls).isEqualTo(500 + 2 * 1_000);
        }
    }

    @Test
    void noArmsAtAllIsTheElse() {
        try (var loop = loopAny(List.<Supplier<Future<String>>>of()).orElseNull()) {
            assertThat(task.poll(loop.next())).isEqualTo(Poll.ready(null));
        }
    }

    @Test
    void starvedPollRunsNoArmAndAsksForANewTurn() {
        var arms = arms(2);
        var loop = loop(arms.get(0), arms.get(1));
        var next = loop.next();
        assertThat(task.pollStarved(next).isPending()).isTrue();
        assertThat(task.wakes).isEqualTo(1);
        assertThat(arms).allSatisfy(arm -> assertThat(arm.last().polls).isZero());
        loop.close();
    }

    @Test
    void twoThatWaitAreRefused() {
        var arms = arms(2);
        var loop = loop(arms.get(0), arms.get(1));
        var first = loop.next();
        assertThat(task.poll(first).isPending()).isTrue();
        assertThatIllegalStateException()
                .isThrownBy(() -> task.poll(loop.next()))
                .withMessageContaining("two futures of one SelectLoop wait at once");
        assertThatIllegalStateException().isThrownBy(() -> task.poll(loop.closing()));
        arms.get(0).last().complete("a");
        assertThat(task.poll(first).value()).hasToString("First[value=a]");
        loop.close();
    }

    @Test
    void closedLoopRefusesNextAndTheOneThatWaitsIsTold() {
        var arms = arms(2);
        var loop = loop(arms.get(0), arms.get(1));
        var next = loop.next();
        assertThat(task.poll(next).isPending()).isTrue();
        loop.close();
        assertThat(task.wakes).isEqualTo(1);
        assertThatIllegalStateException()
                .isThrownBy(() -> task.poll(next))
                .withMessageContaining("SelectLoop that is closed");
        assertThatIllegalStateException().isThrownBy(() -> task.poll(loop.next()));
        assertThat(arms).allSatisfy(arm -> assertThat(arm.last().cancels).isEqualTo(1));
        assertThat(task.poll(loop.closing()).isReady()).isTrue();
    }

    @Test
    void closeFromInsideAnArmIsRefusedAndFromASupplierIsHeeded() {
        var self = new ArrayList<SelectLoop<?>>();
        var loop =
                loop(
                        () ->
                                Futures.<String>pollFn(
                                        cx -> {
                                            self.getFirst().close();
                                            return Poll.pending();
                                        }),
                        new Arm());
        self.add(loop);
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> {
                            while (task.poll(loop.next()).isPending()) {}
                        })
                .withMessageContaining("close() of a SelectLoop from inside");
        loop.close();

        var made = Script.<String>pending();
        var second =
                loop(
                        () -> {
                            self.getLast().close();
                            return made;
                        },
                        new Arm());
        self.add(second);
        assertThatIllegalStateException()
                .isThrownBy(() -> task.poll(second.next()))
                .withMessageContaining("closed");
        assertThat(made.cancels).isEqualTo(1);
    }

    @Test
    void closingAwaitsTheCleanupOfTheArms() {
        var arms = arms(3);
        var loop = loop(arms.get(0), arms.get(1), arms.get(2));
        var next = loop.next();
        assertThat(task.poll(next).isPending()).isTrue();
        next.cancel();
        arms.get(1).last().withSlowCleanup();
        arms.get(2).last().withCleanupFailure(new ArithmeticException("cleanup"));
        var closing = loop.closing();
        assertThat(task.poll(closing).isPending()).isTrue();
        assertThat(arms.get(0).last().ended).isTrue();
        assertThat(arms.get(1).last().ended).isFalse();
        arms.get(1).last().finishCleanup();
        assertThatThrownBy(() -> task.poll(closing)).isInstanceOf(ArithmeticException.class);
        assertThat(arms).allSatisfy(arm -> assertThat(arm.last().cancels).isEqualTo(1));
        assertThatIllegalStateException().isThrownBy(() -> task.poll(loop.next()));
    }

    @Test
    void nullArmIsNamed() {
        assertThatThrownBy(() -> loopAny(Arrays.asList(new Arm(), null)).close())
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("arm 2 is null");
    }
}
