package dev.kyoto.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.Kyoto;
import dev.kyoto.time.Elapsed;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

class MockSourceTest {

    @Test
    void valuesComeInOrderAndThenTheEnd() {
        try (var source = MockSource.<String>builder().next("a").next("b").build()) {
            TestTask.of(source.next()).assertReady("a");
            TestTask.of(source.next()).assertReady("b");
            TestTask.of(source.next()).assertReady(null);
            TestTask.of(source.next()).assertReady(null);
        }
    }

    @Test
    void failuresTakeThePlaceOfValues() {
        var broken = new IllegalStateException("broken");
        try (var source = MockSource.<String>builder().fail(broken).next("b").build()) {
            assertThat(TestTask.of(source.next()).assertFails(RuntimeException.class))
                    .isSameAs(broken);
            TestTask.of(source.next()).assertReady("b");
        }
    }

    @AsyncTest(startPaused = true)
    void waitsGoByTheClockOfTheRuntime(TestClock clock) {
        var source =
                MockSource.<Integer>builder().next(1).waitFor(Duration.ofHours(2)).next(2).build();
        assertThat(source.next().await()).isEqualTo(1);
        clock.assertElapsed(Duration.ZERO);
        assertThat(source.next().await()).isEqualTo(2);
        clock.assertElapsed(Duration.ofHours(2));
    }

    @AsyncTest(startPaused = true)
    void aCancelledReadLosesNoValueAndNoTime(TestClock clock) {
        var source = MockSource.<Integer>builder().waitFor(Duration.ofSeconds(10)).next(1).build();
        boolean late = false;
        try {
            Kyoto.timeout(Duration.ofSeconds(4), source.next()).await();
        } catch (Elapsed e) {
            late = true;
        }
        assertThat(late).isTrue();
        assertThat(source.next().await()).isEqualTo(1);
        clock.assertElapsed(Duration.ofSeconds(10));
    }

    @Test
    void whatWasNotTakenFailsAtTheEnd() {
        var source = MockSource.<Integer>builder().next(1).waitFor(Duration.ofDays(1)).build();
        assertThatThrownBy(source::close)
                .isInstanceOf(AssertionFailedError.class)
                .hasMessageContaining("Next[value=1]")
                .hasMessageNotContaining("Wait");
        assertThatThrownBy(() -> MockSource.builder().waitFor(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @AsyncTest(startPaused = true)
    void itIsAStreamThatTellsOfItsCancellation(TestClock clock) {
        var source =
                MockSource.<Integer>builder().next(1).next(2).waitFor(Duration.ofHours(1)).build();
        assertThat(source.map(it -> it * 10).take(2).toList().await()).containsExactly(10, 20);
        assertThat(source.isCancelled()).isTrue();
        assertThatThrownBy(() -> TestTask.of(source.next()).poll())
                .isInstanceOf(IllegalStateException.class);
        clock.assertElapsed(Duration.ZERO);
    }
}
