package dev.kyoto.internal.util;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Instants are made up: the JVM's clock may be below zero, and pass it. */
class LongYieldsTest {
    private static final long LONG = LongYields.LONG_NANOS + 1;
    private static final long START = -LONG;

    private final LongYields yields = new LongYields(START);

    @Test
    void atFirstAndAfterShortYieldsThereIsNoPause() {
        assertThat(yields.arePaused(START)).isFalse();
        long now = START;
        for (int i = 0; i < 100; i++) {
            yields.count(now, now + LongYields.LONG_NANOS);
            now += LongYields.LONG_NANOS;
            assertThat(yields.arePaused(now)).isFalse();
        }
    }

    @Test
    void oneLongYieldIsForgiven() {
        yields.count(START, START + LONG);
        assertThat(yields.arePaused(START + LONG)).isFalse();
    }

    @Test
    void oneThatHeldUpSeveralThreadsIsOne() {
        yields.count(START, START + LONG);
        yields.count(START + 1, START + LONG + 2);
        yields.count(START + LONG - 1, START + 2 * LONG);
        assertThat(yields.arePaused(START + 2 * LONG)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, LongYields.ROW_NANOS - 1})
    void twoInARowPauseForSixteenTimesTheSecond(long between) {
        yields.count(START, START + LONG);
        long before = START + LONG + between;
        long after = before + 3 * LONG;
        yields.count(before, after);
        assertThat(yields.arePaused(after)).isTrue();
        assertThat(yields.arePaused(after + 16 * 3 * LONG - 1)).isTrue();
        assertThat(yields.arePaused(after + 16 * 3 * LONG)).isFalse();
    }

    @Test
    void twoThatAreFarApartAreForgiven() {
        yields.count(START, START + LONG);
        long before = START + LONG + LongYields.ROW_NANOS;
        yields.count(before, before + LONG);
        assertThat(yields.arePaused(before + LONG)).isFalse();
    }

    @Test
    void afterAPauseItTakesTwoAgain() {
        yields.count(START, START + LONG);
        yields.count(START + LONG, START + 3 * LONG);
        long end = START + 3 * LONG + 16 * 2 * LONG + LongYields.ROW_NANOS;
        yields.count(end, end + LONG);
        assertThat(yields.arePaused(end + LONG)).isFalse();
    }
}
