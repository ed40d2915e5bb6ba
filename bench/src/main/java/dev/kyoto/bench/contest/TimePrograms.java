package dev.kyoto.bench.contest;

import static dev.kyoto.Kyoto.sleep;
import static dev.kyoto.Kyoto.timeout;

import dev.kyoto.future.Futures;
import dev.kyoto.time.AsyncInstant;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/** Timers that never fire, and the clock. */
final class TimePrograms {
    private static final Duration SECOND = Duration.ofSeconds(1);

    static final Map<String, Contestant.Maker> MAKERS =
            Map.of(
                    "timeout_ready", TimePrograms::timeoutReady,
                    "ct_timeout_ready", TimePrograms::timeoutReady,
                    "sleep_create_drop", TimePrograms::createAndDrop,
                    "time_now", TimePrograms::readClock);

    private TimePrograms() {}

    private static Sampler timeoutReady(Program program) {
        var runtime = KyotoContestant.runtime(program);
        int times = program.operations();
        return Sampler.timing(
                times,
                () -> {
                    int sum =
                            program.runtime().equals("current")
                                    ? runtime.blockOn(() -> waitWithLimit(times))
                                    : runtime.blockOn(runtime.spawn(() -> waitWithLimit(times)));
                    Contestant.check(sum, times);
                });
    }

    private static int waitWithLimit(int times) {
        int sum = 0;
        for (int i = 0; i < times; i++) {
            sum += timeout(SECOND, Futures.ready(1)).await();
        }
        return sum;
    }

    private static Sampler createAndDrop(Program program) {
        var runtime = KyotoContestant.runtime(program);
        int times = program.operations();
        return Sampler.timing(
                times,
                () -> Contestant.check(runtime.blockOn(runtime.spawn(() -> drop(times))), times));
    }

    private static int drop(int times) {
        int made = 0;
        for (int i = 0; i < times; i++) {
            sleep(SECOND).cancel();
            made++;
        }
        return made;
    }

    private static Sampler readClock(Program program) {
        var runtime = KyotoContestant.runtime(program);
        return Sampler.timing(
                program.operations(),
                () -> Objects.requireNonNull(runtime.blockOn(() -> AsyncInstant.now())));
    }
}
