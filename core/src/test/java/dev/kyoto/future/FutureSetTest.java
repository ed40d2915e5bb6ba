package dev.kyoto.future;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FutureSetTest {
    private final Turns task = new Turns();
    private final FutureSet<String> set = new FutureSet<>();

    private static List<Script<String>> scripts(int count) {
        return Stream.generate(Script::<String>pending).limit(count).toList();
    }

    private List<Script<String>> added(int count) {
        var scripts = scripts(count);
        scripts.forEach(set::add);
        return scripts;
    }

    @Test
    void valuesComeInTheOrderOfTheirEndsAndThenNull() {
        var futures = added(3);
        assertThat(set.size()).isEqualTo(3);
        var next = set.next();
        assertThat(task.poll(next).isPending()).isTrue();
        futures.get(2).complete("c");
        futures.get(0).complete("a");
        assertThat(task.wakes).as("one wake-up of the task for both").isEqualTo(1);
        assertThat(task.poll(next).value()).isEqualTo("c");
        assertThat(set.size()).isEqualTo(2);
        assertThat(task.poll(set.next()).value()).isEqualTo("a");
        futures.get(1).complete("b");
        assertThat(task.poll(set.next()).value()).isEqualTo("b");
        assertThat(set.isEmpty()).isTrue();
        assertThat(task.poll(set.next())).isEqualTo(Poll.ready(null));
        set.add(Futures.ready("again"));
        assertThat(task.poll(set.next()).value()).isEqualTo("again");
    }

    @Test
    void emptinessTellsANullValueFromTheEnd() {
        set.add(Futures.ready(null));
        assertThat(set.isEmpty()).isFalse();
        assertThat(task.poll(set.next())).isEqualTo(Poll.ready(null));
        assertThat(set.isEmpty()).isTrue();
    }

    @Test
    void oneWakeUpPollsOneChildHoweverManyWait() {
        var futures = added(50_000);
        var next = set.next();
        while (task.poll(next).isPending() && futures.getLast().polls == 0) {}
        futures.get(31_000).wake();
        assertThat(task.wakes).isPositive();
        assertThat(task.poll(next).isPending()).isTrue();
        assertThat(futures.stream().mapToInt(f -> f.polls).sum()).isEqualTo(50_001);
        assertThat(futures.get(31_000).polls).isEqualTo(2);
        futures.get(7).complete("seven");
        assertThat(task.poll(next).value()).isEqualTo("seven");
        assertThat(futures.stream().mapToInt(f -> f.polls).sum()).isEqualTo(50_002);
    }

    @Test
    void nothingIsPolledBetweenTwoCallsOfNext() {
        var futures = added(2);
        assertThat(task.poll(set.next()).isPending()).isTrue();
        futures.get(0).wake();
        futures.get(1).complete("b");
        assertThat(futures).allSatisfy(f -> assertThat(f.polls).isEqualTo(1));
    }

    @Test
    void aNextThatEndedKeepsNoWaker() {
        var futures = added(2);
        var next = set.next();
        assertThat(task.poll(next).isPending()).isTrue();
        futures.get(0).complete("a");
        assertThat(task.poll(next).value()).isEqualTo("a");
        int wakes = task.wakes;
        futures.get(1).wake();
        assertThat(task.wakes).as("the task waits for nothing of the set").isEqualTo(wakes);
        futures.get(1).complete("b");
        assertThat(task.poll(set.next()).value()).isEqualTo("b");
    }

    @Test
    void aFutureAddedWhileNextWaitsWakesTheTask() {
        added(1);
        var next = set.next();
        assertThat(task.poll(next).isPending()).isTrue();
        set.add(Futures.ready("late"));
        assertThat(task.wakes).isEqualTo(1);
        assertThat(task.poll(next).value()).isEqualTo("late");
    }

    @Test
    void aFutureAddedFromInsideAChildHasItsTurn() {
        set.add(
                Futures.pollFn(
                        cx -> {
                            set.add(Futures.ready("child of a child"));
                            return Poll.pending();
                        }));
        var next = set.next();
        assertThat(task.poll(next).isPending()).isTrue();
        assertThat(task.wakes).isEqualTo(1);
        assertThat(task.poll(next).value()).isEqualTo("child of a child");
        assertThat(set.size()).isEqualTo(1);
    }

    @Test
    void childThatWakesItselfIsPolledOnceATurn() {
        var polls = new int[1];
        set.add(
                cx -> {
                    cx.waker().wake();
                    return ++polls[0] == 3 ? Poll.ready("third") : Poll.pending();
                });
        var next = set.next();
        assertThat(task.poll(next).isPending()).isTrue();
        assertThat(polls[0]).isEqualTo(1);
        assertThat(task.wakes).isEqualTo(1);
        assertThat(task.poll(next).isPending()).isTrue();
        assertThat(task.poll(next).value()).isEqualTo("third");
    }

    @Test
    void spentBudgetLeavesTheRestForTheNextTurn() {
        set.add(
                cx -> {
                    task.spend();
                    return Poll.pending();
                });
        var after = Script.readyWith("after");
        set.add(after);
        var next = set.next();
        assertThat(task.poll(next).isPending()).isTrue();
        assertThat(after.polls).isZero();
        assertThat(task.wakes).isEqualTo(1);
        assertThat(task.poll(next).value()).isEqualTo("after");
    }

    @Test
    void starvedPollAsksForANewTurn() {
        var ready = Script.readyWith("ready");
        set.add(ready);
        var next = set.next();
        assertThat(task.pollStarved(next).isPending()).isTrue();
        assertThat(ready.polls).isZero();
        assertThat(task.wakes).isEqualTo(1);
        assertThat(task.poll(next).value()).isEqualTo("ready");
    }

    @Test
    void failureOfAChildIsThrownAndTheSetGoesOn() {
        var futures = added(3);
        var next = set.next();
        assertThat(task.poll(next).isPending()).isTrue();
        futures.get(1).fail(new ArithmeticException("one"));
        assertThatThrownBy(() -> task.poll(next)).isInstanceOf(ArithmeticException.class);
        assertThat(set.size()).isEqualTo(2);
        futures.get(0).complete("a");
        assertThat(task.poll(set.next()).value()).isEqualTo("a");
        futures.get(2).complete("c");
        assertThat(task.poll(set.next()).value()).isEqualTo("c");
    }

    @Test
    void cancellingNextLosesNothing() {
        var futures = added(2);
        for (boolean awaited : new boolean[] {false, true}) {
            var next = set.next();
            assertThat(task.poll(next).isPending()).isTrue();
            if (awaited) {
                assertThat(task.pollCancel(next)).isTrue();
            } else {
                next.cancel();
            }
            assertThatIllegalStateException()
                    .isThrownBy(() -> task.poll(next))
                    .withMessageContaining("FutureSet.next()");
        }
        assertThat(futures).allSatisfy(f -> assertThat(f.cancels).isZero());
        futures.get(1).complete("b");
        set.next().cancel();
        assertThat(task.poll(set.next()).value()).isEqualTo("b");
        assertThat(futures.get(0).polls).as("it was not woken").isEqualTo(1);
    }

    @Test
    void lateWakeUpsOfEndedChildrenAreHarmless() {
        var wakers = new ArrayList<Waker>();
        var polls = new int[1];
        set.add(
                cx -> {
                    wakers.add(cx.waker());
                    return ++polls[0] == 2 ? Poll.ready("done") : Poll.pending();
                });
        var other = added(1).getFirst();
        var next = set.next();
        assertThat(task.poll(next).isPending()).isTrue();
        wakers.getFirst().wake();
        assertThat(task.poll(next).value()).isEqualTo("done");
        var second = set.next();
        assertThat(task.poll(second).isPending()).isTrue();
        int wakes = task.wakes;
        wakers.forEach(Waker::wake);
        assertThat(task.wakes).as("nothing to do for the task").isEqualTo(wakes);
        assertThat(task.poll(second).isPending()).isTrue();
        assertThat(polls[0]).isEqualTo(2);
        other.complete("other");
        assertThat(task.poll(second).value()).isEqualTo("other");
        set.close();
        wakers.forEach(Waker::wake);
    }

    @Test
    void wakeUpWhileAChildEndsIsForgotten() {
        set.add(
                cx -> {
                    cx.waker().wake();
                    return Poll.ready("done");
                });
        assertThat(task.poll(set.next()).value()).isEqualTo("done");
        assertThat(task.poll(set.next())).isEqualTo(Poll.ready(null));
    }

    @Test
    void memoryOfEndedChildrenIsFreedAtOnce() {
        var stays = added(1).getFirst();
        var wakers = new ArrayList<Waker>();
        var ended = new ArrayList<WeakReference<Object>>();
        for (int i = 0; i < 3; i++) {
            addOneThatEnds(wakers, ended);
            addOneThatEnds(null, ended);
        }
        for (int i = 0; i < 6; i++) {
            assertThat(task.poll(set.next()).isReady()).isTrue();
        }
        while (ended.stream().anyMatch(reference -> reference.get() != null)) {
            System.gc();
            Thread.onSpinWait();
        }
        assertThat(wakers).hasSize(3);
        assertThat(set.size()).isEqualTo(1);
        assertThat(stays.ended).isFalse();
    }

    private void addOneThatEnds(List<Waker> wakers, List<WeakReference<Object>> references) {
        var ballast = new Object();
        references.add(new WeakReference<>(ballast));
        set.add(
                cx -> {
                    if (wakers != null) {
                        wakers.add(cx.waker());
                    }
                    return Poll.ready(ballast.toString());
                });
    }

    @Test
    void twoThatWaitAreRefused() {
        added(1);
        var first = set.next();
        assertThat(task.poll(first).isPending()).isTrue();
        var second = set.next();
        assertThatIllegalStateException()
                .isThrownBy(() -> task.poll(second))
                .withMessageContaining("two futures of one FutureSet wait at once");
        assertThatIllegalStateException().isThrownBy(() -> task.poll(set.closing()));
        assertThat(task.poll(first).isPending()).as("it waits undisturbed").isTrue();
        first.cancel();
        assertThat(task.poll(set.next()).isPending()).isTrue();
    }

    @Test
    void aChildThatWaitsForItsOwnSetIsRefused() {
        var inner = set.next();
        set.add(
                cx -> {
                    inner.poll(cx);
                    return Poll.pending();
                });
        assertThatIllegalStateException()
                .isThrownBy(() -> task.poll(set.next()))
                .withMessageContaining("wait at once");
    }

    @Test
    void cancelAllReachesEachOnceAndTheSetGoesOn() {
        var futures = new ArrayList<>(added(3));
        var next = set.next();
        assertThat(task.poll(next).isPending()).isTrue();
        futures.addAll(added(2));
        set.cancelAll();
        assertThat(task.wakes).isPositive();
        assertThat(task.poll(next)).as("it is empty").isEqualTo(Poll.ready(null));
        assertThat(futures).allSatisfy(f -> assertThat(f.cancels).isEqualTo(1));
        set.add(Futures.ready("new"));
        assertThat(task.poll(set.next()).value()).isEqualTo("new");
    }

    @Test
    void closeCancelsAllAndRefusesNewOnes() {
        var futures = added(3);
        var next = set.next();
        assertThat(task.poll(next).isPending()).isTrue();
        int wakes = task.wakes;
        set.close();
        set.close();
        assertThat(task.wakes).isEqualTo(wakes + 1);
        assertThat(task.poll(next)).isEqualTo(Poll.ready(null));
        assertThat(futures).allSatisfy(f -> assertThat(f.cancels).isEqualTo(1));
        var refused = Script.<String>pending();
        assertThatIllegalStateException()
                .isThrownBy(() -> set.add(refused))
                .withMessageContaining("add() to a FutureSet that is closed");
        assertThat(refused.cancels).isZero();
        assertThat(set.isEmpty()).isTrue();
        assertThat(task.poll(set.next())).isEqualTo(Poll.ready(null));
        assertThat(task.poll(set.closing()).isReady()).isTrue();
    }

    @Test
    void closeAndCancelAllFromInsideAChildAreRefused() {
        set.add(
                cx -> {
                    set.close();
                    return Poll.pending();
                });
        assertThatIllegalStateException()
                .isThrownBy(() -> task.poll(set.next()))
                .withMessageContaining("close() of a FutureSet from inside");
        set.add(
                cx -> {
                    set.cancelAll();
                    return Poll.pending();
                });
        assertThatIllegalStateException()
                .isThrownBy(() -> task.poll(set.next()))
                .withMessageContaining("cancelAll() of a FutureSet from inside");
    }

    @Test
    void closingAwaitsTheCleanupOfAll() {
        var quick = Script.<String>pending();
        var slow = Script.<String>pending().withSlowCleanup();
        var failing =
                Script.<String>pending().withCleanupFailure(new ArithmeticException("cleanup"));
        set.add(quick);
        set.add(slow);
        set.add(failing);
        var closing = set.closing();
        assertThat(quick.cancels).as("nothing before the first poll").isZero();
        assertThat(task.poll(closing).isPending()).isTrue();
        assertThat(List.of(quick.ended, failing.ended)).containsOnly(true);
        assertThatIllegalStateException().isThrownBy(() -> set.add(Futures.ready("late")));
        assertThat(task.poll(closing).isPending()).isTrue();
        assertThat(slow.cancelPolls).as("polled only when woken").isEqualTo(1);
        slow.finishCleanup();
        assertThat(task.wakes).isEqualTo(1);
        assertThatThrownBy(() -> task.poll(closing)).isInstanceOf(ArithmeticException.class);
        assertThat(List.of(quick.cancels, slow.cancels, failing.cancels)).containsOnly(1);
    }

    @Test
    void closingThatIsCancelledEndsAsClose() {
        var slow = Script.<String>pending().withSlowCleanup();
        set.add(slow);
        set.closing().cancel();
        assertThat(slow.cancels).as("it had not begun").isZero();
        var closing = set.closing();
        assertThat(task.poll(closing).isPending()).isTrue();
        closing.cancel();
        assertThat(set.isEmpty()).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> set.add(Futures.ready("late")));

        var other = new FutureSet<String>();
        var awaited = Script.<String>pending().withSlowCleanup();
        other.add(awaited);
        var awaitedClosing = other.closing();
        assertThat(task.pollCancel(other.closing())).as("it had not begun").isTrue();
        assertThat(task.poll(awaitedClosing).isPending()).isTrue();
        assertThat(task.pollCancel(awaitedClosing)).isFalse();
        awaited.finishCleanup();
        assertThat(task.pollCancel(awaitedClosing)).isTrue();
        assertThat(awaited.ended).isTrue();
    }

    @Test
    void whatPlainCancelThrowsIsReported() {
        var reported = new ArrayList<Throwable>();
        var thread = Thread.currentThread();
        var before = thread.getUncaughtExceptionHandler();
        thread.setUncaughtExceptionHandler((t, e) -> reported.add(e));
        try {
            set.add(
                    new Future<String>() {
                        @Override
                        public Poll<String> poll(Context cx) {
                            return Poll.pending();
                        }

                        @Override
                        public void cancel() {
                            throw new ArithmeticException("cancel");
                        }
                    });
            var other = added(1).getFirst();
            set.close();
            assertThat(other.cancels).isEqualTo(1);
            assertThat(reported).hasSize(1);
        } finally {
            thread.setUncaughtExceptionHandler(before);
        }
    }

    @Test
    void nullIsNamed() {
        assertThatThrownBy(() -> set.add(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("future");
    }
}
