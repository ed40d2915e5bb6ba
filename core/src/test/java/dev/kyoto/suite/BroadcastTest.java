package dev.kyoto.suite;

import static dev.kyoto.Kyoto.select;
import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.OneOf2;
import dev.kyoto.runtime.JoinException;
import dev.kyoto.runtime.JoinHandle;
import dev.kyoto.sync.Broadcast;
import dev.kyoto.sync.Broadcast.Received;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** Tasks that listen to a broadcast: all of them, slow ones, and those that go away. */
final class BroadcastTest extends FlavorSuite {

    BroadcastTest(Flavor flavor) {
        super(flavor);
    }

    /** Listens to the end: the sum of the messages, and how many were missed. */
    private record Heard(long sum, long missed) {}

    private static JoinHandle<Heard> listener(Broadcast.Receiver<Integer> receiver) {
        return spawn(() -> listen(receiver));
    }

    private static Heard listen(Broadcast.Receiver<Integer> receiver) {
        long sum = 0;
        long missed = 0;
        while (true) {
            switch (receiver.recv().await()) {
                case Received.Message<Integer>(var value) -> sum += value;
                case Received.Lagged<Integer>(var number) -> missed += number;
                case Received.Closed<Integer>() -> {
                    return new Heard(sum, missed);
                }
            }
        }
    }

    @Test
    void everyTaskHearsEveryMessage() {
        run(
                () -> {
                    var listeners = new ArrayList<JoinHandle<Heard>>();
                    try (var sender = Broadcast.<Integer>sender(128)) {
                        for (int i = 0; i < 20; i++) {
                            listeners.add(listener(sender.subscribe()));
                        }
                        for (int i = 1; i <= 100; i++) {
                            assertThat(sender.send(i)).isEqualTo(20);
                            if (i % 10 == 0) {
                                yieldNow().await();
                            }
                        }
                    }
                    for (var listener : listeners) {
                        assertThat(listener.await()).isEqualTo(new Heard(5050, 0));
                    }
                });
    }

    @Test
    void aSlowTaskIsToldHowManyItMissed() {
        run(
                () -> {
                    var channel = Broadcast.<Integer>channel(4);
                    var first = channel.receiver();
                    try (var sender = channel.sender()) {
                        for (int i = 1; i <= 10; i++) {
                            sender.send(i);
                        }
                    }
                    assertThat(listener(first).await()).isEqualTo(new Heard(7 + 8 + 9 + 10, 6));
                });
    }

    @Test
    void anAbortedTaskKeepsNoMessages() {
        run(
                () -> {
                    try (var sender = Broadcast.<Integer>sender(16)) {
                        var listener =
                                spawn(
                                        () -> {
                                            try (var receiver = sender.subscribe()) {
                                                return listen(receiver);
                                            }
                                        });
                        while (sender.receiverCount() == 0) {
                            yieldNow().await();
                        }
                        var gone = sender.closed();
                        sender.send(1);
                        listener.abort();
                        assertThat(failureOf(listener)).isInstanceOf(JoinException.class);
                        gone.await();
                        assertThat(sender.isEmpty()).isTrue();
                        assertThat(sender.send(2)).isZero();
                    }
                });
    }

    @Test
    void aLostRaceLosesNoMessage() {
        run(
                () -> {
                    var channel = Broadcast.<Integer>channel(4);
                    var receiver = channel.receiver();
                    try (var sender = channel.sender()) {
                        for (int i = 0; i < 100; i++) {
                            switch (select(receiver.recv(), yieldNow()).await()) {
                                case OneOf2.First(var early) ->
                                        throw new AssertionError("nothing was sent but " + early);
                                case OneOf2.Second(var _) -> sender.send(i);
                            }
                            assertThat(receiver.recv().await())
                                    .isEqualTo(new Received.Message<>(i));
                        }
                    }
                });
    }

    @Test
    void threadsListenBesideTasks() {
        var sender = Broadcast.<Integer>sender(1024);
        var ofThread = sender.subscribe();
        var ofTask = sender.subscribe();
        var ofThisThread = sender.subscribe();
        var thread = runtime.spawnBlocking(() -> listen(ofThread));
        var task = runtime.spawn(() -> listen(ofTask));
        for (int i = 1; i <= 1000; i++) {
            sender.send(i);
        }
        sender.close();
        assertThat(run(thread)).isEqualTo(new Heard(500_500, 0));
        assertThat(run(task)).isEqualTo(new Heard(500_500, 0));
        assertThat(listen(ofThisThread)).isEqualTo(new Heard(500_500, 0));
    }
}
