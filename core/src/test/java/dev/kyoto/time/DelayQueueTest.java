package dev.kyoto.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Waker;
import dev.kyoto.internal.util.Sizes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DelayQueueTest {
    private final TestTime time = new TestTime();
    private final DelayQueue<String> queue = new DelayQueue<>(time.driver);

    private static Duration ms(long millis) {
        return Duration.ofMillis(millis);
    }

    /** The value that is due now, by a wait of its own; null if none is. */
    private @Nullable String next() {
        var wait = queue.nextExpired();
        var poll = wait.poll(time.cx);
        wait.cancel();
        var expired = poll.isReady() ? poll.value() : null;
        return expired == null ? null : expired.value();
    }

    private static boolean isPending(Future<?> wait, TestTime time) {
        return wait.poll(time.cx).isPending();
    }

    // ---- Order and time ----

    @Test
    void valuesComeOutInTheOrderOfTheirDeadlines() {
        queue.insert("c", ms(30));
        queue.insert("a", ms(10));
        queue.insert("b", ms(20));
        assertThat(next()).isNull();
        time.advance(25);
        assertThat(List.of(next(), next())).containsExactly("a", "b");
        assertThat(next()).isNull();
        time.advance(5);
        assertThat(next()).isEqualTo("c");
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void thoseOfOneDeadlineComeOutAsTheyWereGivenIt() {
        var first = queue.insert("first", ms(10));
        queue.insert("second", ms(10));
        queue.insert("third", ms(10));
        queue.reset(first, ms(10));
        time.advance(10);
        assertThat(List.of(next(), next(), next())).containsExactly("second", "third", "first");
    }

    @Test
    void anExpiredValueTellsItsDeadlineAndItsKey() {
        var key = queue.insert("a", ms(10));
        time.advance(15);
        var expired = queue.nextExpired().poll(time.cx).value();
        assertThat(expired).isEqualTo(new DelayQueue.Expired<>("a", time.at(10), key));
    }

    @Test
    void isExactToTheNanosecondAndNeverEarly() {
        queue.insertAt("a", new AsyncInstant(1));
        time.driver.advance(1);
        assertThat(next()).isEqualTo("a");
        queue.insertAt("b", new AsyncInstant(TestTime.MS + 1));
        var wait = queue.nextExpired();
        assertThat(isPending(wait, time)).isTrue();
        time.driver.advance(TestTime.MS - 1);
        assertThat(isPending(wait, time)).isTrue();
        time.driver.advance(1);
        assertThat(isPending(wait, time)).isFalse();
    }

    @Test
    void anEmptyQueueAnswersNull() {
        assertThat(queue.nextExpired().poll(time.cx).value()).isNull();
        assertThat(time.driver.pending()).isZero();
    }

    // ---- Waiting ----

    @Test
    void theTimerWakesTheOneWhoWaits() {
        queue.insert("a", ms(10));
        queue.insert("b", ms(20));
        var wait = queue.nextExpired();
        assertThat(isPending(wait, time)).isTrue();
        assertThat(time.driver.pending()).as("one timer for all values").isOne();
        time.advance(10);
        assertThat(time.wakes()).isOne();
        assertThat(wait.poll(time.cx).value().value()).isEqualTo("a");
        assertThat(time.driver.pending()).as("no timer while nobody waits").isZero();
    }

    @Test
    void anEarlierValueWakesTheOneWhoWaits() {
        queue.insert("late", ms(100));
        var wait = queue.nextExpired();
        assertThat(isPending(wait, time)).isTrue();
        queue.insert("later", ms(200));
        assertThat(time.wakes()).isZero();
        queue.insert("early", ms(10));
        assertThat(time.wakes()).isOne();
        queue.insert("earlier", ms(5));
        assertThat(time.wakes()).as("it is called already").isZero();
        assertThat(isPending(wait, time)).isTrue();
        time.advance(5);
        assertThat(time.wakes()).isOne();
        assertThat(wait.poll(time.cx).value().value()).isEqualTo("earlier");
    }

    @Test
    void aValueMovedForwardWakesTheOneWhoWaits() {
        queue.insert("a", ms(50));
        var key = queue.insert("b", ms(100));
        var wait = queue.nextExpired();
        assertThat(isPending(wait, time)).isTrue();
        queue.reset(key, ms(60));
        assertThat(time.wakes()).isZero();
        queue.resetAt(key, time.at(0));
        assertThat(time.wakes()).isOne();
        assertThat(wait.poll(time.cx).value().value()).isEqualTo("b");
        assertThat(time.driver.pending()).isZero();
    }

    @Test
    void aValueMovedBackIsAwaitedAgain() {
        var key = queue.insert("a", ms(10));
        var wait = queue.nextExpired();
        assertThat(isPending(wait, time)).isTrue();
        for (int i = 0; i < 10; i++) {
            queue.reset(key, ms(20 + i));
        }
        assertThat(time.wakes()).as("moving back calls nobody").isZero();
        time.advance(10);
        assertThat(time.wakes()).isOne();
        assertThat(isPending(wait, time)).isTrue();
        time.advance(19);
        assertThat(time.wakes()).isOne();
        assertThat(wait.poll(time.cx).value().value()).isEqualTo("a");
    }

    @Test
    void anEmptiedQueueWakesTheOneWhoWaits() {
        var a = queue.insert("a", ms(10));
        var b = queue.insert("b", ms(20));
        var wait = queue.nextExpired();
        assertThat(isPending(wait, time)).isTrue();
        assertThat(queue.remove(a)).isEqualTo("a");
        assertThat(time.wakes()).isZero();
        assertThat(queue.remove(b)).isEqualTo("b");
        assertThat(time.wakes()).isOne();
        assertThat(wait.poll(time.cx).value()).isNull();
        assertThat(time.driver.pending()).isZero();

        queue.insert("c", ms(10));
        var again = queue.nextExpired();
        assertThat(isPending(again, time)).isTrue();
        queue.clear();
        assertThat(time.wakes()).isOne();
        assertThat(again.poll(time.cx).value()).isNull();
    }

    @Test
    void onlyTheNewestWakerIsWoken() {
        queue.insert("a", ms(10));
        var wait = queue.nextExpired();
        assertThat(isPending(wait, time)).isTrue();
        var newer = new int[1];
        assertThat(wait.poll(Context.of(() -> newer[0]++)).isPending()).isTrue();
        queue.insert("b", ms(5));
        assertThat(time.wakes()).isZero();
        assertThat(newer[0]).isOne();
    }

    @Test
    void aSecondOneWhoWaitsIsToldSoAndDisturbsNobody() {
        queue.insert("a", ms(10));
        var first = queue.nextExpired();
        assertThat(isPending(first, time)).isTrue();
        var second = queue.nextExpired();
        assertThatThrownBy(() -> second.poll(time.cx))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("another task waits")
                .hasMessageContaining("cancel the other wait first");
        second.cancel();
        time.advance(10);
        assertThat(time.wakes()).isOne();
        assertThat(first.poll(time.cx).value().value()).isEqualTo("a");

        queue.insert("b", ms(10));
        var third = queue.nextExpired();
        assertThat(isPending(third, time)).isTrue();
        third.cancel();
        assertThat(isPending(queue.nextExpired(), time)).as("the place is free again").isTrue();
    }

    @Test
    void isLazyAndEndsOnce() {
        queue.insert("a", ms(0));
        var dropped = queue.nextExpired();
        dropped.cancel();
        assertThatThrownBy(() -> dropped.poll(time.cx))
                .hasMessageContaining("must not be polled again");
        assertThat(queue.size()).isOne();
        var wait = queue.nextExpired();
        assertThat(wait.poll(time.cx).value().value()).isEqualTo("a");
        assertThatThrownBy(() -> wait.poll(time.cx))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("call nextExpired() for the next one");
    }

    @Test
    void chargesTheBudgetOnlyWhenReady() {
        queue.insert("a", ms(10));
        time.cx.startTurn();
        assertThat(isPending(queue.nextExpired(), time)).isTrue();
        assertThat(TestTime.unitsOf(time.cx)).isEqualTo(Sizes.BUDGET);
    }

    @Test
    void yieldsWithoutBudgetThoughAValueIsDue() {
        queue.insert("a", ms(0));
        var wait = queue.nextExpired();
        assertThat(wait.poll(time.spent()).isPending()).isTrue();
        assertThat(time.wakes()).isOne();
        assertThat(queue.size()).isOne();
        time.cx.startTurn();
        assertThat(wait.poll(time.cx).isReady()).isTrue();
        assertThat(TestTime.unitsOf(time.cx)).isEqualTo(Sizes.BUDGET - 1);
    }

    @Test
    void failsOnceTheRuntimeIsShutDownAndKeepsItsValues() {
        queue.insert("a", ms(10));
        var wait = queue.nextExpired();
        assertThat(isPending(wait, time)).isTrue();
        time.driver.shutdown();
        assertThat(time.wakes()).isOne();
        assertThatThrownBy(() -> wait.poll(time.cx))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the runtime was shut down");
        var late = queue.nextExpired();
        assertThatThrownBy(() -> late.poll(time.cx))
                .hasMessageContaining("the runtime was shut down");
        assertThat(queue.size()).isOne();
    }

    // ---- Keys ----

    @Test
    void aKeyThatIsGoneFindsNothing() {
        var taken = queue.insert("a", ms(0));
        assertThat(next()).isEqualTo("a");
        var removed = queue.insert("b", ms(10));
        assertThat(queue.remove(removed)).isEqualTo("b");
        var cleared = queue.insert("c", ms(10));
        queue.clear();
        queue.insert("d", ms(10));
        for (var key : List.of(taken, removed, cleared)) {
            assertThat(queue.remove(key)).isNull();
            assertThat(queue.reset(key, ms(1))).isFalse();
            assertThat(queue.resetAt(key, time.at(1))).isFalse();
            assertThat(queue.deadline(key)).isNull();
            assertThat(key).hasToString("Key[gone]");
        }
        assertThat(queue.size()).isOne();
    }

    @Test
    void aKeyOfAnotherQueueIsRefused() {
        var foreign = new DelayQueue<String>(time.driver).insert("a", ms(10));
        assertThatThrownBy(() -> queue.remove(foreign))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("made by another DelayQueue");
        assertThatThrownBy(() -> queue.reset(foreign, ms(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> queue.resetAt(foreign, time.at(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> queue.deadline(foreign))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void peekAndDeadlineLookWithoutTaking() {
        assertThat(queue.peek()).isNull();
        var b = queue.insert("b", ms(20));
        var a = queue.insertAt("a", time.at(10));
        assertThat(queue.peek()).isSameAs(a);
        assertThat(queue.deadline(a)).isEqualTo(time.at(10));
        assertThat(queue.deadline(b)).isEqualTo(time.at(20));
        queue.reset(a, ms(1_500));
        assertThat(queue.peek()).isSameAs(b);
        assertThat(a).hasToString("Key[PT1.5S]");
        assertThat(queue).hasToString("DelayQueue[2 values]");
        time.advance(20);
        assertThat(queue.peek()).as("due, and still there").isSameAs(b);
        assertThat(queue.size()).isEqualTo(2);
    }

    @Test
    void refusesNull() {
        assertThatThrownBy(() -> queue.insert(null, ms(1)))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("value");
        assertThat(queue.isEmpty()).isTrue();
    }

    // ---- The end of time ----

    @Test
    void deadlinesWithoutEndAreDueWhenTheClockStops() {
        queue.insert("endless", Duration.ofSeconds(Long.MAX_VALUE));
        assertThat(queue.deadline(queue.peek()).nanos()).isEqualTo(Long.MAX_VALUE);
        var wait = queue.nextExpired();
        assertThat(isPending(wait, time)).isTrue();
        time.advance(365L * 24 * 3_600_000 * 100);
        assertThat(isPending(wait, time)).isTrue();
        // A paused clock jumps there by itself, to the last whole millisecond of all.
        assertThat(time.driver.advanceToNext()).isTrue();
        assertThat(wait.poll(time.cx).value().value()).isEqualTo("endless");
    }

    // ---- A model ----

    @Test
    void agreesWithASortedMap() {
        long seed = Long.getLong("kyoto.seed", System.nanoTime());
        System.out.println("DelayQueueTest: repeat with -Dkyoto.seed=" + seed);
        var random = new SplittableRandom(seed);
        var model =
                new TreeMap<List<Long>, DelayQueue.Key>(
                        (a, b) ->
                                a.get(0).equals(b.get(0))
                                        ? a.get(1).compareTo(b.get(1))
                                        : a.get(0).compareTo(b.get(0)));
        var places = new HashMap<DelayQueue.Key, List<Long>>();
        var values = new HashMap<DelayQueue.Key, String>();
        var keys = new ArrayList<DelayQueue.Key>();
        var wait = queue.nextExpired();
        long order = 0;
        int returned = 0;
        for (int step = 0; step < 200_000; step++) {
            long deadline = time.clock.nanos() + random.nextLong(-1, 50) * TestTime.MS / 2;
            // It grows for a while and shrinks for a while.
            boolean growing = (step / 5_000) % 2 == 0;
            int choice = random.nextInt(10);
            if (choice < (growing ? 5 : 1)) {
                var key = queue.insertAt("v" + step, new AsyncInstant(deadline));
                keys.add(key);
                values.put(key, "v" + step);
                places.put(key, List.of(deadline, order++));
                model.put(places.get(key), key);
            } else if (choice < 8 && !keys.isEmpty()) {
                var key = keys.get(random.nextInt(keys.size()));
                boolean there = values.containsKey(key);
                if (there) {
                    model.remove(places.get(key));
                }
                if (random.nextInt(3) == 0) {
                    assertThat(queue.remove(key)).isEqualTo(values.remove(key));
                    keys.remove(key);
                } else {
                    assertThat(queue.resetAt(key, new AsyncInstant(deadline))).isEqualTo(there);
                    if (there) {
                        places.put(key, List.of(deadline, order++));
                        model.put(places.get(key), key);
                    }
                }
            } else {
                time.driver.advance(random.nextInt(growing ? 300_000 : 3_000_000));
                var poll = wait.poll(time.cx);
                time.cx.startTurn();
                var first = model.firstEntry();
                boolean due = first == null || first.getKey().get(0) <= time.clock.nanos();
                assertThat(poll.isReady()).as("step %d of seed %d", step, seed).isEqualTo(due);
                if (due) {
                    wait = queue.nextExpired();
                    if (first != null) {
                        assertThat(poll.value().key()).isSameAs(first.getValue());
                        assertThat(poll.value().value()).isEqualTo(values.remove(first.getValue()));
                        model.pollFirstEntry();
                        keys.remove(first.getValue());
                        returned++;
                    }
                }
            }
            assertThat(queue.size()).isEqualTo(model.size());
            assertThat(queue.peek())
                    .isSameAs(model.isEmpty() ? null : model.firstEntry().getValue());
        }
        wait.cancel();
        assertThat(returned).isGreaterThan(1_000);
        queue.clear();
        assertThat(queue.isEmpty()).isTrue();
        assertThat(time.driver.pending()).isZero();
    }

    @Test
    void aWaitThatIsWokenFromItsOwnWakerDoesNotDeadlock() {
        queue.insert("a", ms(10));
        var wait = queue.nextExpired();
        Waker inserting = () -> queue.insert("more", ms(1));
        assertThat(wait.poll(Context.of(inserting)).isPending()).isTrue();
        queue.insert("b", ms(5));
        assertThat(queue.size()).isEqualTo(3);
    }
}
