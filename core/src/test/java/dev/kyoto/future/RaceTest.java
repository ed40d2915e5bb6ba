package dev.kyoto.future;

import static dev.kyoto.future.Race.firstSuccess;
import static dev.kyoto.future.Race.race;
import static dev.kyoto.future.Select.guard;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.internal.util.Rng;
import dev.kyoto.internal.util.ThreadRng;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RaceTest {
    private final Turns task = new Turns();

    private static List<Script<String>> scripts(int count) {
        return Stream.generate(Script::<String>pending).limit(count).toList();
    }

    @Test
    void raceHasTheFirstValueAfterTheLosersHaveEnded() {
        var futures = scripts(3);
        futures.get(0).withSlowCleanup();
        var race = race(futures);
        assertThat(task.poll(race).isPending()).isTrue();
        futures.get(1).complete("won");
        assertThat(task.poll(race).isPending()).as("a loser cleans up").isTrue();
        futures.get(0).finishCleanup();
        assertThat(task.poll(race).value()).isEqualTo("won");
        assertThat(futures.stream().map(f -> f.cancels)).containsExactly(1, 0, 1);
    }

    @Test
    void raceTakesAFailureAsWell() {
        var futures = scripts(3);
        var race = race(futures.get(0), futures.get(1), futures.get(2));
        assertThat(task.poll(race).isPending()).isTrue();
        futures.get(2).fail(new ArithmeticException("first"));
        assertThatThrownBy(() -> task.poll(race)).isInstanceOf(ArithmeticException.class);
        assertThat(futures.stream().map(f -> f.cancels)).containsExactly(1, 1, 0);
    }

    @Test
    void firstSuccessGoesOnAfterFailures() {
        var futures = scripts(3);
        var first = firstSuccess(futures.get(0), futures.get(1), futures.get(2)).biased();
        assertThat(task.poll(first).isPending()).isTrue();
        futures.get(2).fail(new ArithmeticException("2"));
        assertThat(task.poll(first).isPending()).isTrue();
        futures.get(0).fail(new ArithmeticException("0"));
        futures.get(1).complete("good");
        assertThat(task.poll(first).value()).isEqualTo("good");
        assertThat(futures).allSatisfy(f -> assertThat(f.cancels).isZero());
    }

    @Test
    void firstSuccessCancelsTheLosersAndAwaitsThem() {
        var futures = scripts(3);
        futures.get(2).withSlowCleanup();
        var first = firstSuccess(futures);
        assertThat(task.poll(first).isPending()).isTrue();
        futures.get(0).complete("good");
        assertThat(task.poll(first).isPending()).isTrue();
        futures.get(2).finishCleanup();
        assertThat(task.poll(first).value()).isEqualTo("good");
        assertThat(futures.stream().map(f -> f.cancels)).containsExactly(0, 1, 1);
    }

    @Test
    void firstSuccessThrowsTheFirstFailureWithTheOthersInTheirOrder() {
        var futures = scripts(3);
        var first = firstSuccess(futures);
        var failures =
                List.of(
                        new ArithmeticException("0"),
                        new ArithmeticException("1"),
                        new ArithmeticException("2"));
        assertThat(task.poll(first).isPending()).isTrue();
        for (int i : new int[] {1, 2}) {
            futures.get(i).fail(failures.get(i));
            assertThat(task.poll(first).isPending()).isTrue();
        }
        futures.get(0).fail(failures.get(0));
        assertThatThrownBy(() -> task.poll(first))
                .isSameAs(failures.get(1))
                .satisfies(
                        e ->
                                assertThat(e.getSuppressed())
                                        .containsExactly(failures.get(2), failures.get(0)));
    }

    @Test
    void emptyCollectionIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> race(List.<Future<String>>of()).cancel())
                .withMessageContaining("race of no futures could never end");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> firstSuccess(List.<Future<String>>of()).cancel())
                .withMessageContaining("firstSuccess of no futures");
    }

    @Test
    void shutArmsDoNotRun() {
        assertThat(task.poll(race(guard(false, Futures.ready("a")), Futures.ready("b"))).value())
                .isEqualTo("b");
        assertThatThrownBy(
                        () ->
                                task.poll(
                                        firstSuccess(
                                                guard(false, Futures.ready("a")),
                                                Futures.<String>failed(new ArithmeticException()))))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void theStartRepeatsBySeedAndBiasedKeepsTheOrder() {
        var once = winners(7);
        assertThat(once).contains("a", "b", "c");
        assertThat(winners(7)).isEqualTo(once);
        assertThat(winners(8)).isNotEqualTo(once);
        for (int i = 0; i < 32; i++) {
            assertThat(task.poll(race(Futures.ready("a"), Futures.ready("b")).biased()).value())
                    .isEqualTo("a");
        }
    }

    private List<String> winners(long seed) {
        var before = ThreadRng.bind(new Rng(seed));
        try {
            return Stream.generate(
                            () -> race(Futures.ready("a"), Futures.ready("b"), Futures.ready("c")))
                    .limit(64)
                    .map(race -> task.poll(race).value())
                    .toList();
        } finally {
            ThreadRng.bind(before);
        }
    }
}
