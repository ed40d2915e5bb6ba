package dev.kyoto.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every future of this package, cancelled at every moment: nothing may be lost or doubled. */
class CancellationTest {

    @TestFactory
    Stream<DynamicTest> joinNext() {
        return EveryMoment.of("joinNext", Joins::new).stream();
    }

    @TestFactory
    Stream<DynamicTest> joinNextOfAQueue() {
        return EveryMoment.of("joinNext", QueueJoins::new).stream();
    }

    @TestFactory
    Stream<DynamicTest> joinNextOfAMap() {
        return EveryMoment.of("joinNext", MapJoins::new).stream();
    }

    @TestFactory
    Stream<DynamicTest> joinAll() {
        return EveryMoment.of("joinAll", AllJoins::new).stream();
    }

    @TestFactory
    Stream<DynamicTest> shutdown() {
        return EveryMoment.of("shutdown", Shutdowns::new).stream();
    }

    @TestFactory
    Stream<DynamicTest> finished() {
        return EveryMoment.of("finished", Trackers::new).stream();
    }

    @TestFactory
    Stream<DynamicTest> tracked() {
        return EveryMoment.of("tracked", Tracked::new).stream();
    }

    @TestFactory
    Stream<DynamicTest> cancelled() {
        return EveryMoment.of("cancelled", Tokens::new).stream();
    }

    @TestFactory
    Stream<DynamicTest> runUntilCancelled() {
        return EveryMoment.of("runUntilCancelled", Runs::new).stream();
    }

    @TestFactory
    Stream<DynamicTest> abortOnClose() {
        return EveryMoment.of("AbortOnClose", Aborts::new).stream();
    }

    /** Three tasks, two of which end while the subject waits. */
    private static final class Joins extends EveryMoment.World {
        final JoinSet<Integer> set = new JoinSet<>();
        final List<Integer> taken = new ArrayList<>();
        final Hand<JoinResult<Integer>> subject;
        boolean closed;
        int spawned = 3;

        Joins() {
            for (int i = 0; i < 3; i++) {
                set.spawnOn(rig.handle(), rig.gated());
            }
            subject = new Hand<>(set.joinNext());
            steps.add(this::poll);
            steps.add(this::pollWithOtherWaker);
            steps.add(() -> rig.open(1));
            steps.add(() -> rig.open(0));
            steps.add(this::poll);
        }

        @Override
        Hand<?> subject() {
            return subject;
        }

        @Override
        Map<String, Runnable> disturbances() {
            var all = new LinkedHashMap<String, Runnable>();
            all.put("close", this::closeSet);
            all.put("tryJoinNext", this::take);
            all.put("abortAll", set::abortAll);
            all.put(
                    "spawn",
                    () -> {
                        set.spawnOn(rig.handle(), rig.gated());
                        spawned++;
                    });
            return all;
        }

        private void closeSet() {
            set.close();
            closed = true;
        }

        private void take() {
            var result = set.tryJoinNext();
            if (result != null) {
                taken.add(result.value());
            }
        }

        @Override
        void checkNothingIsLost(boolean subjectEnded) {
            for (int i = 0; i < rig.gates.size(); i++) {
                rig.open(i);
            }
            int joined = taken.size();
            if (subjectEnded && subject.value() != null) {
                joined++;
            }
            while (set.tryJoinNext() != null) {
                joined++;
            }
            assertThat(set.isEmpty()).isTrue();
            if (closed) {
                assertThat(joined).isLessThanOrEqualTo(spawned);
            } else {
                assertThat(joined).isEqualTo(spawned);
            }
            assertThat(rig.alive()).isZero();
            assertThat(Hand.polled(set.joinNext()).value()).isNull();
        }
    }

    /** A queue whose second task ends first. */
    private static final class QueueJoins extends EveryMoment.World {
        final JoinQueue<Integer> queue = new JoinQueue<>();
        final List<Integer> order = new ArrayList<>();
        final Hand<JoinResult<Integer>> subject;

        QueueJoins() {
            for (int i = 0; i < 3; i++) {
                queue.spawnOn(rig.handle(), rig.gated());
            }
            subject = new Hand<>(queue.joinNext());
            steps.add(this::poll);
            steps.add(() -> rig.open(1));
            steps.add(
                    () -> {
                        assertThat(subject.wakes()).isZero();
                        pollWithOtherWaker();
                    });
            steps.add(() -> rig.open(0));
            steps.add(this::poll);
        }

        @Override
        Hand<?> subject() {
            return subject;
        }

        @Override
        Map<String, Runnable> disturbances() {
            var all = new LinkedHashMap<String, Runnable>();
            all.put(
                    "tryJoinNext",
                    () -> {
                        var result = queue.tryJoinNext();
                        if (result != null) {
                            order.add(result.value());
                        }
                    });
            return all;
        }

        @Override
        void checkNothingIsLost(boolean subjectEnded) {
            if (subjectEnded) {
                order.add(subject.value().value());
            }
            for (int i = 0; i < 3; i++) {
                rig.open(i);
            }
            for (var next = queue.tryJoinNext(); next != null; next = queue.tryJoinNext()) {
                order.add(next.value());
            }
            assertThat(order).containsExactlyInAnyOrder(0, 1, 2);
            if (!subjectEnded) {
                assertThat(order).isSorted();
            }
        }
    }

    /** A map one of whose tasks was replaced. */
    private static final class MapJoins extends EveryMoment.World {
        final JoinMap<String, Integer> map = new JoinMap<>();
        final Hand<JoinMap.Joined<String, Integer>> subject;
        int joined;

        MapJoins() {
            map.spawnOn(rig.handle(), "a", rig.gated());
            map.spawnOn(rig.handle(), "a", rig.gated());
            map.spawnOn(rig.handle(), "b", rig.gated());
            subject = new Hand<>(map.joinNext());
            steps.add(this::poll);
            steps.add(rig::drive);
            steps.add(this::poll);
            steps.add(() -> rig.open(1));
            steps.add(this::pollWithOtherWaker);
        }

        @Override
        Hand<?> subject() {
            return subject;
        }

        @Override
        Map<String, Runnable> disturbances() {
            var all = new LinkedHashMap<String, Runnable>();
            all.put(
                    "tryJoinNext",
                    () -> {
                        if (map.tryJoinNext() != null) {
                            joined++;
                        }
                    });
            all.put("abort", () -> map.abort("b"));
            return all;
        }

        @Override
        void checkNothingIsLost(boolean subjectEnded) {
            if (subjectEnded) {
                joined++;
            }
            for (int i = 0; i < 3; i++) {
                rig.open(i);
            }
            while (map.tryJoinNext() != null) {
                joined++;
            }
            assertThat(joined).as("the task that was replaced is not joined").isEqualTo(2);
            assertThat(map.isEmpty()).isTrue();
            assertThat(Hand.polled(map.joinNext()).value()).isNull();
        }
    }

    /** Three tasks, one of which fails. */
    private static final class AllJoins extends EveryMoment.World {
        final JoinSet<Integer> set = new JoinSet<>();
        final Hand<List<Integer>> subject;
        boolean failed;

        AllJoins() {
            set.spawnOn(rig.handle(), rig.gated());
            set.spawnOn(rig.handle(), rig.gatedFailure());
            set.spawnOn(rig.handle(), rig.gated());
            subject = new Hand<>(set.joinAll());
            steps.add(this::guardedPoll);
            steps.add(() -> rig.open(0));
            steps.add(this::guardedPoll);
            steps.add(() -> rig.open(1));
            steps.add(this::guardedPoll);
            steps.add(rig::drive);
            steps.add(this::guardedPoll);
        }

        private void guardedPoll() {
            if (!failed) {
                try {
                    poll();
                } catch (RuntimeException e) {
                    failed = true;
                }
            }
        }

        @Override
        Hand<?> subject() {
            return subject;
        }

        @Override
        Map<String, Runnable> disturbances() {
            return new LinkedHashMap<>(Map.of("detachAll", set::detachAll));
        }

        @Override
        void checkNothingIsLost(boolean subjectEnded) {
            int left = set.size();
            rig.open(2);
            rig.open(1);
            rig.open(0);
            int joined = 0;
            while (set.tryJoinNext() != null) {
                joined++;
            }
            assertThat(joined).isEqualTo(left);
            assertThat(rig.alive()).isZero();
        }
    }

    /** Two tasks to be shut down, one of which had failed. */
    private static final class Shutdowns extends EveryMoment.World {
        final JoinSet<Integer> set = new JoinSet<>();
        final Hand<Void> subject;

        Shutdowns() {
            set.spawnOn(rig.handle(), rig.gatedFailure());
            set.spawnOn(rig.handle(), rig.gated());
            rig.open(0);
            subject = new Hand<>(set.shutdown());
            steps.add(this::poll);
            steps.add(this::pollWithOtherWaker);
            steps.add(rig::drive);
            steps.add(this::poll);
        }

        @Override
        Hand<?> subject() {
            return subject;
        }

        @Override
        Map<String, Runnable> disturbances() {
            return new LinkedHashMap<>(Map.of("close", set::close));
        }

        @Override
        void checkNothingIsLost(boolean subjectEnded) {
            if (subjectEnded) {
                assertThat(set.isEmpty()).isTrue();
            }
            var again = Hand.polled(set.shutdown());
            rig.drive();
            assertThat(again.isReady() || again.pollIfWoken().isReady()).isTrue();
            assertThat(rig.alive()).isZero();
            assertThat(rig.uncaught).as("the failure is told, once").hasSize(1);
        }
    }

    /** A tracker that is closed and becomes empty. */
    private static final class Trackers extends EveryMoment.World {
        final TaskTracker tracker = new TaskTracker();
        final TaskTracker.Token token = tracker.token();
        final Hand<Void> subject = new Hand<>(tracker.finished());

        Trackers() {
            steps.add(this::poll);
            steps.add(tracker::close);
            steps.add(this::pollWithOtherWaker);
            steps.add(token::close);
            steps.add(this::poll);
        }

        @Override
        Hand<?> subject() {
            return subject;
        }

        @Override
        Map<String, Runnable> disturbances() {
            var all = new LinkedHashMap<String, Runnable>();
            all.put("reopen", tracker::reopen);
            all.put("close", tracker::close);
            return all;
        }

        @Override
        void checkNothingIsLost(boolean subjectEnded) {
            var other = Hand.polled(tracker.finished());
            token.close();
            tracker.close();
            assertThat(other.isReady() || other.pollIfWoken().isReady()).isTrue();
            assertThat(tracker.isEmpty()).isTrue();
        }
    }

    /** A future that is counted. */
    private static final class Tracked extends EveryMoment.World {
        final TaskTracker tracker = new TaskTracker();
        final Hand<Integer> subject = new Hand<>(tracker.track(new TwoTurns()));

        Tracked() {
            steps.add(this::poll);
            steps.add(this::poll);
        }

        @Override
        Hand<?> subject() {
            return subject;
        }

        @Override
        Map<String, Runnable> disturbances() {
            return Map.of();
        }

        @Override
        void checkNothingIsLost(boolean subjectEnded) {
            assertThat(tracker.isEmpty()).isTrue();
        }
    }

    /** Ready at the second poll, and needs two polls to be cancelled. */
    private static final class TwoTurns implements Future<Integer> {
        int polls;
        int cancels;
        boolean ended;

        @Override
        public Poll<Integer> poll(Context cx) {
            if (ended) {
                throw new IllegalStateException("ended");
            }
            polls++;
            ended = polls == 2;
            return ended ? Poll.ready(5) : Poll.pending();
        }

        @Override
        public void cancel() {
            ended = true;
        }

        @Override
        public Poll<Void> pollCancel(Context cx) {
            cancels++;
            if (ended || cancels == 2) {
                ended = true;
                return Poll.ready(null);
            }
            return Poll.pending();
        }
    }

    /** A child that is cancelled by its parent. */
    private static final class Tokens extends EveryMoment.World {
        final CancellationToken parent = new CancellationToken();
        final CancellationToken child = parent.child();
        final Hand<Void> subject = new Hand<>(child.cancelled());
        Hand<Void> follower;

        Tokens() {
            steps.add(this::poll);
            steps.add(this::pollWithOtherWaker);
            steps.add(parent::cancel);
            steps.add(this::poll);
        }

        @Override
        Hand<?> subject() {
            return subject;
        }

        @Override
        Map<String, Runnable> disturbances() {
            var all = new LinkedHashMap<String, Runnable>();
            all.put("another waits", () -> follower = Hand.polled(child.cancelled()));
            all.put("child.cancel", child::cancel);
            return all;
        }

        @Override
        void checkNothingIsLost(boolean subjectEnded) {
            parent.cancel();
            if (follower != null && !follower.isReady()) {
                assertThat(follower.wakes()).isEqualTo(1);
                assertThat(follower.poll().isReady()).isTrue();
            }
            assertThat(child.isCancelled()).isTrue();
            assertThat(Hand.polled(child.cancelled()).isReady()).isTrue();
        }
    }

    /** A future with cleanup, under a token. */
    private static final class Runs extends EveryMoment.World {
        final CancellationToken token = new CancellationToken();
        final TwoTurns inner = new TwoTurns();
        final Hand<Integer> subject = new Hand<>(token.runUntilCancelled(inner));

        Runs() {
            steps.add(this::poll);
            steps.add(token::cancel);
            steps.add(this::poll);
            steps.add(this::poll);
        }

        @Override
        Hand<?> subject() {
            return subject;
        }

        @Override
        Map<String, Runnable> disturbances() {
            return Map.of("cancel", token::cancel);
        }

        @Override
        void checkNothingIsLost(boolean subjectEnded) {
            assertThat(inner.ended).as("the inner future has ended").isTrue();
            if (subjectEnded) {
                assertThat(subject.value()).isIn(5, null);
                assertThat(subject.value() == null).isEqualTo(inner.polls < 2);
            }
        }
    }

    /** A task that must not outlive its handle. */
    private static final class Aborts extends EveryMoment.World {
        final Hand<Integer> subject = new Hand<>(AbortOnClose.of(rig.handle().spawn(rig.gated())));

        Aborts() {
            steps.add(this::poll);
            steps.add(this::pollWithOtherWaker);
            steps.add(() -> rig.open(0));
            steps.add(this::poll);
        }

        @Override
        Hand<?> subject() {
            return subject;
        }

        @Override
        Map<String, Runnable> disturbances() {
            return Map.of();
        }

        @Override
        void checkNothingIsLost(boolean subjectEnded) {
            rig.drive();
            assertThat(rig.alive()).isZero();
            assertThat(rig.uncaught).isEmpty();
        }
    }
}
