package dev.kyoto.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import dev.kyoto.sync.Notify;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every future of this package, cancelled at every step of its life, and with its runtime shut down
 * before each step: no timer may stay behind, and nothing that was not returned may be lost.
 */
class TimeCancellationTest {

    /** A future in a small world with a clock of its own, and what may happen step by step. */
    private abstract static class World {
        record Step(String name, Runnable action) {}

        final TestTime time = new TestTime();
        final List<Step> steps = new ArrayList<>();
        boolean ended;

        /** It has ended by an exception. */
        boolean failed;

        boolean shut;

        abstract Future<?> subject();

        /** What must be true afterwards; the subject was cancelled, or has ended before. */
        abstract void checkNothingIsLost();

        final void step(String name, Runnable action) {
            steps.add(new Step(name, action));
        }

        final void pollStep() {
            step("poll", () -> poll(time.cx));
        }

        final void pollWithAnotherWakerStep() {
            step("poll with another waker", () -> poll(Context.of(Waker.noop())));
        }

        final void timeStep(long millis) {
            step(millis + " ms pass", () -> time.advance(millis));
        }

        private void poll(Context cx) {
            if (ended) {
                return;
            }
            try {
                ended = subject().poll(cx).isReady();
            } catch (Elapsed e) {
                ended = true;
                failed = true;
            } catch (IllegalStateException e) {
                assertThat(shut).as("shut down, as the future says").isTrue();
                ended = true;
                failed = true;
            }
        }
    }

    private static final class Sleeping extends World {
        final Sleep sleep = time.sleep(10);

        Sleeping() {
            pollStep();
            pollWithAnotherWakerStep();
            step("moved to later", () -> sleep.reset(time.at(20)));
            pollStep();
            timeStep(10);
            pollStep();
            step("moved to earlier", () -> sleep.reset(time.at(12)));
            timeStep(5);
            pollStep();
        }

        @Override
        Future<?> subject() {
            return sleep;
        }

        @Override
        void checkNothingIsLost() {}
    }

    private static final class Ticking extends World {
        final Interval interval =
                new Interval(time.driver, 10 * TestTime.MS, Duration.ofMillis(10));
        final Future<AsyncInstant> tick = interval.tick();

        Ticking() {
            pollStep();
            pollWithAnotherWakerStep();
            timeStep(5);
            pollStep();
            timeStep(5);
            pollStep();
        }

        @Override
        Future<?> subject() {
            return tick;
        }

        @Override
        void checkNothingIsLost() {
            if (shut) {
                return;
            }
            time.advance(50);
            var next = interval.tick().poll(time.cx);
            assertThat(next.value()).isEqualTo(time.at(ended && !failed ? 20 : 10));
        }
    }

    /** A timeout around a wait that must hand its notification on. */
    private static final class TimingOut extends World {
        final Notify notify = new Notify();
        final Timeout<@Nullable Void> timeout =
                new Timeout<>(notify.notified(), time.sleep(10), Duration.ofMillis(10));

        final boolean inTime;
        boolean notified;

        TimingOut(boolean inTime) {
            this.inTime = inTime;
            pollStep();
            pollWithAnotherWakerStep();
            timeStep(inTime ? 5 : 10);
            if (inTime) {
                step("notified", this::notifyOne);
            }
            pollStep();
            if (!inTime) {
                step("notified too late", this::notifyOne);
            }
        }

        private void notifyOne() {
            notified = true;
            notify.notifyOne();
        }

        @Override
        Future<?> subject() {
            return timeout;
        }

        @Override
        void checkNothingIsLost() {
            assertThat(notify.notified().poll(time.cx).isReady())
                    .as("the notification is there for the next, unless it was returned")
                    .isEqualTo(notified && !(inTime && ended && !failed));
        }
    }

    private static final class Expiring extends World {
        final DelayQueue<String> queue = new DelayQueue<>(time.driver);
        final List<String> inserted = new ArrayList<>();
        final DelayQueue.Key first = insert("first", 10);
        final Future<DelayQueue.@Nullable Expired<String>> wait = queue.nextExpired();
        @Nullable String returned;

        Expiring() {
            step("poll", this::pollQueue);
            pollWithAnotherWakerStep();
            step("an earlier value", () -> insert("second", 5));
            step("poll", this::pollQueue);
            step("the first one is moved to earlier", () -> queue.resetAt(first, time.at(2)));
            step("poll", this::pollQueue);
            step("the first one is moved to later", () -> queue.resetAt(first, time.at(20)));
            timeStep(3);
            step("poll", this::pollQueue);
            timeStep(2);
            step("poll", this::pollQueue);
        }

        private DelayQueue.Key insert(String value, long millis) {
            inserted.add(value);
            return queue.insertAt(value, time.at(millis));
        }

        private void pollQueue() {
            if (ended) {
                return;
            }
            Poll<DelayQueue.@Nullable Expired<String>> poll;
            try {
                poll = wait.poll(time.cx);
            } catch (IllegalStateException e) {
                assertThat(shut).isTrue();
                ended = true;
                return;
            }
            ended = poll.isReady();
            if (ended) {
                returned = poll.value().value();
            }
        }

        @Override
        Future<?> subject() {
            return wait;
        }

        @Override
        void checkNothingIsLost() {
            var left = new ArrayList<>(inserted);
            left.remove(returned);
            assertThat(queue.size()).isEqualTo(left.size());
            time.advance(100);
            // What is due is handed out after a shutdown too.
            for (int i = left.size(); i > 0; i--) {
                var expired = queue.nextExpired().poll(time.cx).value();
                assertThat(left.remove(expired.value())).isTrue();
            }
            assertThat(queue.nextExpired().poll(time.cx).value()).isNull();
        }
    }

    /** A queue whose values all go away while somebody waits. */
    private static final class Emptied extends World {
        final DelayQueue<String> queue = new DelayQueue<>(time.driver);
        final DelayQueue.Key only = queue.insertAt("only", time.at(10));
        final Future<DelayQueue.@Nullable Expired<String>> wait = queue.nextExpired();

        Emptied() {
            pollStep();
            step("removed", () -> queue.remove(only));
            pollStep();
        }

        @Override
        Future<?> subject() {
            return wait;
        }

        @Override
        void checkNothingIsLost() {
            var free = queue.nextExpired();
            time.advance(10);
            assertThat(free.poll(time.cx).isReady()).as("the place of the waiter is free").isTrue();
        }
    }

    @TestFactory
    Stream<DynamicTest> cancelledAtEveryStep() {
        var tests = new ArrayList<DynamicTest>();
        generate(tests, "sleep", Sleeping::new);
        generate(tests, "interval.tick", Ticking::new);
        generate(tests, "timeout, in time", () -> new TimingOut(true));
        generate(tests, "timeout, too late", () -> new TimingOut(false));
        generate(tests, "delayQueue.nextExpired", Expiring::new);
        generate(tests, "delayQueue.nextExpired, emptied", Emptied::new);
        return tests.stream();
    }

    private static void generate(List<DynamicTest> tests, String name, Supplier<World> worlds) {
        int count = worlds.get().steps.size();
        for (int cancelAt = 0; cancelAt <= count; cancelAt++) {
            for (int shutAt = -1; shutAt <= cancelAt; shutAt++) {
                int cancel = cancelAt;
                int shut = shutAt;
                tests.add(
                        DynamicTest.dynamicTest(
                                "%s, cancelled before step %d, shut down before %d"
                                        .formatted(name, cancel, shut),
                                () -> run(worlds.get(), cancel, shut)));
            }
        }
    }

    private static void run(World world, int cancelAt, int shutAt) {
        for (int i = 0; i <= cancelAt; i++) {
            if (i == shutAt) {
                world.time.driver.shutdown();
                world.shut = true;
            }
            if (i < cancelAt) {
                world.steps.get(i).action().run();
            }
        }
        world.subject().cancel();
        world.subject().cancel();
        assertThat(world.time.driver.pending()).as("timers left behind").isZero();
        assertThatThrownBy(() -> world.subject().poll(Context.of(Waker.noop())))
                .isInstanceOf(IllegalStateException.class);
        world.checkNothingIsLost();
    }
}
