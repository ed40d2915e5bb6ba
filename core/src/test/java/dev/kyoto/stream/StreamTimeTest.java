package dev.kyoto.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.AsyncRunnable;
import dev.kyoto.future.Future;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.time.AsyncInstant;
import dev.kyoto.time.Elapsed;
import dev.kyoto.time.Time;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Operators with time, under a clock that stands still until everybody waits. */
class StreamTimeTest {

    /** Runs a body from the moment zero, and sees to it that it leaves no timer. */
    private static void paused(AsyncRunnable body) {
        try (var runtime = AsyncRuntime.currentThreadBuilder().startPaused(true).build()) {
            runtime.blockOn(body);
            assertThat(runtime.metrics().numPendingTimers()).as("timers left").isZero();
        }
    }

    private static Duration ms(long millis) {
        return Duration.ofMillis(millis);
    }

    /** Values that come at given moments, in milliseconds; each value is its moment. */
    private static AsyncStream<Integer> at(int... moments) {
        return Streams.generate(
                out -> {
                    var start = AsyncInstant.now();
                    for (int moment : moments) {
                        Time.sleepUntil(start.plus(ms(moment))).await();
                        out.yield(moment).await();
                    }
                });
    }

    private static @Nullable Throwable failureOf(Future<?> future) {
        try {
            var value = future.await();
            return new AssertionError("it has not failed, its value is " + value);
        } catch (RuntimeException failure) {
            return failure;
        }
    }

    private static long since(AsyncInstant start) {
        return start.elapsed().toMillis();
    }

    @Test
    void aWaitThatIsTooLongIsToldOnce() {
        paused(
                () -> {
                    var start = AsyncInstant.now();
                    var stream = at(5, 40, 45).timeout(ms(10));
                    assertThat(stream.next().await()).isEqualTo(5);
                    assertThat(failureOf(stream.next())).isInstanceOf(Elapsed.class);
                    assertThat(since(start)).isEqualTo(15);
                    assertThat(stream.next().await()).isEqualTo(40);
                    assertThat(since(start)).isEqualTo(40);
                    assertThat(stream.next().await()).isEqualTo(45);
                    assertThat(stream.next().await()).isNull();
                });
    }

    @Test
    void aRepeatingTimeoutIsToldAgainAndAgain() {
        paused(
                () -> {
                    var start = AsyncInstant.now();
                    var stream = at(35).timeoutRepeating(ms(10));
                    for (int i = 1; i <= 3; i++) {
                        assertThat(failureOf(stream.next())).isInstanceOf(Elapsed.class);
                        assertThat(since(start)).isEqualTo(10L * i);
                    }
                    assertThat(stream.next().await()).isEqualTo(35);
                    assertThat(stream.next().await()).isNull();
                });
        assertThatThrownBy(() -> Streams.of(1).timeoutRepeating(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatTheConsumerTakesDoesNotCount() {
        paused(
                () -> {
                    var stream = at(5, 70).timeout(ms(20));
                    assertThat(stream.next().await()).isEqualTo(5);
                    Time.sleep(ms(50)).await();
                    assertThat(stream.next().await()).isEqualTo(70);
                    stream.cancel();
                });
    }

    @Test
    void valuesKeepTheirDistance() {
        paused(
                () -> {
                    var start = AsyncInstant.now();
                    var moments =
                            Streams.of(1, 2, 3)
                                    .throttle(ms(10))
                                    .map(_ -> since(start))
                                    .toList()
                                    .await();
                    assertThat(moments).containsExactly(0L, 10L, 20L);
                    assertThat(Streams.of(1, 2).throttle(Duration.ZERO).count().await())
                            .isEqualTo(2);
                });
    }

    @Test
    void aListIsHandedOverWhenItIsFullOrWhenItsTimeIsOver() {
        paused(
                () -> {
                    var start = AsyncInstant.now();
                    var stream = at(1, 2, 3, 20, 50, 51).chunksTimeout(3, ms(10));
                    assertThat(stream.next().await()).containsExactly(1, 2, 3);
                    assertThat(since(start)).isEqualTo(3);
                    assertThat(stream.next().await()).containsExactly(20);
                    assertThat(since(start)).isEqualTo(30);
                    assertThat(stream.next().await()).containsExactly(50, 51);
                    assertThat(since(start)).isEqualTo(51);
                    assertThat(stream.next().await()).isNull();
                });
    }

    @Test
    void theRestOfAListIsNotLostWithItsStream() {
        paused(
                () -> {
                    var stream = at(1, 2, 100).chunksTimeout(3, ms(50));
                    assertThat(failureOf(Time.timeout(ms(5), stream.next())))
                            .isInstanceOf(Elapsed.class);
                    stream.cancel();
                    assertThat(stream.remainder()).containsExactly(1, 2);
                    assertThat(stream.remainder()).isEmpty();
                });
    }

    @Test
    void aCancelledWaitLosesNoValueOfAList() {
        paused(
                () -> {
                    var stream = at(1, 2, 30).chunksTimeout(3, ms(10));
                    assertThat(failureOf(Time.timeout(ms(5), stream.next())))
                            .isInstanceOf(Elapsed.class);
                    assertThat(stream.next().await()).containsExactly(1, 2);
                    assertThat(stream.next().await()).containsExactly(30);
                    assertThat(stream.next().await()).isNull();
                });
    }

    @Test
    void aFutureEndsAStreamInTime() {
        paused(
                () -> {
                    var start = AsyncInstant.now();
                    assertThat(at(1, 2, 50).takeUntil(Time.sleep(ms(10))).toList().await())
                            .containsExactly(1, 2);
                    assertThat(since(start)).isEqualTo(10);
                });
    }

    /** A source that spends the whole budget of each turn cannot hold up the clock. */
    @Test
    void anEndlessSourceDoesNotOutliveItsTimeout() {
        paused(
                () -> {
                    var stream =
                            Streams.repeatWith(() -> 1)
                                    .filter(it -> it == 2)
                                    .timeout(Duration.ZERO);
                    assertThat(failureOf(stream.next())).isInstanceOf(Elapsed.class);
                    stream.cancel();
                });
    }

    @Test
    void blocksAtOnceTakeAsLongAsTheSlowest() {
        paused(
                () -> {
                    var start = AsyncInstant.now();
                    var values =
                            Streams.of(30, 10, 20)
                                    .buffered(
                                            3,
                                            it -> {
                                                Time.sleep(ms(it)).await();
                                                return it;
                                            })
                                    .toList()
                                    .await();
                    assertThat(values).isEqualTo(List.of(30, 10, 20));
                    assertThat(since(start)).isEqualTo(30);
                });
    }
}
