package dev.kyoto.task;

import static dev.kyoto.Kyoto.async;
import static dev.kyoto.Kyoto.spawnLocal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import dev.kyoto.runtime.JoinHandle;
import dev.kyoto.sync.Notify;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The futures that drive a set, polled by hand and ended at every step of their life, by {@code
 * cancel} and by {@code pollCancel}, with another drive beside them and with the set closed before each
 * step: the tasks of an open set are left for the next drive, those of a closed one have ended.
 */
@SuppressWarnings("try") // sets are closed in the middle, on purpose
class LocalDriveCancellationTest {

    /** Counts the wakes that asked for a poll. */
    private static final class Counting implements Waker {
        final AtomicInteger wakes = new AtomicInteger();

        @Override
        public void wake() {
            wakes.incrementAndGet();
        }

        boolean take() {
            return wakes.getAndSet(0) > 0;
        }
    }

    /** A future that is being polled by hand, as a task would: when it was woken. */
    private static final class Driven<T> {
        final Future<T> future;
        final Counting waker = new Counting();
        @Nullable Poll<T> end;
        @Nullable Throwable failure;

        Driven(Future<T> future) {
            this.future = future;
        }

        void poll() {
            if (end != null || failure != null) {
                return;
            }
            try {
                var polled = future.poll(Context.of(waker));
                end = polled.isReady() ? polled : null;
            } catch (RuntimeException thrown) {
                failure = thrown;
            }
        }

        void pollWhileWoken() {
            while (end == null && failure == null && waker.take()) {
                poll();
            }
        }
    }

    /** A set with tasks, a drive, and what may happen to them. */
    private static final class World implements AutoCloseable {
        final LocalSet set = LocalSet.create();
        final Notify gate = new Notify();
        final Notify rootGate = new Notify();
        final Notify cleanupGate = new Notify();
        final List<JoinHandle<Integer>> tasks = new ArrayList<>();
        final AtomicInteger cleanups = new AtomicInteger();
        final Driven<?> subject;
        @Nullable Driven<?> beside;
        boolean closed;

        World(boolean untilEnd) {
            for (int i = 0; i < 3; i++) {
                tasks.add(set.spawnLocal(this::work));
            }
            subject =
                    new Driven<Object>(
                            untilEnd
                                    ? cast(set.finished())
                                    : cast(set.runUntil(async(this::root))));
        }

        @SuppressWarnings("unchecked") // its value is not looked at
        private static Future<Object> cast(Future<?> future) {
            return (Future<Object>) future;
        }

        private int work() {
            gate.notified().await();
            return spawnLocal(() -> 2).await();
        }

        private int root() {
            try {
                rootGate.notified().await();
                return 1;
            } finally {
                cleanups.incrementAndGet();
            }
        }

        List<Runnable> steps() {
            return List.of(
                    subject::poll,
                    subject::poll, // for no reason
                    gate::notifyOne,
                    subject::pollWhileWoken,
                    gate::notifyOne,
                    gate::notifyOne,
                    subject::pollWhileWoken,
                    rootGate::notifyOne,
                    subject::pollWhileWoken);
        }

        void addBeside() {
            beside = new Driven<>(set.finished());
            beside.poll();
        }

        void closeSet() {
            closed = true;
            set.close();
        }

        void end(boolean awaited) {
            if (awaited && subject.end == null && subject.failure == null) {
                var cx = Context.of(subject.waker);
                int polls = 0;
                while (subject.future.pollCancel(cx).isPending()) {
                    assertThat(subject.waker.take()).as("pending means to be woken").isTrue();
                    assertThat(polls++).isLessThan(100);
                }
            }
            subject.future.cancel();
            subject.future.cancel();
            assertThat(subject.future.pollCancel(Context.of(Waker.noop())).isReady()).isTrue();
            assertThatThrownBy(() -> subject.future.poll(Context.of(Waker.noop())))
                    .isInstanceOf(IllegalStateException.class);
        }

        void check(boolean wasPolled) {
            if (beside != null) {
                beside.pollWhileWoken();
            }
            if (closed) {
                assertThat(set.size()).isZero();
                assertThat(tasks).allMatch(JoinHandle::isFinished);
                return;
            }
            assertThat(subject.failure).isNull();
            for (int i = 0; i < 3; i++) {
                gate.notifyOne();
                if (beside != null) {
                    beside.pollWhileWoken(); // it is woken by what the subject would have driven
                }
            }
            if (beside == null) {
                beside = new Driven<>(set.finished());
                beside.poll();
                gate.notifyOne();
                beside.pollWhileWoken();
                gate.notifyOne();
                beside.pollWhileWoken();
            }
            gate.notifyWaiters();
            beside.pollWhileWoken();
            assertThat(beside.end).as("the set's end, from the other drive").isNotNull();
            for (var task : tasks) {
                assertThat(task.await()).isEqualTo(2);
            }
        }

        @Override
        public void close() {
            set.close();
        }
    }

    @TestFactory
    List<DynamicTest> everyStep() {
        var tests = new ArrayList<DynamicTest>();
        int count;
        try (var world = new World(false)) {
            count = world.steps().size();
        }
        for (boolean untilEnd : new boolean[] {false, true}) {
            for (boolean awaited : new boolean[] {false, true}) {
                for (int endAt = 0; endAt <= count; endAt++) {
                    for (int besideAt = -1; besideAt <= endAt; besideAt++) {
                        for (int closeAt = -1; closeAt <= endAt; closeAt++) {
                            tests.add(test(untilEnd, awaited, endAt, besideAt, closeAt));
                        }
                    }
                }
            }
        }
        return tests;
    }

    private static DynamicTest test(
            boolean untilEnd, boolean awaited, int endAt, int besideAt, int closeAt) {
        return DynamicTest.dynamicTest(
                "%s, %s before step %d, another drive before %d, closed before %d"
                        .formatted(
                                untilEnd ? "finished" : "runUntil",
                                awaited ? "pollCancel" : "cancel",
                                endAt,
                                besideAt,
                                closeAt),
                () -> {
                    try (var world = new World(untilEnd)) {
                        run(world, awaited, endAt, besideAt, closeAt);
                    }
                });
    }

    private static void run(World world, boolean awaited, int endAt, int besideAt, int closeAt) {
        var steps = world.steps();
        for (int i = 0; i <= endAt; i++) {
            if (i == besideAt) {
                world.addBeside();
            }
            if (i == closeAt) {
                world.closeSet();
            }
            if (i < endAt) {
                steps.get(i).run();
            }
        }
        world.end(awaited);
        world.check(endAt > 0);
    }
}
