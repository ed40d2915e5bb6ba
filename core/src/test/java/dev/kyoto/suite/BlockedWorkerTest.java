package dev.kyoto.suite;

import static dev.kyoto.Kyoto.sleep;
import static dev.kyoto.Kyoto.sleepUntil;
import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.net.TcpListener;
import dev.kyoto.net.TcpStream;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.runtime.JoinHandle;
import dev.kyoto.time.AsyncInstant;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A task that blocks its worker: others go on, and the watch names the line. */
final class BlockedWorkerTest extends FlavorSuite {

    BlockedWorkerTest(Flavor flavor) {
        super(flavor);
    }

    /** Stays in its poll, on the worker's own thread, until the gate opens. */
    private static Future<@Nullable Void> blocker(CountDownLatch entered, CountDownLatch gate) {
        return cx -> {
            entered.countDown();
            awaitUninterruptibly(gate);
            return Poll.ready(null);
        };
    }

    private static void awaitUninterruptibly(CountDownLatch gate) {
        try {
            assertThat(gate.await(30, TimeUnit.SECONDS)).as("the gate opens in time").isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatABlockedWorkerHoldsGoesOnElsewhere() {
        if (flavor.parallelism() < 2) {
            return; // the only worker there is holds everything
        }
        var neighbours = new CountDownLatch(50);
        // Opened by the very tasks that the blocked worker holds: by way of its LIFO slot, its
        // queue, and what has overflowed from it.
        var holder =
                runtime.spawn(
                        cx -> {
                            for (int i = 0; i < 50; i++) {
                                spawn(
                                                inner -> {
                                                    neighbours.countDown();
                                                    return Poll.ready((Void) null);
                                                })
                                        .detach();
                            }
                            awaitUninterruptibly(neighbours);
                            return Poll.ready((Void) null);
                        });
        assertThat(run(holder)).isNull();
    }

    @Test
    void theOneTaskThatABlockedWorkerHasWokenGoesOnElsewhere() {
        if (flavor.parallelism() < 2) {
            return; // as above
        }
        for (int i = 0; i < 20; i++) {
            var neighbour = new CountDownLatch(1);
            var holder =
                    runtime.spawn(
                            cx -> {
                                // Alone, it is in the LIFO slot, and nobody was told of it.
                                spawn(
                                                inner -> {
                                                    neighbour.countDown();
                                                    return Poll.ready((Void) null);
                                                })
                                        .detach();
                                awaitUninterruptibly(neighbour);
                                return Poll.ready((Void) null);
                            });
            assertThat(run(holder)).isNull();
        }
    }

    @Test
    void whatWokeTogetherWithABlockerGoesOnElsewhere() {
        if (flavor.parallelism() < 2) {
            return; // as above
        }
        for (int i = 0; i < 20; i++) {
            // Two tasks whose timers fire at once, so that one worker has both: each blocks it
            // until
            // the other has run. So little is not worth waking another worker for, until it stalls.
            run(
                    () -> {
                        var both = new CountDownLatch(2);
                        var deadline = AsyncInstant.now().plus(Duration.ofMillis(5));
                        var first = spawn(meeting(sleepUntil(deadline), both));
                        var second = spawn(meeting(sleepUntil(deadline), both));
                        first.await();
                        second.await();
                    });
        }
    }

    private static Future<@Nullable Void> meeting(Future<?> nap, CountDownLatch all) {
        return cx -> {
            if (nap.poll(cx).isPending()) {
                return Poll.pending();
            }
            all.countDown();
            awaitUninterruptibly(all);
            return Poll.ready(null);
        };
    }

    @Test
    void timersAndIoGoOnWhileAllWorkersButOneAreBlocked() throws InterruptedException {
        if (flavor.parallelism() < 2) {
            return; // as above
        }
        int blocked = flavor.parallelism() - 1;
        var entered = new CountDownLatch(blocked);
        var gate = new CountDownLatch(1);
        for (int i = 0; i < blocked; i++) {
            runtime.spawn(blocker(entered, gate)).detach();
        }
        entered.await();
        try {
            run(
                    () -> {
                        spawn(() -> sleep(Duration.ofMillis(5)).await()).await();
                        try (var listener = TcpListener.bind("127.0.0.1", 0).await()) {
                            var server = spawn(() -> answerOne(listener));
                            try (var client = TcpStream.connect(listener.localAddress()).await()) {
                                for (int i = 0; i < 10; i++) {
                                    client.writeInt(i).await();
                                    assertThat(client.readInt().await()).isEqualTo(i + 1);
                                    spawn(() -> sleep(Duration.ofMillis(1)).await()).await();
                                }
                            }
                            server.await();
                        }
                    });
            assertThat(gate.getCount()).isEqualTo(1);
        } finally {
            gate.countDown();
        }
    }

    private static void answerOne(TcpListener listener) {
        try (var accepted = listener.accept().await()) {
            for (int i = 0; i < 10; i++) {
                accepted.writeInt(accepted.readInt().await() + 1).await();
            }
        }
    }

    @Test
    void aStallIsReportedOnceWithTheTaskAndTheVeryLine() {
        if (flavor.parallelism() < 2) {
            return; // somebody has to keep the time while the worker is stuck
        }
        var line = new AtomicInteger();
        try (var log = LogCapture.of("dev.kyoto");
                var own =
                        flavor.builder()
                                .name("stalled")
                                .stallWarning(Duration.ofMillis(50))
                                .build()) {
            for (int i = 0; i < 3; i++) {
                stallOnce(own, line);
            }
            // On a busy machine another task may have kept its worker as well.
            assertThat(log.messagesWith("has kept its worker", "'slow one'"))
                    .singleElement()
                    .asString()
                    .startsWith("WARNING task ")
                    .contains("BlockedWorkerTest.java:" + line.get(), "spawnBlocking");
        }
    }

    @Test
    void aBlockThatBlocksByItselfIsNamedByItsLine() {
        if (flavor.parallelism() < 2) {
            return;
        }
        try (var log = LogCapture.of("dev.kyoto");
                var own =
                        flavor.builder()
                                .name("stalled")
                                .stallWarning(Duration.ofMillis(50))
                                .build()) {
            var gate = new CompletableFuture<String>();
            var slowOne = new AtomicReference<String>();
            int line =
                    own.blockOn(
                            () -> {
                                var slow = slow(gate);
                                slowOne.set("task " + slow.id() + " ");
                                while (log.messagesWith("has kept its worker", slowOne.get())
                                        .isEmpty()) {
                                    sleep(Duration.ofMillis(10)).await();
                                }
                                gate.complete("open");
                                return slow.await();
                            });
            assertThat(log.messagesWith("has kept its worker", slowOne.get()))
                    .singleElement()
                    .asString()
                    .contains("BlockedWorkerTest.java:" + line);
        }
    }

    /** Where a lambda stands: a woven block is not in the stack traces that are made in it. */
    private static int lineOf(Supplier<Throwable> here) {
        return here.get().getStackTrace()[0].getLineNumber();
    }

    /** One for each flavour of workers, as a line is reported once in the life of the process. */
    private JoinHandle<Integer> slow(CompletableFuture<String> gate) {
        return switch (flavor) {
            case TWO_WORKERS ->
                    spawn(
                            () -> {
                                yieldNow().await();
                                int line = lineOf(() -> new Throwable()) + 1;
                                gate.join();
                                return line;
                            });
            case FOUR_WORKERS ->
                    spawn(
                            () -> {
                                yieldNow().await();
                                int line = lineOf(() -> new Throwable()) + 1;
                                gate.join();
                                return line;
                            });
            case TWO_WORKERS_VIRTUAL_BLOCKS ->
                    spawn(
                            () -> {
                                yieldNow().await();
                                int line = lineOf(() -> new Throwable()) + 1;
                                gate.join();
                                return line;
                            });
            default ->
                    spawn(
                            () -> {
                                yieldNow().await();
                                int line = lineOf(() -> new Throwable()) + 1;
                                gate.join();
                                return line;
                            });
        };
    }

    /** A task that blocks until a timer of the same runtime has seen 200 ms pass. */
    private void stallOnce(AsyncRuntime own, AtomicInteger line) {
        own.blockOn(
                () -> {
                    var entered = new CountDownLatch(1);
                    var gate = new CompletableFuture<String>();
                    var slow =
                            own.handle()
                                    .spawn(
                                            "slow one",
                                            cx -> {
                                                entered.countDown();
                                                stallHere(gate, line);
                                                return Poll.ready((Void) null);
                                            });
                    entered.await(); // here no worker waits: this is the thread of blockOn
                    spawn(() -> sleep(Duration.ofMillis(200)).await()).await();
                    gate.complete("open");
                    slow.await();
                });
    }

    /** One line for each flavour, as a line is reported once in the life of the process. */
    private void stallHere(CompletableFuture<String> gate, AtomicInteger line) {
        switch (flavor) {
            case TWO_WORKERS -> {
                line.set(new Throwable().getStackTrace()[0].getLineNumber() + 1);
                gate.join();
            }
            case FOUR_WORKERS -> {
                line.set(new Throwable().getStackTrace()[0].getLineNumber() + 1);
                gate.join();
            }
            case TWO_WORKERS_VIRTUAL_BLOCKS -> {
                line.set(new Throwable().getStackTrace()[0].getLineNumber() + 1);
                gate.join();
            }
            default -> {
                line.set(new Throwable().getStackTrace()[0].getLineNumber() + 1);
                gate.join();
            }
        }
    }
}
