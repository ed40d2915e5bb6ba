package dev.kyoto.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.Future;
import dev.kyoto.future.Futures;
import dev.kyoto.future.Poll;
import dev.kyoto.runtime.AsyncRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every operator, with {@code next()} cancelled at each of its polls, which must lose nothing, and
 * with the stream cancelled at each of them, which must give back its source once.
 */
class CancellationTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private static final Operator GENERATE = CancellationTest::generated;

    /** For operators with time, which stands still. */
    private static AsyncRuntime runtime;

    @BeforeAll
    static void startRuntime() {
        runtime = AsyncRuntime.currentThreadBuilder().startPaused(true).build();
    }

    @AfterAll
    static void closeRuntime() {
        runtime.close();
    }

    private interface Operator extends Function<AsyncStream<Integer>, AsyncStream<?>> {}

    private static Map<String, Operator> operators() {
        var all = new LinkedHashMap<String, Operator>();
        all.put("map", it -> it.map(value -> value + 1));
        all.put("mapWhile", it -> it.mapWhile(value -> value < 5 ? value : null));
        all.put("then", it -> it.then(value -> later(value).await()));
        all.put("filter", it -> it.filter(value -> value % 2 == 0));
        all.put("filterMap", it -> it.filterMap(value -> value % 2 == 0 ? value : null));
        all.put("flatMap", it -> it.flatMap(value -> pausing(value, value)));
        all.put("scan", it -> it.scan(0, Integer::sum));
        all.put("enumerate", AsyncStream::enumerate);
        all.put("inspect", it -> it.inspect(_ -> {}));
        all.put("take", it -> it.take(3));
        all.put("takeWhile", it -> it.takeWhile(value -> value < 4));
        all.put("skip", it -> it.skip(2));
        all.put("skipWhile", it -> it.skipWhile(value -> value < 3));
        all.put("fuse", AsyncStream::fuse);
        all.put("peekable", AsyncStream::peekable);
        all.put("chunks", it -> it.chunks(2));
        all.put("readyChunks", it -> it.readyChunks(2));
        all.put("merge", it -> it.merge(pausing(10, 20, 30)));
        all.put("chain", it -> it.chain(pausing(10, 20)));
        all.put("zip", it -> it.zip(pausing(10, 20, 30, 40), (a, b) -> a + b));
        all.put("takeUntil", it -> it.takeUntil(Futures.pending()));
        all.put("buffered", it -> it.buffered(3, value -> later(value).await()));
        all.put("timeout", it -> it.timeout(HOUR));
        all.put("timeoutRepeating", it -> it.timeoutRepeating(HOUR));
        all.put("throttle", it -> it.throttle(Duration.ZERO));
        all.put("chunksTimeout", it -> it.chunksTimeout(2, HOUR));
        all.put("StreamMap", CancellationTest::underKeys);
        all.put("generate", GENERATE);
        all.put("bufferUnordered", it -> it.bufferUnordered(3, value -> later(value).await()));
        return all;
    }

    private static AsyncStream<?> underKeys(AsyncStream<Integer> stream) {
        var map = new StreamMap<String, Integer>();
        map.insert("given", stream);
        map.insert("other", pausing(10, 20, 30));
        return map;
    }

    private static AsyncStream<Integer> generated(AsyncStream<Integer> stream) {
        return Streams.generate(
                out -> {
                    try {
                        for (var it = stream.next().await();
                                it != null;
                                it = stream.next().await()) {
                            out.yield(it).await();
                        }
                    } finally {
                        new Cancelling(stream).await();
                    }
                });
    }

    private static Feed<Integer> pausing(int... values) {
        var feed = new Feed<Integer>();
        for (int value : values) {
            feed.pause().give(value);
        }
        return feed.end();
    }

    private static Feed<Integer> source() {
        return pausing(1, 2).give(3).give(4).pause().give(5).give(6).pause().end();
    }

    private static Future<Integer> later(int value) {
        return Futures.map(Futures.yieldNow(), _ -> value);
    }

    /** What each operator gives of the numbers from 1 to 6, if not just these, in any order. */
    private static final Map<String, List<Integer>> EXPECTED =
            Map.ofEntries(
                    Map.entry("map", List.of(2, 3, 4, 5, 6, 7)),
                    Map.entry("mapWhile", List.of(1, 2, 3, 4)),
                    Map.entry("filter", List.of(2, 4, 6)),
                    Map.entry("filterMap", List.of(2, 4, 6)),
                    Map.entry("flatMap", List.of(1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6)),
                    Map.entry("scan", List.of(1, 3, 6, 10, 15, 21)),
                    Map.entry("take", List.of(1, 2, 3)),
                    Map.entry("takeWhile", List.of(1, 2, 3)),
                    Map.entry("skip", List.of(3, 4, 5, 6)),
                    Map.entry("skipWhile", List.of(3, 4, 5, 6)),
                    Map.entry("merge", List.of(1, 2, 3, 4, 5, 6, 10, 20, 30)),
                    Map.entry("chain", List.of(1, 2, 3, 4, 5, 6, 10, 20)),
                    Map.entry("zip", List.of(11, 22, 33, 44)),
                    Map.entry("StreamMap", List.of(1, 2, 3, 4, 5, 6, 10, 20, 30)));

    @TestFactory
    Stream<DynamicTest> nothingIsLostWithoutACancellation() {
        return operators().entrySet().stream()
                .map(it -> DynamicTest.dynamicTest(it.getKey(), () -> gives(it)));
    }

    private static void gives(Map.Entry<String, Operator> operator) {
        try (var _ = runtime.enter()) {
            var values = new ArrayList<Integer>();
            for (Object value : new Hand().drain(operator.getValue().apply(source()))) {
                switch (value) {
                    case List<?> list -> list.forEach(it -> values.add((Integer) it));
                    case Indexed<?>(var _, Integer number) -> values.add(number);
                    case Map.Entry<?, ?> entry -> values.add((Integer) entry.getValue());
                    default -> values.add((Integer) value);
                }
            }
            assertThat(values)
                    .containsExactlyInAnyOrderElementsOf(
                            EXPECTED.getOrDefault(operator.getKey(), List.of(1, 2, 3, 4, 5, 6)));
        }
    }

    /** A test for each operator and each of its polls. */
    private interface Check {
        void at(Operator operator, int poll);
    }

    private static Stream<DynamicTest> atEachPoll(String what, Check check) {
        var tests = new ArrayList<DynamicTest>();
        operators()
                .forEach(
                        (name, operator) -> {
                            for (int poll = 0; poll < polls(operator); poll++) {
                                int at = poll;
                                tests.add(
                                        DynamicTest.dynamicTest(
                                                "%s, %s after poll %d".formatted(name, what, at),
                                                () -> {
                                                    try (var _ = runtime.enter()) {
                                                        check.at(operator, at);
                                                    }
                                                }));
                            }
                        });
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> aCancelledNextLosesNothing() {
        return atEachPoll(
                "next() cancelled",
                (operator, at) -> {
                    var whole = new Hand().drain(operator.apply(source()));
                    assertThat(interrupted(operator, at)).isEqualTo(whole);
                });
    }

    private static int polls(Operator operator) {
        try (var _ = runtime.enter()) {
            return pollsToTheEnd(operator.apply(source()));
        }
    }

    private static int pollsToTheEnd(AsyncStream<?> stream) {
        var hand = new Hand();
        int polls = 1;
        for (Poll<?> polled = hand.poll(stream);
                polled.isPending() || polled.value() != null;
                polled = hand.poll(stream)) {
            polls++;
        }
        return polls;
    }

    /** All values, with each next() that is Pending at one poll or later cancelled. */
    private static List<Object> interrupted(Operator operator, int at) {
        var hand = new Hand();
        var stream = operator.apply(source());
        var values = new ArrayList<Object>();
        int polls = 0;
        while (true) {
            var next = stream.next();
            Poll<?> polled = hand.pollFuture(next);
            while (polled.isPending() && polls++ < at) {
                polled = hand.pollFuture(next);
            }
            next.cancel();
            if (polled.isReady()) {
                var value = polled.value();
                if (value == null) {
                    return values;
                }
                values.add(value);
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> aCancelledStreamGivesBackItsSource() {
        return atEachPoll("cancelled", (operator, at) -> cancelled(operator, at, false));
    }

    @TestFactory
    Stream<DynamicTest> aStreamThatIsCancelledAwaitsTheCleanupOfItsSource() {
        return atEachPoll("cancelled slowly", (operator, at) -> cancelled(operator, at, true));
    }

    private static void cancelled(Operator operator, int at, boolean slowly) {
        var hand = new Hand();
        var feed = slowly ? source().withSlowCleanup() : source();
        var stream = operator.apply(feed);
        for (int i = 0; i < at; i++) {
            hand.poll(stream);
        }
        boolean takenOver = operator != GENERATE || at > 0;
        if (slowly && takenOver) {
            assertThat(stream.pollCancel(hand.turn()).isPending()).isTrue();
            hand.wakes();
            feed.finishCleanup();
            assertThat(hand.wakes()).isPositive();
            assertThat(stream.pollCancel(hand.turn()).isReady()).isTrue();
            assertThat(feed.cleanups).isEqualTo(1);
        } else {
            stream.cancel();
            stream.cancel();
        }
        // A block that has not begun has not taken anything over.
        assertThat(feed.cancels > 0).isEqualTo(takenOver);
        assertThat(runtime.metrics().numPendingTimers()).as("timers left").isZero();
    }
}
