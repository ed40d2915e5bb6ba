package dev.kyoto.weaving;

import static dev.kyoto.Kyoto.explain;
import static dev.kyoto.Kyoto.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.BlockMode;
import dev.kyoto.future.BlockReport;
import dev.kyoto.future.Future;
import dev.kyoto.future.Futures;
import dev.kyoto.internal.block.Blocks;
import dev.kyoto.internal.weave.Weaver;
import dev.kyoto.internal.weave.Weaving;
import dev.kyoto.runtime.AsyncRuntime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which bodies are woven, when that is decided, and what the reports say. */
@Timeout(60)
final class SelectionTest {
    private static final int THREADS = 8;

    private final Object lock = new Object();

    private static AsyncRuntime runtime(BlockMode mode) {
        return AsyncRuntime.builder().workerThreads(1).blocks(mode).build();
    }

    private static List<BlockReport> reportsOf(AsyncRuntime runtime, String body) {
        return runtime.blockReports().stream().filter(it -> it.body().equals(body)).toList();
    }

    // ---- First use ----

    private static int calleeOfMany(int n) {
        yieldNow().await();
        return n;
    }

    private static AsyncCallable<Integer> usedByMany(int n) {
        return () -> calleeOfMany(n) + calleeOfMany(1);
    }

    @Test
    void aFirstUseByEightThreadsWeavesOnce() throws Exception {
        var together = new CyclicBarrier(THREADS);
        var uses = new ArrayList<Callable<Future<Integer>>>();
        for (int i = 0; i < THREADS; i++) {
            int n = i;
            uses.add(
                    () -> {
                        together.await();
                        return Blocks.of(usedByMany(n), BlockMode.WOVEN);
                    });
        }
        var classes = new HashSet<Class<?>>();
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            int n = 0;
            for (var made : threads.invokeAll(uses)) {
                classes.add(made.get().getClass());
                assertThat(made.get().await()).isEqualTo(1 + n++);
            }
        }
        assertThat(classes).as("classes of machines").hasSize(1);
        try (var runtime = runtime(BlockMode.AUTO)) {
            var body = explain(usedByMany(0)).body();
            assertThat(body).contains("lambda$usedByMany$");
            assertThat(reportsOf(runtime, body)).hasSize(1);
        }
    }

    /** The control: weaving twice would have been seen. */
    @Test
    void weavingTwiceMakesTwoClasses() {
        var body = usedByMany(0);
        assertThat(Weaver.weave(body))
                .isInstanceOfSatisfying(
                        Weaving.Woven.class,
                        first ->
                                assertThat(Weaver.weave(body))
                                        .isInstanceOfSatisfying(
                                                Weaving.Woven.class,
                                                second ->
                                                        assertThat(second.machine())
                                                                .isNotSameAs(first.machine())));
    }

    private static AsyncCallable<Integer> explained(AtomicBoolean ran) {
        return () -> {
            ran.set(true);
            yieldNow().await();
            return 1;
        };
    }

    @Test
    void explainBeforeTheFirstUseDecidesAndRunsNothing() {
        var ran = new AtomicBoolean();
        try (var runtime = runtime(BlockMode.AUTO)) {
            var before = runtime.blockReports().size();
            var report = explain(explained(ran));
            assertThat(report.runs()).isEqualTo(BlockMode.WOVEN);
            assertThat(report.reason()).contains("1 suspension point");
            assertThat(runtime.blockReports()).hasSize(before + 1).last().isEqualTo(report);
            assertThat(ran).isFalse();

            assertThat(runtime.blockOn(explained(ran))).isEqualTo(1);
            assertThat(ran).isTrue();
            assertThat(reportsOf(runtime, report.body())).containsExactly(report);
        }
    }

    // ---- Forced modes ----

    private static AsyncCallable<Boolean> onAVirtualThread() {
        return () -> {
            yieldNow().await();
            return Thread.currentThread().isVirtual();
        };
    }

    private AsyncCallable<Boolean> refused() {
        return () -> {
            synchronized (lock) {
                yieldNow().await();
            }
            return Thread.currentThread().isVirtual();
        };
    }

    @Test
    void aRuntimeOfVirtualThreadsSaysSoForAllBodies() {
        try (var runtime = runtime(BlockMode.VIRTUAL_THREAD)) {
            assertThat(explain(onAVirtualThread()).runs()).isEqualTo(BlockMode.WOVEN);
            assertThat(explain(refused()).runs()).isEqualTo(BlockMode.VIRTUAL_THREAD);
            assertThat(runtime.blockOn(onAVirtualThread())).isTrue();
            assertThat(runtime.blockReports())
                    .hasSizeGreaterThanOrEqualTo(2)
                    .allSatisfy(
                            it -> {
                                assertThat(it.runs()).isEqualTo(BlockMode.VIRTUAL_THREAD);
                                assertThat(it.reason()).contains("the runtime's setting");
                            });
            var inside = runtime.blockOn(() -> explain(onAVirtualThread()));
            assertThat(inside.runs()).isEqualTo(BlockMode.VIRTUAL_THREAD);
            assertThat(inside.reason()).contains("the runtime's setting");
        }
        try (var runtime = runtime(BlockMode.AUTO)) {
            assertThat(runtime.blockOn(onAVirtualThread())).as("elsewhere it is woven").isFalse();
        }
    }

    @Test
    void aRuntimeThatInsistsOnWeavingRefusesWhatCannotBe() {
        try (var runtime = runtime(BlockMode.WOVEN)) {
            var why = runtime.blockOn(() -> explain(refused()));
            assertThat(why.runs()).isEqualTo(BlockMode.VIRTUAL_THREAD);
            assertThatThrownBy(() -> runtime.blockOn(refused()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(why.body())
                    .hasMessageContaining(why.reason());
            assertThat(runtime.blockOn(onAVirtualThread())).isFalse();
        }
        try (var runtime = runtime(BlockMode.AUTO)) {
            assertThat(runtime.blockOn(refused())).as("elsewhere it runs").isTrue();
        }
    }

    // ---- Reports ----

    private static AsyncCallable<Integer> plain() {
        return () -> 5;
    }

    private static AsyncCallable<Integer> awaitOf(Future<Integer> future) {
        return future::await;
    }

    private AsyncCallable<Integer> underALock() {
        return () -> {
            synchronized (lock) {
                return Futures.ready(5).await();
            }
        };
    }

    private static int callee() {
        return Futures.ready(5).await();
    }

    private static AsyncCallable<Integer> withCallee() {
        return () -> callee() + Futures.ready(1).await();
    }

    @Test
    void reportsAreInTheOrderOfFirstUsesWithTheirReasons() {
        try (var runtime = runtime(BlockMode.AUTO)) {
            int before = runtime.blockReports().size();
            assertThat(runtime.blockOn(underALock())).isEqualTo(5);
            assertThat(runtime.blockOn(plain())).isEqualTo(5);
            assertThat(runtime.blockOn(withCallee())).isEqualTo(6);
            assertThat(runtime.blockOn(awaitOf(Futures.ready(5)))).isEqualTo(5);
            assertThat(runtime.blockOn(plain())).isEqualTo(5); // no first use
            var all = runtime.blockReports();
            var reports = all.subList(before, all.size());
            assertThat(reports)
                    .extracting(BlockReport::runs)
                    .containsExactly(
                            BlockMode.VIRTUAL_THREAD,
                            BlockMode.WOVEN,
                            BlockMode.WOVEN,
                            BlockMode.WOVEN);
            assertThat(reports.get(0).body()).contains("SelectionTest.lambda$underALock$");
            assertThat(reports.get(0).reason()).contains("inside synchronized", "Mutex");
            assertThat(reports.get(1).body()).contains("lambda$plain$");
            assertThat(reports.get(1).reason()).contains("awaits nothing");
            assertThat(reports.get(2).body()).contains("lambda$withCallee$");
            assertThat(reports.get(2).reason())
                    .contains("2 suspension points", "SelectionTest.callee");
            assertThat(reports.get(3).body()).isEqualTo("dev.kyoto.future.Future.await");
            assertThat(reports.get(3).reason()).contains("one await");
        }
    }
}
