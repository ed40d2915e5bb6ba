package dev.kyoto.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.Context;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SetOnceTest {

    @Test
    void theFirstValueStays() {
        SetOnce<String> once = SetOnce.of();
        assertThat(once.isSet()).isFalse();
        assertThat(once.value()).isNull();
        assertThat(once).hasToString("SetOnce[]");
        assertThat(once.set("a")).isTrue();
        assertThat(once.set("b")).isFalse();
        assertThat(once.isSet()).isTrue();
        assertThat(once.value()).isEqualTo("a");
        assertThat(once).hasToString("SetOnce[a]");
        assertThat(once.whenSet().await()).isEqualTo("a");
    }

    @Test
    void allWhoWaitAreWokenInOrder() {
        SetOnce<String> once = SetOnce.of();
        var woken = new ArrayList<Integer>();
        for (int i = 0; i < 100; i++) {
            int number = i;
            assertThat(once.whenSet().poll(Context.of(() -> woken.add(number))).isPending())
                    .isTrue();
        }
        assertThat(once.set("a")).isTrue();
        assertThat(woken).hasSize(100).isSorted();
    }

    @Test
    void itCanBeMadeSet() {
        var once = SetOnce.of("a");
        assertThat(once.set("b")).isFalse();
        assertThat(Polled.polled(once.whenSet()).value()).isEqualTo("a");
    }

    @Test
    void nullIsRefused() {
        SetOnce<String> once = SetOnce.of();
        assertThatThrownBy(() -> once.set(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> SetOnce.of((String) null))
                .isInstanceOf(NullPointerException.class);
        assertThat(once.isSet()).isFalse();
    }

    @Test
    void onlyTheNewestWakerCounts() {
        SetOnce<String> once = SetOnce.of();
        var future = once.whenSet();
        var old = new Polled.CountingWaker();
        var newest = new Polled.CountingWaker();
        assertThat(future.poll(Context.of(old)).isPending()).isTrue();
        assertThat(future.poll(Context.of(newest)).isPending()).isTrue();
        assertThat(once.set("a")).isTrue();
        assertThat(old.wakes).hasValue(0);
        assertThat(newest.wakes).hasValue(1);
    }

    @Test
    void readyCostsBudgetAndWaitingDoesNot() {
        var cx = Context.of(new Polled.CountingWaker());
        var waiting = SetOnce.<String>of().whenSet();
        for (int i = 0; i < 1_000; i++) {
            assertThat(waiting.poll(cx).isPending()).isTrue();
        }
        var once = SetOnce.of("a");
        int ready = 0;
        while (once.whenSet().poll(cx).isReady()) {
            ready++;
        }
        assertThat(ready).isEqualTo(dev.kyoto.internal.util.Sizes.BUDGET);
    }

    @Test
    void aPollAfterTheEndIsABug() {
        var ended = Polled.polled(SetOnce.of("a").whenSet());
        assertThatThrownBy(ended::poll)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("SetOnce.whenSet()");
    }

    @Test
    void oneOfManySettersWins() throws InterruptedException {
        for (int round = 0; round < 200; round++) {
            SetOnce<Integer> once = SetOnce.of();
            var winners = new AtomicInteger();
            var seen = new AtomicInteger();
            var threads = new ArrayList<Thread>();
            for (int t = 0; t < 3; t++) {
                int number = t;
                threads.add(
                        Thread.startVirtualThread(
                                () -> {
                                    if (once.set(number)) {
                                        winners.incrementAndGet();
                                    }
                                }));
                threads.add(
                        Thread.startVirtualThread(() -> seen.addAndGet(once.whenSet().await())));
            }
            for (var thread : threads) {
                thread.join();
            }
            assertThat(winners).hasValue(1);
            assertThat(seen).hasValue(3 * once.value());
        }
    }
}
