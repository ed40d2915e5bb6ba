package dev.kyoto.suite;

import static dev.kyoto.Kyoto.select;
import static dev.kyoto.Kyoto.sleep;
import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.spawnBlocking;
import static dev.kyoto.Kyoto.timeout;
import static dev.kyoto.Kyoto.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.BlockMode;
import dev.kyoto.future.OneOf2;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.runtime.JoinHandle;
import dev.kyoto.sync.Mpsc;
import dev.kyoto.time.AsyncInstant;
import dev.kyoto.time.DelayQueue;
import dev.kyoto.time.Elapsed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A paused program does the same things in the same order whenever it is run with the same seed, and
 * however its blocks are run. Answers to Tokio's {@code paused_time_is_deterministic}.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class PausedTraceTest {
    private static final int WORKERS = 100;
    private static final int ROUNDS = 80;

    /** What happened, in order; only the runtime's turns write to it, one after the other. */
    private static final class Trace {
        final List<String> events = new ArrayList<>();
        int sleeps;

        Duration countedSleep(SplittableRandom random) {
            sleeps++;
            // Parts of milliseconds as well, whose rounding must not depend on when the run began.
            return Duration.ofNanos(random.nextLong(20_000_000));
        }

        void note(int worker, String what) {
            events.add(AsyncInstant.now().nanos() + " " + worker + " " + what);
        }
    }

    @ParameterizedTest
    @EnumSource(BlockMode.class)
    void theSameSeedGivesTheSameTrace(BlockMode mode) {
        var first = run(mode, 42);
        assertThat(first.sleeps).isGreaterThanOrEqualTo(10_000);
        assertThat(first.events).hasSizeGreaterThan(10_000);
        assertThat(run(mode, 42).events).isEqualTo(first.events);
    }

    @Test
    void wovenBlocksAndVirtualThreadsGiveTheSameTrace() {
        assertThat(run(BlockMode.VIRTUAL_THREAD, 7).events)
                .isEqualTo(run(BlockMode.WOVEN, 7).events);
    }

    @Test
    void theSeedDecidesWhatIsLeftToChance() {
        assertThat(run(BlockMode.WOVEN, 1).events).isNotEqualTo(run(BlockMode.WOVEN, 2).events);
    }

    private static Trace run(BlockMode mode, long seed) {
        var trace = new Trace();
        try (var runtime =
                AsyncRuntime.currentThreadBuilder()
                        .startPaused(true)
                        .rngSeed(seed)
                        .blocks(mode)
                        .build()) {
            var _ = runtime.blockOn(() -> program(trace));
        }
        return trace;
    }

    private static int program(Trace trace) {
        var channel = Mpsc.<Integer>bounded(4);
        var root = new SplittableRandom(2_026);
        var workers = new ArrayList<JoinHandle<Integer>>();
        var queue = new DelayQueue<Integer>();
        for (int i = 0; i < WORKERS; i++) {
            int number = i;
            var random = root.split();
            var sender = channel.sender().fork();
            workers.add(spawn(() -> worker(trace, number, random, sender, queue)));
        }
        channel.sender().close();
        for (var message = channel.receiver().recv().await();
                message != null;
                message = channel.receiver().recv().await()) {
            trace.note(message, "received");
        }
        for (var worker : workers) {
            worker.await();
        }
        for (var expired = queue.nextExpired().await();
                expired != null;
                expired = queue.nextExpired().await()) {
            trace.note(expired.value(), "expired");
        }
        return 0;
    }

    private static int worker(
            Trace trace,
            int number,
            SplittableRandom random,
            Mpsc.Sender<Integer> sender,
            DelayQueue<Integer> queue) {
        for (int round = 0; round < ROUNDS; round++) {
            switch (random.nextInt(6)) {
                case 0 -> {
                    sleep(trace.countedSleep(random)).await();
                    trace.note(number, "slept");
                }
                case 1 -> {
                    // Few lengths, so that they tie often; then the runtime's seed decides.
                    var one = sleep(Duration.ofMillis(trace.countedSleep(random).toMillis() / 4));
                    var other = sleep(Duration.ofMillis(trace.countedSleep(random).toMillis() / 4));
                    var won = select(one, other).await() instanceof OneOf2.First ? "one" : "other";
                    trace.note(number, won);
                }
                case 2 -> {
                    var what = "in time";
                    try {
                        timeout(trace.countedSleep(random), sleep(trace.countedSleep(random)))
                                .await();
                    } catch (Elapsed e) {
                        what = "too late";
                    }
                    trace.note(number, what);
                }
                case 3 -> {
                    var nap = trace.countedSleep(random);
                    var child = spawn(() -> child(trace, number, nap));
                    yieldNow().await();
                    trace.note(number, "joined " + child.await());
                }
                case 4 -> {
                    sender.send(number).await();
                    trace.note(number, "sent");
                }
                default -> {
                    queue.insert(number, trace.countedSleep(random).multipliedBy(1_000));
                    sleep(trace.countedSleep(random)).await();
                    trace.note(number, "inserted");
                }
            }
        }
        sender.close();
        return number;
    }

    private static int child(Trace trace, int number, Duration nap) {
        sleep(nap).await();
        trace.note(number, "child");
        return number;
    }

    /** Work on the blocking pool takes real time, and none of the paused clock's. */
    @ParameterizedTest
    @EnumSource(BlockMode.class)
    void blockingWorkTakesNoPausedTime(BlockMode mode) {
        try (var runtime =
                AsyncRuntime.currentThreadBuilder().startPaused(true).blocks(mode).build()) {
            runtime.blockOn(
                    () -> {
                        // Somebody sleeps all the time, to whose end the clock would like to jump.
                        var sleeper = spawn(() -> sleep(Duration.ofHours(1)).await());
                        for (int i = 0; i < 50; i++) {
                            var before = AsyncInstant.now();
                            var work = spawnBlocking(PausedTraceTest::work);
                            assertThat(work.await()).isEqualTo(1);
                            assertThat(AsyncInstant.now()).isEqualTo(before);
                            sleep(Duration.ofMinutes(1)).await();
                            assertThat(before.elapsed()).isEqualTo(Duration.ofMinutes(1));
                        }
                        sleeper.await();
                        assertThat(AsyncInstant.now())
                                .isEqualTo(new AsyncInstant(Duration.ofHours(1).toNanos()));
                    });
        }
    }

    private static @Nullable Integer work() {
        LockSupport.parkNanos(200_000);
        return 1;
    }
}
