package dev.kyoto.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.Futures;
import dev.kyoto.runtime.Handle;
import dev.kyoto.sync.Oneshot;
import dev.kyoto.task.JoinMap;
import java.time.Duration;
import java.util.HashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Tasks with keys, on every flavour. */
final class JoinMapTest extends FlavorSuite {
    private final JoinMap<String, Integer> map = new JoinMap<>();

    JoinMapTest(Flavor flavor) {
        super(flavor);
    }

    @Test
    void aTaskIsJoinedWithItsKey() {
        var values = new HashMap<String, Integer>();
        run(
                () -> {
                    var here = Handle.current();
                    map.spawn("a", () -> 1);
                    map.spawn("b", () -> Futures.yieldNow().await(), 2);
                    map.spawn("c", Futures.ready(3));
                    map.spawnOn(here, "d", () -> 4);
                    map.spawnOn(here, "e", () -> Futures.yieldNow().await(), 5);
                    map.spawnOn(here, "f", Futures.ready(6));
                    map.spawnBlocking("g", () -> 7);
                    map.spawnBlockingOn(here, "h", () -> 8);
                    map.named("task i").spawn("i", () -> 9);
                    assertThat(map.keys())
                            .containsExactlyInAnyOrder("a", "b", "c", "d", "e", "f", "g", "h", "i");
                    assertThat(map.size()).isEqualTo(9);
                    while (map.joinNext().await()
                            instanceof JoinMap.Joined<String, Integer>(var key, var result)) {
                        values.put(key, result.value());
                    }
                });
        assertThat(values).hasSize(9).containsEntry("a", 1).containsEntry("i", 9);
        assertThat(map.isEmpty()).isTrue();
    }

    @Test
    void aReplacedTaskIsAbortedAndNotJoined() {
        var cleaned = new AtomicBoolean();
        run(
                () -> {
                    var started = Oneshot.<Boolean>channel();
                    var first =
                            map.spawn(
                                    "key",
                                    () -> {
                                        var _ = started.sender().send(true);
                                        try {
                                            Futures.pending().await();
                                        } finally {
                                            Futures.yieldNow().await();
                                            cleaned.set(true);
                                        }
                                        return 1;
                                    });
                    started.receiver().await();
                    var second = map.spawn("key", () -> 2);
                    assertThat(map.containsTask(first.id())).isFalse();
                    assertThat(map.containsTask(second.id())).isTrue();
                    assertThat(map.joinNext().await().result().value()).isEqualTo(2);
                    assertThat(map.containsKey("key")).isFalse();
                    assertThat(map.joinNext().await()).isNull();
                    assertThat(cleaned).as("it was waited for all the same").isTrue();
                });
    }

    @Test
    void tasksAreAbortedByKey() {
        run(
                () -> {
                    for (var key : new String[] {"a1", "a2", "b1", "b2"}) {
                        map.spawn(key, Futures.pending());
                    }
                    assertThat(map.abort("a1")).isTrue();
                    assertThat(map.abort("none")).isFalse();
                    var joined = map.joinNext().await();
                    assertThat(joined.key()).isEqualTo("a1");
                    assertThat(joined.result().isDone()).isFalse();
                    map.abortMatching(key -> key.startsWith("b"));
                    map.joinNext().await();
                    map.joinNext().await();
                    assertThat(map.keys()).containsExactly("a2");
                    map.abortAll();
                    assertThat(map.joinNext().await().key()).isEqualTo("a2");
                });
    }

    @Test
    void shutdownCloseAndDetach() {
        run(
                () -> {
                    map.spawn("a", Futures.pending());
                    map.spawn("a", Futures.pending());
                    map.shutdown().await();
                    assertThat(map.isEmpty()).isTrue();
                    map.spawn("b", () -> 1);
                    map.detachAll();
                    assertThat(map.containsKey("b")).isFalse();
                    assertThat(map.joinNext().await()).isNull();
                    map.spawn("c", Futures.pending());
                    map.close();
                    assertThat(map.isEmpty()).isTrue();
                });
        assertThat(runtime.drain(Duration.ofSeconds(10))).isTrue();
    }
}
