package dev.kyoto.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever waits is served first come, first served; and leaving costs the same in any crowd. */
@Timeout(60)
class QueueOrderTest {
    private static final int WAITERS = 10_000;

    /** A primitive that is held, so that everybody has to wait. */
    private interface Line {
        /** The wait of one of them. */
        Future<?> join(int number);

        /** What was held is let go of. */
        void open();

        /** One has had its turn: it lets the next one have it. */
        void passOn(Object value);
    }

    private static final class SemaphoreLine implements Line {
        private final Semaphore semaphore = Semaphore.of(3);
        private final Semaphore.Permit held = semaphore.tryAcquireMany(3);

        @Override
        public Future<?> join(int number) {
            return semaphore.acquireMany(1 + number % 3);
        }

        @Override
        public void open() {
            held.close();
        }

        @Override
        public void passOn(Object value) {
            ((Semaphore.Permit) value).close();
        }
    }

    private static final class MutexLine implements Line {
        private final Mutex<String> mutex = Mutex.of("value");
        private final Mutex.Guard<String> held = mutex.tryLock();

        @Override
        public Future<?> join(int number) {
            return mutex.lock();
        }

        @Override
        public void open() {
            held.close();
        }

        @Override
        public void passOn(Object value) {
            ((Mutex.Guard<?>) value).close();
        }
    }

    /** Every third one writes; so two readers go in together, and the writers one by one. */
    private static final class RwLockLine implements Line {
        private final RwLock<String> lock = RwLock.of("value");
        private final RwLock.WriteGuard<String> held = lock.tryWrite();

        @Override
        public Future<?> join(int number) {
            return number % 3 == 0 ? lock.write() : lock.read();
        }

        @Override
        public void open() {
            held.close();
        }

        @Override
        public void passOn(Object value) {
            if (value instanceof RwLock.WriteGuard<?> writer) {
                assertThat(lock.tryRead()).isNull();
                writer.close();
            } else {
                assertThat(lock.tryWrite()).isNull();
                ((RwLock.ReadGuard<?>) value).close();
            }
        }
    }

    private static final class SendLine implements Line {
        private final Mpsc.Bounded<Integer> channel = Mpsc.bounded(1);
        private int last = -1;

        SendLine() {
            assertThat(channel.sender().trySend(-1).isSent()).isTrue();
        }

        @Override
        public Future<?> join(int number) {
            return channel.sender().send(number);
        }

        @Override
        public void open() {
            assertThat(channel.receiver().recv().await()).isEqualTo(-1);
        }

        @Override
        public void passOn(Object value) {
            int next = channel.receiver().recv().await();
            assertThat(next).as("messages arrive in the order of the sends").isGreaterThan(last);
            last = next;
        }
    }

    private static final class NotifyLine implements Line {
        private final Notify notify = new Notify();

        @Override
        public Future<?> join(int number) {
            return notify.notified();
        }

        @Override
        public void open() {
            notify.notifyOne();
        }

        @Override
        public void passOn(Object value) {
            notify.notifyOne();
        }
    }

    /** The turn to initialise: each one fails, and the next one tries. */
    private static final class OnceCellLine implements Line {
        private final OnceCell<String> cell = OnceCell.of();
        private final Future<String> first = cell.getOrInit(Making::new);

        OnceCellLine() {
            assertThat(Polled.polled(first).isReady()).isFalse();
        }

        @Override
        public Future<?> join(int number) {
            return cell.getOrInit(
                    () -> {
                        throw new ArithmeticException();
                    });
        }

        @Override
        public void open() {
            first.cancel();
        }

        @Override
        public void passOn(Object value) {
            assertThat(value).isInstanceOf(ArithmeticException.class);
        }
    }

    private static Named<Supplier<Line>> line(String name, Supplier<Line> made) {
        return Named.of(name, made);
    }

    static Stream<Named<Supplier<Line>>> lines() {
        return Stream.of(
                line("Semaphore", SemaphoreLine::new),
                line("Mutex", MutexLine::new),
                line("RwLock", RwLockLine::new),
                line("bounded Mpsc", SendLine::new),
                line("Notify", NotifyLine::new),
                line("OnceCell", OnceCellLine::new));
    }

    /** The waits of a line, and who was woken so far. */
    private static final class Crowd {
        final Line line;
        final List<Future<?>> waits = new ArrayList<>();
        final List<Integer> woken = new ArrayList<>();
        final Set<Integer> gone = new HashSet<>();

        Crowd(Line line) {
            this.line = line;
            for (int i = 0; i < WAITERS; i++) {
                var wait = line.join(i);
                waits.add(wait);
                assertThat(wait.poll(context(i)).isPending()).isTrue();
            }
        }

        private Context context(int number) {
            return Context.of(() -> woken.add(number));
        }

        void leave(int number) {
            waits.get(number).cancel();
            gone.add(number);
        }

        /** All are served, each one before anybody behind it; those who left are not. */
        void serve() {
            assertThat(woken).isEmpty();
            line.open();
            var expected = new ArrayList<Integer>();
            for (int i = 0; i < WAITERS; i++) {
                if (gone.contains(i)) {
                    continue;
                }
                expected.add(i);
                assertThat(woken.size())
                        .as("woken in time")
                        .isGreaterThanOrEqualTo(expected.size());
                assertThat(woken.get(expected.size() - 1)).isEqualTo(i);
                line.passOn(outcome(i));
            }
            assertThat(woken).isEqualTo(expected);
        }

        private Object outcome(int number) {
            try {
                var poll = waits.get(number).poll(context(number));
                assertThat(poll.isReady()).isTrue();
                return poll.value();
            } catch (ArithmeticException e) {
                return e;
            }
        }
    }

    @ParameterizedTest
    @MethodSource("lines")
    void tenThousandAreServedInTheOrderOfTheirFirstPolls(Supplier<Line> line) {
        new Crowd(line.get()).serve();
    }

    @ParameterizedTest
    @MethodSource("lines")
    void thoseWhoLeaveFromTheMiddleLeaveTheOrderOfTheOthersAlone(Supplier<Line> line) {
        var crowd = new Crowd(line.get());
        crowd.leave(0);
        crowd.leave(WAITERS - 1);
        for (int i = 5; i < 500; i += 3) {
            crowd.leave(i);
        }
        crowd.serve();
    }

    /**
     * The work of leaving does not depend on how many wait: the queue is cut on both sides of the
     * one who leaves, three places away, so that a walk from either end does not come there, and a
     * walk from there does not come to an end of the queue.
     */
    @ParameterizedTest
    @MethodSource("lines")
    void whoLeavesFromTheMiddleTouchesItsNeighboursOnly(Supplier<Line> line) {
        var crowd = new Crowd(line.get());
        int middle = WAITERS / 2;
        leaveWithoutTheOthers(crowd.waits, middle);
        crowd.gone.add(middle);
        crowd.serve();
    }

    private static void leaveWithoutTheOthers(List<Future<?>> waits, int middle) {
        var nodes = waits.stream().<Waiter<?>>map(it -> (Waiter<?>) it).toList();
        int[] gaps = {middle - 3, middle + 2};
        for (int gap : gaps) {
            nodes.get(gap).next = null;
            nodes.get(gap + 1).prev = null;
        }
        nodes.get(middle).cancel();
        for (int gap : gaps) {
            nodes.get(gap).next = nodes.get(gap + 1);
            nodes.get(gap + 1).prev = nodes.get(gap);
        }
        assertThat(nodes.get(middle - 1).next == nodes.get(middle + 1)).isTrue();
        assertThat(nodes.get(middle + 1).prev == nodes.get(middle - 1)).isTrue();
        assertThat(nodes.get(middle).next == null && nodes.get(middle).prev == null).isTrue();
    }

    @ParameterizedTest
    @MethodSource("gatherings")
    void whoLeavesAGatheringTouchesItsNeighboursOnly(Supplier<Gathering> made) {
        var gathering = made.get();
        var waits = new ArrayList<Future<?>>();
        var woken = new ArrayList<Integer>();
        for (int i = 0; i < WAITERS; i++) {
            int number = i;
            var wait = gathering.join();
            waits.add(wait);
            assertThat(wait.poll(Context.of(() -> woken.add(number))).isPending()).isTrue();
        }
        int middle = WAITERS / 2;
        leaveWithoutTheOthers(waits, middle);
        gathering.goOn();
        assertThat(woken).hasSize(WAITERS - 1).isSorted().doesNotContain(middle);
    }

    /** A primitive that lets all who wait go on at once. */
    private interface Gathering {
        Future<?> join();

        void goOn();
    }

    private static final class BarrierGathering implements Gathering {
        private final Barrier barrier = Barrier.of(WAITERS + 1);

        @Override
        public Future<?> join() {
            return barrier.arrive();
        }

        /** One has left, and its place is taken by the first of two. */
        @Override
        public void goOn() {
            assertThat(Polled.polled(barrier.arrive()).isReady()).isFalse();
            assertThat(Polled.polled(barrier.arrive()).value().isLeader()).isTrue();
        }
    }

    private static final class SetOnceGathering implements Gathering {
        private final SetOnce<String> once = SetOnce.of();

        @Override
        public Future<?> join() {
            return once.whenSet();
        }

        @Override
        public void goOn() {
            assertThat(once.set("value")).isTrue();
        }
    }

    private static final class NotifyGathering implements Gathering {
        private final Notify notify = new Notify();

        @Override
        public Future<?> join() {
            return notify.notified();
        }

        @Override
        public void goOn() {
            notify.notifyWaiters();
        }
    }

    static Stream<Named<Supplier<Gathering>>> gatherings() {
        return Stream.of(
                Named.of("Barrier", BarrierGathering::new),
                Named.of("SetOnce", SetOnceGathering::new),
                Named.of("Notify", NotifyGathering::new));
    }
}
