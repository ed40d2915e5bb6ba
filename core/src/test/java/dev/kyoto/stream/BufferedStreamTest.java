package dev.kyoto.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.AsyncFunction;
import dev.kyoto.sync.Oneshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Several blocks at once: their number, their order, their failures and their end. */
class BufferedStreamTest {
    private final Hand hand = new Hand();
    private final IllegalArgumentException broken = new IllegalArgumentException("broken");

    /** The blocks that were started and have not ended, by their items. */
    private final Map<Integer, Oneshot.Sender<Integer>> open = new LinkedHashMap<>();

    private int most;
    private final List<Integer> cleaned = new ArrayList<>();

    private AsyncFunction<Integer, Integer> gated() {
        return it -> {
            var gate = Oneshot.<Integer>channel();
            open.put(it, gate.sender());
            most = Math.max(most, open.size());
            try {
                return gate.receiver().await();
            } finally {
                cleaned.add(it);
            }
        };
    }

    private static void use(Integer value) {
        throw new AssertionError("nobody has sent " + value);
    }

    private void finish(int item) {
        var gate = Objects.requireNonNull(open.remove(item), "a block that runs");
        assertThat(gate.send(item * 10)).isNotNull();
    }

    @Test
    void resultsComeInOrder() {
        var stream = Feed.of(1, 2, 3, 4).end().buffered(2, gated());
        hand.assertPending(stream);
        assertThat(open.keySet()).containsExactly(1, 2);
        finish(2);
        hand.assertPending(stream);
        assertThat(open.keySet()).as("one that has ended early counts").containsExactly(1);
        finish(1);
        hand.assertNext(stream, 10);
        hand.assertNext(stream, 20);
        hand.assertPending(stream);
        finish(3);
        hand.assertNext(stream, 30);
        hand.assertPending(stream);
        finish(4);
        hand.assertNext(stream, 40);
        hand.assertNext(stream, null);
        assertThat(most).isEqualTo(2);
    }

    @Test
    void resultsComeAsTheyAreReady() {
        var stream = Feed.of(1, 2, 3).end().bufferUnordered(2, gated());
        hand.assertPending(stream);
        finish(2);
        hand.assertNext(stream, 20);
        hand.assertPending(stream);
        assertThat(open.keySet()).containsExactly(1, 3);
        finish(3);
        finish(1);
        assertThat(hand.drain(stream)).containsExactly(30, 10);
        assertThat(most).isEqualTo(2);
    }

    @Test
    void aTaskIsNotWokenByItsOwnFilling() {
        var feed = Feed.of(1);
        var stream = feed.bufferUnordered(3, gated());
        hand.assertPending(stream);
        hand.wakes();
        feed.give(2);
        assertThat(hand.wakes()).isEqualTo(1);
        hand.assertPending(stream);
        assertThat(hand.wakes()).as("for the block that was added").isZero();
        assertThat(open.keySet()).containsExactly(1, 2);
        stream.cancel();
    }

    @Test
    void failuresKeepTheirPlaceInOrder() {
        var feed = Feed.of(1).fail(broken).give(2).end();
        var stream = feed.buffered(3, gated());
        hand.assertPending(stream);
        assertThat(open.keySet()).containsExactly(1);
        finish(1);
        hand.assertNext(stream, 10);
        assertThatThrownBy(() -> hand.poll(stream)).isSameAs(broken);
        hand.assertPending(stream);
        finish(2);
        hand.assertNext(stream, 20);
        hand.assertNext(stream, null);
    }

    @Test
    void aFailureOutOfOrderComesAtOnce() {
        var stream = Feed.of(1).fail(broken).give(2).end().bufferUnordered(3, gated());
        assertThatThrownBy(() -> hand.poll(stream)).isSameAs(broken);
        hand.assertPending(stream);
        finish(1);
        finish(2);
        assertThat(hand.drain(stream)).containsExactly(10, 20);
    }

    @Test
    void cancellingCleansUpAllBlocksAndTheSource() {
        for (boolean ordered : List.of(true, false)) {
            open.clear();
            cleaned.clear();
            var feed = Feed.of(1, 2, 3).withSlowCleanup();
            var stream = ordered ? feed.buffered(2, gated()) : feed.bufferUnordered(2, gated());
            hand.assertPending(stream);
            assertThat(stream.pollCancel(hand.turn()).isPending()).isTrue();
            assertThat(cleaned).containsExactlyInAnyOrder(1, 2);
            feed.finishCleanup();
            assertThat(stream.pollCancel(hand.turn()).isReady()).isTrue();
            assertThat(feed.cancels).isEqualTo(1);
            stream.cancel();

            cleaned.clear();
            var other = Feed.of(1, 2, 3);
            var plain = other.buffered(2, gated());
            hand.assertPending(plain);
            plain.cancel();
            plain.cancel();
            assertThat(cleaned).containsExactlyInAnyOrder(1, 2);
            assertThat(other.cancels).isEqualTo(1);
        }
    }

    @Test
    void aLimitOfZeroIsRefused() {
        assertThatThrownBy(() -> Feed.of(1).buffered(0, gated()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the limit was 0");
    }

    @Test
    void forEachConcurrentStopsTheOthersAtAFailure() {
        var feed = Feed.of(1, 2, 3).end();
        var future =
                feed.forEachConcurrent(
                        2,
                        it -> {
                            if (it == 2) {
                                throw broken;
                            }
                            var gate = Oneshot.<Integer>channel();
                            open.put(it, gate.sender());
                            try {
                                use(gate.receiver().await());
                            } finally {
                                cleaned.add(it);
                            }
                        });
        assertThatThrownBy(() -> hand.pollFuture(future)).isSameAs(broken);
        assertThat(cleaned).containsExactly(1);
        assertThat(feed.cancels).isEqualTo(1);
    }
}
