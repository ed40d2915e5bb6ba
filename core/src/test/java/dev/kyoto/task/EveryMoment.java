package dev.kyoto.task;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.Context;
import dev.kyoto.future.Waker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.DynamicTest;

/**
 * Cancels a future before each step of its life, once with {@code cancel} and once with {@code
 * pollCancel}, and with each disturbance at each moment before that.
 */
final class EveryMoment {
    private EveryMoment() {}

    /** A future in a small world of its own. */
    abstract static class World implements AutoCloseable {
        final Rig rig = new Rig();
        final List<Runnable> steps = new ArrayList<>();

        abstract Hand<?> subject();

        /** What others may do at any moment; by name, in a fixed order. */
        abstract Map<String, Runnable> disturbances();

        /** Ends everything, and counts. */
        abstract void checkNothingIsLost(boolean subjectEnded);

        final void poll() {
            if (!subject().isReady()) {
                var _ = subject().poll();
            }
        }

        final void pollWithOtherWaker() {
            if (!subject().isReady()) {
                var _ = subject().pollWithOtherWaker();
            }
        }

        @Override
        public void close() {
            rig.close();
        }
    }

    static List<DynamicTest> of(String name, Supplier<World> worlds) {
        var tests = new ArrayList<DynamicTest>();
        int count;
        List<String> disturbances;
        try (var world = worlds.get()) {
            count = world.steps.size();
            disturbances = new ArrayList<>(world.disturbances().keySet());
        }
        disturbances.add("nothing");
        for (int cancelAt = 0; cancelAt <= count; cancelAt++) {
            for (var what : disturbances) {
                for (int at = 0; at <= (what.equals("nothing") ? 0 : cancelAt); at++) {
                    for (boolean polled : new boolean[] {false, true}) {
                        int cancel = cancelAt;
                        int disturb = at;
                        tests.add(
                                DynamicTest.dynamicTest(
                                        "%s, %s before step %d, %s before step %d"
                                                .formatted(
                                                        name,
                                                        polled ? "pollCancel" : "cancel",
                                                        cancel,
                                                        what,
                                                        disturb),
                                        () -> run(worlds.get(), cancel, polled, what, disturb)));
                    }
                }
            }
        }
        return tests;
    }

    private static void run(World world, int cancelAt, boolean polled, String what, int disturbAt) {
        try (world) {
            for (int i = 0; i <= cancelAt; i++) {
                if (i == disturbAt) {
                    world.disturbances().getOrDefault(what, () -> {}).run();
                }
                if (i < cancelAt) {
                    world.steps.get(i).run();
                }
            }
            boolean ended = world.subject().isReady();
            var future = world.subject().future();
            if (polled) {
                while (future.pollCancel(Context.of(Waker.noop())).isPending()) {
                    world.rig.drive();
                }
            } else {
                future.cancel();
            }
            future.cancel();
            assertThatThrownBy(() -> future.poll(Context.of(Waker.noop())))
                    .isInstanceOf(IllegalStateException.class);
            world.checkNothingIsLost(ended);
        }
    }
}
