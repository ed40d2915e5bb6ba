package dev.kyoto.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.Futures;
import dev.kyoto.sync.Oneshot;
import dev.kyoto.task.JoinQueue;
import java.util.ArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tasks that are joined in the order of their spawn, on every flavour. */
final class JoinQueueTest extends FlavorSuite {
    private final JoinQueue<Integer> queue = new JoinQueue<>();

    JoinQueueTest(Flavor flavor) {
        super(flavor);
    }

    @Test
    void tasksAreJoinedInTheOrderOfTheirSpawn() {
        var values =
                run(
                        () -> {
                            for (int i = 0; i < 100; i++) {
                                int yields = (i * 7) % 10;
                                int value = i;
                                queue.spawn(
                                        () -> {
                                            for (int y = 0; y < yields; y++) {
                                                Futures.yieldNow().await();
                                            }
                                            return value;
                                        });
                            }
                            return queue.joinAll().await();
                        });
        assertThat(values).containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
    }

    @Test
    void theOldestTaskHoldsBackTheOthers() {
        var order = new ArrayList<Integer>();
        run(
                () -> {
                    var gate = Oneshot.<Integer>channel();
                    queue.spawn(gate.receiver());
                    var second = queue.spawn(() -> 2);
                    while (!second.isFinished()) {
                        Futures.yieldNow().await();
                    }
                    assertThat(queue.tryJoinNext()).isNull();
                    var _ = gate.sender().send(1);
                    order.add(queue.joinNext().await().value());
                    order.add(queue.joinNext().await().value());
                    assertThat(queue.joinNext().await()).isNull();
                });
        assertThat(order).containsExactly(1, 2);
    }

    @Test
    void shutdownCloseAndDetach() {
        run(
                () -> {
                    queue.spawn(Futures.pending());
                    queue.spawn(() -> 1);
                    queue.shutdown().await();
                    assertThat(queue.isEmpty()).isTrue();
                    queue.spawn(() -> 1);
                    queue.detachAll();
                    assertThat(queue.size()).isZero();
                    queue.named("last").spawn(Futures.pending());
                    queue.abortAll();
                    assertThat(queue.joinNext().await().isDone()).isFalse();
                    queue.spawn(Futures.pending());
                    queue.close();
                    assertThat(queue.joinNext().await()).isNull();
                });
    }
}
