package dev.kyoto.internal.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PollStatsTest {
    private final PollStats stats = new PollStats(new WorkerMetrics());

    private void batch(int polls, long nanosOfOne) {
        stats.startBatch(0);
        for (int i = 0; i < polls; i++) {
            stats.countPoll();
        }
        stats.endBatch(polls * nanosOfOne);
    }

    @Test
    void aFewShortPollsAreNotWorthAWakeUp() {
        batch(100, 5_000);
        assertThat(stats.isWorthAWakeUp(3)).isFalse();
        assertThat(stats.isWorthAWakeUp(5)).isTrue();
    }

    @Test
    void oneLongPollIs() {
        batch(100, 30_000);
        assertThat(stats.isWorthAWakeUp(1)).isTrue();
    }

    @Test
    void aBatchOfLongPollsChangesTheMindAtOnce() {
        batch(1_000, 1_000);
        assertThat(stats.isWorthAWakeUp(2)).isFalse();
        batch(4, 1_000_000);
        assertThat(stats.isWorthAWakeUp(2)).isTrue();
    }
}
