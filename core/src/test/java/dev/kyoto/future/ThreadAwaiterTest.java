package dev.kyoto.future;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ThreadAwaiterTest {

    @Test
    void wakeUpDuringThePollIsNotLost() {
        assertThat(Futures.yieldNow().await()).isNull();
    }

    @Test
    void wakeUpFromAnotherThreadEndsThePark() throws InterruptedException {
        var slot = new AtomicWaker();
        var polled = new CountDownLatch(1);
        var done = new AtomicReference<@Nullable String>();
        Future<String> future =
                cx -> {
                    slot.register(cx.waker());
                    var value = done.get();
                    polled.countDown();
                    return value == null ? Poll.pending() : Poll.ready(value);
                };
        var value = new AtomicReference<@Nullable String>();
        var waiter = Thread.ofVirtual().start(() -> value.set(future.await()));
        polled.await();
        done.set("v");
        slot.wake();
        waiter.join();
        assertThat(value.get()).isEqualTo("v");
    }

    /** Short waits one after the other, which the thread passes looking on, and parked. */
    @Test
    void noWakeUpIsLostBetweenLookingOnAndParking() throws InterruptedException {
        var slot = new AtomicWaker();
        var asked = new AtomicInteger();
        var answered = new AtomicInteger();
        int rounds = 20_000;
        var answering =
                Thread.ofPlatform()
                        .daemon()
                        .start(
                                () -> {
                                    var random = new SplittableRandom(1);
                                    for (int round = 1; round <= rounds; round++) {
                                        while (asked.get() < round) {
                                            Thread.onSpinWait();
                                        }
                                        // From nothing to beyond what a thread looks on for.
                                        long pause = 1L << random.nextInt(17);
                                        long start = System.nanoTime();
                                        while (System.nanoTime() - start < pause) {
                                            Thread.onSpinWait();
                                        }
                                        answered.set(round);
                                        slot.wake();
                                    }
                                });
        asked.set(1);
        Future<Integer> all =
                cx -> {
                    slot.register(cx.waker());
                    while (answered.get() == asked.get()) {
                        if (asked.get() == rounds) {
                            return Poll.ready(rounds);
                        }
                        asked.getAndIncrement();
                    }
                    return Poll.pending();
                };
        assertThat(all.await()).isEqualTo(rounds);
        answering.join();
    }

    @Test
    void strayUnparkDoesNotPoll() {
        var polls = new int[1];
        var done = new AtomicBoolean();
        Future<Integer> future =
                cx -> {
                    if (++polls[0] == 1) {
                        var waiter = Thread.currentThread();
                        LockSupport.unpark(waiter);
                        Thread.ofVirtual().start(() -> wakeOnceParked(waiter, done, cx.waker()));
                    }
                    return done.get() ? Poll.ready(polls[0]) : Poll.pending();
                };
        assertThat(future.await()).as("polls").isEqualTo(2);
    }

    private static void wakeOnceParked(Thread waiter, AtomicBoolean done, Waker waker) {
        while (waiter.getState() == Thread.State.RUNNABLE) {
            Thread.onSpinWait();
        }
        done.set(true);
        waker.wake();
    }

    @Test
    void interruptCancelsTheFutureAndKeepsTheStatus() {
        var script = Script.<String>pending();
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(script::await)
                    .isInstanceOf(CancellationException.class)
                    .hasMessageContaining("interrupted while awaiting");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(script.cancels).isEqualTo(1);
        assertThat(script.polls).isEqualTo(1);
    }

    @Test
    void interruptOfAParkedThreadEndsItsWait() throws InterruptedException {
        var script = Script.<String>pending();
        var failure = new AtomicReference<@Nullable Throwable>();
        var waiter =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        failure.set(new AssertionError(script.await()));
                                    } catch (CancellationException e) {
                                        failure.set(e);
                                    }
                                });
        while (waiter.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        waiter.interrupt();
        waiter.join();
        assertThat(failure.get()).isInstanceOf(CancellationException.class);
        assertThat(script.cancels).isEqualTo(1);
    }

    @Test
    void readyValueComesThoughTheThreadIsInterrupted() {
        Thread.currentThread().interrupt();
        try {
            assertThat(Futures.ready("v").await()).isEqualTo("v");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void eachTurnHasAFullBudget() {
        Future<Integer> spender =
                cx -> {
                    for (int i = 0; i < 1000; i++) {
                        if (!cx.proceed()) {
                            return i == 0 ? Poll.ready(0) : Poll.pending();
                        }
                    }
                    return Poll.ready(1000);
                };
        var turns = new int[1];
        Future<Integer> counted = cx -> ++turns[0] == 5 ? Poll.ready(5) : spender.poll(cx);
        assertThat(counted.await()).isEqualTo(5);
    }

    /** A wake-up that comes between the poll and the park must not be lost, whatever the timing. */
    @Test
    void wakeUpsRacingWithTheParkAreNotLost() throws InterruptedException {
        var wakers = new SynchronousQueue<Waker>();
        int rounds = 20_000;
        var waking =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        for (int i = 0; i < rounds; i++) {
                                            wakers.take().wake();
                                        }
                                    } catch (InterruptedException e) {
                                        Thread.currentThread().interrupt();
                                    }
                                });
        var polls = new int[1];
        Future<Integer> future =
                cx -> {
                    if (polls[0]++ == rounds) {
                        return Poll.ready(rounds);
                    }
                    boolean interrupted = false;
                    try {
                        wakers.put(cx.waker());
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                    assertThat(interrupted).isFalse();
                    return Poll.pending();
                };
        assertThat(future.await()).isEqualTo(rounds);
        waking.join();
    }

    @Test
    void boundAwaiterIsAskedInstead() {
        var asked = new AtomicReference<@Nullable Future<?>>();
        var awaiter =
                new Awaiter() {
                    @Override
                    public <T extends @Nullable Object> T await(Future<T> future) {
                        asked.set(future);
                        return future.poll(Context.of(Waker.noop())).value();
                    }
                };
        var future = Futures.ready("v");
        var before = Awaiter.bind(awaiter);
        try {
            assertThat(future.await()).isEqualTo("v");
        } finally {
            assertThat(Awaiter.bind(before)).isSameAs(awaiter);
        }
        assertThat(asked.get()).isSameAs(future);
    }
}
