package dev.kyoto.sync;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.Context;
import dev.kyoto.future.Waker;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.DynamicTest;

/**
 * Cancels a future at every step of its world, with and without another one behind it in the queue,
 * and with its primitive closed before each step.
 */
final class EveryStep {
    /** The classes of all subjects so far; see {@link EveryLeafFutureTest}. */
    private static final Set<Class<?>> SUBJECTS = ConcurrentHashMap.newKeySet();

    private EveryStep() {}

    static Set<Class<?>> subjects() {
        return Set.copyOf(SUBJECTS);
    }

    /** One test for each place to cancel, to add a follower, and to close, none included. */
    static void generate(List<DynamicTest> tests, String name, Supplier<World> worlds) {
        var first = worlds.get();
        SUBJECTS.add(first.subject().future().getClass());
        int count = first.steps.size();
        for (int cancelAt = 0; cancelAt <= count; cancelAt++) {
            for (int followAt = -1; followAt <= cancelAt; followAt++) {
                for (int closeAt = -1; closeAt <= cancelAt; closeAt++) {
                    int cancel = cancelAt;
                    int follow = followAt;
                    int close = closeAt;
                    tests.add(
                            DynamicTest.dynamicTest(
                                    "%s, cancelled before step %d, followed before %d, closed before %d"
                                            .formatted(name, cancel, follow, close),
                                    () -> run(worlds.get(), cancel, follow, close)));
                }
            }
        }
    }

    private static void run(World world, int cancelAt, int followAt, int closeAt) {
        for (int i = 0; i <= cancelAt; i++) {
            if (i == followAt && !world.closed) {
                world.addFollower();
            }
            if (i == closeAt) {
                world.close();
                world.closed = true;
            }
            if (i < cancelAt) {
                world.steps.get(i).action().run();
            }
        }
        boolean ended = world.subject().isReady();
        world.subject().cancel();
        world.subject().cancel();
        assertThatThrownBy(() -> world.subject().future().poll(noContext()))
                .isInstanceOf(IllegalStateException.class);
        world.checkNothingIsLost(ended);
    }

    private static Context noContext() {
        return Context.of(Waker.noop());
    }
}
