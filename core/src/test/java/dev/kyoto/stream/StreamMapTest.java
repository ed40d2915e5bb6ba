package dev.kyoto.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StreamMapTest {
    private final Hand hand = new Hand();
    private final StreamMap<String, Integer> map = new StreamMap<>();

    private void assertNext(String key, int value) {
        hand.assertNext(map, Map.entry(key, value));
    }

    @Test
    void valuesComeWithTheirKeys() {
        var a = new Feed<Integer>();
        var b = Feed.of(1);
        map.insert("a", a);
        map.insert("b", b);
        assertThat(map.size()).isEqualTo(2);
        assertThat(map.keys()).containsExactly("a", "b");
        assertThat(map.values()).containsExactly(a, b);
        assertNext("b", 1);
        hand.assertPending(map);
        hand.wakes();
        a.give(2);
        assertThat(hand.wakes()).isPositive();
        assertNext("a", 2);
        a.end();
        b.end();
        hand.assertNext(map, null);
        assertThat(map.isEmpty()).isTrue();
        map.insert("c", Streams.of(3));
        assertNext("c", 3);
        hand.assertNext(map, null);
    }

    @Test
    void onlyThoseThatWereWokenArePolled() {
        var idle = new Feed<Integer>();
        var busy = new Feed<Integer>();
        map.insert("idle", idle);
        map.insert("busy", busy);
        hand.assertPending(map);
        for (int i = 0; i < 5; i++) {
            busy.give(i);
            assertNext("busy", i);
            hand.assertPending(map);
        }
        assertThat(idle.polls).isEqualTo(1);
    }

    @Test
    void thoseThatAreAlwaysReadyTakeTurns() {
        map.insert("a", Streams.repeatWith(() -> 1));
        map.insert("b", Streams.repeatWith(() -> 2));
        map.insert("c", Streams.repeatWith(() -> 3));
        var keys = new ArrayList<String>();
        for (int i = 0; i < 9; i++) {
            keys.add(hand.poll(map).value().getKey());
        }
        assertThat(keys.subList(0, 3)).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(keys.subList(3, 6)).isEqualTo(keys.subList(0, 3));
        assertThat(keys.subList(6, 9)).isEqualTo(keys.subList(0, 3));
    }

    @Test
    void aStreamThatIsTakenOutGoesBackAsItIs() {
        var a = Feed.of(1);
        var b = new Feed<Integer>();
        map.insert("a", a);
        map.insert("b", b);
        assertNext("a", 1);
        hand.assertPending(map);
        assertThat(map.remove("b")).isSameAs(b);
        assertThat(map.remove("b")).isNull();
        assertThat(map.containsKey("b")).isFalse();
        b.give(7);
        hand.assertPending(map);
        assertThat(b.cancels).isZero();
        hand.assertNext(b, 7);
        assertThat(map.insert("a", Streams.of(2))).isSameAs(a);
        assertNext("a", 2);
        a.give(9);
        hand.assertNext(map, null);
        assertThat(a.left()).isEqualTo(1);
    }

    @Test
    void aMemberThatFailsStays() {
        var broken = new IllegalArgumentException("broken");
        map.insert("a", Feed.of(1).fail(broken).give(2).end());
        assertNext("a", 1);
        assertThatThrownBy(() -> hand.poll(map)).isSameAs(broken);
        assertNext("a", 2);
        hand.assertNext(map, null);
    }

    @Test
    void manyAreTakenAtOnceAndAFailureComesAfterThem() {
        var broken = new IllegalArgumentException("broken");
        map.insert("a", Feed.of(1, 2).fail(broken).give(3).end());
        var buffer = new ArrayList<Map.Entry<String, Integer>>();
        assertThat(hand.finish(map.nextMany(buffer, 10))).isEqualTo(2);
        assertThatThrownBy(() -> hand.pollFuture(map.nextMany(buffer, 10))).isSameAs(broken);
        assertThat(hand.finish(map.nextMany(buffer, 10))).isEqualTo(1);
        assertThat(hand.finish(map.nextMany(buffer, 10))).isZero();
        assertThat(buffer).extracting(Map.Entry::getValue).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> map.nextMany(buffer, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void cancellingCancelsAllMembersAndAwaitsTheirCleanup() {
        var a = new Feed<Integer>().withSlowCleanup();
        var b = Feed.of(1);
        map.insert("a", a);
        map.insert("b", b);
        assertNext("b", 1);
        assertThat(map.pollCancel(hand.turn()).isPending()).isTrue();
        a.finishCleanup();
        assertThat(map.pollCancel(hand.turn()).isReady()).isTrue();
        assertThat(List.of(a.cancels, b.cancels)).containsExactly(1, 1);

        var other = new StreamMap<String, Integer>();
        var c = new Feed<Integer>();
        other.insert("c", c);
        hand.assertPending(other);
        other.clear();
        assertThat(c.cancels).isEqualTo(1);
        hand.assertNext(other, null);
    }
}
