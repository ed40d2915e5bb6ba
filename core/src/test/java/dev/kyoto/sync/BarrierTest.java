package dev.kyoto.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.Context;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class BarrierTest {

    @Test
    void theLastOneLeadsAndLetsAllGo() {
        var barrier = Barrier.of(3);
        for (int generation = 0; generation < 3; generation++) {
            var first = Polled.polled(barrier.arrive());
            var second = Polled.polled(barrier.arrive());
            assertThat(barrier).hasToString("Barrier[2 of 3]");
            assertThat(first.wakes() + second.wakes()).isZero();
            var last = Polled.polled(barrier.arrive());
            assertThat(last.value().isLeader()).isTrue();
            assertThat(first.pollIfWoken().value().isLeader()).isFalse();
            assertThat(second.pollIfWoken().value().isLeader()).isFalse();
            assertThat(barrier).hasToString("Barrier[0 of 3]");
        }
    }

    @Test
    void anArrivalThatIsNotPolledDoesNotCount() {
        var barrier = Barrier.of(2);
        var never = barrier.arrive();
        assertThat(Polled.polled(barrier.arrive()).isReady()).isFalse();
        never.cancel();
        assertThat(Polled.polled(barrier.arrive()).isReady()).isTrue();
    }

    @Test
    void aCancelledArrivalIsTakenBack() {
        var barrier = Barrier.of(2);
        var impatient = Polled.polled(barrier.arrive());
        impatient.cancel();
        var again = Polled.polled(barrier.arrive());
        assertThat(again.isReady()).as("the same task counts once").isFalse();
        assertThat(Polled.polled(barrier.arrive()).value().isLeader()).isTrue();
        assertThat(again.pollIfWoken().isReady()).isTrue();
    }

    @Test
    void aCancellationAfterTheGenerationIsCompleteChangesNothing() {
        var barrier = Barrier.of(3);
        var first = Polled.polled(barrier.arrive());
        var second = Polled.polled(barrier.arrive());
        assertThat(Polled.polled(barrier.arrive()).isReady()).isTrue();
        first.cancel();
        assertThat(second.pollIfWoken().isReady()).isTrue();
        assertThat(barrier).hasToString("Barrier[0 of 3]");
    }

    @Test
    void anArrivalOfTheNextGenerationDoesNotMixWithThisOne() {
        var barrier = Barrier.of(2);
        var slow = Polled.polled(barrier.arrive());
        assertThat(Polled.polled(barrier.arrive()).isReady()).isTrue();
        var next = Polled.polled(barrier.arrive());
        assertThat(next.isReady()).isFalse();
        assertThat(slow.pollIfWoken().isReady()).isTrue();
        assertThat(next.wakes()).isZero();
    }

    @Test
    void nobodyWaitsAtABarrierForOneOrNone() {
        for (int parties : new int[] {0, 1}) {
            var barrier = Barrier.of(parties);
            for (int i = 0; i < 3; i++) {
                assertThat(Polled.polled(barrier.arrive()).value().isLeader()).isTrue();
            }
        }
    }

    @Test
    void aNegativeNumberIsRefused() {
        assertThatThrownBy(() -> Barrier.of(-4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-4");
    }

    @Test
    void onlyTheNewestWakerCounts() {
        var barrier = Barrier.of(2);
        var future = barrier.arrive();
        var old = new Polled.CountingWaker();
        var newest = new Polled.CountingWaker();
        assertThat(future.poll(Context.of(old)).isPending()).isTrue();
        assertThat(future.poll(Context.of(newest)).isPending()).isTrue();
        assertThat(Polled.polled(barrier.arrive()).isReady()).isTrue();
        assertThat(old.wakes).hasValue(0);
        assertThat(newest.wakes).hasValue(1);
    }

    @Test
    void aSpentBudgetDelaysTheArrivalAndWaitingCostsNone() {
        var barrier = Barrier.of(1);
        var cx = Context.of(new Polled.CountingWaker());
        int passed = 0;
        while (barrier.arrive().poll(cx).isReady()) {
            passed++;
        }
        assertThat(passed).isEqualTo(dev.kyoto.internal.util.Sizes.BUDGET);
        cx.startTurn();
        var waiting = Barrier.of(2).arrive();
        for (int i = 0; i < 1_000; i++) {
            assertThat(waiting.poll(cx).isPending()).isTrue();
        }
        assertThat(cx.hasBudget()).isTrue();
    }

    @Test
    void aPollAfterTheEndIsABug() {
        var passed = Polled.polled(Barrier.of(1).arrive());
        assertThatThrownBy(passed::poll)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Barrier.arrive()");
    }

    @Test
    void threadsMeetAgainAndAgain() throws InterruptedException {
        int parties = 4;
        int rounds = 500;
        var barrier = Barrier.of(parties);
        var leaders = new AtomicInteger();
        var arrived = new AtomicInteger();
        var early = new AtomicInteger();
        var threads = new ArrayList<Thread>();
        for (int t = 0; t < parties; t++) {
            threads.add(
                    Thread.startVirtualThread(
                            () -> {
                                for (int round = 1; round <= rounds; round++) {
                                    arrived.incrementAndGet();
                                    if (barrier.arrive().await().isLeader()) {
                                        leaders.incrementAndGet();
                                    }
                                    if (arrived.get() < round * parties) {
                                        early.incrementAndGet();
                                    }
                                }
                            }));
        }
        for (var thread : threads) {
            thread.join();
        }
        assertThat(early).hasValue(0);
        assertThat(leaders).hasValue(rounds);
    }
}
