package dev.kyoto.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.Context;
import dev.kyoto.future.Waker;
import dev.kyoto.internal.util.Sizes;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sets polled by hand, on a runtime that makes progress only when told to. */
class MembersTest {

    /** What it costs to join a hundred tasks, with so many that do not end beside them. */
    @ParameterizedTest
    @ValueSource(ints = {1_000, 100_000})
    void joiningCostsTheSameHoweverManyTasksThereAre(int idle) {
        var looks = new AtomicInteger();
        var members = new Members<Members.Member>("set", false);
        for (int i = 0; i < idle; i++) {
            assertThat(members.add(new Members.Member(members) {})).isTrue();
        }
        int polls = 0;
        int wakes = 0;
        for (int i = 0; i < 100; i++) {
            var member = new Members.Member(members) {};
            assertThat(members.add(member)).isTrue();
            var joining =
                    Hand.polled(
                            new JoinNext<>(
                                    members,
                                    it -> {
                                        looks.incrementAndGet();
                                        return it;
                                    }));
            assertThat(joining.isReady()).isFalse();
            member.wake();
            member.wake(); // spurious
            wakes += joining.wakes();
            assertThat(joining.poll().value()).isSameAs(member);
            polls += joining.polls();
        }
        assertThat(polls).isEqualTo(200);
        assertThat(wakes).isEqualTo(100);
        assertThat(looks).as("members looked at").hasValue(100);
        assertThat(members.size()).isEqualTo(idle);
    }

    @Test
    void aTaskThatEndsBeforeItIsWatchedIsJoined() {
        try (var rig = new Rig();
                var set = new JoinSet<Integer>()) {
            rig.shutdown(); // a closed runtime gives tasks that have ended already
            set.spawnOn(rig.handle(), rig.gated());
            assertThat(set.size()).isEqualTo(1);
            assertThat(set.tryJoinNext())
                    .isInstanceOfSatisfying(
                            JoinResult.Failed.class,
                            it -> assertThat(it.failure().isCancelled()).isTrue());
            assertThat(set.isEmpty()).isTrue();
        }
    }

    @Test
    void twoFuturesThatWaitAreRefusedAndTheFirstGoesOn() {
        try (var rig = new Rig();
                var set = new JoinSet<Integer>()) {
            set.spawnOn(rig.handle(), rig.gated());
            var first = Hand.polled(set.joinNext());
            var second = new Hand<>(set.shutdown());
            assertThatThrownBy(second::poll)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("joinNext() and shutdown()");
            second.future().cancel();
            rig.open(0);
            assertThat(first.pollIfWoken().value().value())
                    .as("the refused shutdown has aborted nothing")
                    .isEqualTo(0);
        }
    }

    @Test
    void aFutureThatWasCancelledMakesWayForTheNext() {
        try (var rig = new Rig();
                var set = new JoinSet<Integer>()) {
            set.spawnOn(rig.handle(), rig.gated());
            var first = Hand.polled(set.joinNext());
            first.future().cancel();
            var second = Hand.polled(set.joinNext());
            rig.open(0);
            assertThat(first.wakes()).isZero();
            assertThat(second.pollIfWoken().value().isDone()).isTrue();
        }
    }

    @Test
    void whoeverWaitsSeesTheSetBecomeEmpty() {
        try (var rig = new Rig();
                var set = new JoinSet<Integer>()) {
            set.spawnOn(rig.handle(), rig.gated());
            var waiting = Hand.polled(set.joinNext());
            set.detachAll();
            assertThat(waiting.pollIfWoken().isReady()).isTrue();
            assertThat(waiting.value()).isNull();
            rig.open(0);
        }
    }

    @Test
    void joinNextTakesOneUnitForEachTask() {
        try (var rig = new Rig();
                var set = new JoinSet<Integer>()) {
            for (int i = 0; i < Sizes.BUDGET + 1; i++) {
                set.spawnOn(rig.handle(), rig.gated());
            }
            for (int i = 0; i < Sizes.BUDGET + 1; i++) {
                rig.open(i);
            }
            var wakes = new AtomicInteger();
            Waker waker = wakes::incrementAndGet;
            var cx = Context.of(waker);
            for (int i = 0; i < Sizes.BUDGET; i++) {
                assertThat(set.joinNext().poll(cx).value().value()).isEqualTo(i);
            }
            var last = set.joinNext();
            assertThat(last.poll(cx).isPending()).isTrue();
            assertThat(wakes).hasValue(1);
            cx.startTurn();
            assertThat(last.poll(cx).value().isDone()).isTrue();
            assertThat(Hand.polled(set.joinAll()).value()).isEmpty();
        }
    }

    @Test
    void joinAllOfManyYieldsAndGoesOn() {
        try (var rig = new Rig();
                var set = new JoinSet<Integer>()) {
            int count = 3 * Sizes.BUDGET;
            for (int i = 0; i < count; i++) {
                set.spawnOn(rig.handle(), rig.gated());
            }
            for (int i = count - 1; i >= 0; i--) {
                rig.open(i);
            }
            var all = Hand.polled(set.joinAll());
            while (!all.isReady()) {
                assertThat(all.wakes()).isPositive();
                all.pollIfWoken();
            }
            assertThat(all.value()).hasSize(count).isSortedAccordingTo((a, b) -> b - a);
        }
    }

    @Test
    void aDetachedTaskDoesNotCallItsSet() {
        try (var rig = new Rig()) {
            var set = new JoinSet<Integer>();
            set.spawnOn(rig.handle(), rig.gated());
            set.detachAll();
            set.spawnOn(rig.handle(), rig.gated());
            var waiting = Hand.polled(set.joinNext());
            rig.open(0);
            assertThat(waiting.wakes()).isZero();
            rig.open(1);
            assertThat(waiting.pollIfWoken().value().value()).isEqualTo(1);
        }
    }

    @Test
    void whatWasStartedWhileTheSetWasClosedIsAborted() {
        try (var rig = new Rig()) {
            var set = new JoinSet<Integer>();
            assertThatThrownBy(
                            () ->
                                    set.admit(
                                            () -> {
                                                var handle = rig.handle().spawn(rig.gated());
                                                set.close();
                                                return handle;
                                            }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("was closed and takes no more tasks");
            rig.drive();
            assertThat(rig.alive()).isZero();
        }
    }

    @Test
    void aKeyThatIsUsedAgainAbortsTheFirstTask() {
        try (var rig = new Rig();
                var map = new JoinMap<String, Integer>()) {
            var first = map.spawnOn(rig.handle(), "key", rig.gated());
            var second = map.spawnOn(rig.handle(), "key", rig.gated());
            assertThat(map.size()).isEqualTo(1);
            assertThat(map.containsTask(first.id())).isFalse();
            assertThat(map.containsTask(second.id())).isTrue();
            rig.drive();
            assertThat(first.isFinished()).isTrue();
            assertThat(map.tryJoinNext()).isNull();
            rig.open(1);
            var joined = map.tryJoinNext();
            assertThat(joined.key()).isEqualTo("key");
            assertThat(joined.result().value()).isEqualTo(1);
            assertThat(map.isEmpty()).isTrue();
        }
    }

    @Test
    void theFailureOfAReplacedTaskIsTold() {
        try (var rig = new Rig();
                var map = new JoinMap<String, Integer>()) {
            map.spawnOn(rig.handle(), "key", rig.gatedFailure());
            rig.open(0);
            map.spawnOn(rig.handle(), "key", rig.gated());
            assertThat(map.tryJoinNext()).isNull();
            assertThat(rig.uncaught).singleElement().isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aFailureThatNobodyJoinedIsToldWhenTheSetIsClosed() {
        try (var rig = new Rig()) {
            var set = new JoinSet<Integer>();
            set.spawnOn(rig.handle(), rig.gatedFailure());
            rig.open(0);
            assertThat(rig.uncaught).isEmpty();
            set.close();
            set.close();
            assertThat(rig.uncaught).singleElement().isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aQueueWakesItsJoinerForTheOldestOnly() {
        try (var rig = new Rig();
                var queue = new JoinQueue<Integer>()) {
            for (int i = 0; i < 3; i++) {
                queue.spawnOn(rig.handle(), rig.gated());
            }
            var order = new ArrayList<Integer>();
            var waiting = Hand.polled(queue.joinNext());
            rig.open(2);
            rig.open(1);
            assertThat(waiting.wakes()).isZero();
            assertThat(queue.tryJoinNext()).isNull();
            rig.open(0);
            order.add(waiting.pollIfWoken().value().value());
            for (var next = queue.tryJoinNext(); next != null; next = queue.tryJoinNext()) {
                order.add(next.value());
            }
            assertThat(order).containsExactly(0, 1, 2);
        }
    }
}
