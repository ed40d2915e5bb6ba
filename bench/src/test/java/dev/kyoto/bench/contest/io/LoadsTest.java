package dev.kyoto.bench.contest.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LoadsTest {

    private static String recorded(String name) throws IOException {
        try (var file = Objects.requireNonNull(LoadsTest.class.getResourceAsStream(name))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void readsEachTestOfRedisBenchmark() throws IOException {
        var tests = RedisLoad.parse(recorded("redis-benchmark.txt"));

        assertThat(tests).hasSize(2);
        var set = tests.getFirst();
        assertThat(set.requests()).isEqualTo(5_000);
        assertThat(set.nanosEach()).isCloseTo(1e9 / 27_472.53, within(0.1));
        assertThat(set.median()).isEqualTo(567_000);
        assertThat(set.nearlyLongest()).isEqualTo(80_127_000);
        assertThat(tests.getLast().median()).isEqualTo(543_000);
        assertThat(tests.getLast().nearlyLongest()).isEqualTo(6_215_000);
    }

    @Test
    void severalTestsCountAsTheirMean() {
        var mean =
                LoadResult.mean(
                        List.of(new LoadResult(10, 100, 1, 7), new LoadResult(10, 200, 3, 9)));

        assertThat(mean).isEqualTo(new LoadResult(20, 150, 2, 8));
    }

    @Test
    void refusesWhatRedisBenchmarkSaysInsteadOfAResult() {
        assertThatThrownBy(() -> RedisLoad.parse("Error from server: ERR\n"))
                .isInstanceOf(LoadFailed.class)
                .hasMessageContaining("Error from server");
    }

    @Test
    void readsTheFiguresOfWrk() throws IOException {
        var load = WrkLoad.parse(recorded("wrk.txt"));

        assertThat(load.requests()).isEqualTo(11_335);
        assertThat(load.nanosEach()).isCloseTo(1_009_227 * 1e3 / 11_335, within(0.1));
        assertThat(load.median()).isEqualTo(3_234_000);
        assertThat(load.nearlyLongest()).isEqualTo(190_451_000);
    }

    @Test
    void errorsThatWrkSawAreFailures() {
        assertThatThrownBy(
                        () -> WrkLoad.parse("figures requests=9 micros=9 p50=9 p999=9 errors=1\n"))
                .isInstanceOf(LoadFailed.class)
                .hasMessageContaining("1 errors");
        assertThatThrownBy(
                        () -> WrkLoad.parse("figures requests=0 micros=9 p50=0 p999=0 errors=0\n"))
                .isInstanceOf(LoadFailed.class);
        assertThatThrownBy(() -> WrkLoad.parse("unable to connect\n"))
                .isInstanceOf(LoadFailed.class)
                .hasMessageContaining("unable to connect");
    }
}
