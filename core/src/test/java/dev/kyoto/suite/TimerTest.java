package dev.kyoto.suite;

import static dev.kyoto.Kyoto.interval;
import static dev.kyoto.Kyoto.select;
import static dev.kyoto.Kyoto.sleep;
import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.timeout;
import static dev.kyoto.Kyoto.within;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.Futures;
import dev.kyoto.future.OneOf2;
import dev.kyoto.sync.Mpsc;
import dev.kyoto.time.AsyncInstant;
import dev.kyoto.time.DelayQueue;
import dev.kyoto.time.Elapsed;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Time that passes, on every flavour: nothing is early, and nothing is left behind. */
final class TimerTest extends FlavorSuite {

    TimerTest(Flavor flavor) {
        super(flavor);
    }

    @Test
    void aSleepIsNeverEarly() {
        run(
                () -> {
                    for (int i = 0; i < 5; i++) {
                        var start = AsyncInstant.now();
                        sleep(ofMillis(i)).await();
                        assertThat(start.elapsed()).isGreaterThanOrEqualTo(ofMillis(i));
                    }
                });
    }

    @Test
    void aLimitedFutureEndsOneWayOrTheOther() {
        run(
                () -> {
                    assertThat(timeout(ofSeconds(60), Futures.ready("a")).await()).isEqualTo("a");
                    assertThat(within(Futures.ready("b"), ofSeconds(60)).await()).isEqualTo("b");
                    assertThat(failureOf(within(Futures.pending(), ofMillis(1))))
                            .isInstanceOf(Elapsed.class);
                });
    }

    @Test
    void anIntervalKeepsItsPace() {
        run(
                () -> {
                    var interval = interval(ofMillis(2));
                    var first = interval.tick().await();
                    for (int i = 1; i < 5; i++) {
                        var due = interval.tick().await();
                        assertThat(first.until(due)).isEqualTo(ofMillis(2 * i));
                        assertThat(AsyncInstant.now().isBefore(due)).isFalse();
                    }
                });
    }

    @Test
    void aDelayQueueIsFilledByOthersWhileItsTaskWaits() {
        List<String> values =
                run(
                        () -> {
                            var queue = new DelayQueue<String>();
                            var late = queue.insert("late", ofSeconds(100));
                            var reader =
                                    spawn(
                                            () -> {
                                                var read = new ArrayList<String>();
                                                while (read.size() < 3) {
                                                    read.add(queue.nextExpired().await().value());
                                                }
                                                return read;
                                            });
                            // The reader waits for the late one, or comes to it after the others.
                            sleep(ofMillis(1)).await();
                            queue.insert("soon", ofMillis(1));
                            sleep(ofMillis(5)).await();
                            queue.insert("now", ofMillis(0));
                            sleep(ofMillis(1)).await();
                            queue.reset(late, ofMillis(2));
                            return reader.await();
                        });
        assertThat(values).containsExactly("soon", "now", "late");
    }

    @Test
    void aDelayQueueThatIsEmptiedSaysSoToItsTask() {
        run(
                () -> {
                    var queue = new DelayQueue<String>();
                    var key = queue.insert("a", ofSeconds(100));
                    var reader = spawn(() -> queue.nextExpired().await() == null);
                    sleep(ofMillis(1)).await();
                    assertThat(queue.remove(key)).isEqualTo("a");
                    assertThat(reader.await()).isTrue();
                });
    }

    /** The loop of a cache: it looks at its commands and its deadlines, and loses neither. */
    @Test
    void aSelectOverCommandsAndDeadlinesLosesNothing() {
        run(
                () -> {
                    var commands = Mpsc.<Integer>bounded(4);
                    var cache =
                            spawn(
                                    () -> {
                                        var queue = new DelayQueue<Integer>();
                                        int expired = 0;
                                        boolean open = true;
                                        while (open || !queue.isEmpty()) {
                                            if (!open || !queue.isEmpty()) {
                                                var next = queue.nextExpired();
                                                if (!open) {
                                                    next.await();
                                                    expired++;
                                                    continue;
                                                }
                                                switch (select(commands.receiver().recv(), next)
                                                        .await()) {
                                                    case OneOf2.First(var value) -> {
                                                        if (value == null) {
                                                            open = false;
                                                        } else {
                                                            queue.insert(
                                                                    value, ofMillis(value % 3));
                                                        }
                                                    }
                                                    case OneOf2.Second(var value) -> expired++;
                                                }
                                            } else {
                                                var value = commands.receiver().recv().await();
                                                if (value == null) {
                                                    open = false;
                                                } else {
                                                    queue.insert(value, ofMillis(value % 3));
                                                }
                                            }
                                        }
                                        return expired;
                                    });
                    try (var sender = commands.sender()) {
                        for (int i = 0; i < 200; i++) {
                            sender.send(i).await();
                        }
                    }
                    assertThat(cache.await()).isEqualTo(200);
                });
    }
}
