package dev.kyoto.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.Kyoto;
import dev.kyoto.future.Futures;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.runtime.Handle;
import dev.kyoto.sync.Mpsc;
import dev.kyoto.sync.Mutex;
import dev.kyoto.sync.Notify;
import dev.kyoto.sync.Semaphore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

/** The bugs that {@link InterleavingTest} finds, and the code that it lets pass. */
class InterleavingTestTest {
    private static final Pattern SEED = Pattern.compile("-Dkyoto\\.test\\.seed=(\\d+)");

    private static final Set<List<String>> ORDERS = new HashSet<>();
    private static final List<List<String>> RUNS = new ArrayList<>();

    /** Tests that are run by the tests below. */
    static class Fixtures {

        // ---- An update in two steps, with an await in between ----

        /** A read waits for its answer, as that of a database does. */
        private static final class Account {
            private int balance;
            private final Mutex<String> lock = Mutex.of("");

            private int read() {
                int now = balance;
                Futures.yieldNow().await();
                return now;
            }

            private void deposit(int amount) {
                int before = read();
                balance = before + amount;
            }

            private void depositUnderLock(int amount) {
                var guard = lock.lock().await();
                try {
                    int before = read();
                    balance = before + amount;
                } finally {
                    guard.close();
                }
            }
        }

        @InterleavingTest
        void anUpdateIsLostBetweenTwoAwaits() {
            var account = new Account();
            var first = Kyoto.spawn(() -> account.deposit(10));
            var second = Kyoto.spawn(() -> account.deposit(20));
            first.await();
            second.await();
            assertThat(account.balance).isEqualTo(30);
        }

        @InterleavingTest
        void noUpdateIsLostUnderALock() {
            var account = new Account();
            var first = Kyoto.spawn(() -> account.depositUnderLock(10));
            var second = Kyoto.spawn(() -> account.depositUnderLock(20));
            first.await();
            second.await();
            assertThat(account.balance).isEqualTo(30);
        }

        /** The read is an operation that is always ready: only a shortened turn lets others in. */
        @InterleavingTest
        void anUpdateIsLostThoughNothingEverWaits() {
            var permits = Semaphore.of(100);
            var sum = new int[1];
            var tasks = new ArrayList<dev.kyoto.runtime.JoinHandle<?>>();
            for (int i = 0; i < 2; i++) {
                tasks.add(
                        Kyoto.spawn(
                                () -> {
                                    int before = sum[0];
                                    permits.acquire().await().close();
                                    sum[0] = before + 1;
                                }));
            }
            for (var task : tasks) {
                task.await();
            }
            assertThat(sum[0]).isEqualTo(2);
        }

        // ---- A wake-up that comes before anybody waits for it ----

        /** Looks, and only then begins to wait: what comes in between wakes nobody. */
        private static final class Gate {
            private boolean open;
            private final Notify opened = new Notify();

            private void pass() {
                if (!open) {
                    Futures.yieldNow().await();
                    opened.notified().await();
                }
            }

            private void passCarefully() {
                var notified = opened.notified();
                notified.enable();
                if (open) {
                    notified.cancel();
                } else {
                    Futures.yieldNow().await();
                    notified.await();
                }
            }

            private void open() {
                open = true;
                opened.notifyWaiters();
            }
        }

        @InterleavingTest
        void aWakeUpIsLostBetweenLookAndWait() {
            var gate = new Gate();
            var waiter = Handle.current().spawn("waiter", Kyoto.async(() -> gate.pass()));
            var opener = Kyoto.spawn(() -> gate.open());
            opener.await();
            waiter.await();
        }

        @InterleavingTest
        void noWakeUpIsLostByWhoWaitsFirst() {
            var gate = new Gate();
            var waiter = Kyoto.spawn(() -> gate.passCarefully());
            var opener = Kyoto.spawn(() -> gate.open());
            opener.await();
            waiter.await();
        }

        // ---- Two locks in two orders ----

        private static void inOrder(Mutex<String> first, Mutex<String> second) {
            try (var one = first.lock().await()) {
                try (var two = second.lock().await()) {
                    assertThat(one.value()).isNotEqualTo(two.value());
                }
            }
        }

        @InterleavingTest
        void twoLocksInTwoOrdersAreADeadlock() {
            var left = Mutex.of("left");
            var right = Mutex.of("right");
            var one = Handle.current().spawn("one", Kyoto.async(() -> inOrder(left, right)));
            var other = Handle.current().spawn("other", Kyoto.async(() -> inOrder(right, left)));
            one.await();
            other.await();
        }

        @InterleavingTest
        void twoLocksInOneOrderAreNone() {
            var left = Mutex.of("left");
            var right = Mutex.of("right");
            var one = Kyoto.spawn(() -> inOrder(left, right));
            var other = Kyoto.spawn(() -> inOrder(left, right));
            one.await();
            other.await();
        }

        // ---- What happens in a run ----

        @InterleavingTest(seeds = 200)
        void threeTasks() {
            var order = new ArrayList<String>();
            var a = Kyoto.spawn(() -> order.add("a"));
            var b = Kyoto.spawn(() -> order.add("b"));
            var c = Kyoto.spawn(() -> order.add("c"));
            a.await();
            b.await();
            c.await();
            ORDERS.add(order);
            RUNS.add(order);
        }

        @InterleavingTest(seeds = 20)
        void timeFlies(TestClock clock, Handle handle, AsyncRuntime runtime) {
            assertThat(Handle.current().name()).isEqualTo(handle.name());
            assertThat(runtime.handle().name()).isEqualTo(handle.name());
            var sleeper = Kyoto.spawn(() -> Kyoto.sleep(Duration.ofHours(1)).await());
            Kyoto.sleep(Duration.ofMinutes(1)).await();
            sleeper.await();
            clock.assertElapsed(Duration.ofHours(1));
        }

        @InterleavingTest(seeds = 50)
        void blockingWorkIsNoDeadlock() {
            var work = Handle.current().spawnBlocking(() -> 42);
            var channel = Mpsc.<Integer>unbounded();
            var relay = Kyoto.spawn(() -> channel.receiver().recv().await());
            try (var sender = channel.sender()) {
                assertThat(sender.send(work.await()).isSent()).isTrue();
            }
            assertThat(relay.await()).isEqualTo(42);
        }

        @InterleavingTest(seeds = 20)
        void leavesATask() {
            Kyoto.spawn(() -> Futures.pending().await()).detach();
        }

        @InterleavingTest(seeds = 20)
        void waitsForNobody() {
            Futures.pending().await();
        }

        @InterleavingTest(seeds = 20, timeout = "200ms")
        void neverEnds() {
            while (true) {
                Futures.yieldNow().await();
            }
        }

        @InterleavingTest(seeds = 0)
        void hasNoRun() {}
    }

    private final Outcomes outcomes = Outcomes.of(Fixtures.class);

    @BeforeEach
    void forget() {
        ORDERS.clear();
        RUNS.clear();
    }

    /** The first seed that fails is told, fails again alone, and the one before it does not. */
    private Throwable found(String method) {
        var failure = outcomes.failure(method);
        var seed = SEED.matcher(Outcomes.text(failure));
        assertThat(seed.find()).as(Outcomes.text(failure)).isTrue();
        long first = Long.parseLong(seed.group(1));
        assertThat(first).isBetween(1L, 1000L);
        System.out.printf("%s: found with seed %d%n", method, first);
        var again = outcomes.with("kyoto.test.seed", seed.group(1)).failure(method);
        assertThat(again).hasSameClassAs(failure);
        if (first > 1) {
            assertThat(outcomes.with("kyoto.test.seed", "" + (first - 1)).passed(method)).isOne();
        }
        return failure;
    }

    @Test
    void anAtomicityBugIsFound() {
        assertThat(found("anUpdateIsLostBetweenTwoAwaits"))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessageContaining("expected: 30");
        assertThat(found("anUpdateIsLostThoughNothingEverWaits"))
                .hasMessageContaining("expected: 2");
        assertThat(outcomes.passed("noUpdateIsLostUnderALock")).isOne();
    }

    @Test
    void aLostWakeUpIsFound() {
        assertThat(found("aWakeUpIsLostBetweenLookAndWait"))
                .isInstanceOf(DeadlockWatch.Deadlock.class)
                .hasMessageContaining("'waiter'");
        assertThat(outcomes.passed("noWakeUpIsLostByWhoWaitsFirst")).isOne();
    }

    @Test
    void aDeadlockByTheOrderOfLocksIsFound() {
        assertThat(found("twoLocksInTwoOrdersAreADeadlock"))
                .isInstanceOf(DeadlockWatch.Deadlock.class)
                .hasMessageStartingWith("deadlock: no task can run")
                .hasMessageContaining("'one'")
                .hasMessageContaining("'other'");
        assertThat(outcomes.passed("twoLocksInOneOrderAreNone")).isOne();
    }

    @Test
    void allOrdersOfThreeTasksComeAndComeAgain() {
        outcomes.passed("threeTasks");
        assertThat(ORDERS).hasSize(6);
        var before = List.copyOf(RUNS);
        RUNS.clear();
        outcomes.passed("threeTasks");
        assertThat(RUNS).isEqualTo(before).hasSize(200);
    }

    @Test
    void whatOnlyLooksLikeADeadlockIsNone() {
        assertThat(outcomes.passed("timeFlies")).isOne();
        assertThat(outcomes.passed("blockingWorkIsNoDeadlock")).isOne();
    }

    @Test
    void aRunFailsAsAnyAsyncTestDoes() {
        assertThat(outcomes.failure("leavesATask")).hasMessageContaining("a task: task ");
        assertThat(outcomes.failure("waitsForNobody")).hasMessageContaining("'waitsForNobody'");
        assertThat(outcomes.failure("neverEnds")).hasMessageContaining("has not ended within");
        assertThat(outcomes.failure("hasNoRun")).hasMessageContaining("seeds = 0");
    }
}
