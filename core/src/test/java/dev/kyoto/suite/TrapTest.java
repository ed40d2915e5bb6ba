package dev.kyoto.suite;

import static dev.kyoto.Kyoto.join;
import static dev.kyoto.Kyoto.sleep;
import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.Future;
import dev.kyoto.future.Futures;
import dev.kyoto.future.Poll;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.runtime.JoinException;
import dev.kyoto.runtime.JoinHandle;
import dev.kyoto.sync.Mpsc;
import dev.kyoto.sync.Mutex;
import dev.kyoto.sync.Oneshot;
import dev.kyoto.sync.SendResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What people fall into, and what Kyoto makes of it; {@link CancellationTrapTest} has one more.
 */
final class TrapTest extends FlavorSuite {

    TrapTest(Flavor flavor) {
        super(flavor);
    }

    // ---- Tasks that nobody joins ----

    @Test
    void theFailureOfADetachedTaskIsReportedWithItsName() throws InterruptedException {
        var reports = new ArrayList<String>();
        try (var own =
                flavor.builder()
                        .uncaughtHandler((task, failure) -> reports.add(task + ": " + failure))
                        .build()) {
            own.handle()
                    .spawn("cache warmer", Futures.failed(new IllegalStateException("cold")))
                    .detach();
            assertThat(own.drain(Duration.ofSeconds(10))).isTrue();
        }
        assertThat(reports)
                .singleElement()
                .asString()
                .contains("'cache warmer'", "IllegalStateException: cold");
    }

    @Test
    void theFailureOfAForgottenTaskIsReportedOnceItsHandleIsGone() throws InterruptedException {
        var reported = new CountDownLatch(1);
        try (var own =
                flavor.builder().uncaughtHandler((task, failure) -> reported.countDown()).build()) {
            spawnAndForget(own);
            boolean heard = false;
            for (int i = 0; i < 500 && !heard; i++) {
                own.blockOn(() -> yieldNow().await());
                System.gc();
                heard = reported.await(20, TimeUnit.MILLISECONDS);
            }
            assertThat(heard).as("reported while the runtime is open").isTrue();
        }
    }

    private static void spawnAndForget(AsyncRuntime runtime) {
        var forgotten = runtime.spawn(Futures.failed(new IllegalStateException("forgotten")));
        assertThat(forgotten).isNotNull();
    }

    // ---- A lock across an await ----

    @Test
    void aGuardHeldAcrossAnAwaitKeepsOthersOutAndTheRestGoesOn() {
        var mutex = Mutex.of(new int[1]);
        var inside = new AtomicInteger();
        run(
                () -> {
                    var bystanderTurns = new AtomicInteger();
                    var stop = new AtomicBoolean();
                    var bystander =
                            spawn(
                                    () -> {
                                        while (!stop.get()) {
                                            bystanderTurns.incrementAndGet();
                                            yieldNow().await();
                                        }
                                    });
                    var handles = new ArrayList<JoinHandle<@Nullable Void>>();
                    for (int i = 0; i < 20; i++) {
                        handles.add(
                                spawn(
                                        () -> {
                                            for (int n = 0; n < 10; n++) {
                                                addSlowly(mutex, inside, bystanderTurns);
                                            }
                                        }));
                    }
                    for (var handle : handles) {
                        handle.await();
                    }
                    stop.set(true);
                    bystander.await();
                    try (var guard = mutex.lock().await()) {
                        assertThat(guard.value()[0]).isEqualTo(200);
                    }
                });
    }

    /** Adds one in two steps; in between it waits until the bystander has had a turn. */
    private static void addSlowly(
            Mutex<int[]> mutex, AtomicInteger inside, AtomicInteger bystanderTurns) {
        try (var guard = mutex.lock().await()) {
            assertThat(inside.incrementAndGet()).isEqualTo(1);
            int before = guard.value()[0];
            int turns = bystanderTurns.get();
            while (bystanderTurns.get() == turns) {
                yieldNow().await();
            }
            guard.value()[0] = before + 1;
            inside.decrementAndGet();
        }
    }

    @Test
    void aCancelledHolderReleasesTheLock() {
        run(
                () -> {
                    var mutex = Mutex.of("state");
                    var locked = Oneshot.<String>channel();
                    var holder =
                            spawn(
                                    () -> {
                                        try (var guard = mutex.lock().await()) {
                                            locked.sender().send(guard.value()).orThrow();
                                            Futures.pending().await();
                                        }
                                    });
                    assertThat(locked.receiver().await()).isEqualTo("state");
                    assertThat(mutex.tryLock()).isNull();
                    var waiter =
                            spawn(
                                    () -> {
                                        try (var guard = mutex.lock().await()) {
                                            return guard.value();
                                        }
                                    });
                    holder.abort();
                    assertThat(waiter.await()).isEqualTo("state");
                    assertThat(failureOf(holder)).isInstanceOf(JoinException.class);
                });
    }

    // ---- Main returns early ----

    @Test
    void closingWithWorkUnderWayWarnsHowManyTasksWereCutOff() {
        try (var log = LogCapture.of("dev.kyoto")) {
            try (var own = flavor.builder().name("early").build()) {
                for (int i = 0; i < 7; i++) {
                    own.spawn(Futures.pending()).detach();
                }
            }
            assertThat(log.messagesWith("'early'"))
                    .singleElement()
                    .asString()
                    .startsWith("WARNING ")
                    .contains("while 7 tasks were under way", "drain(Duration)");
        }
    }

    @Test
    void drainFirstCutsOffNobody() {
        var ended = new AtomicInteger();
        try (var log = LogCapture.of("dev.kyoto")) {
            try (var own = flavor.builder().name("patient").build()) {
                for (int i = 0; i < 7; i++) {
                    own.spawn(
                                    () -> {
                                        sleep(Duration.ofMillis(5)).await();
                                        ended.incrementAndGet();
                                    })
                            .detach();
                }
                assertThat(own.drain(Duration.ofSeconds(10))).isTrue();
            }
            assertThat(ended).hasValue(7);
            assertThat(log.messages()).isEmpty();
        }
    }

    // ---- Sync inside async inside sync ----

    @Test
    void anAwaitInsideAPollWorksAndIsReportedOncePerLine() {
        try (var log = LogCapture.of("dev.kyoto")) {
            for (int i = 0; i < 3; i++) {
                assertThat(run(() -> spawn(sandwich()).await())).isEqualTo(7);
            }
            assertThat(log.messagesWith("is inside a poll", "TrapTest.java"))
                    .singleElement()
                    .asString()
                    .startsWith("WARNING ")
                    .contains("spawnBlocking");
        }
    }

    /** One line for each flavour, as a line is reported once in the life of the process. */
    private Future<Integer> sandwich() {
        return switch (flavor) {
            case CURRENT_THREAD -> cx -> Poll.ready(filling().await());
            case ONE_WORKER -> cx -> Poll.ready(filling().await());
            case TWO_WORKERS -> cx -> Poll.ready(filling().await());
            case FOUR_WORKERS -> cx -> Poll.ready(filling().await());
            case CURRENT_THREAD_VIRTUAL_BLOCKS -> cx -> Poll.ready(filling().await());
            case ONE_WORKER_VIRTUAL_BLOCKS -> cx -> Poll.ready(filling().await());
            case TWO_WORKERS_VIRTUAL_BLOCKS -> cx -> Poll.ready(filling().await());
            case FOUR_WORKERS_VIRTUAL_BLOCKS -> cx -> Poll.ready(filling().await());
        };
    }

    /** Needs the core of the very worker that waits for it: another task, and a timer. */
    private static Future<Integer> filling() {
        return spawn(
                () -> {
                    sleep(Duration.ofMillis(2)).await();
                    return 7;
                });
    }

    // ---- Concurrent is not parallel ----

    @Test
    void joinedFuturesTakeTurnsAndNeverRunInParallel() {
        var inside = new AtomicInteger();
        var turns = new ArrayList<Integer>(); // not thread-safe, and need not be
        run(
                () -> {
                    join(takesTurns(1, inside, turns), takesTurns(2, inside, turns)).await();
                    return null;
                });
        assertThat(turns).hasSize(2_000);
        // Side by side: each round polls both, in whatever order.
        for (int i = 0; i < turns.size(); i += 2) {
            assertThat(turns.subList(i, i + 2)).containsExactlyInAnyOrder(1, 2);
        }
    }

    private static Future<@Nullable Void> takesTurns(
            int who, AtomicInteger inside, List<Integer> turns) {
        var left = new AtomicInteger(1_000);
        return cx -> {
            assertThat(inside.incrementAndGet()).isEqualTo(1);
            turns.add(who);
            inside.decrementAndGet();
            if (left.decrementAndGet() == 0) {
                return Poll.ready(null);
            }
            cx.waker().wake();
            return Poll.pending();
        };
    }

    @Test
    void spawnedFuturesRunInParallel() {
        if (flavor.parallelism() < 2) {
            return; // there is one thread for both
        }
        run(
                () -> {
                    var meeting = new CyclicBarrier(2);
                    var one = spawn(meets(meeting));
                    var other = spawn(meets(meeting));
                    one.await();
                    other.await();
                });
    }

    /** Each stays in its poll until the other one is in its own. */
    private static Future<@Nullable Void> meets(CyclicBarrier meeting) {
        return cx -> {
            try {
                meeting.await(30, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new AssertionError("the two were not in their polls at the same time", e);
            }
            return Poll.ready(null);
        };
    }

    // ---- A dropped sender ----

    @Test
    void aDroppedSenderClosesTheChannelAndIsReportedAsALeak() {
        try (var log = LogCapture.of("dev.kyoto.leaks")) {
            run(
                    () -> {
                        var receiver = receiverWithoutSender();
                        var received =
                                spawn(
                                        () -> {
                                            assertThat(receiver.recv().await()).isEqualTo("last");
                                            return receiver.recv().await();
                                        });
                        while (!received.isFinished()) {
                            System.gc();
                            sleep(Duration.ofMillis(5)).await();
                        }
                        assertThat(received.await()).isNull();
                    });
            // The report follows the close on the cleaner's own thread.
            while (log.messages().isEmpty()) {
                Thread.onSpinWait();
            }
            assertThat(log.messagesWith("Mpsc.Sender"))
                    .singleElement()
                    .asString()
                    .startsWith("WARNING ")
                    .contains("became unreachable without being closed", "try-with-resources");
        }
    }

    private static Mpsc.Receiver<String> receiverWithoutSender() {
        var channel = Mpsc.<String>bounded(1);
        assertThat(channel.sender().trySend("last")).isEqualTo(SendResult.SENT);
        return channel.receiver();
    }
}
