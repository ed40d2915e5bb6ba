package dev.kyoto.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import java.util.ArrayList;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The locks under many threads and random cancellation. A lost wake-up shows as a timeout. */
@Timeout(60)
class LockStressTest extends Stress {

    /** Who is inside of a lock, as the tasks inside of it see it. */
    private static final class Inside {
        private final AtomicInteger readers = new AtomicInteger();
        private final AtomicInteger writers = new AtomicInteger();

        void read() {
            readers.incrementAndGet();
            assertThat(writers).hasValue(0);
        }

        void readEnds() {
            assertThat(writers).hasValue(0);
            readers.decrementAndGet();
        }

        void write() {
            assertThat(writers.incrementAndGet()).isEqualTo(1);
            assertThat(readers).hasValue(0);
        }

        void writeEnds() {
            assertThat(readers).hasValue(0);
            assertThat(writers.decrementAndGet()).isZero();
        }
    }

    @Test
    void aReaderIsNeverWithAWriterAndTheCountIsExact() throws InterruptedException {
        var lock = RwLock.withMaxReaders(new long[1], 3);
        var inside = new Inside();
        var written = new AtomicLong();
        var read = new AtomicLong();
        onThreads(
                THREADS,
                (thread, random) -> {
                    while (goOn()) {
                        if (random.nextInt(3) > 0) {
                            var guard =
                                    random.nextInt(4) == 0
                                            ? lock.tryRead()
                                            : awaitOrCancel(lock.read(), random);
                            if (guard != null) {
                                inside.read();
                                read.incrementAndGet();
                                inside.readEnds();
                                closeInSomeWay(guard, random);
                            }
                            continue;
                        }
                        var guard =
                                random.nextInt(4) == 0
                                        ? lock.tryWrite()
                                        : awaitOrCancel(lock.write(), random);
                        if (guard != null) {
                            inside.write();
                            long mine = ++guard.value()[0];
                            written.incrementAndGet();
                            inside.writeEnds();
                            end(guard, mine, inside, random);
                        }
                    }
                });
        try (var guard = lock.tryWrite()) {
            assertThat(guard).as("all permits are back, seed %d", seed).isNotNull();
            assertThat(guard.value()[0]).as("seed %d", seed).isEqualTo(written.get()).isPositive();
        }
        assertThat(read.get()).isPositive();
    }

    private static void closeInSomeWay(RwLock.ReadGuard<long[]> guard, SplittableRandom random) {
        if (random.nextBoolean()) {
            guard.map(it -> it[0]).close();
        }
        guard.close();
        guard.close();
    }

    private static void end(
            RwLock.WriteGuard<long[]> guard, long mine, Inside inside, SplittableRandom random) {
        switch (random.nextInt(3)) {
            case 0 -> guard.map(it -> it).close();
            case 1 -> {
                try (var reader = guard.downgrade()) {
                    inside.read();
                    assertThat(reader.value()[0]).as("no writer came in between").isEqualTo(mine);
                    inside.readEnds();
                }
            }
            default -> {}
        }
        guard.close();
    }

    @Test
    void aNarrowedGuardOpensItsMutexOnce() throws InterruptedException {
        var mutex = Mutex.of(new long[1]);
        var locked = new AtomicLong();
        onThreads(
                THREADS,
                (thread, random) -> {
                    while (goOn()) {
                        var guard = awaitOrCancel(mutex.lock(), random);
                        if (guard == null) {
                            continue;
                        }
                        locked.incrementAndGet();
                        try (guard;
                                var part = guard.tryMap(it -> random.nextBoolean() ? it : null)) {
                            (part == null ? guard.value() : part.value())[0]++;
                        }
                    }
                });
        try (var guard = mutex.tryLock()) {
            assertThat(guard.value()[0]).as("seed %d", seed).isEqualTo(locked.get()).isPositive();
        }
    }

    @Test
    void permitsSumUpToWhatWasPutIn() throws InterruptedException {
        var semaphore = Semaphore.of(5);
        var putIn = new AtomicLong(5);
        onThreads(
                THREADS,
                (thread, random) -> {
                    var held = semaphore.tryAcquireMany(0);
                    while (goOn()) {
                        switch (random.nextInt(6)) {
                            case 0 -> {
                                if (putIn.get() < 12) {
                                    putIn.incrementAndGet();
                                    semaphore.addPermits(1);
                                }
                            }
                            case 1 -> putIn.addAndGet(-semaphore.forgetPermits(random.nextInt(2)));
                            case 2 -> {
                                putIn.addAndGet(-held.permits());
                                held.forget();
                                held = semaphore.tryAcquireMany(0);
                            }
                            case 3 -> held.split(random.nextInt(held.permits() + 1)).close();
                            default -> {
                                // All may be held or forgotten, so nobody waits for good.
                                var more = semaphore.acquireMany(1 + random.nextInt(2));
                                var poll = more.poll(Context.of(new Polled.CountingWaker()));
                                for (int i = random.nextInt(20); i > 0 && poll.isPending(); i--) {
                                    Thread.onSpinWait();
                                    poll = more.poll(Context.of(new Polled.CountingWaker()));
                                }
                                if (poll.isReady()) {
                                    held.merge(poll.value());
                                }
                                more.cancel();
                            }
                        }
                    }
                    held.close();
                });
        assertThat(semaphore.availablePermits()).as("seed %d", seed).isEqualTo((int) putIn.get());
    }

    @Test
    void eachGenerationOfABarrierIsComplete() throws InterruptedException {
        int parties = 3;
        var barrier = Barrier.of(parties);
        var leaders = new AtomicLong();
        var followers = new AtomicLong();
        Queue<Polled.CountingWaker> cancelled = new ConcurrentLinkedQueue<>();
        onThreads(
                THREADS,
                (thread, random) -> {
                    while (goOn()) {
                        var waker = new Polled.CountingWaker();
                        var cx = Context.of(waker);
                        var arrival = barrier.arrive();
                        var poll = arrival.poll(cx);
                        for (int i = random.nextInt(200); i > 0 && poll.isPending(); i--) {
                            Thread.onSpinWait();
                            poll = arrival.poll(cx);
                        }
                        if (poll.isPending()) {
                            arrival.cancel();
                            cancelled.add(waker);
                        } else if (poll.value().isLeader()) {
                            leaders.incrementAndGet();
                        } else {
                            followers.incrementAndGet();
                        }
                    }
                });
        assertThat(barrier).as("nobody is left, seed %d", seed).hasToString("Barrier[0 of 3]");
        // Whose generation was complete has been woken, cancelled or not.
        long tooLate = cancelled.stream().filter(it -> it.wakes.get() > 0).count();
        assertThat(followers.get() + tooLate)
                .as("seed %d", seed)
                .isEqualTo((parties - 1) * leaders.get())
                .isPositive();
    }

    /** An initialiser that takes some polls and may fail. */
    private static final class Attempt implements Future<Integer> {
        private final AtomicInteger underWay;
        private final SplittableRandom random;
        private int left = -1;
        private boolean ended;

        Attempt(AtomicInteger underWay, SplittableRandom random) {
            this.underWay = underWay;
            this.random = random;
        }

        @Override
        public Poll<Integer> poll(Context cx) {
            if (left < 0) {
                assertThat(underWay.incrementAndGet()).as("one at a time").isEqualTo(1);
                left = random.nextInt(4);
            }
            if (left-- > 0) {
                cx.waker().wake();
                return Poll.pending();
            }
            end();
            if (random.nextInt(3) == 0) {
                throw new ArithmeticException();
            }
            return Poll.ready(random.nextInt(1, Integer.MAX_VALUE));
        }

        private void end() {
            ended = true;
            underWay.decrementAndGet();
        }

        @Override
        public void cancel() {
            if (left >= 0 && !ended) {
                end();
            }
        }
    }

    @Test
    void aCellIsInitialisedByOneAtATimeAndHasOneValue() throws InterruptedException {
        record Round(OnceCell<Integer> cell, AtomicInteger underWay, Set<Integer> seen) {}
        var rounds = new ArrayList<Round>();
        for (int i = 0; i < 3_000; i++) {
            rounds.add(
                    new Round(OnceCell.of(), new AtomicInteger(), ConcurrentHashMap.newKeySet()));
        }
        onThreads(
                THREADS,
                (thread, random) -> {
                    for (var round : rounds) {
                        for (int i = 0; i < 3; i++) {
                            var wait =
                                    round.cell.getOrInit(() -> new Attempt(round.underWay, random));
                            try {
                                var value = awaitOrCancel(wait, random);
                                if (value != null) {
                                    round.seen.add(value);
                                }
                            } catch (ArithmeticException e) {
                                assertThat(random).isNotNull(); // another one tries
                            }
                        }
                    }
                });
        for (var round : rounds) {
            assertThat(round.underWay).hasValue(0);
            var value = round.cell.value();
            assertThat(round.cell.set(1))
                    .as("nobody is initialising, seed %d", seed)
                    .isEqualTo(
                            value == null
                                    ? OnceCell.SetResult.SET
                                    : OnceCell.SetResult.ALREADY_SET);
            if (value == null) {
                assertThat(round.seen).isEmpty();
            } else {
                assertThat(round.seen).as("seed %d", seed).isSubsetOf(value);
            }
        }
        assertThat(rounds).anyMatch(it -> it.seen.size() == 1);
    }

    @Test
    void allWhoWaitForAValueGetTheOneThatWasSet() throws InterruptedException {
        var cells = new ArrayList<SetOnce<Integer>>();
        for (int i = 0; i < 5_000; i++) {
            cells.add(SetOnce.of());
        }
        var set = new AtomicInteger();
        onThreads(
                THREADS,
                (thread, random) -> {
                    for (var cell : cells) {
                        if (thread < 2 && cell.set(thread)) {
                            set.incrementAndGet();
                        }
                        var value = awaitOrCancel(cell.whenSet(), random);
                        assertThat(value == null || value.equals(cell.value())).isTrue();
                    }
                });
        assertThat(set).as("seed %d", seed).hasValue(cells.size());
    }
}
