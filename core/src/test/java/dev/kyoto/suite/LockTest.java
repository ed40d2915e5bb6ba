package dev.kyoto.suite;

import static dev.kyoto.Kyoto.async;
import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.runtime.JoinException;
import dev.kyoto.runtime.JoinHandle;
import dev.kyoto.sync.Barrier;
import dev.kyoto.sync.Mutex;
import dev.kyoto.sync.OnceCell;
import dev.kyoto.sync.RwLock;
import dev.kyoto.sync.SetOnce;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Locks, barriers and cells between tasks, held across awaits. */
final class LockTest extends FlavorSuite {

    LockTest(Flavor flavor) {
        super(flavor);
    }

    /** Reads a pair that is only whole between two writes, with an await in the middle. */
    private static int wholeReads(RwLock<int[]> lock, int rounds) {
        int whole = 0;
        for (int i = 0; i < rounds; i++) {
            try (var guard = lock.read().await()) {
                int first = guard.value()[0];
                yieldNow().await();
                if (first == guard.value()[1]) {
                    whole++;
                }
            }
        }
        return whole;
    }

    private static int write(RwLock<int[]> lock, int rounds) {
        for (int i = 0; i < rounds; i++) {
            try (var guard = lock.write().await()) {
                guard.value()[0]++;
                yieldNow().await();
                guard.value()[1]++;
            }
        }
        return 0;
    }

    @Test
    void readersSeeWholeWrites() {
        var lock = RwLock.of(new int[2]);
        int whole =
                run(
                        () -> {
                            var tasks = new ArrayList<JoinHandle<Integer>>();
                            for (int i = 0; i < 6; i++) {
                                tasks.add(spawn(() -> wholeReads(lock, 50)));
                            }
                            for (int i = 0; i < 2; i++) {
                                tasks.add(spawn(() -> write(lock, 50)));
                            }
                            int sum = 0;
                            for (var task : tasks) {
                                sum += task.await();
                            }
                            return sum;
                        });
        assertThat(whole).isEqualTo(300);
        assertThat(lock.tryWrite().value()).containsExactly(100, 100);
    }

    @Test
    void anAbortedHolderGivesTheLockBack() {
        run(
                () -> {
                    var lock = RwLock.of("value");
                    var holds = SetOnce.<Boolean>of();
                    var holder =
                            spawn(
                                    () -> {
                                        try (var guard = lock.write().await()) {
                                            assertThat(holds.set(true)).isTrue();
                                            while (guard.value().equals("value")) {
                                                yieldNow().await();
                                            }
                                        }
                                    });
                    assertThat(holds.whenSet().await()).isTrue();
                    var reader = spawn(() -> readOnce(lock));
                    holder.abort();
                    assertThat(failureOf(holder)).isInstanceOf(JoinException.class);
                    assertThat(reader.await()).isEqualTo("value");
                });
    }

    private static String readOnce(RwLock<String> lock) {
        try (var guard = lock.read().await()) {
            return guard.value();
        }
    }

    @Test
    void aPartOfALockedValueIsHeldAcrossAwaits() {
        var mutex = Mutex.of(new int[][] {new int[1]});
        run(
                () -> {
                    var tasks = new ArrayList<JoinHandle<Void>>();
                    for (int i = 0; i < 20; i++) {
                        tasks.add(spawn(() -> addOne(mutex)));
                    }
                    for (var task : tasks) {
                        task.await();
                    }
                });
        assertThat(mutex.tryLock().value()[0][0]).isEqualTo(20);
    }

    private static void addOne(Mutex<int[][]> mutex) {
        try (var cell = mutex.lock().await().map(it -> it[0])) {
            int seen = cell.value()[0];
            yieldNow().await();
            cell.value()[0] = seen + 1;
        }
    }

    private static int meet(Barrier barrier, AtomicInteger arrived, int parties, int rounds) {
        int led = 0;
        for (int round = 1; round <= rounds; round++) {
            arrived.incrementAndGet();
            if (barrier.arrive().await().isLeader()) {
                led++;
            }
            assertThat(arrived.get()).isGreaterThanOrEqualTo(round * parties);
        }
        return led;
    }

    @Test
    void tasksMeetAgainAndAgain() {
        int parties = 10;
        int rounds = 20;
        var barrier = Barrier.of(parties);
        var arrived = new AtomicInteger();
        int led =
                run(
                        () -> {
                            var tasks = new ArrayList<JoinHandle<Integer>>();
                            for (int i = 0; i < parties; i++) {
                                tasks.add(spawn(() -> meet(barrier, arrived, parties, rounds)));
                            }
                            int sum = 0;
                            for (var task : tasks) {
                                sum += task.await();
                            }
                            return sum;
                        });
        assertThat(led).isEqualTo(rounds);
    }

    @Test
    void aTaskThatIsAbortedAtABarrierDoesNotCount() {
        run(
                () -> {
                    var barrier = Barrier.of(2);
                    var impatient = spawn(() -> barrier.arrive().await().isLeader());
                    while (!barrier.toString().equals("Barrier[1 of 2]")) {
                        yieldNow().await();
                    }
                    impatient.abort();
                    assertThat(failureOf(impatient)).isInstanceOf(JoinException.class);
                    var first = spawn(() -> barrier.arrive().await().isLeader());
                    while (!barrier.toString().equals("Barrier[1 of 2]")) {
                        yieldNow().await();
                    }
                    assertThat(barrier.arrive().await().isLeader()).isTrue();
                    assertThat(first.await()).isFalse();
                });
    }

    private static int made(AtomicInteger attempts, int failures) {
        yieldNow().await();
        int attempt = attempts.incrementAndGet();
        if (attempt <= failures) {
            throw new ArithmeticException("attempt " + attempt);
        }
        return attempt;
    }

    @Test
    void aValueIsMadeOnceAfterAFewFailures() {
        var cell = OnceCell.<Integer>of();
        var attempts = new AtomicInteger();
        run(
                () -> {
                    var tasks = new ArrayList<JoinHandle<Integer>>();
                    for (int i = 0; i < 50; i++) {
                        tasks.add(
                                spawn(
                                        () ->
                                                cell.getOrInit(() -> async(() -> made(attempts, 2)))
                                                        .await()));
                    }
                    int failed = 0;
                    for (var task : tasks) {
                        try {
                            assertThat(task.await()).isEqualTo(3);
                        } catch (JoinException e) {
                            assertThat(e).hasCauseInstanceOf(ArithmeticException.class);
                            failed++;
                        }
                    }
                    assertThat(failed).isEqualTo(2);
                });
        assertThat(attempts).hasValue(3);
        assertThat(cell.value()).isEqualTo(3);
    }

    private static int neverMade(SetOnce<Boolean> began, AtomicInteger cleanedUp) {
        try {
            assertThat(began.set(true)).isTrue();
            while (true) {
                yieldNow().await();
            }
        } finally {
            yieldNow().await();
            cleanedUp.incrementAndGet();
        }
    }

    @Test
    void anAbortedInitialiserHandsTheTurnOn() {
        var cleanedUp = new AtomicInteger();
        run(
                () -> {
                    var cell = OnceCell.<Integer>of();
                    var began = SetOnce.<Boolean>of();
                    var first =
                            spawn(
                                    () ->
                                            cell.getOrInit(
                                                            () ->
                                                                    async(
                                                                            () ->
                                                                                    neverMade(
                                                                                            began,
                                                                                            cleanedUp)))
                                                    .await());
                    assertThat(began.whenSet().await()).isTrue();
                    var second =
                            spawn(
                                    () ->
                                            cell.getOrInit(
                                                            () ->
                                                                    async(
                                                                            () ->
                                                                                    cleanedUp
                                                                                            .incrementAndGet()))
                                                    .await());
                    yieldNow().await();
                    first.abort();
                    assertThat(failureOf(first)).isInstanceOf(JoinException.class);
                    assertThat(second.await()).isEqualTo(2);
                });
    }

    @Test
    void manyTasksWaitForOneValue() {
        run(
                () -> {
                    var once = SetOnce.<String>of();
                    var tasks = new ArrayList<JoinHandle<String>>();
                    for (int i = 0; i < 100; i++) {
                        tasks.add(spawn(() -> once.whenSet().await()));
                    }
                    yieldNow().await();
                    for (int i = 0; i < 100; i += 2) {
                        tasks.get(i).abort();
                    }
                    assertThat(once.set("value")).isTrue();
                    for (int i = 1; i < 100; i += 2) {
                        assertThat(tasks.get(i).await()).isEqualTo("value");
                    }
                });
    }
}
