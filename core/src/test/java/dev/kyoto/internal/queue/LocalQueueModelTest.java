package dev.kyoto.internal.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random operations on two queues that steal from one another, next to two plain deques. */
class LocalQueueModelTest {

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 8, 64})
    void twoQueuesDoWhatTwoDequesDo(int capacity) {
        for (long seed = 0; seed < 200; seed++) {
            new Run(capacity, seed).steps(500);
        }
    }

    private static final class Run {
        private final int capacity;
        private final Random random;
        private final List<LocalQueue<Integer>> queues = new ArrayList<>();
        private final List<ArrayDeque<Integer>> models = new ArrayList<>();
        private final Recorder<Integer> overflow = new Recorder<>();
        private final List<Integer> modelOverflow = new ArrayList<>();
        private final String name;
        private int nextTask;

        Run(int capacity, long seed) {
            this.capacity = capacity;
            this.random = new Random(seed);
            this.name = "capacity " + capacity + ", seed " + seed;
            for (int i = 0; i < 2; i++) {
                // Close below the overflow, so that every index wraps in some of the runs.
                queues.add(new LocalQueue<>(capacity, Integer.MAX_VALUE - random.nextInt(200)));
                models.add(new ArrayDeque<>());
            }
        }

        void steps(int count) {
            // A run prefers to push, or to take; so both edges are met.
            int pushes = 1 + random.nextInt(8);
            for (int i = 0; i < count; i++) {
                int side = random.nextInt(2);
                int choice = random.nextInt(pushes + 4);
                switch (choice) {
                    case 0, 1 -> pop(side);
                    case 2 -> steal(side);
                    case 3 -> pushAll(side);
                    default -> push(side);
                }
                check(side);
            }
            assertThat(overflow.batches.stream().flatMap(List::stream).toList())
                    .as(name)
                    .isEqualTo(modelOverflow);
            assertThat(overflow.singles).as(name).isEmpty();
        }

        private void push(int side) {
            int task = nextTask++;
            queues.get(side).push(task, overflow);
            var model = models.get(side);
            model.addLast(task);
            if (model.size() > capacity) {
                var spilled = new ArrayDeque<Integer>();
                while (model.size() > capacity / 2) {
                    spilled.addFirst(model.removeLast());
                }
                modelOverflow.addAll(spilled);
            }
        }

        private void pushAll(int side) {
            var model = models.get(side);
            var batch = new Integer[random.nextInt(capacity - model.size() + 1)];
            for (int i = 0; i < batch.length; i++) {
                batch[i] = nextTask++;
                model.addLast(batch[i]);
            }
            queues.get(side).pushAll(batch, 0, batch.length);
        }

        private void pop(int side) {
            assertThat(queues.get(side).pop()).as(name).isEqualTo(models.get(side).pollFirst());
        }

        private void steal(int side) {
            var victim = models.get(1 - side);
            var thief = models.get(side);
            Integer expected = null;
            if (thief.size() <= capacity / 2) {
                int count = victim.size() - victim.size() / 2;
                for (int i = 0; i < count - 1; i++) {
                    thief.addLast(victim.removeFirst());
                }
                expected = victim.pollFirst();
            }
            var stolen = queues.get(1 - side).stealer().stealInto(queues.get(side));
            assertThat(stolen).as(name).isEqualTo(expected);
            check(1 - side);
        }

        private void check(int side) {
            var queue = queues.get(side);
            int size = models.get(side).size();
            assertThat(queue.size()).as(name).isEqualTo(size);
            assertThat(queue.stealer().size()).as(name).isEqualTo(size);
            assertThat(queue.isEmpty()).as(name).isEqualTo(size == 0);
            assertThat(queue.free()).as(name).isEqualTo(capacity - size);
            assertThat(queue.occupiedSlots()).as(name).isEqualTo(size);
        }
    }
}
