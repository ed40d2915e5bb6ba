package dev.kyoto.internal.queue;

import static dev.kyoto.internal.queue.Tasks.drain;
import static dev.kyoto.internal.queue.Tasks.fill;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InjectQueueTest {
    private final InjectQueue<Integer> queue = new InjectQueue<>();

    @Test
    void aNewQueueIsOpenAndEmpty() {
        assertThat(queue.poll()).isNull();
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.isClosed()).isFalse();
        assertThat(queue.pollInto(new LocalQueue<>(4), 4)).isZero();
    }

    @Test
    void tasksLeaveInTheirOrderHoweverMany() {
        for (int i = 0; i < 1000; i++) {
            assertThat(queue.offer(i)).isTrue();
            assertThat(queue.size()).isEqualTo(i + 1);
        }
        assertThat(drain(queue)).isEqualTo(numbers(0, 1000));
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void aRingThatHasWrappedGrowsInItsOrder() {
        queue.pushBatch(batch(0, 60), 0, 60);
        for (int i = 0; i < 50; i++) {
            assertThat(queue.poll()).isEqualTo(i);
        }
        queue.pushBatch(batch(60, 110), 0, 50);
        queue.push(110);
        queue.pushBatch(batch(111, 500), 0, 389);
        assertThat(queue.size()).isEqualTo(450);
        assertThat(drain(queue)).isEqualTo(numbers(50, 500));
    }

    @Test
    void theMemoryOfABurstIsNotKept() {
        int burst = 200_000;
        queue.pushBatch(batch(0, burst), 0, burst);
        int full = queue.capacity();
        assertThat(drain(queue)).isEqualTo(numbers(0, burst));
        assertThat(queue.capacity()).isLessThan(full / 4);
        queue.pushBatch(batch(0, burst), 0, burst);
        var local = new LocalQueue<Integer>(4);
        for (int i = 0; i < burst; i += 4) {
            assertThat(queue.pollInto(local, 4)).isEqualTo(4);
            for (int j = 0; j < 4; j++) {
                assertThat(local.pop()).isEqualTo(i + j);
            }
        }
        assertThat(queue.capacity()).isLessThan(full / 4);
    }

    @Test
    void aBatchIsTakenFromItsBoundsOnly() {
        queue.pushBatch(batch(0, 10), 3, 6);
        queue.pushBatch(batch(0, 10), 10, 10);
        assertThat(drain(queue)).containsExactly(3, 4, 5);
    }

    @Test
    void aClosedQueueRefusesOffersAndKeepsWhatIsInside() {
        queue.offer(0);
        queue.close();
        assertThat(queue.isClosed()).isTrue();
        assertThat(queue.offer(1)).isFalse();
        assertThat(drain(queue)).containsExactly(0);
    }

    @Test
    void aClosedQueueStillTakesOverflow() {
        queue.close();
        queue.close();
        queue.push(0);
        queue.pushBatch(batch(1, 3), 0, 2);
        assertThat(queue.size()).isEqualTo(3);
        assertThat(drain(queue)).containsExactly(0, 1, 2);
    }

    @Test
    void movesAsManyAsAskedFor() {
        queue.pushBatch(batch(0, 10), 0, 10);
        var local = new LocalQueue<Integer>(8);
        assertThat(queue.pollInto(local, 0)).isZero();
        assertThat(queue.pollInto(local, -1)).isZero();
        assertThat(queue.pollInto(local, 3)).isEqualTo(3);
        assertThat(local.stealer().size()).isEqualTo(3);
        assertThat(drain(local)).containsExactly(0, 1, 2);
        assertThat(queue.size()).isEqualTo(7);
    }

    @Test
    void movesNoMoreThanFitsOrThanThereIs() {
        queue.pushBatch(batch(0, 10), 0, 10);
        var local = new LocalQueue<Integer>(8);
        fill(local, 100, 103);
        assertThat(queue.pollInto(local, 100)).isEqualTo(5);
        assertThat(queue.pollInto(local, 100)).isZero();
        assertThat(drain(local)).containsExactly(100, 101, 102, 0, 1, 2, 3, 4);
        assertThat(queue.pollInto(local, 100)).isEqualTo(5);
        assertThat(drain(local)).containsExactly(5, 6, 7, 8, 9);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void doesWhatADequeDoes() {
        for (long seed = 0; seed < 100; seed++) {
            var random = new Random(seed);
            var tested = new InjectQueue<Integer>();
            var local = new LocalQueue<Integer>(8);
            var model = new ArrayDeque<Integer>();
            int next = 0;
            for (int step = 0; step < 1000; step++) {
                switch (random.nextInt(5)) {
                    case 0 -> {
                        tested.offer(next);
                        model.add(next++);
                    }
                    case 1 -> assertThat(tested.poll()).isEqualTo(model.poll());
                    case 2 -> {
                        var batch = batch(next, next + random.nextInt(20));
                        tested.pushBatch(batch, 0, batch.length);
                        model.addAll(List.of(batch));
                        next += batch.length;
                    }
                    default -> {
                        int moved = tested.pollInto(local, random.nextInt(12));
                        var tasks = drain(local);
                        assertThat(tasks).hasSize(moved);
                        tasks.forEach(task -> assertThat(task).isEqualTo(model.poll()));
                    }
                }
                assertThat(tested.size()).as("seed %s", seed).isEqualTo(model.size());
            }
            assertThat(drain(tested)).containsExactlyElementsOf(model);
        }
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    private static Integer[] batch(int from, int to) {
        return numbers(from, to).toArray(Integer[]::new);
    }
}
