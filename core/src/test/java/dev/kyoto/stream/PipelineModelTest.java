package dev.kyoto.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.Future;
import dev.kyoto.future.Futures;
import dev.kyoto.future.Poll;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Random pipelines beside the same of {@code java.util.stream}, with sources and blocks that are
 * Pending at random and waits that are cancelled at random. {@code -Dkyoto.test.seed=N} repeats a
 * run.
 */
class PipelineModelTest {
    private static final int PIPELINES = 3_000;

    private final long seed = Long.getLong("kyoto.test.seed", System.nanoTime());

    @Test
    void pipelinesGiveWhatThoseOfTheJdkGive() {
        System.out.println("[pipelines seed " + seed + "]");
        for (int i = 0; i < PIPELINES; i++) {
            var pipeline = new Pipeline(new Random(seed + i));
            assertThat(pipeline.run())
                    .as("pipeline %d: %s", i, pipeline.text)
                    .isEqualTo(pipeline.expected());
        }
    }

    private static final class Pipeline {
        private final Random random;
        private final StringBuilder text = new StringBuilder();
        private AsyncStream<Integer> ours;
        private Stream<Integer> theirs;

        /** Whether the order of the values is not defined. */
        private boolean unordered;

        Pipeline(Random random) {
            this.random = random;
            var values = values();
            ours = source(values);
            theirs = values.stream();
            text.append(values);
            for (int i = random.nextInt(6); i > 0; i--) {
                add();
            }
        }

        private List<Integer> values() {
            return random.ints(random.nextInt(12), 0, 20).boxed().toList();
        }

        private AsyncStream<Integer> source(List<Integer> values) {
            var feed = new Feed<Integer>();
            for (int value : values) {
                if (random.nextInt(3) == 0) {
                    feed.pause();
                }
                feed.give(value);
            }
            return random.nextBoolean() ? feed.end() : feed.pause().end();
        }

        private Future<Integer> later(int value) {
            return random.nextBoolean()
                    ? Futures.ready(value)
                    : Futures.map(Futures.yieldNow(), _ -> value);
        }

        private void add() {
            int n = random.nextInt(8);
            // Where the order is not defined, neither is what comes first.
            int kind = random.nextInt(unordered ? 6 : 14);
            text.append(' ').append(kind).append('(').append(n).append(')');
            switch (kind) {
                case 0 -> map(n);
                case 1 -> {
                    ours = ours.filter(it -> it % 3 != n % 3);
                    theirs = theirs.filter(it -> it % 3 != n % 3);
                }
                case 2 -> {
                    ours = ours.then(it -> later(it + n).await());
                    theirs = theirs.map(it -> it + n);
                }
                case 3 -> {
                    ours = ours.flatMap(it -> source(List.of(it, n)));
                    theirs = theirs.flatMap(it -> Stream.of(it, n));
                }
                case 4 -> {
                    ours = ours.bufferUnordered(n + 1, it -> later(it).await());
                    unordered = true;
                }
                case 5 -> merge();
                case 6 -> {
                    ours = ours.buffered(n + 1, it -> later(it - n).await());
                    theirs = theirs.map(it -> it - n);
                }
                case 7 -> {
                    ours = ours.take(n);
                    theirs = theirs.limit(n);
                }
                case 8 -> {
                    ours = ours.skip(n);
                    theirs = theirs.skip(n);
                }
                case 9 -> {
                    ours = ours.takeWhile(it -> it != n);
                    theirs = theirs.takeWhile(it -> it != n);
                }
                case 10 -> {
                    ours = ours.skipWhile(it -> it != n);
                    theirs = theirs.dropWhile(it -> it != n);
                }
                case 11 -> chain();
                case 12 -> {
                    ours = ours.chunks(n + 1).map(it -> it.stream().mapToInt(v -> v).sum());
                    theirs =
                            theirs.gather(Gatherers.windowFixed(n + 1))
                                    .map(it -> it.stream().mapToInt(v -> v).sum());
                }
                default -> {
                    ours = ours.scan(n, Integer::sum);
                    theirs = theirs.gather(Gatherers.scan(() -> n, Integer::sum));
                }
            }
        }

        private void map(int n) {
            ours = ours.filterMap(it -> it == n ? null : it * 2);
            theirs = theirs.filter(it -> it != n).map(it -> it * 2);
        }

        private void merge() {
            var more = values();
            ours = ours.merge(source(more));
            theirs = Stream.concat(theirs, more.stream());
            unordered = true;
        }

        private void chain() {
            var more = values();
            ours = ours.chain(source(more));
            theirs = Stream.concat(theirs, more.stream());
        }

        List<Integer> expected() {
            return arranged(theirs.toList());
        }

        private List<Integer> arranged(List<Integer> values) {
            return unordered ? values.stream().sorted().toList() : values;
        }

        /** Takes all values, polled only when woken; a wait that is Pending may be cancelled. */
        List<Integer> run() {
            var hand = new Hand();
            var taken = new ArrayList<Integer>();
            while (true) {
                var next = ours.next();
                hand.wakes();
                Poll<Integer> polled = hand.pollFuture(next);
                while (polled.isPending()) {
                    assertThat(hand.wakes()).as("woken, in %s", text).isPositive();
                    if (random.nextInt(4) == 0) {
                        next.cancel();
                        next = ours.next();
                    }
                    polled = hand.pollFuture(next);
                }
                var value = polled.value();
                if (value == null) {
                    return arranged(taken);
                }
                taken.add(value);
            }
        }
    }
}
