package dev.kyoto.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.Future;
import dev.kyoto.sync.Notify;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What consumes streams: the results, and what becomes of the stream. */
class ConsumerTest {
    private final Hand hand = new Hand();
    private final IllegalArgumentException broken = new IllegalArgumentException("broken");

    /** Those that own their stream. */
    private static final List<Function<AsyncStream<Integer>, Future<?>>> OWNERS =
            List.of(
                    it -> it.fold(0, Integer::sum),
                    AsyncStream::toList,
                    AsyncStream::count,
                    it -> it.forEach(_ -> {}),
                    it -> it.forEachConcurrent(2, _ -> {}));

    @Test
    void valuesArePutTogether() {
        assertThat(hand.finish(Feed.of(1, 2, 3).pause().give(4).end().fold(0, Integer::sum)))
                .isEqualTo(10);
        assertThat(hand.finish(Feed.of("a", "b").end().collect(Collectors.joining("-"))))
                .isEqualTo("a-b");
        assertThat(hand.finish(Feed.of(1, 2).end().toList())).containsExactly(1, 2);
        assertThat(hand.finish(Feed.of(1, 2).end().count())).isEqualTo(2);
        var seen = new ArrayList<Integer>();
        hand.finish(Feed.of(1, 2).end().forEach(seen::add));
        hand.finish(Feed.of(3, 4).end().forEachConcurrent(1, seen::add));
        assertThat(seen).containsExactly(1, 2, 3, 4);
    }

    @Test
    void anOwnerGivesTheStreamBackAtItsEnd() {
        for (var owner : OWNERS) {
            var feed = Feed.of(1, 2).end().withSlowCleanup();
            var future = owner.apply(feed);
            hand.assertWaits(future);
            assertThat(feed.cancels).isEqualTo(1);
            feed.finishCleanup();
            assertThat(hand.pollFuture(future).isReady()).isTrue();
            assertThatThrownBy(() -> hand.pollFuture(future))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void anOwnerGivesTheStreamBackAfterAFailure() {
        for (var owner : OWNERS) {
            var feed = Feed.of(1).fail(broken).withSlowCleanup();
            var future = owner.apply(feed);
            hand.assertWaits(future);
            feed.finishCleanup();
            assertThatThrownBy(() -> hand.pollFuture(future)).isSameAs(broken);
            assertThat(feed.cancels).isEqualTo(1);
        }
    }

    @Test
    void aCancelledOwnerCancelsTheStreamAndAwaitsItsCleanup() {
        for (var owner : OWNERS) {
            var feed = Feed.of(1).withSlowCleanup();
            var future = owner.apply(feed);
            hand.assertWaits(future);
            assertThat(future.pollCancel(hand.turn()).isPending()).isTrue();
            hand.wakes();
            feed.finishCleanup();
            assertThat(hand.wakes()).isPositive();
            assertThat(future.pollCancel(hand.turn()).isReady()).isTrue();
            future.cancel();
            assertThat(feed.cancels).isEqualTo(1);
            assertThatThrownBy(() -> hand.pollFuture(future))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aPlainCancelCancelsTheStreamOnce() {
        for (var owner : OWNERS) {
            var feed = Feed.of(1);
            var future = owner.apply(feed);
            hand.assertWaits(future);
            future.cancel();
            future.cancel();
            assertThat(feed.cancels).isEqualTo(1);
        }
    }

    @Test
    void aCancelledForEachCleansUpItsBlockAsWell() {
        var feed = Feed.of(1);
        var go = new Notify();
        var log = new ArrayList<String>();
        var future =
                feed.forEach(
                        _ -> {
                            try {
                                go.notified().await();
                            } finally {
                                log.add("cleanup");
                            }
                        });
        hand.assertWaits(future);
        assertThat(future.pollCancel(hand.turn()).isReady()).isTrue();
        assertThat(log).containsExactly("cleanup");
        assertThat(feed.cancels).isEqualTo(1);
    }

    @Test
    void questionsBorrowTheStream() {
        var feed = Feed.of(1, 2, 3, 4).end();
        assertThat(hand.finish(feed.any(it -> it == 2))).isTrue();
        assertThat(hand.finish(feed.all(it -> it < 3))).isFalse();
        assertThat(feed.left()).isEqualTo(1);
        assertThat(hand.finish(feed.all(it -> it > 3))).isTrue();
        assertThat(hand.finish(feed.any(_ -> true))).isFalse();
        assertThat(feed.cancels).isZero();
    }

    @Test
    void aThreadIteratesAndClosesWhatItTook() {
        var iterator = Feed.of(1, 2).end().toIterator();
        assertThat(iterator).toIterable().containsExactly(1, 2);
        assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
        var feed = Feed.of(1, 2, 3).end();
        try (var stream = feed.toStream()) {
            assertThat(stream.limit(2).toList()).containsExactly(1, 2);
        }
        assertThat(feed.cancels).isEqualTo(1);
        assertThat(feed.cleanups).isEqualTo(1);
    }
}
