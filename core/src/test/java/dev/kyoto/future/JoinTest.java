package dev.kyoto.future;

import static dev.kyoto.future.Join.join;
import static dev.kyoto.future.Join.tryJoin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JoinTest {
    private final Turns task = new Turns();

    /** Each arity as a function from its futures, of both kinds. */
    private static final List<Function<List<Script<String>>, Joining<?>>> JOINS =
            List.of(
                    a -> join(a.get(0), a.get(1)),
                    a -> join(a.get(0), a.get(1), a.get(2)),
                    a -> join(a.get(0), a.get(1), a.get(2), a.get(3)),
                    a -> join(a.get(0), a.get(1), a.get(2), a.get(3), a.get(4)),
                    a -> join(a.get(0), a.get(1), a.get(2), a.get(3), a.get(4), a.get(5)),
                    a -> join(a.get(0), a.get(1), a.get(2), a.get(3), a.get(4), a.get(5), a.get(6)),
                    a ->
                            join(
                                    a.get(0), a.get(1), a.get(2), a.get(3), a.get(4), a.get(5),
                                    a.get(6), a.get(7)));

    private static final List<Function<List<Script<String>>, Joining<?>>> TRY_JOINS =
            List.of(
                    a -> tryJoin(a.get(0), a.get(1)),
                    a -> tryJoin(a.get(0), a.get(1), a.get(2)),
                    a -> tryJoin(a.get(0), a.get(1), a.get(2), a.get(3)),
                    a -> tryJoin(a.get(0), a.get(1), a.get(2), a.get(3), a.get(4)),
                    a -> tryJoin(a.get(0), a.get(1), a.get(2), a.get(3), a.get(4), a.get(5)),
                    a ->
                            tryJoin(
                                    a.get(0), a.get(1), a.get(2), a.get(3), a.get(4), a.get(5),
                                    a.get(6)),
                    a ->
                            tryJoin(
                                    a.get(0), a.get(1), a.get(2), a.get(3), a.get(4), a.get(5),
                                    a.get(6), a.get(7)));

    private static final List<String> NAMES =
            List.of("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth");

    static Stream<Arguments> everyPlaceOfEveryArity() {
        return IntStream.rangeClosed(2, 8)
                .boxed()
                .flatMap(n -> IntStream.range(0, n).mapToObj(place -> Arguments.of(n, place)));
    }

    private static List<Script<String>> scripts(int count) {
        return Stream.generate(Script::<String>pending).limit(count).toList();
    }

    @ParameterizedTest
    @MethodSource("everyPlaceOfEveryArity")
    void valuesComeInWrittenOrderWhateverTheOrderOfTheirEnds(int count, int last) {
        for (var arities : List.of(JOINS, TRY_JOINS)) {
            var futures = scripts(count);
            var join = arities.get(count - 2).apply(futures);
            assertThat(task.poll(join).isPending()).isTrue();
            for (int i = 0; i < count; i++) {
                if (i != last) {
                    futures.get(i).complete("v" + i);
                    assertThat(task.poll(join).isPending()).isTrue();
                }
            }
            futures.get(last).complete("v" + last);
            var expected = new StringBuilder("Joined" + count + "[");
            for (int i = 0; i < count; i++) {
                expected.append(i == 0 ? "" : ", ").append(NAMES.get(i)).append("=v").append(i);
            }
            assertThat(task.poll(join).value()).hasToString(expected.append(']').toString());
            assertThatIllegalStateException().isThrownBy(() -> task.poll(join));
        }
    }

    @ParameterizedTest
    @MethodSource("everyPlaceOfEveryArity")
    void tryJoinCancelsTheOthersAtTheFirstFailure(int count, int failing) {
        var futures = scripts(count);
        var join = TRY_JOINS.get(count - 2).apply(futures);
        assertThat(task.poll(join).isPending()).isTrue();
        futures.get(failing).fail(new ArithmeticException("one"));
        assertThatThrownBy(() -> task.poll(join)).isInstanceOf(ArithmeticException.class);
        for (int i = 0; i < count; i++) {
            assertThat(futures.get(i).cancels).isEqualTo(i == failing ? 0 : 1);
        }
    }

    @ParameterizedTest
    @MethodSource("everyPlaceOfEveryArity")
    void cancelAtEveryStepReachesThoseThatArePending(int count, int completed) {
        for (var arities : List.of(JOINS, TRY_JOINS)) {
            for (boolean awaited : new boolean[] {false, true}) {
                var futures = scripts(count);
                var join = arities.get(count - 2).apply(futures);
                for (int i = 0; i < completed; i++) {
                    futures.get(i).complete("v");
                    assertThat(task.poll(join).isPending()).isTrue();
                }
                if (awaited) {
                    assertThat(task.pollCancel(join)).isTrue();
                } else {
                    join.cancel();
                }
                join.cancel();
                for (int i = 0; i < count; i++) {
                    assertThat(futures.get(i).cancels).isEqualTo(i < completed ? 0 : 1);
                }
                assertThatIllegalStateException().isThrownBy(() -> task.poll(join));
            }
        }
    }

    @Test
    void joinWaitsForAllAndSuppressesLaterFailures() {
        var futures = scripts(3);
        var join = join(futures.get(0), futures.get(1), futures.get(2));
        var first = new ArithmeticException("first");
        var later = new IllegalArgumentException("later");
        futures.get(1).fail(first);
        assertThat(task.poll(join).isPending()).isTrue();
        futures.get(0).fail(later);
        assertThat(task.poll(join).isPending()).isTrue();
        futures.get(2).complete("v");
        assertThatThrownBy(() -> task.poll(join)).isSameAs(first).hasSuppressedException(later);
        assertThat(futures).allSatisfy(f -> assertThat(f.cancels).isZero());
    }

    @Test
    void tryJoinThrowsOnlyAfterTheCleanupOfTheOthers() {
        var failing = Script.<String>pending();
        failing.fail(new ArithmeticException("one"));
        var cleanup = new IllegalArgumentException("cleanup");
        var slow = Script.<String>pending().withSlowCleanup().withCleanupFailure(cleanup);
        var join = tryJoin(slow, failing).biased();
        assertThat(task.poll(join).isPending()).isTrue();
        assertThat(slow.cancels).isEqualTo(1);
        slow.finishCleanup();
        assertThatThrownBy(() -> task.poll(join))
                .isInstanceOf(ArithmeticException.class)
                .hasSuppressedException(cleanup);
    }

    @Test
    void firstPolledRotatesUnlessBiased() {
        var order = new ArrayList<Integer>();
        Function<Integer, Future<String>> recording =
                name ->
                        cx -> {
                            order.add(name);
                            return Poll.pending();
                        };
        var rotating = join(recording.apply(1), recording.apply(2), recording.apply(3));
        for (int i = 0; i < 4; i++) {
            assertThat(task.poll(rotating).isPending()).isTrue();
        }
        assertThat(order).containsExactly(1, 2, 3, 2, 3, 1, 3, 1, 2, 1, 2, 3);
        order.clear();
        var biased = join(recording.apply(1), recording.apply(2)).biased();
        assertThat(task.poll(biased).isPending()).isTrue();
        assertThat(task.poll(biased).isPending()).isTrue();
        assertThat(order).containsExactly(1, 2, 1, 2);
    }

    @Test
    void starvedPollRunsNothingAndAsksForANewTurn() {
        var one = Script.readyWith("1");
        var join = join(one, Script.readyWith("2"));
        assertThat(task.pollStarved(join).isPending()).isTrue();
        assertThat(one.polls).isZero();
        assertThat(task.wakes).isEqualTo(1);
        assertThat(task.poll(join).value()).isEqualTo(new Joined2<>("1", "2"));
    }
}
