package dev.kyoto.suite;

import static dev.kyoto.Kyoto.select;
import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.OneOf2;
import dev.kyoto.runtime.JoinException;
import dev.kyoto.runtime.JoinHandle;
import dev.kyoto.sync.ClosedException;
import dev.kyoto.sync.Watch;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** Tasks that follow a value: many of them, those that wait for a certain one, those that go. */
final class WatchTest extends FlavorSuite {

    WatchTest(Flavor flavor) {
        super(flavor);
    }

    /** Follows to the end; answers the last value it was told of. */
    private static int follow(Watch.Receiver<Integer> receiver) {
        int last = receiver.borrow();
        while (receiver.changed().await()) {
            int value = receiver.borrow();
            assertThat(value).isGreaterThanOrEqualTo(last);
            last = value;
        }
        return last;
    }

    @Test
    void aThousandTasksSeeTheLastValue() {
        run(
                () -> {
                    var followers = new ArrayList<JoinHandle<Integer>>();
                    try (var sender = Watch.sender(0)) {
                        for (int i = 0; i < 1000; i++) {
                            var receiver = sender.subscribe();
                            followers.add(spawn(() -> follow(receiver)));
                        }
                        for (int i = 1; i <= 10; i++) {
                            assertThat(sender.send(i)).isTrue();
                            yieldNow().await();
                        }
                    }
                    for (var follower : followers) {
                        assertThat(follower.await()).isEqualTo(10);
                    }
                });
    }

    @Test
    void aTaskWaitsForACertainValue() {
        run(
                () -> {
                    var channel = Watch.channel("starting");
                    var receiver = channel.receiver();
                    var waiting = spawn(() -> receiver.waitFor("ready"::equals).await());
                    var other = receiver.fork();
                    var never = spawn(() -> other.waitFor("broken"::equals).await());
                    try (var sender = channel.sender()) {
                        yieldNow().await();
                        sender.sendReplace("warming up");
                        yieldNow().await();
                        sender.sendReplace("ready");
                    }
                    assertThat(waiting.await()).isEqualTo("ready");
                    assertThat(failureOf(never))
                            .isInstanceOf(JoinException.class)
                            .hasCauseInstanceOf(ClosedException.class);
                });
    }

    @Test
    void updatesByFunctionsAreNotLost() {
        run(
                () -> {
                    var channel = Watch.channel(0);
                    var tasks = new ArrayList<JoinHandle<Void>>();
                    for (int i = 0; i < 8; i++) {
                        var sender = channel.sender().fork();
                        tasks.add(
                                spawn(
                                        () -> {
                                            try (sender) {
                                                for (int n = 0; n < 100; n++) {
                                                    sender.sendModify(it -> it + 1);
                                                    yieldNow().await();
                                                }
                                            }
                                        }));
                    }
                    channel.sender().close();
                    assertThat(follow(channel.receiver())).isEqualTo(800);
                    for (var task : tasks) {
                        task.await();
                    }
                });
    }

    @Test
    void aLostRaceLosesNoChange() {
        run(
                () -> {
                    var channel = Watch.channel(0);
                    var receiver = channel.receiver();
                    try (var sender = channel.sender()) {
                        for (int i = 1; i <= 100; i++) {
                            switch (select(receiver.changed(), yieldNow()).await()) {
                                case OneOf2.First(var early) ->
                                        throw new AssertionError("nothing was sent: " + early);
                                case OneOf2.Second(var _) -> sender.sendReplace(i);
                            }
                            assertThat(receiver.changed().await()).isTrue();
                            assertThat(receiver.borrow()).isEqualTo(i);
                        }
                    }
                });
    }

    @Test
    void abortedTasksAreNotWaitedFor() {
        run(
                () -> {
                    try (var sender = Watch.sender(0)) {
                        var follower =
                                spawn(
                                        () -> {
                                            try (var receiver = sender.subscribe()) {
                                                return follow(receiver);
                                            }
                                        });
                        while (sender.isClosed()) {
                            yieldNow().await();
                        }
                        var gone = sender.closed();
                        follower.abort();
                        assertThat(failureOf(follower)).isInstanceOf(JoinException.class);
                        gone.await();
                        assertThat(sender.send(1)).isFalse();
                    }
                });
    }

    @Test
    void threadsFollowBesideTasks() {
        var sender = Watch.sender(0);
        var ofThread = sender.subscribe();
        var ofTask = sender.subscribe();
        var ofThisThread = sender.subscribe();
        var thread = runtime.spawnBlocking(() -> follow(ofThread));
        var task = runtime.spawn(() -> follow(ofTask));
        for (int i = 1; i <= 100; i++) {
            sender.sendReplace(i);
        }
        sender.close();
        assertThat(run(thread)).isEqualTo(100);
        assertThat(run(task)).isEqualTo(100);
        assertThat(follow(ofThisThread)).isEqualTo(100);
    }
}
