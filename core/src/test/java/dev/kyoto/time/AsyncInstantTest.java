package dev.kyoto.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AsyncInstantTest {
    private static final AsyncInstant START = new AsyncInstant(1_000);
    private static final AsyncInstant END_OF_TIME = new AsyncInstant(Long.MAX_VALUE);
    private static final AsyncInstant BEGINNING = new AsyncInstant(Long.MIN_VALUE);
    private static final Duration LONGEST = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
    private static final Duration SHORTEST = Duration.ofSeconds(Long.MIN_VALUE);

    @Test
    void movesByDurations() {
        assertThat(START.plus(Duration.ofNanos(5)).nanos()).isEqualTo(1_005);
        assertThat(START.plus(Duration.ofNanos(-5)).nanos()).isEqualTo(995);
        assertThat(START.minus(Duration.ofNanos(5)).nanos()).isEqualTo(995);
        assertThat(START.minus(Duration.ofNanos(-5)).nanos()).isEqualTo(1_005);
        assertThat(START.plus(Duration.ZERO)).isEqualTo(START);
        assertThat(START.plus(Duration.ofDays(1)).nanos()).isEqualTo(86_400_000_001_000L);
    }

    @Test
    void stopsAtTheEndsOfTime() {
        assertThat(START.plus(LONGEST)).isEqualTo(END_OF_TIME);
        assertThat(START.plus(SHORTEST)).isEqualTo(new AsyncInstant(Long.MIN_VALUE + 1_000));
        assertThat(START.minus(SHORTEST)).isEqualTo(END_OF_TIME);
        assertThat(new AsyncInstant(-1).minus(Duration.ofNanos(Long.MAX_VALUE)))
                .isEqualTo(BEGINNING);
        assertThat(new AsyncInstant(-2_000).minus(LONGEST)).isEqualTo(BEGINNING);
        assertThat(END_OF_TIME.plus(Duration.ofNanos(1))).isEqualTo(END_OF_TIME);
        assertThat(BEGINNING.minus(Duration.ofNanos(1))).isEqualTo(BEGINNING);
    }

    @Test
    void durationsSaturateOnlyWhereTheyMust() {
        long seconds = Long.MAX_VALUE / 1_000_000_000;
        assertThat(Nanos.of(Duration.ofSeconds(seconds - 1, 999_999_999)))
                .isEqualTo((seconds - 1) * 1_000_000_000 + 999_999_999);
        assertThat(Nanos.of(Duration.ofSeconds(seconds + 1))).isEqualTo(Long.MAX_VALUE);
        assertThat(Nanos.of(Duration.ofSeconds(-seconds - 2))).isEqualTo(Long.MIN_VALUE);
        assertThat(Nanos.of(Duration.ofNanos(-1))).isEqualTo(-1);
        assertThat(Nanos.of(LONGEST)).isEqualTo(Long.MAX_VALUE);
        assertThat(Nanos.of(SHORTEST)).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void tellsTheWayToAnotherMoment() {
        var later = new AsyncInstant(3_500);
        assertThat(START.until(later)).isEqualTo(Duration.ofNanos(2_500));
        assertThat(later.until(START)).isEqualTo(Duration.ofNanos(-2_500));
        assertThat(BEGINNING.until(END_OF_TIME)).isEqualTo(Duration.ofNanos(Long.MAX_VALUE));
        assertThat(END_OF_TIME.until(BEGINNING)).isEqualTo(Duration.ofNanos(Long.MIN_VALUE));
    }

    @Test
    void saysWhenItWouldHaveToStop() {
        assertThat(START.checkedPlus(Duration.ofNanos(5))).isEqualTo(new AsyncInstant(1_005));
        assertThat(START.checkedMinus(Duration.ofNanos(5))).isEqualTo(new AsyncInstant(995));
        assertThat(START.checkedPlus(Duration.ofNanos(Long.MAX_VALUE - 1_000)))
                .isEqualTo(END_OF_TIME);
        assertThat(START.checkedPlus(Duration.ofNanos(Long.MAX_VALUE - 999))).isNull();
        assertThat(BEGINNING.checkedPlus(Duration.ofNanos(Long.MAX_VALUE).plusNanos(5)))
                .as("a duration of more than 292 years that still fits")
                .isNull();
        assertThat(START.checkedPlus(LONGEST)).isNull();
        assertThat(START.checkedPlus(SHORTEST)).isNull();
        assertThat(START.checkedMinus(LONGEST)).isNull();
        assertThat(START.checkedMinus(SHORTEST)).isNull();
        assertThat(BEGINNING.checkedMinus(Duration.ofNanos(1))).isNull();
    }

    @Test
    void tellsTheTimeSinceAnEarlierMoment() {
        var later = new AsyncInstant(3_500);
        assertThat(later.durationSince(START)).isEqualTo(Duration.ofNanos(2_500));
        assertThat(START.durationSince(later)).isZero();
        assertThat(later.checkedDurationSince(START)).isEqualTo(Duration.ofNanos(2_500));
        assertThat(START.checkedDurationSince(later)).isNull();
        assertThat(START.checkedDurationSince(START)).isZero();
    }

    @Test
    void isOrdered() {
        var later = new AsyncInstant(1_001);
        assertThat(START).isLessThan(later).isEqualByComparingTo(new AsyncInstant(1_000));
        assertThat(START.isBefore(later)).isTrue();
        assertThat(START.isAfter(later)).isFalse();
        assertThat(later.isAfter(START)).isTrue();
        assertThat(START.isBefore(START)).isFalse();
    }

    @Test
    void nowWithoutARuntimeIsTheSystemsTime() {
        var before = AsyncInstant.now();
        var after = AsyncInstant.now();
        assertThat(after).isGreaterThanOrEqualTo(before);
        assertThat(before.elapsed()).isGreaterThanOrEqualTo(before.until(after));
        assertThat(END_OF_TIME.elapsed()).isZero();
    }

    @Test
    void describesItself() {
        assertThat(new AsyncInstant(1_500_000_000)).hasToString("AsyncInstant[PT1.5S]");
    }
}
