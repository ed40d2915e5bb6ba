package dev.kyoto.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.Context;
import dev.kyoto.future.Waker;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SemaphoreTest {

    @Test
    void permitsAreTakenAndGivenBack() {
        var semaphore = Semaphore.of(2);
        var first = semaphore.tryAcquire();
        var second = semaphore.acquire().await();
        assertThat(semaphore.tryAcquire()).isNull();
        assertThat(semaphore.availablePermits()).isZero();
        first.close();
        second.close();
        assertThat(semaphore.availablePermits()).isEqualTo(2);
    }

    @Test
    void closingAPermitTwiceGivesItBackOnce() {
        var semaphore = Semaphore.of(1);
        var permit = semaphore.tryAcquire();
        permit.close();
        permit.close();
        assertThat(semaphore.availablePermits()).isEqualTo(1);
    }

    @Test
    void aFutureThatIsNotPolledHasNoPlaceAndNoPermit() {
        var semaphore = Semaphore.of(1);
        var never = semaphore.acquire();
        assertThat(semaphore.availablePermits()).isEqualTo(1);
        never.cancel();
        assertThat(semaphore.availablePermits()).isEqualTo(1);
    }

    @Test
    void tenThousandWaitersAreServedInOrder() {
        var semaphore = Semaphore.of(0);
        var served = new ArrayList<Integer>();
        int count = 10_000;
        for (int i = 0; i < count; i++) {
            int number = i;
            Waker waker = () -> served.add(number);
            assertThat(semaphore.acquire().poll(Context.of(waker)).isPending()).isTrue();
        }
        for (int left = count; left > 0; ) {
            int batch = Math.min(left, 1 + left % 97);
            semaphore.addPermits(batch);
            left -= batch;
            assertThat(served).hasSize(count - left);
        }
        assertThat(served).isSorted().hasSize(count);
        assertThat(semaphore.availablePermits()).isZero();
    }

    @Test
    void aLargeRequestIsNotPassedBySmallOnes() {
        var semaphore = Semaphore.of(2);
        var large = Polled.polled(semaphore.acquireMany(3));
        var small = Polled.polled(semaphore.acquire());
        assertThat(semaphore.tryAcquire()).isNull();
        semaphore.addPermits(1);
        assertThat(large.pollIfWoken().isReady()).isTrue();
        assertThat(small.wakes()).isZero();
        large.value().close();
        assertThat(small.pollIfWoken().isReady()).isTrue();
        assertThat(semaphore.availablePermits()).isEqualTo(2);
    }

    @Test
    void onlyTheNewestWakerCounts() {
        var semaphore = Semaphore.of(0);
        var future = semaphore.acquire();
        var old = new Polled.CountingWaker();
        var newest = new Polled.CountingWaker();
        assertThat(future.poll(Context.of(old)).isPending()).isTrue();
        assertThat(future.poll(Context.of(newest)).isPending()).isTrue();
        semaphore.addPermits(1);
        assertThat(old.wakes.get()).isZero();
        assertThat(newest.wakes.get()).isEqualTo(1);
    }

    @Test
    void closeRefusesWaitersAndReturnsWhatTheyHadCollected() {
        var semaphore = Semaphore.of(2);
        var waiter = Polled.polled(semaphore.acquireMany(5));
        assertThat(semaphore.availablePermits()).isZero();
        semaphore.close();
        assertThat(semaphore.isClosed()).isTrue();
        assertThat(waiter.wakes()).isEqualTo(1);
        assertThatThrownBy(waiter::poll).isInstanceOf(ClosedException.class);
        assertThat(semaphore.availablePermits()).isEqualTo(2);
        assertThatThrownBy(semaphore::tryAcquire).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> semaphore.acquire().await()).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> semaphore.acquireMany(0).await())
                .isInstanceOf(ClosedException.class);
    }

    @Test
    void aPermitGrantedBeforeCloseIsKept() {
        var semaphore = Semaphore.of(0);
        var waiter = Polled.polled(semaphore.acquire());
        semaphore.addPermits(1);
        semaphore.close();
        assertThat(waiter.poll().isReady()).isTrue();
        waiter.value().close();
        assertThat(semaphore.availablePermits()).isEqualTo(1);
    }

    @Test
    void permitsSplitAndMerge() {
        var semaphore = Semaphore.of(5);
        var all = semaphore.tryAcquireMany(5);
        var two = all.split(2);
        assertThat(all.permits()).isEqualTo(3);
        two.close();
        assertThat(semaphore.availablePermits()).isEqualTo(2);
        var again = semaphore.tryAcquireMany(2);
        all.merge(again);
        again.close();
        assertThat(semaphore.availablePermits()).isZero();
        all.close();
        assertThat(semaphore.availablePermits()).isEqualTo(5);
    }

    @Test
    void aHandleCountsToItsLimit() {
        var semaphore = Semaphore.of(Semaphore.MAX_PERMITS);
        var all = semaphore.tryAcquireMany(Semaphore.MAX_PERMITS);
        semaphore.addPermits(2);
        try (var two = semaphore.tryAcquireMany(2)) {
            assertThatThrownBy(() -> all.merge(two))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("merging 2 permits into " + Semaphore.MAX_PERMITS);
            assertThat(two.permits()).isEqualTo(2);
            assertThat(all.permits()).isEqualTo(Semaphore.MAX_PERMITS);
            assertThat(all.semaphore()).isSameAs(semaphore);
        }
        assertThat(semaphore.availablePermits()).isEqualTo(2);
        all.close();
        assertThat(semaphore.availablePermits()).isEqualTo(Semaphore.MAX_PERMITS);
    }

    @Test
    void anEmptyHandleIsGoodForNothingMore() {
        var semaphore = Semaphore.of(2);
        var permit = semaphore.tryAcquireMany(2);
        permit.forget();
        permit.close();
        assertThat(permit.permits()).isZero();
        assertThat(permit.split(0).permits()).isZero();
        assertThatThrownBy(() -> permit.split(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 permits from 0");
        assertThat(semaphore.availablePermits()).isZero();
        assertThat(semaphore).hasToString("Semaphore[available=0]");
    }

    @Test
    void permitsThatAreAddedGoToThoseWhoWait() {
        var semaphore = Semaphore.of(1);
        var large = Polled.polled(semaphore.acquireMany(3));
        assertThat(semaphore.forgetPermits(1)).as("collected by the one who waits").isZero();
        semaphore.addPermits(4);
        assertThat(large.pollIfWoken().value().permits()).isEqualTo(3);
        assertThat(semaphore.availablePermits()).isEqualTo(2);
    }

    @Test
    void forgottenPermitsAreGone() {
        var semaphore = Semaphore.of(5);
        assertThat(semaphore.forgetPermits(2)).isEqualTo(2);
        try (var permit = semaphore.tryAcquireMany(2)) {
            permit.forget();
        }
        assertThat(semaphore.availablePermits()).isEqualTo(1);
        assertThat(semaphore.forgetPermits(9)).isEqualTo(1);
        assertThat(semaphore.forgetPermits(9)).isZero();
    }

    @Test
    void misuseIsRefusedWithTheValue() {
        var semaphore = Semaphore.of(3);
        assertThatThrownBy(() -> Semaphore.of(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
        assertThatThrownBy(() -> semaphore.acquireMany(-2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-2");
        assertThatThrownBy(() -> semaphore.addPermits(-3))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> semaphore.forgetPermits(-3))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> semaphore.addPermits(Integer.MAX_VALUE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 free");
        try (var permit = semaphore.tryAcquire();
                var other = Semaphore.of(1).tryAcquire()) {
            assertThatThrownBy(() -> permit.split(2)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> permit.merge(other))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> permit.merge(permit))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aPollAfterTheEndIsABug() {
        var semaphore = Semaphore.of(1);
        var ready = Polled.polled(semaphore.acquire());
        assertThatThrownBy(ready::poll)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Ready");
        ready.value().close();
        var cancelled = Polled.of(semaphore.acquire());
        cancelled.cancel();
        cancelled.cancel();
        assertThatThrownBy(cancelled::poll)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cancelled");
        semaphore.close();
        var failed = Polled.of(semaphore.acquire());
        assertThatThrownBy(failed::poll).isInstanceOf(ClosedException.class);
        assertThatThrownBy(failed::poll)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("failed");
    }

    @Test
    void aSpentBudgetYieldsAndGoesOnInTheNextTurn() {
        var semaphore = Semaphore.of(Integer.MAX_VALUE);
        var waker = new Polled.CountingWaker();
        var cx = Context.of(waker);
        int taken = 0;
        while (semaphore.acquire().poll(cx).isReady()) {
            taken++;
        }
        assertThat(taken).isEqualTo(dev.kyoto.internal.util.Sizes.BUDGET);
        assertThat(waker.wakes.get()).isEqualTo(1);
        cx.startTurn();
        assertThat(semaphore.acquire().poll(cx).isReady()).isTrue();
    }

    @Test
    void aPendingPollCostsNoBudget() {
        var cx = Context.of(new Polled.CountingWaker());
        var future = Semaphore.of(0).acquire();
        for (int i = 0; i < 1000; i++) {
            assertThat(future.poll(cx).isPending()).isTrue();
        }
        assertThat(cx.hasBudget()).isTrue();
    }

    @Test
    void plainThreadsWaitForEachOther() throws InterruptedException {
        var semaphore = Semaphore.of(1);
        var inside = new AtomicInteger();
        var done = new CountDownLatch(4);
        for (int t = 0; t < 4; t++) {
            Thread.startVirtualThread(
                    () -> {
                        for (int i = 0; i < 1000; i++) {
                            try (var permit = semaphore.acquire().await()) {
                                if (inside.incrementAndGet() != permit.permits()) {
                                    return;
                                }
                                inside.decrementAndGet();
                            }
                        }
                        done.countDown();
                    });
        }
        done.await();
        assertThat(semaphore.availablePermits()).isEqualTo(1);
    }
}
