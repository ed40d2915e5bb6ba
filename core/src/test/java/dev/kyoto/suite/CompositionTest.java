package dev.kyoto.suite;

import static dev.kyoto.Kyoto.async;
import static dev.kyoto.Kyoto.firstSuccess;
import static dev.kyoto.Kyoto.race;
import static dev.kyoto.Kyoto.selectAny;
import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.Future;
import dev.kyoto.future.FutureSet;
import dev.kyoto.future.Futures;
import dev.kyoto.future.OneOf2;
import dev.kyoto.future.Select;
import dev.kyoto.future.Selected;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.sync.Mpsc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Composites with async blocks inside, on every flavour. */
final class CompositionTest extends FlavorSuite {

    CompositionTest(Flavor flavor) {
        super(flavor);
    }

    /** A block that never ends by itself, and whose cleanup awaits. */
    private static Future<String> hangs(List<String> log, String name) {
        return async(
                () -> {
                    try {
                        return Futures.<String>pending().await();
                    } finally {
                        yieldNow().await();
                        log.add(name + " cleaned up");
                    }
                });
    }

    private static Future<String> after(int yields, String value) {
        return async(
                () -> {
                    for (int i = 0; i < yields; i++) {
                        yieldNow().await();
                    }
                    return value;
                });
    }

    private static Future<String> failsAfter(int yields, String message) {
        return async(
                () -> {
                    for (int i = 0; i < yields; i++) {
                        yieldNow().await();
                    }
                    throw new ArithmeticException(message);
                });
    }

    @Test
    void theLosersOfASelectOverAListHaveCleanedUpBeforeItReturns() {
        var log = Collections.synchronizedList(new ArrayList<String>());
        run(
                () -> {
                    var arms = List.of(hangs(log, "a"), after(3, "won"), hangs(log, "c"));
                    assertThat(selectAny(arms).await()).isEqualTo(new Selected<>(1, "won"));
                    assertThat(log).containsExactlyInAnyOrder("a cleaned up", "c cleaned up");
                });
    }

    @Test
    void theFirstToEndWinsARaceAndTheFirstToSucceedTheOther() {
        var log = Collections.synchronizedList(new ArrayList<String>());
        run(
                () -> {
                    assertThat(race(after(5, "late"), after(1, "early")).await())
                            .isEqualTo("early");
                    assertThat(failureOf(race(failsAfter(1, "bad"), hangs(log, "a"))))
                            .isInstanceOf(ArithmeticException.class);
                    assertThat(log).containsExactly("a cleaned up");
                    var good =
                            firstSuccess(failsAfter(1, "bad"), after(4, "good"), hangs(log, "c"));
                    assertThat(good.await()).isEqualTo("good");
                    assertThat(log).containsExactly("a cleaned up", "c cleaned up");
                    var failure = failureOf(firstSuccess(failsAfter(1, "1"), failsAfter(3, "2")));
                    assertThat(failure).hasMessage("1");
                    assertThat(failure.getSuppressed()).hasSize(1);
                });
    }

    @Test
    void aSetGivesEachValueOnceAndTakesMoreFromInsideItsBlocks() {
        run(
                () -> {
                    var seen = new TreeSet<String>();
                    try (var set = new FutureSet<String>()) {
                        for (int i = 10; i < 40; i++) {
                            set.add(addsOne(set, i));
                        }
                        for (var v = set.next().await(); v != null; v = set.next().await()) {
                            assertThat(seen.add(v)).isTrue();
                        }
                    }
                    assertThat(seen).hasSize(60).contains("10", "39", "child of 10");
                });
    }

    private static Future<String> addsOne(FutureSet<String> set, int i) {
        return async(
                () -> {
                    yieldNow().await();
                    set.add(after(i % 5, "child of " + i));
                    yieldNow().await();
                    return "" + i;
                });
    }

    @Test
    void otherTasksAddToASetWhileItsOwnerWaits() {
        run(
                () -> {
                    var set = new FutureSet<Integer>();
                    var adders = new ArrayList<Future<@Nullable Void>>();
                    for (int t = 0; t < 4; t++) {
                        adders.add(
                                spawn(
                                        () -> {
                                            for (int i = 0; i < 100; i++) {
                                                set.add(spawn(Futures.ready(1)));
                                                yieldNow().await();
                                            }
                                        }));
                    }
                    int sum = 0;
                    while (sum < 400) {
                        var value = set.next().await();
                        sum += value == null ? 0 : value;
                        if (value == null) {
                            yieldNow().await();
                        }
                    }
                    for (var adder : adders) {
                        adder.await();
                    }
                    assertThat(set.isEmpty()).isTrue();
                    set.close();
                });
    }

    @Test
    void closingAwaitsTheCleanupOfTheBlocksOfASetAndOfALoop() {
        var log = Collections.synchronizedList(new ArrayList<String>());
        run(
                () -> {
                    var set = new FutureSet<String>();
                    set.add(hangs(log, "a"));
                    set.add(hangs(log, "b"));
                    set.add(after(2, "value"));
                    assertThat(set.next().await()).isEqualTo("value");
                    set.closing().await();
                    assertThat(log).containsExactlyInAnyOrder("a cleaned up", "b cleaned up");
                    log.clear();

                    var loop = Select.loop(() -> hangs(log, "c"), () -> after(1, "tick"));
                    assertThat(loop.next().await()).isInstanceOf(OneOf2.Second.class);
                    assertThat(loop.next().await()).isInstanceOf(OneOf2.Second.class);
                    assertThat(log).as("the loser lives on").isEmpty();
                    loop.closing().await();
                    assertThat(log).containsExactly("c cleaned up");
                });
    }

    @Test
    void cleanupThatAClosedSetLeavesBehindGoesOnAsATask() throws InterruptedException {
        var log = Collections.synchronizedList(new ArrayList<String>());
        run(
                () -> {
                    try (var set = new FutureSet<String>()) {
                        set.add(hangs(log, "a"));
                        set.add(after(1, "value"));
                        assertThat(set.next().await()).isEqualTo("value");
                    }
                });
        assertThat(runtime.drain(Duration.ofSeconds(10))).isTrue();
        assertThat(log).containsExactly("a cleaned up");
    }

    @Test
    void aLoopOverTwoChannelsEndsWhenBothAreClosed() {
        run(
                () -> {
                    var left = Mpsc.<String>bounded(2);
                    var right = Mpsc.<String>bounded(2);
                    var one = spawn(() -> sendAll(left.sender(), "l"));
                    var other = spawn(() -> sendAll(right.sender(), "r"));
                    assertThat(receiveAll(left.receiver(), right.receiver())).isEqualTo(100);
                    one.await();
                    other.await();
                });
    }

    private static void sendAll(Mpsc.Sender<String> sender, String name) {
        try (sender) {
            for (int i = 0; i < 50; i++) {
                sender.send(name + i).await();
            }
        }
    }

    private static int receiveAll(Mpsc.Receiver<String> left, Mpsc.Receiver<String> right) {
        int received = 0;
        boolean[] over = new boolean[2];
        try (var loop =
                Select.loop(() -> over[0] ? null : left.recv(), () -> over[1] ? null : right.recv())
                        .orElseNull()) {
            for (var one = loop.next().await(); one != null; one = loop.next().await()) {
                switch (one) {
                    case OneOf2.First(var message) when message == null -> over[0] = true;
                    case OneOf2.Second(var message) when message == null -> over[1] = true;
                    default -> received++;
                }
            }
        }
        return received;
    }

    @Test
    void randomOrdersRepeatWithTheSeedOfTheRuntime() {
        var first = orders(7);
        assertThat(new TreeSet<>(first)).hasSizeGreaterThan(3);
        assertThat(orders(8)).isNotEqualTo(first);
        if (flavor.parallelism() == 1) {
            assertThat(orders(7)).isEqualTo(first);
        }
    }

    /** Who won many selects, races and loops between futures that are all ready. */
    private List<String> orders(long seed) {
        try (AsyncRuntime own = flavor.builder().name("seeded").rngSeed(seed).build()) {
            return own.blockOn(
                    () -> {
                        var winners = new ArrayList<String>();
                        try (var loop =
                                Select.loop(() -> Futures.ready("l0"), () -> Futures.ready("l1"))) {
                            for (int i = 0; i < 40; i++) {
                                var arms =
                                        List.of(
                                                Futures.ready("s0"),
                                                Futures.ready("s1"),
                                                Futures.ready("s2"));
                                winners.add(selectAny(arms).await().value());
                                winners.add(race(Futures.ready("r0"), Futures.ready("r1")).await());
                                winners.add(loop.next().await().toString());
                                winners.add(
                                        Select.select(Futures.ready("f0"), Futures.ready("f1"))
                                                .await()
                                                .toString());
                            }
                        }
                        return winners;
                    });
        }
    }
}
