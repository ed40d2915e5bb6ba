package dev.kyoto.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Futures;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class OnceCellTest {
    private final OnceCell<String> cell = OnceCell.of();
    private final Making making = new Making();

    private static Supplier<Future<String>> never() {
        return () -> {
            throw new AssertionError("not its turn");
        };
    }

    @Test
    void theFirstInitialisesAndTheOthersWait() {
        var first = Polled.polled(cell.getOrInit(() -> making));
        var second = Polled.polled(cell.getOrInit(never()));
        var third = Polled.polled(cell.getOrInit(never()));
        assertThat(cell.isInitialized()).isFalse();
        assertThat(cell).hasToString("OnceCell[initializing]");
        making.end("a");
        assertThat(second.wakes()).isZero();
        assertThat(first.pollIfWoken().value()).isEqualTo("a");
        assertThat(second.pollIfWoken().value()).isEqualTo("a");
        assertThat(third.pollIfWoken().value()).isEqualTo("a");
        assertThat(cell.value()).isEqualTo("a");
        assertThat(cell.isInitialized()).isTrue();
        assertThat(cell).hasToString("OnceCell[a]");
        assertThat(cell.getOrInit(never()).await()).isEqualTo("a");
    }

    @Test
    void aFutureThatIsNotPolledInitialisesNothing() {
        var never = cell.getOrInit(never());
        assertThat(cell).hasToString("OnceCell[]");
        never.cancel();
        assertThat(cell.getOrInit(() -> Futures.ready("a")).await()).isEqualTo("a");
    }

    @Test
    void aFailureHandsTheTurnOn() {
        var first = Polled.polled(cell.getOrInit(() -> making));
        var own = new Making();
        var second = Polled.polled(cell.getOrInit(() -> own));
        var third = Polled.polled(cell.getOrInit(never()));
        making.fail();
        assertThatThrownBy(first::poll).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(first::poll)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("failed");
        assertThat(own.polls).as("begun by its own task").isZero();
        assertThat(second.pollIfWoken().isReady()).isFalse();
        assertThat(third.wakes()).isZero();
        own.end("b");
        assertThat(second.pollIfWoken().value()).isEqualTo("b");
        assertThat(third.pollIfWoken().value()).isEqualTo("b");
    }

    @Test
    void aSupplierThatThrowsOrGivesNullFailsItsTaskOnly() {
        assertThatThrownBy(
                        () ->
                                cell.getOrInit(
                                                () -> {
                                                    throw new ArithmeticException();
                                                })
                                        .await())
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> cell.getOrInit(() -> null).await())
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("gave no future");
        assertThatThrownBy(() -> cell.getOrInit(() -> Futures.ready((String) null)).await())
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("made null");
        assertThatThrownBy(() -> cell.getOrInit(null)).isInstanceOf(NullPointerException.class);
        assertThat(cell.getOrInit(() -> Futures.ready("a")).await()).isEqualTo("a");
    }

    @Test
    void aCancelledInitialiserHandsTheTurnOn() {
        var first = Polled.polled(cell.getOrInit(() -> making));
        var second = Polled.polled(cell.getOrInit(() -> Futures.ready("b")));
        first.cancel();
        first.cancel();
        assertThat(making.cancels).isEqualTo(1);
        assertThat(second.pollIfWoken().value()).isEqualTo("b");
    }

    @Test
    void aCancelledWaiterHandsOnTheTurnItWasGiven() {
        var first = Polled.polled(cell.getOrInit(() -> making));
        var second = Polled.polled(cell.getOrInit(never()));
        var third = Polled.polled(cell.getOrInit(() -> Futures.ready("c")));
        first.cancel();
        assertThat(second.wakes()).isEqualTo(1);
        assertThat(third.wakes()).isZero();
        second.cancel();
        assertThat(third.pollIfWoken().value()).isEqualTo("c");
    }

    @Test
    void theNextBeginsOnceAnAwaitedCleanupHasEnded() {
        making.slowCleanup = true;
        var first = Polled.polled(cell.getOrInit(() -> making));
        var second = Polled.polled(cell.getOrInit(() -> Futures.ready("b")));
        var waker = new Polled.CountingWaker();
        assertThat(first.future().pollCancel(Context.of(waker)).isPending()).isTrue();
        assertThat(second.wakes()).isZero();
        assertThat(cell.set("x")).isEqualTo(OnceCell.SetResult.INITIALIZING);
        assertThatThrownBy(first::poll)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cancelled");
        making.cleanedUp();
        assertThat(waker.wakes).hasValue(1);
        assertThat(first.future().pollCancel(Context.of(waker)).isReady()).isTrue();
        assertThat(first.future().pollCancel(Context.of(waker)).isReady()).isTrue();
        assertThat(making.cancels).isEqualTo(1);
        assertThat(second.pollIfWoken().value()).isEqualTo("b");
    }

    @Test
    void aCleanupThatIsGivenUpHandsTheTurnOnAtOnce() {
        making.slowCleanup = true;
        var first = Polled.polled(cell.getOrInit(() -> making));
        var second = Polled.polled(cell.getOrInit(() -> Futures.ready("b")));
        assertThat(first.future().pollCancel(Context.of(new Polled.CountingWaker())).isPending())
                .isTrue();
        first.cancel();
        assertThat(making.cancels).isEqualTo(1);
        assertThat(second.pollIfWoken().value()).isEqualTo("b");
    }

    @Test
    void whoDoesNotInitialiseHasNothingToCleanUp() {
        var first = Polled.polled(cell.getOrInit(() -> making));
        var second = Polled.polled(cell.getOrInit(never()));
        var cx = Context.of(new Polled.CountingWaker());
        assertThat(second.future().pollCancel(cx).isReady()).isTrue();
        assertThat(cell.getOrInit(never()).pollCancel(cx).isReady()).isTrue();
        making.end("a");
        assertThat(first.pollIfWoken().value()).isEqualTo("a");
    }

    @Test
    void setSaysWhatCameOfIt() {
        var first = Polled.polled(cell.getOrInit(() -> making));
        assertThat(cell.set("x")).isEqualTo(OnceCell.SetResult.INITIALIZING);
        first.cancel();
        assertThat(cell.set("a")).isEqualTo(OnceCell.SetResult.SET);
        assertThat(cell.set("b")).isEqualTo(OnceCell.SetResult.ALREADY_SET);
        assertThat(OnceCell.SetResult.SET.isSet()).isTrue();
        assertThat(OnceCell.SetResult.ALREADY_SET.isSet()).isFalse();
        assertThat(cell.value()).isEqualTo("a");
        assertThat(OnceCell.of("c").set("d")).isEqualTo(OnceCell.SetResult.ALREADY_SET);
        assertThatThrownBy(() -> cell.set(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> OnceCell.of((String) null))
                .isInstanceOf(NullPointerException.class);
    }

    @Test
    void takeEmptiesTheCell() {
        assertThat(cell.take()).isNull();
        var first = Polled.polled(cell.getOrInit(() -> making));
        assertThat(cell.take()).isNull();
        var second = Polled.polled(cell.getOrInit(never()));
        making.end("a");
        assertThat(first.pollIfWoken().isReady()).isTrue();
        assertThat(cell.take()).isEqualTo("a");
        assertThat(second.pollIfWoken().value()).as("it waited for this value").isEqualTo("a");
        assertThat(cell.isInitialized()).isFalse();
        assertThat(cell.getOrInit(() -> Futures.ready("b")).await()).isEqualTo("b");
    }

    @Test
    void onlyTheNewestWakerCounts() {
        var first = Polled.polled(cell.getOrInit(() -> making));
        var future = cell.getOrInit(never());
        var old = new Polled.CountingWaker();
        var newest = new Polled.CountingWaker();
        assertThat(future.poll(Context.of(old)).isPending()).isTrue();
        assertThat(future.poll(Context.of(newest)).isPending()).isTrue();
        making.end("a");
        assertThat(first.pollIfWoken().isReady()).isTrue();
        assertThat(old.wakes).hasValue(0);
        assertThat(newest.wakes).hasValue(1);
    }

    @Test
    void readyCostsBudgetAndWaitingDoesNot() {
        var cx = Context.of(new Polled.CountingWaker());
        assertThat(Polled.polled(cell.getOrInit(() -> making)).isReady()).isFalse();
        var waiting = cell.getOrInit(never());
        for (int i = 0; i < 1_000; i++) {
            assertThat(waiting.poll(cx).isPending()).isTrue();
        }
        var full = OnceCell.of("a");
        int ready = 0;
        while (full.getOrInit(never()).poll(cx).isReady()) {
            ready++;
        }
        assertThat(ready).isEqualTo(dev.kyoto.internal.util.Sizes.BUDGET);
    }

    @Test
    void manyThreadsInitialiseOnce() throws InterruptedException {
        for (int round = 0; round < 200; round++) {
            OnceCell<Integer> shared = OnceCell.of();
            var made = new AtomicInteger();
            var sum = new AtomicInteger();
            var threads = new ArrayList<Thread>();
            for (int t = 0; t < 4; t++) {
                threads.add(
                        Thread.startVirtualThread(
                                () ->
                                        sum.addAndGet(
                                                shared.getOrInit(
                                                                () ->
                                                                        Futures.lazy(
                                                                                made
                                                                                        ::incrementAndGet))
                                                        .await())));
            }
            for (var thread : threads) {
                thread.join();
            }
            assertThat(made).hasValue(1);
            assertThat(sum).hasValue(4);
        }
    }
}
