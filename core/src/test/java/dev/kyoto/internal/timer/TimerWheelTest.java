package dev.kyoto.internal.timer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimerWheelTest {
    private static final int LEVELS = 6;
    private static final long SPAN = 1L << 36;

    @Test
    void anEmptyWheelHasNothingDue() {
        var wheel = new TimerWheel(5);
        assertThat(wheel.nextExpiry()).isEqualTo(TimerWheel.NONE);
        assertThat(wheel.poll(1_000)).isNull();
        assertThat(wheel.elapsed()).isEqualTo(1_000);
        assertThat(wheel.takeAny()).isNull();
    }

    @Test
    void skipsOnlyWhileEmpty() {
        var wheel = new TimerWheel(0);
        wheel.skipTo(100);
        wheel.skipTo(50);
        assertThat(wheel.elapsed()).isEqualTo(100);
        file(wheel, 101);
        wheel.skipTo(1_000);
        assertThat(wheel.elapsed()).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                1,
                63,
                64,
                4_095,
                123_456_789,
                (1L << 36) - 1,
                (1L << 36),
                9_000_000_000_000L
            })
    void everyLevelBoundaryIsMetToTheTick(long start) {
        for (int level = 0; level <= LEVELS + 1; level++) {
            for (long slots : new long[] {1, 2, 31, 32, 62, 63, 64, 65}) {
                long distance = slots << (6 * level);
                for (long tick = start + distance - 1; tick <= start + distance + 1; tick++) {
                    if (tick > start) {
                        assertFiresExactlyAt(start, tick);
                    }
                }
            }
        }
    }

    private static void assertFiresExactlyAt(long start, long tick) {
        // In one jump to the tick before and to the tick itself …
        var wheel = new TimerWheel(start);
        var entry = file(wheel, tick);
        assertThat(wheel.nextExpiry()).isGreaterThan(start).isLessThanOrEqualTo(tick);
        assertThat(wheel.poll(tick - 1)).as("%d from %d, a tick early", tick, start).isNull();
        assertThat(wheel.nextExpiry()).as("%d from %d", tick, start).isEqualTo(tick);
        assertThat(wheel.poll(tick)).as("%d from %d", tick, start).isSameAs(entry);
        assertThat(wheel.size()).isZero();
        // … and from one due slot to the next, as a parked driver goes.
        wheel = new TimerWheel(start);
        entry = file(wheel, tick);
        int steps = 0;
        while (wheel.nextExpiry() < tick) {
            assertThat(wheel.poll(wheel.nextExpiry())).as("%d from %d", tick, start).isNull();
            assertThat(++steps).isLessThan(5_000);
        }
        assertThat(wheel.poll(tick)).as("%d from %d", tick, start).isSameAs(entry);
    }

    @Test
    void deadlinesBeyondTheSpanComeRoundUntilTheyAreDue() {
        long tick = 7 * SPAN + 12_345;
        var wheel = new TimerWheel(12_344);
        var far = file(wheel, tick);
        var near = file(wheel, 12_345);
        assertThat(wheel.poll(12_345)).isSameAs(near);
        for (int turn = 1; turn < 7; turn++) {
            assertThat(wheel.poll(turn * SPAN + 12_345)).isNull();
            assertThat(wheel.size()).isOne();
        }
        assertThat(wheel.poll(tick - 1)).isNull();
        assertThat(wheel.poll(tick)).isSameAs(far);
    }

    @Test
    void manyTimersInOneTopSlotSurviveItsTurn() {
        var wheel = new TimerWheel(0);
        var entries = new ArrayList<TimerEntry>();
        for (int i = 0; i < 100; i++) {
            entries.add(file(wheel, SPAN + i));
        }
        assertThat(drain(wheel, SPAN - 1)).isEmpty();
        assertThat(drain(wheel, SPAN + 49))
                .containsExactlyInAnyOrderElementsOf(entries.subList(0, 50));
        assertThat(drain(wheel, SPAN + 99))
                .containsExactlyInAnyOrderElementsOf(entries.subList(50, 100));
    }

    @Test
    void anyEntryOfAListCanBeRemoved() {
        for (int victim = 0; victim < 3; victim++) {
            var wheel = new TimerWheel(0);
            var entries = List.of(file(wheel, 10), file(wheel, 10), file(wheel, 10));
            wheel.remove(entries.get(victim));
            assertThat(entries.get(victim).isLinked()).isFalse();
            var rest = new ArrayList<>(entries);
            rest.remove(victim);
            assertThat(wheel.size()).isEqualTo(2);
            assertThat(drain(wheel, 10)).containsExactlyInAnyOrderElementsOf(rest);
        }
    }

    @Test
    void removingTheLastOfASlotClearsIt() {
        var wheel = new TimerWheel(0);
        var first = file(wheel, 10);
        var second = file(wheel, 5_000);
        wheel.remove(first);
        assertThat(wheel.nextExpiry()).isEqualTo(4_096);
        wheel.remove(second);
        assertThat(wheel.nextExpiry()).isEqualTo(TimerWheel.NONE);
    }

    @Test
    void aDeadlineMovedWhileFiledIsFiledAgainWhenItsSlotIsDue() {
        var wheel = new TimerWheel(0);
        var entry = file(wheel, 10);
        assertThat(entry.casLater(10, 100)).isTrue();
        assertThat(wheel.poll(99)).isNull();
        assertThat(wheel.nextExpiry()).isEqualTo(100);
        assertThat(wheel.poll(100)).isSameAs(entry);
        assertThat(entry.stateVolatile()).isEqualTo(TimerEntry.FIRED);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 4_000, (1L << 36) - 70})
    void timersOfOneTickComeOutInTheOrderOfFiling(long start) {
        var random = new SplittableRandom(start);
        var wheel = new TimerWheel(start);
        var filed = new TreeMap<Long, List<TimerEntry>>();
        long now = start;
        for (int i = 0; i < 20_000; i++) {
            if (random.nextInt(4) > 0) {
                // Few ticks, near and far, so that many entries come to one of them on all levels.
                long tick = (now / 64 + 1 + random.nextInt(1 << random.nextInt(12))) * 64;
                filed.computeIfAbsent(tick, _ -> new ArrayList<>()).add(file(wheel, tick));
            } else if (random.nextInt(4) > 0) {
                if (!filed.isEmpty()) {
                    var some = filed.firstEntry().getValue();
                    wheel.remove(some.remove(random.nextInt(some.size())));
                    filed.values().removeIf(List::isEmpty);
                }
            } else {
                now += random.nextInt(200);
                var due = filed.headMap(now, true);
                assertThat(drain(wheel, now))
                        .containsExactlyElementsOf(
                                due.values().stream().flatMap(List::stream).toList());
                due.clear();
            }
        }
    }

    @Test
    void takeAnyEmptiesAllLevels() {
        var wheel = new TimerWheel(0);
        for (int level = 0; level <= LEVELS; level++) {
            file(wheel, 3L << (6 * level));
        }
        for (int level = 0; level <= LEVELS; level++) {
            assertThat(wheel.takeAny()).isNotNull();
        }
        assertThat(wheel.takeAny()).isNull();
        assertThat(wheel.nextExpiry()).isEqualTo(TimerWheel.NONE);
    }

    private static TimerEntry file(TimerWheel wheel, long tick) {
        var entry = new TimerEntry();
        entry.stateVolatile(tick);
        wheel.insert(entry, tick);
        return entry;
    }

    private static List<TimerEntry> drain(TimerWheel wheel, long now) {
        var due = new ArrayList<TimerEntry>();
        for (var entry = wheel.poll(now); entry != null; entry = wheel.poll(now)) {
            due.add(entry);
        }
        return due;
    }
}
