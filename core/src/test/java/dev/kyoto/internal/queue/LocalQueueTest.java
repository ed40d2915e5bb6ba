package dev.kyoto.internal.queue;

import static dev.kyoto.internal.queue.Tasks.drain;
import static dev.kyoto.internal.queue.Tasks.fill;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.internal.util.Sizes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Every edge of a queue of four slots, with indexes that start here and there. */
@ParameterizedClass
@ValueSource(ints = {0, 3, Integer.MAX_VALUE - 2, Integer.MIN_VALUE, -1, -3})
class LocalQueueTest {
    private final int firstIndex;
    private final LocalQueue<Integer> queue;
    private final LocalQueue<Integer> mine;
    private final Recorder<Integer> overflow = new Recorder<>();

    LocalQueueTest(int firstIndex) {
        this.firstIndex = firstIndex;
        queue = new LocalQueue<>(4, firstIndex);
        mine = new LocalQueue<>(4, -firstIndex);
    }

    @Test
    void aNewQueueIsEmpty() {
        assertThat(queue.pop()).isNull();
        assertThat(queue.size()).isZero();
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.free()).isEqualTo(4);
        assertThat(queue.stealer().isEmpty()).isTrue();
        assertThat(queue.stealer().stealInto(mine)).isNull();
        assertThat(new LocalQueue<Integer>().free()).isEqualTo(Sizes.LOCAL_QUEUE);
    }

    @Test
    void tasksLeaveInTheirOrder() {
        fill(queue, 0, 3);
        assertThat(queue.pop()).isEqualTo(0);
        fill(queue, 3, 5);
        assertThat(drain(queue)).containsExactly(1, 2, 3, 4);
    }

    @Test
    void itsCapacityFitsExactly() {
        for (int size = 0; size < 4; size++) {
            assertThat(queue.size()).isEqualTo(size);
            assertThat(queue.free()).isEqualTo(4 - size);
            fill(queue, size, size + 1);
        }
        assertThat(queue.size()).isEqualTo(4);
        assertThat(queue.stealer().size()).isEqualTo(4);
        assertThat(queue.free()).isZero();
        assertThat(drain(queue)).containsExactly(0, 1, 2, 3);
        assertThat(queue.free()).isEqualTo(4);
    }

    @Test
    void aFullQueueSpillsItsNewerHalfAndTheTaskInOneBatch() {
        fill(queue, 0, 4);
        queue.push(4, overflow);
        assertThat(overflow.batches).containsExactly(List.of(2, 3, 4));
        assertThat(overflow.singles).isEmpty();
        assertThat(queue.size()).isEqualTo(2);
        assertThat(queue.free()).isEqualTo(2);
        assertThat(queue.stealer().size()).isEqualTo(2);
        fill(queue, 5, 7);
        assertThat(drain(queue)).containsExactly(0, 1, 5, 6);
    }

    @Test
    void spillingAgainAndAgainLosesNothing() {
        for (int i = 0; i < 20; i++) {
            queue.push(i, overflow);
        }
        assertThat(overflow.batches).hasSize(6).allSatisfy(batch -> assertThat(batch).hasSize(3));
        assertThat(overflow.batches.getLast()).containsExactly(17, 18, 19);
        assertThat(drain(queue)).containsExactly(0, 1);
        assertThat(overflow.all())
                .containsExactly(2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19);
    }

    @Test
    void besideAThiefAFullQueueGivesAwayTheTaskAlone() {
        fill(queue, 0, 4);
        reserve(2);
        queue.push(4, overflow);
        assertThat(overflow.singles).containsExactly(4);
        assertThat(overflow.batches).isEmpty();
        assertThat(queue.size()).isEqualTo(2);
        assertThat(queue.free()).isZero();
        assertThat(drain(queue)).containsExactly(2, 3);
    }

    @Test
    void slotsOfAThiefAreFreeOnlyOnceItIsDone() {
        fill(queue, 0, 4);
        long reserved = reserve(2);
        assertThat(queue.pop()).isEqualTo(2);
        assertThat(queue.free()).isZero();
        long popped = Head.popped(reserved);
        assertThat(queue.acquireHead()).isEqualTo(popped);
        assertThat(queue.exchangeHead(popped, Head.released(popped))).isEqualTo(popped);
        assertThat(queue.free()).isEqualTo(3);
        assertThat(drain(queue)).containsExactly(3);
    }

    @Test
    void aSecondThiefIsTurnedAway() {
        fill(queue, 0, 4);
        reserve(1);
        assertThat(queue.stealer().stealInto(mine)).isNull();
        assertThat(mine.isEmpty()).isTrue();
        assertThat(queue.stealer().size()).isEqualTo(3);
        assertThat(queue.stealer().isEmpty()).isFalse();
    }

    @Test
    void aThiefTakesTheOlderHalfRoundedUp() {
        int[] left = {0, 0, 1, 1, 2};
        for (int size = 1; size <= 4; size++) {
            fill(queue, 0, size);
            int taken = size - left[size];
            assertThat(queue.stealer().stealInto(mine)).isEqualTo(taken - 1);
            assertThat(mine.size()).isEqualTo(taken - 1);
            assertThat(mine.stealer().size()).isEqualTo(taken - 1);
            assertThat(drain(mine)).isEqualTo(List.of(0, 1, 2).subList(0, taken - 1));
            assertThat(queue.free()).isEqualTo(4 - left[size]);
            assertThat(drain(queue)).isEqualTo(List.of(1, 2, 3).subList(taken - 1, size - 1));
        }
    }

    @Test
    void aThiefThatIsOverHalfFullTakesNothing() {
        fill(queue, 0, 4);
        fill(mine, 10, 13);
        assertThat(queue.stealer().stealInto(mine)).isNull();
        assertThat(queue.size()).isEqualTo(4);
        assertThat(mine.pop()).isEqualTo(10);
        assertThat(queue.stealer().stealInto(mine)).isEqualTo(1);
        assertThat(drain(mine)).containsExactly(11, 12, 0);
        assertThat(drain(queue)).containsExactly(2, 3);
    }

    @Test
    void slotsThatAreBeingStolenFromAThiefCountAsFull() {
        fill(queue, 0, 4);
        fill(mine, 10, 13);
        var head = mine.acquireHead();
        mine.exchangeHead(head, Head.reserved(head, 2));
        assertThat(queue.stealer().stealInto(mine)).isNull();
    }

    @Test
    void aThiefNeverTakesMoreThanHalfOfASmallerQueueHolds() {
        var large = new LocalQueue<Integer>(16, firstIndex);
        fill(large, 0, 16);
        assertThat(large.stealer().stealInto(mine)).isEqualTo(1);
        assertThat(drain(mine)).containsExactly(0);
        assertThat(large.size()).isEqualTo(14);
    }

    @Test
    void aBatchFillsTheQueueExactly() {
        queue.pushAll(new Integer[] {9, 0, 1, 2, 3, 9}, 1, 5);
        assertThat(queue.free()).isZero();
        assertThat(queue.stealer().size()).isEqualTo(4);
        assertThat(drain(queue)).containsExactly(0, 1, 2, 3);
        queue.pushAll(new Integer[] {9}, 1, 1);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void aBatchThatDoesNotFitIsRefusedWhole() {
        fill(queue, 0, 2);
        assertThatThrownBy(() -> queue.pushAll(new Integer[] {2, 3, 4}, 0, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 tasks do not fit into 2 free slots");
        assertThat(drain(queue)).containsExactly(0, 1);
    }

    @Test
    void aTakenTaskIsNoLongerHeld() {
        var objects = new LocalQueue<Object>(4, firstIndex);
        var others = new LocalQueue<Object>(4, firstIndex);
        var spilled = new Recorder<Object>();
        for (int i = 0; i < 5; i++) {
            objects.push(new Object(), spilled);
        }
        objects.push(new Object(), spilled);
        objects.push(new Object(), spilled);
        assertThat(held(objects)).isEqualTo(4);
        objects.pop();
        assertThat(held(objects)).isEqualTo(3);
        objects.stealer().stealInto(others);
        assertThat(held(objects)).isEqualTo(1);
        objects.pop();
        assertThat(held(objects)).isZero();
    }

    @Test
    void capacitiesThatDoNotWorkAreRefused() {
        for (int capacity : new int[] {-4, 0, 1, 3, 6}) {
            assertThatThrownBy(() -> new LocalQueue<Integer>(capacity))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("capacity is " + capacity);
        }
    }

    /** Does what a thief does first. */
    private long reserve(int count) {
        long seen = queue.acquireHead();
        long reserved = Head.reserved(seen, count);
        assertThat(queue.exchangeHead(seen, reserved)).isEqualTo(seen);
        return reserved;
    }

    /** How many slots are not clear. */
    private static int held(LocalQueue<Object> queue) {
        return queue.occupiedSlots();
    }
}
