package dev.kyoto.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.Futures;
import dev.kyoto.task.CancellationToken;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Each operator: what it lets through, when it waits, how it ends and fails. */
class OperatorTest {
    private final Hand hand = new Hand();
    private final IllegalArgumentException broken = new IllegalArgumentException("broken");

    private <T> List<T> drain(AsyncStream<T> stream) {
        return hand.drain(stream);
    }

    private static Feed<Integer> numbers() {
        return Feed.<Integer>of().give(1).pause().give(2).give(3).pause().give(4).end();
    }

    @Test
    void valuesAreChangedSelectedAndShown() {
        assertThat(drain(numbers().map(it -> it * 10))).containsExactly(10, 20, 30, 40);
        assertThat(drain(numbers().filter(it -> it % 2 == 0))).containsExactly(2, 4);
        assertThat(drain(numbers().<Integer>filterMap(it -> it % 2 == 0 ? null : -it)))
                .containsExactly(-1, -3);
        assertThat(drain(numbers().<Integer>mapWhile(it -> it < 3 ? -it : null)))
                .containsExactly(-1, -2);
        assertThat(drain(numbers().then(it -> Futures.ready(it + 1).await())))
                .containsExactly(2, 3, 4, 5);
        assertThat(drain(numbers().scan(0, Integer::sum))).containsExactly(1, 3, 6, 10);
        assertThat(drain(numbers().enumerate()))
                .extracting(Indexed::index, Indexed::value)
                .startsWith(org.assertj.core.groups.Tuple.tuple(0L, 1))
                .hasSize(4);
        var seen = new ArrayList<Integer>();
        assertThat(drain(numbers().inspect(seen::add))).isEqualTo(seen).hasSize(4);
        assertThat(drain(numbers().flatMap(it -> Streams.of(it, -it))))
                .containsExactly(1, -1, 2, -2, 3, -3, 4, -4);
        assertThat(drain(numbers().fuse())).containsExactly(1, 2, 3, 4);
    }

    @Test
    void endsAreTakenAndSkipped() {
        assertThat(drain(numbers().take(2))).containsExactly(1, 2);
        assertThat(drain(numbers().take(0))).isEmpty();
        assertThat(drain(numbers().takeWhile(it -> it < 3))).containsExactly(1, 2);
        assertThat(drain(numbers().skip(1))).containsExactly(2, 3, 4);
        assertThat(drain(numbers().skip(9))).isEmpty();
        assertThat(drain(numbers().skipWhile(it -> it != 3))).containsExactly(3, 4);
        assertThatThrownBy(() -> numbers().take(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the count of take() must be zero or more, but was -1");
    }

    @Test
    void anEarlyEndCancelsTheSourceAndAwaitsItsCleanup() {
        for (Function<AsyncStream<Integer>, AsyncStream<Integer>> operator :
                List.<Function<AsyncStream<Integer>, AsyncStream<Integer>>>of(
                        it -> it.take(1),
                        it -> it.takeWhile(value -> value < 2),
                        it -> it.mapWhile(value -> value < 2 ? value : null),
                        it -> it.zip(Streams.of(0), Integer::sum))) {
            var feed = Feed.of(1, 2).withSlowCleanup();
            var stream = operator.apply(feed);
            hand.assertNext(stream, 1);
            assertThat(feed.cancels).isZero();
            hand.assertPending(stream);
            assertThat(feed.cancels).isEqualTo(1);
            feed.finishCleanup();
            hand.assertNext(stream, null);
            hand.assertNext(stream, null);
            assertThat(feed.cleanups).isEqualTo(1);
        }
    }

    @Test
    void aCleanupThatFailsIsThrownAtTheEnd() {
        var stream = Feed.of(1, 2).withCleanupFailure(broken).take(1);
        hand.assertNext(stream, 1);
        assertThatThrownBy(() -> hand.poll(stream)).isSameAs(broken);
        hand.assertNext(stream, null);
    }

    @Test
    void aLentStreamGoesOn() {
        var feed = numbers();
        assertThat(drain(feed.byRef().take(2))).containsExactly(1, 2);
        assertThat(feed.cancels).isZero();
        assertThat(drain(feed)).containsExactly(3, 4);
    }

    @Test
    void aFailureIsThrownAndTheStreamGoesOn() {
        var stream = Feed.of(1).fail(broken).give(2).end().map(it -> it);
        hand.assertNext(stream, 1);
        assertThatThrownBy(() -> hand.poll(stream)).isSameAs(broken);
        hand.assertNext(stream, 2);
        hand.assertNext(stream, null);
    }

    @Test
    void aFunctionThatFailsLosesItsValueAlone() {
        Function<Integer, Integer> picky =
                it -> {
                    if (it == 2) {
                        throw broken;
                    }
                    return it;
                };
        for (var stream :
                List.of(
                        Feed.of(1, 2, 3).end().map(picky),
                        Feed.of(1, 2, 3).end().filterMap(picky),
                        Feed.of(1, 2, 3).end().mapWhile(picky),
                        Feed.of(1, 2, 3).end().filter(it -> picky.apply(it) > 0),
                        Feed.of(1, 2, 3).end().takeWhile(it -> picky.apply(it) > 0),
                        Feed.of(1, 2, 3).end().then(picky::apply),
                        Feed.of(1, 2, 3).end().buffered(2, picky::apply),
                        Feed.of(1, 2, 3)
                                .end()
                                .inspect(it -> assertThat(picky.apply(it)).isEqualTo(it)),
                        Feed.of(1, 2, 3).end().flatMap(it -> Streams.of(picky.apply(it))),
                        Feed.of(1, 2, 3)
                                .end()
                                .zip(Feed.of(1, 2, 3).end(), (a, b) -> picky.apply(a)))) {
            hand.assertNext(stream, 1);
            assertThatThrownBy(() -> hand.poll(stream)).isSameAs(broken);
            hand.assertNext(stream, 3);
            hand.assertNext(stream, null);
        }
    }

    @Test
    void aFunctionThatGivesNullIsToldSo() {
        assertThatThrownBy(() -> hand.poll(Feed.of(1).map(it -> nothing())))
                .isInstanceOf(NullPointerException.class)
                .hasMessageStartingWith("the function given to map() returned null");
    }

    @SuppressWarnings("NullAway") // the mistake under test
    private static Integer nothing() {
        return null;
    }

    @Test
    void mergedStreamsTakeTurnsAndEndTogether() {
        var left = Feed.of(1, 2, 3);
        var right = Feed.of(10, 20, 30);
        var merged = left.merge(right);
        hand.assertNext(merged, 1);
        hand.assertNext(merged, 10);
        hand.assertNext(merged, 2);
        hand.assertNext(merged, 20);
        left.end();
        hand.assertNext(merged, 3);
        hand.assertNext(merged, 30);
        hand.assertPending(merged);
        right.give(40);
        assertThat(hand.wakes()).isPositive();
        hand.assertNext(merged, 40);
        right.end();
        hand.assertNext(merged, null);
        hand.assertNext(merged, null);
    }

    @Test
    void aMergedStreamThatHasWaitedIsAskedFirst() {
        var left = Feed.of(1, 2);
        var right = new Feed<Integer>();
        var merged = left.merge(right);
        hand.assertNext(merged, 1);
        hand.assertNext(merged, 2);
        left.give(3);
        right.give(10);
        hand.assertNext(merged, 10);
        hand.assertNext(merged, 3);
    }

    @Test
    void zippedStreamsKeepWhatOneSideHasGiven() {
        var left = Feed.of(1);
        var right = new Feed<String>();
        var zipped = left.zip(right, (a, b) -> a + b);
        hand.assertPending(zipped);
        hand.assertPending(zipped);
        assertThat(left.left()).isZero();
        right.give("a").give("b");
        hand.assertNext(zipped, "1a");
        hand.assertPending(zipped);
        left.give(2).end();
        hand.assertNext(zipped, "2b");
        hand.assertNext(zipped, null);
        assertThat(right.cancels).isEqualTo(1);
    }

    @Test
    void chainedStreamsFollowOneAnother() {
        assertThat(drain(numbers().chain(numbers().map(it -> it * 10))))
                .containsExactly(1, 2, 3, 4, 10, 20, 30, 40);
    }

    @Test
    void aTokenEndsAStreamAndCancelsIt() {
        var token = new CancellationToken();
        var feed = Feed.of(1, 2);
        var stream = feed.until(token);
        hand.assertNext(stream, 1);
        token.cancel();
        hand.assertNext(stream, null);
        assertThat(feed.cancels).isEqualTo(1);
        assertThat(feed.left()).isEqualTo(1);

        var waiting = new CancellationToken();
        var idle = new Feed<Integer>().until(waiting);
        hand.assertPending(idle);
        waiting.cancel();
        assertThat(hand.wakes()).isPositive();
        hand.assertNext(idle, null);
    }

    @Test
    void aStopThatFailsFailsTheStreamOnceAndEndsIt() {
        var feed = Feed.of(1);
        var stream = feed.takeUntil(Futures.failed(broken));
        assertThatThrownBy(() -> hand.poll(stream)).isSameAs(broken);
        hand.assertNext(stream, null);
        assertThat(feed.cancels).isEqualTo(1);
    }

    @Test
    void listsAreFilledToTheirLength() {
        assertThat(drain(numbers().chunks(3))).containsExactly(List.of(1, 2, 3), List.of(4));
        assertThat(drain(numbers().readyChunks(3)))
                .containsExactly(List.of(1), List.of(2, 3), List.of(4));
        assertThatThrownBy(() -> numbers().chunks(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFailureComesAfterTheListOfTheValuesBeforeIt() {
        var stream = Feed.of(1, 2).fail(broken).give(3).end().chunks(3);
        hand.assertNext(stream, List.of(1, 2));
        assertThatThrownBy(() -> hand.poll(stream)).isSameAs(broken);
        hand.assertNext(stream, List.of(3));
        hand.assertNext(stream, null);
    }

    @Test
    void aPeekLeavesTheValueAndTheEnd() {
        var stream = Feed.of(1).end().peekable();
        assertThat(hand.finish(stream.peek())).isEqualTo(1);
        assertThat(hand.finish(stream.peek())).isEqualTo(1);
        hand.assertNext(stream, 1);
        assertThat(hand.finish(stream.peek())).isNull();
        hand.assertNext(stream, null);
        hand.assertNext(stream, null);
    }

    @Test
    void aFusedStreamStaysEnded() {
        var map = new StreamMap<String, Integer>();
        var plain = map.map(it -> it.getValue());
        hand.assertNext(plain, null);
        map.insert("a", Streams.of(1, 2));
        hand.assertNext(plain, 1);
        var fused = new StreamMap<String, Integer>();
        var once = fused.fuse();
        hand.assertNext(once, null);
        fused.insert("a", Streams.of(1));
        hand.assertNext(once, null);
    }

    /** A million values that are left out in a row, and as many empty streams. */
    @Test
    void whatIsLeftOutNeedsNoStack() {
        var first = Streams.iter(() -> java.util.stream.IntStream.range(0, 1_000_000).iterator());
        assertThat(drain(first.filter(it -> it == 999_999))).containsExactly(999_999);
        var second = Streams.iter(() -> java.util.stream.IntStream.range(0, 100_000).iterator());
        assertThat(drain(second.flatMap(_ -> Streams.empty()))).isEmpty();
    }

    @Test
    void anEndlessSourceLetsOthersRun() {
        for (var endless :
                List.of(
                        Streams.repeatWith(() -> 1).filter(it -> it == 2),
                        Streams.repeatWith(() -> 1).skip(Long.MAX_VALUE),
                        Streams.<Integer, Integer>unfold(1, it -> new Streams.Step<>(it, it))
                                .filter(it -> it == 2),
                        Streams.<Integer>generate(
                                        out -> {
                                            while (true) {
                                                out.yield(1).await();
                                            }
                                        })
                                .filter(it -> it == 2),
                        Streams.repeatWith(() -> 1)
                                .bufferUnordered(3, it -> it)
                                .filter(it -> it == 2),
                        Streams.repeatWith(() -> 1).flatMap(_ -> Streams.empty()))) {
            hand.wakes();
            hand.assertPending(endless);
            assertThat(hand.wakes()).as("asked for another turn").isPositive();
            endless.cancel();
        }
    }
}
