package dev.kyoto.future;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class JoinAllTest {
    private final Turns task = new Turns();

    private static List<Script<Integer>> scripts(int count) {
        return Stream.generate(Script::<Integer>pending).limit(count).toList();
    }

    @Test
    void emptyCollectionIsReadyAtOnce() {
        assertThat(task.poll(Join.joinAll(List.<Future<String>>of())).value()).isEmpty();
    }

    @Test
    void childIsPolledOnlyWhenItWasWoken() {
        var futures = scripts(100);
        var all = Join.joinAll(futures);
        assertThat(task.poll(all).isPending()).isTrue();
        assertThat(futures).allSatisfy(f -> assertThat(f.polls).isEqualTo(1));

        futures.get(40).wake();
        futures.get(7).complete(7);
        assertThat(task.wakes).as("one wake-up of the task for both").isEqualTo(1);
        assertThat(task.poll(all).isPending()).isTrue();
        for (int i = 0; i < futures.size(); i++) {
            assertThat(futures.get(i).polls).isEqualTo(i == 40 || i == 7 ? 2 : 1);
        }
        assertThat(task.poll(all).isPending()).as("a spurious poll").isTrue();
        assertThat(futures.get(0).polls).isEqualTo(1);
    }

    @Test
    void valuesComeInTheOrderOfTheCollection() {
        var futures = scripts(10);
        var all = Join.joinAll(futures);
        assertThat(task.poll(all).isPending()).isTrue();
        for (int i = 9; i > 0; i--) {
            futures.get(i).complete(i);
            assertThat(task.poll(all).isPending()).isTrue();
        }
        futures.get(0).complete(0);
        var values = task.poll(all).value();
        assertThat(values).containsExactlyElementsOf(IntStream.range(0, 10).boxed().toList());
        assertThatThrownBy(() -> values.set(0, 1))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatIllegalStateException().isThrownBy(() -> task.poll(all));
    }

    @Test
    void childThatWakesItselfIsPolledOnceATurn() {
        var polls = new int[1];
        Future<Integer> eager =
                cx -> {
                    cx.waker().wake();
                    return ++polls[0] == 3 ? Poll.ready(3) : Poll.pending();
                };
        var all = Join.joinAll(List.of(eager));
        assertThat(task.poll(all).isPending()).isTrue();
        assertThat(polls[0]).isEqualTo(1);
        assertThat(task.wakes).isEqualTo(1);
        assertThat(task.poll(all).isPending()).isTrue();
        assertThat(task.poll(all).value()).containsExactly(3);
    }

    @Test
    void spentBudgetLeavesTheRestForTheNextTurn() {
        var spender =
                Futures.pollFn(
                        cx -> {
                            while (cx.hasBudget()) {
                                cx.proceed();
                            }
                            return Poll.ready(1);
                        });
        var after = Script.readyWith(2);
        var all = Join.joinAll(List.of(spender, after));
        assertThat(task.poll(all).isPending()).isTrue();
        assertThat(after.polls).isZero();
        assertThat(task.wakes).isEqualTo(1);
        assertThat(task.poll(all).value()).containsExactly(1, 2);
    }

    @Test
    void joinAllWaitsForAllAndSuppressesLaterFailures() {
        var futures = scripts(3);
        var all = Join.joinAll(futures);
        var first = new ArithmeticException("first");
        var later = new IllegalArgumentException("later");
        futures.get(2).fail(first);
        assertThat(task.poll(all).isPending()).isTrue();
        futures.get(0).fail(later);
        futures.get(1).complete(1);
        assertThatThrownBy(() -> task.poll(all)).isSameAs(first).hasSuppressedException(later);
    }

    @Test
    void tryJoinAllAwaitsTheCleanupOfTheOthers() {
        var failing = Script.<Integer>pending();
        var slow = Script.<Integer>pending().withSlowCleanup();
        var quick = Script.<Integer>pending();
        var all = Join.tryJoinAll(List.of(slow, failing, quick));
        assertThat(task.poll(all).isPending()).isTrue();
        failing.fail(new ArithmeticException("one"));
        assertThat(task.poll(all).isPending()).isTrue();
        assertThat(slow.cancelled).isTrue();
        assertThat(quick.ended).isTrue();
        slow.finishCleanup();
        assertThatThrownBy(() -> task.poll(all)).isInstanceOf(ArithmeticException.class);
        assertThat(List.of(slow.cancels, quick.cancels, failing.cancels)).containsExactly(1, 1, 0);
    }

    @Test
    void cancelReachesThoseThatArePendingOnce() {
        for (boolean awaited : new boolean[] {false, true}) {
            for (int completed = 0; completed < 4; completed++) {
                var futures = scripts(4);
                var all = Join.joinAll(futures);
                for (int i = 0; i < completed; i++) {
                    futures.get(i).complete(i);
                    assertThat(task.poll(all).isPending()).isTrue();
                }
                if (awaited) {
                    assertThat(task.pollCancel(all)).isTrue();
                } else {
                    all.cancel();
                }
                all.cancel();
                for (int i = 0; i < 4; i++) {
                    assertThat(futures.get(i).cancels).isEqualTo(i < completed ? 0 : 1);
                }
                assertThatIllegalStateException().isThrownBy(() -> task.poll(all));
            }
        }
    }

    @Test
    void cleanupThatIsAwaitedIsWokenByItsOwnChild() {
        var slow = Script.<Integer>pending().withSlowCleanup();
        var all = Join.joinAll(List.of(Script.<Integer>pending(), slow));
        assertThat(task.pollCancel(all)).isFalse();
        assertThat(task.wakes).isZero();
        slow.finishCleanup();
        assertThat(task.wakes).isEqualTo(1);
        assertThat(task.pollCancel(all)).isTrue();
        assertThat(slow.cancels).isEqualTo(1);
    }

    /** Loses no wake-up though two threads complete children while a third polls. */
    @Test
    @Timeout(60)
    void wakeUpsFromOtherThreadsAreNotLost() {
        try (var executor = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < 300; round++) {
                var stages = Stream.generate(CompletableFuture<Integer>::new).limit(64).toList();
                for (int half = 0; half < 2; half++) {
                    int from = half * 32;
                    executor.execute(
                            () -> {
                                for (int i = from; i < from + 32; i++) {
                                    if (ThreadLocalRandom.current().nextInt(8) == 0) {
                                        Thread.yield();
                                    }
                                    stages.get(i).complete(i);
                                }
                            });
                }
                var all = Join.joinAll(stages.stream().map(Futures::fromStage).toList());
                assertThat(all.await())
                        .containsExactlyElementsOf(IntStream.range(0, 64).boxed().toList());
            }
        }
    }
}
