package dev.kyoto.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.Kyoto;
import dev.kyoto.future.BlockMode;
import dev.kyoto.future.Futures;
import dev.kyoto.net.TcpListener;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.runtime.Handle;
import dev.kyoto.runtime.RuntimeFlavor;
import dev.kyoto.sync.Notify;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.opentest4j.AssertionFailedError;

/** What {@link AsyncTest} lets pass and what it does not. */
class AsyncTestTest {

    private static final List<String> SEEN = Collections.synchronizedList(new ArrayList<>());

    /** Tests that are run by the tests below. */
    static class Fixtures {
        private final AtomicReference<TcpListener> listener = new AtomicReference<>();

        @AsyncTest
        void awaits(AsyncRuntime runtime, Handle handle, TestClock clock) {
            Kyoto.yieldNow().await();
            int sum = Kyoto.spawn(() -> 20).await() + handle.spawn(() -> 22).await();
            assertThat(sum).isEqualTo(42);
            assertThat(handle.flavor()).isEqualTo(RuntimeFlavor.CURRENT_THREAD);
            assertThat(Handle.current().name()).isEqualTo(handle.name());
            assertThat(clock.elapsed()).isPositive();
            var mine = Fixtures.class.getName() + ".awaits";
            assertThat(runtime.blockReports())
                    .filteredOn(it -> it.body().startsWith(mine))
                    .singleElement()
                    .satisfies(it -> assertThat(it.runs()).isEqualTo(BlockMode.WOVEN));
        }

        @AsyncTest(flavor = TestFlavor.MULTI_THREAD, workers = 3)
        void runsOnWorkers(AsyncRuntime runtime) {
            Kyoto.yieldNow().await();
            assertThat(runtime.metrics().numWorkers()).isEqualTo(3);
        }

        @AsyncTest(flavor = TestFlavor.ALL)
        void runsEverywhere(AsyncRuntime runtime) {
            Kyoto.yieldNow().await();
            SEEN.add(
                    runtime.handle().flavor()
                            + " "
                            + runtime.metrics().numWorkers()
                            + " "
                            + runtime.blockReports().stream()
                                    .filter(it -> it.body().contains("Fixtures.runsEverywhere"))
                                    .findFirst()
                                    .orElseThrow()
                                    .runs());
        }

        @AsyncTest
        void awaitsInALambda() {
            assertThatThrownBy(() -> Futures.failed(new IOException("gone")).await())
                    .hasMessageContaining("gone");
        }

        @AsyncTest
        void assumes() {
            Kyoto.yieldNow().await();
            Assumptions.abort("not here");
        }

        @AsyncTest(seed = 4711)
        void fails() {
            var waiting = new Notify();
            Kyoto.spawn(() -> waiting.notified().await()).detach();
            Kyoto.yieldNow().await();
            throw new AssertionFailedError("as it should");
        }

        @AsyncTest
        void failsWithAChecked() throws Exception {
            Kyoto.yieldNow().await();
            throw new InterruptedException("checked");
        }

        @AsyncTest
        void leavesATask() {
            Kyoto.spawn(() -> Futures.pending().await()).detach();
            Kyoto.yieldNow().await();
        }

        @AsyncTest(startPaused = true)
        void leavesATimer() {
            Kyoto.spawn(() -> Kyoto.sleep(Duration.ofHours(1)).await()).detach();
            Kyoto.yieldNow().await();
        }

        @AsyncTest(flavor = TestFlavor.MULTI_THREAD)
        void leavesASocket() {
            listener.set(TcpListener.bind("127.0.0.1", 0).await());
        }

        @AsyncTest
        void leavesASocketThatIsClosedAfterwards() {
            listener.set(TcpListener.bind("127.0.0.1", 0).await());
            SEEN.add("bound");
        }

        @AsyncTest
        void leavesWhatEndsByItself() {
            Kyoto.spawn(
                            () -> {
                                for (int i = 0; i < 100; i++) {
                                    Kyoto.yieldNow().await();
                                }
                                Kyoto.sleep(Duration.ofMillis(1)).await();
                            })
                    .detach();
        }

        @AsyncTest
        void failsInATaskThatNobodyJoins() {
            Kyoto.spawn(Fixtures::fail).detach();
            Kyoto.yieldNow().await();
        }

        private static void fail() {
            throw new IllegalStateException("nobody joins");
        }

        @AsyncTest
        void takesItsUncaughtFailures(UncaughtFailures uncaught) {
            Kyoto.spawn(Fixtures::fail).detach();
            Kyoto.yieldNow().await();
            assertThat(uncaught.take()).singleElement().isInstanceOf(IllegalStateException.class);
        }

        @AsyncTest(timeout = "100ms")
        void waitsForever() {
            Kyoto.spawn(() -> Futures.pending().await()).detach();
            Futures.pending().await();
        }

        @AsyncTest(flavor = TestFlavor.MULTI_THREAD, timeout = "100ms")
        void blocksForever() throws Exception {
            new CountDownLatch(1).await();
        }

        @AsyncTest
        void leavesAScript() {
            var io = MockIo.builder().name("peer").read("abc").build();
            io.readExact(new byte[2]).await();
        }

        @AsyncTest
        void leavesAValue() {
            var source = MockSource.<String>builder().next("left").build();
            assertThat(source).isNotNull();
        }

        @AsyncTest(flavor = TestFlavor.MULTI_THREAD, startPaused = true)
        void pausesWhatCannotBePaused() {}

        @AsyncTest(timeout = "soon")
        void hasNoTimeout() {}

        @AsyncTest(startPaused = true)
        void expectsAnotherTime(TestClock clock) {
            clock.advance(Duration.ofSeconds(2)).await();
            clock.assertElapsed(Duration.ofSeconds(1));
        }

        @AfterEach
        void close() {
            if (SEEN.contains("bound")) {
                listener.get().close();
            }
        }
    }

    /** What happens around a body happens with its runtime. */
    static class Around {
        private Handle before;

        @BeforeEach
        void before(Handle handle) {
            before = handle;
            SEEN.add("before");
        }

        @AsyncTest
        void body(Handle handle) {
            Kyoto.yieldNow().await();
            assertThat(handle.name()).isEqualTo(before.name());
            SEEN.add("body");
        }

        @AfterEach
        void after(AsyncRuntime runtime) {
            runtime.blockOn(() -> Kyoto.yieldNow().await());
            SEEN.add("after");
        }
    }

    private final Outcomes outcomes = Outcomes.of(Fixtures.class);

    @BeforeEach
    void forget() {
        SEEN.clear();
    }

    @Test
    void theBodyIsAWovenBlockOfAFreshRuntime() {
        assertThat(outcomes.passed("awaits")).isOne();
        assertThat(outcomes.passed("runsOnWorkers")).isOne();
    }

    @Test
    void allFlavoursAreEight() {
        assertThat(outcomes.passed("runsEverywhere")).isEqualTo(8);
        assertThat(SEEN)
                .containsExactly(
                        "CURRENT_THREAD 1 WOVEN",
                        "MULTI_THREAD 1 WOVEN",
                        "MULTI_THREAD 2 WOVEN",
                        "MULTI_THREAD 4 WOVEN",
                        "CURRENT_THREAD 1 VIRTUAL_THREAD",
                        "MULTI_THREAD 1 VIRTUAL_THREAD",
                        "MULTI_THREAD 2 VIRTUAL_THREAD",
                        "MULTI_THREAD 4 VIRTUAL_THREAD");
    }

    @Test
    void aBodyThatCannotBeWovenRunsAnyway() {
        assertThat(outcomes.passed("awaitsInALambda")).isOne();
    }

    @Test
    void methodsAroundTheBodySeeItsRuntime() {
        assertThat(Outcomes.of(Around.class).passed("body")).isOne();
        assertThat(SEEN).containsExactly("before", "body", "after");
    }

    @Test
    void anAssumptionThatDoesNotHoldAbortsTheTest() {
        var events = outcomes.run("assumes");
        assertThat(Outcomes.tests(events, Status.ABORTED)).isOne();
        assertThat(Outcomes.tests(events, Status.FAILED)).isZero();
    }

    @Test
    void aFailureComesWithItsSeedAndTheTasksOfTheMoment() {
        var failure = outcomes.failure("fails");
        assertThat(failure).isInstanceOf(AssertionFailedError.class).hasMessage("as it should");
        assertThat(Outcomes.text(failure))
                .contains("repeat Fixtures.fails (current thread) with -Dkyoto.test.seed=4711")
                .containsPattern("task \\d+ spawned at .*AsyncTestTest.*: waiting");
    }

    @Test
    void theSeedOfTheUserComesFirst() {
        assertThat(Outcomes.text(outcomes.with("kyoto.test.seed", "42").failure("fails")))
                .contains("-Dkyoto.test.seed=42");
        assertThat(outcomes.with("kyoto.test.seed", "x").failure("fails"))
                .hasMessageContaining("kyoto.test.seed");
    }

    @Test
    void aCheckedExceptionLeavesTheBodyAsItIs() {
        assertThat(outcomes.failure("failsWithAChecked"))
                .isInstanceOf(InterruptedException.class)
                .hasMessage("checked");
    }

    @Test
    void whatIsLeftBehindFailsTheTest() {
        assertThat(outcomes.failure("leavesATask"))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessageContaining("the test has ended and left behind:")
                .hasMessageContaining("a task: task ")
                .hasMessageContaining("AsyncTestTest.java")
                .hasMessageContaining(": waiting");
        assertThat(outcomes.failure("leavesATimer")).hasMessageContaining("1 timer");
        assertThat(outcomes.failure("leavesASocket")).hasMessageContaining("1 I/O registration");
    }

    @Test
    void whatEndsInTimeDoesNot() {
        outcomes.with("kyoto.test.grace", "10s").passed("leavesWhatEndsByItself");
        outcomes.passed("leavesASocketThatIsClosedAfterwards");
    }

    @Test
    void aFailureThatNobodyJoinsFailsTheTest() {
        assertThat(outcomes.failure("failsInATaskThatNobodyJoins"))
                .hasMessageContaining("a failure that nobody joined: task ")
                .hasMessageContaining("IllegalStateException: nobody joins");
        assertThat(outcomes.passed("takesItsUncaughtFailures")).isOne();
    }

    @Test
    void aScriptThatWasNotPlayedFailsTheTest() {
        assertThat(outcomes.failure("leavesAScript"))
                .hasMessageContaining("MockIo 'peer' was not played to its end: read \"c\"");
        assertThat(outcomes.failure("leavesAValue")).hasMessageContaining("Next[value=left]");
    }

    @Test
    void aBodyThatTakesTooLongIsGivenUp() {
        assertThat(outcomes.failure("waitsForever"))
                .hasMessageContaining("has not ended within PT0.1S")
                .hasMessageContaining("'waitsForever'")
                .hasMessageContaining(": waiting");
        assertThat(outcomes.failure("blocksForever")).hasMessageContaining(": running");
    }

    @Test
    void badSettingsAreRefused() {
        assertThat(outcomes.failure("pausesWhatCannotBePaused"))
                .hasMessageContaining("startPaused = true) needs the flavour CURRENT_THREAD");
        assertThat(outcomes.failure("hasNoTimeout"))
                .hasMessageContaining("@AsyncTest(timeout) is 'soon'");
    }

    @Test
    void theClockSaysHowFarItHasCome() {
        assertThat(outcomes.failure("expectsAnotherTime"))
                .hasMessageContaining("moved by PT1S")
                .hasMessageContaining("it moved by PT2S");
    }
}
