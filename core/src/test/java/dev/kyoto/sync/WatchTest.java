package dev.kyoto.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.Context;
import dev.kyoto.internal.util.Rng;
import dev.kyoto.internal.util.Sizes;
import dev.kyoto.internal.util.ThreadRng;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class WatchTest {

    @Test
    void theNewestValueIsSeenOnce() {
        var channel = Watch.channel("a");
        var receiver = channel.receiver();
        assertThat(receiver.borrow()).isEqualTo("a");
        assertThat(receiver.hasChanged()).isFalse();
        assertThat(channel.sender().send("b")).isTrue();
        assertThat(channel.sender().send("c")).isTrue();
        assertThat(receiver.hasChanged()).isTrue();
        assertThat(receiver.borrow()).isEqualTo("c");
        assertThat(receiver.changed().await()).isTrue();
        assertThat(receiver.hasChanged()).isFalse();
        assertThat(Polled.polled(receiver.changed()).isReady()).isFalse();
    }

    @Test
    void whoWaitsIsWokenByASend() {
        var channel = Watch.channel(0);
        var waits = new ArrayList<Polled<Boolean>>();
        for (int i = 0; i < 100; i++) {
            waits.add(Polled.polled(channel.sender().subscribe().changed()));
        }
        assertThat(waits).noneMatch(Polled::isReady);
        assertThat(channel.sender().sendReplace(1)).isZero();
        assertThat(waits).allSatisfy(it -> assertThat(it.pollIfWoken().value()).isTrue());
    }

    @Test
    void theLastValueIsSeenBeforeTheEnd() {
        var channel = Watch.channel("first");
        var waiting = Polled.polled(channel.sender().subscribe().changed());
        var fork = channel.sender().fork();
        channel.sender().close();
        assertThat(waiting.wakes()).isZero();
        assertThat(fork.send("last")).isTrue();
        fork.close();
        fork.close();
        assertThat(waiting.pollIfWoken().value()).isTrue();
        var receiver = channel.receiver();
        assertThat(receiver.isClosed()).isTrue();
        assertThat(receiver.changed().await()).isTrue();
        assertThat(receiver.borrow()).isEqualTo("last");
        assertThat(receiver.changed().await()).isFalse();
        assertThat(receiver.changed().await()).isFalse();
        receiver.markChanged();
        assertThat(receiver.changed().await()).isTrue();
    }

    @Test
    void theEndWakesWhoWaits() {
        var channel = Watch.channel("only");
        var waiting = Polled.polled(channel.receiver().changed());
        channel.sender().close();
        assertThat(waiting.pollIfWoken().value()).isFalse();
    }

    @Test
    void valuesCanBeTakenWithoutWaiting() {
        var channel = Watch.channel(1);
        var receiver = channel.receiver();
        assertThat(receiver.tryChanged()).isNull();
        channel.sender().sendReplace(2);
        assertThat(receiver.tryChanged()).isEqualTo(2);
        assertThat(receiver.tryChanged()).isNull();
        channel.sender().sendReplace(3);
        assertThat(receiver.borrowAndUpdate()).isEqualTo(3);
        assertThat(receiver.hasChanged()).isFalse();
    }

    @Test
    void marksDecideWhatCountsAsSeen() {
        var channel = Watch.channel(1);
        var receiver = channel.receiver();
        receiver.markChanged();
        assertThat(receiver.hasChanged()).isTrue();
        assertThat(receiver.fork().hasChanged()).isTrue();
        assertThat(channel.sender().subscribe().hasChanged()).isFalse();
        receiver.markUnchanged();
        assertThat(receiver.hasChanged()).isFalse();
        channel.sender().sendReplace(2);
        receiver.markUnchanged();
        assertThat(receiver.tryChanged()).isNull();
        receiver.markChanged();
        channel.sender().sendReplace(3);
        assertThat(receiver.tryChanged()).isEqualTo(3);
    }

    @Test
    void aSendWithoutReceiversFailsAndAReplacementDoesNot() {
        var sender = Watch.sender(1);
        assertThat(sender.isClosed()).isTrue();
        assertThat(sender.send(2)).isFalse();
        assertThat(sender.borrow()).isEqualTo(1);
        assertThat(sender.sendReplace(3)).isEqualTo(1);
        var receiver = sender.subscribe();
        assertThat(receiver.borrow()).isEqualTo(3);
        assertThat(receiver.hasChanged()).isFalse();
        assertThat(sender.isClosed()).isFalse();
        assertThat(sender.send(4)).isTrue();
        receiver.close();
        receiver.close();
        assertThat(sender.receiverCount()).isZero();
        assertThat(sender.send(5)).isFalse();
        sender.close();
    }

    @Test
    void functionsReplaceTheValue() {
        var channel = Watch.channel(10);
        var sender = channel.sender();
        sender.sendModify(it -> it + 1);
        assertThat(channel.receiver().tryChanged()).isEqualTo(11);
        var waiting = Polled.polled(channel.receiver().changed());
        assertThat(sender.sendIf(it -> it > 100 ? it : null)).isFalse();
        assertThat(waiting.wakes()).isZero();
        assertThat(sender.sendIf(it -> it < 100 ? it * 2 : null)).isTrue();
        assertThat(waiting.pollIfWoken().value()).isTrue();
        assertThat(sender.borrow()).isEqualTo(22);
    }

    @Test
    void aFunctionThatThrowsChangesNothing() {
        var channel = Watch.channel(1);
        var waiting = Polled.polled(channel.receiver().changed());
        assertThatThrownBy(
                        () ->
                                channel.sender()
                                        .sendModify(
                                                it -> {
                                                    throw new ArithmeticException();
                                                }))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> channel.sender().sendModify(it -> null))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("sendIf");
        assertThatThrownBy(
                        () ->
                                channel.sender()
                                        .sendModify(it -> channel.sender().sendReplace(it + 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("return the value instead");
        assertThat(waiting.wakes()).isZero();
        assertThat(channel.sender().borrow()).isEqualTo(1);
        assertThat(channel.sender().send(2)).isTrue();
        assertThat(waiting.pollIfWoken().value()).isTrue();
    }

    @Test
    void aFunctionThatClosesTheLastSenderStillSends() {
        var channel = Watch.channel(1);
        channel.sender()
                .sendModify(
                        it -> {
                            channel.sender().close();
                            return it + 1;
                        });
        assertThat(channel.receiver().changed().await()).isTrue();
        assertThat(channel.receiver().borrow()).isEqualTo(2);
        assertThat(channel.receiver().changed().await()).isFalse();
    }

    @Test
    void waitForEndsAtTheFirstMatch() {
        var channel = Watch.channel(1);
        var receiver = channel.receiver();
        assertThat(receiver.waitFor(it -> it == 1).await()).isEqualTo(1);
        var asked = new ArrayList<Integer>();
        var waiting =
                Polled.polled(
                        receiver.waitFor(
                                it -> {
                                    asked.add(it);
                                    return it > 3;
                                }));
        channel.sender().sendReplace(2);
        assertThat(waiting.pollIfWoken().isReady()).isFalse();
        // A poll for no reason does not ask again.
        assertThat(waiting.poll().isReady()).isFalse();
        channel.sender().sendReplace(3);
        channel.sender().sendReplace(4);
        assertThat(waiting.pollIfWoken().value()).isEqualTo(4);
        assertThat(asked).containsExactly(1, 2, 4);
        assertThat(receiver.hasChanged()).isFalse();
    }

    @Test
    void aMatchWinsOverTheEnd() {
        var channel = Watch.channel(1);
        var waiting = Polled.polled(channel.receiver().waitFor(it -> it == 2));
        var other = Polled.polled(channel.sender().subscribe().waitFor(it -> it == 3));
        channel.sender().sendReplace(2);
        channel.sender().close();
        assertThat(waiting.pollIfWoken().value()).isEqualTo(2);
        assertThat(channel.receiver().waitFor(it -> it == 2).await()).isEqualTo(2);
        assertThatThrownBy(other::pollIfWoken)
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("all senders")
                .hasMessageContaining("the last one was 2");
    }

    @Test
    void aPredicateThatThrowsFailsTheWait() {
        var channel = Watch.channel(1);
        var waiting =
                Polled.polled(
                        channel.receiver()
                                .waitFor(
                                        it -> {
                                            if (it == 2) {
                                                throw new ArithmeticException();
                                            }
                                            return false;
                                        }));
        channel.sender().sendReplace(2);
        assertThatThrownBy(waiting::pollIfWoken).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(waiting::poll).isInstanceOf(IllegalStateException.class);
        assertThat(Polled.polled(channel.receiver().changed()).isReady()).isFalse();
    }

    @Test
    void aReceiverThatIsClosedElsewhereWhileItWaitsSeesTheEnd() {
        var channel = Watch.channel(1);
        var other = Polled.polled(channel.sender().subscribe().changed());
        var waiting = Polled.polled(channel.receiver().changed());
        channel.receiver().close();
        assertThat(waiting.pollIfWoken().value()).isFalse();
        assertThat(other.pollIfWoken().isReady()).isFalse();
        channel.sender().sendReplace(2);
        assertThat(channel.receiver().changed().await()).isFalse();
        assertThat(channel.receiver().isClosed()).isTrue();
        assertThatThrownBy(() -> channel.receiver().waitFor(it -> it == 3).await())
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("receiver of this watch channel was closed");
        assertThat(other.pollIfWoken().value()).isTrue();
    }

    @Test
    void sendersSeeTheLastReceiverLeaveAndOthersCome() {
        var channel = Watch.channel(1);
        var sender = channel.sender();
        var waiting = Polled.polled(sender.closed());
        var fork = channel.receiver().fork();
        channel.receiver().close();
        assertThat(waiting.wakes()).isZero();
        fork.close();
        var third = sender.subscribe();
        assertThat(waiting.pollIfWoken().isReady()).isFalse();
        third.close();
        assertThat(waiting.pollIfWoken().isReady()).isTrue();
        assertThat(Polled.polled(sender.closed()).isReady()).isTrue();
    }

    @Test
    void twoTasksOnOneReceiverAreReported() {
        var channel = Watch.channel(1);
        var receiver = channel.receiver();
        var first = Polled.polled(receiver.changed());
        assertThatThrownBy(() -> Polled.polled(receiver.changed()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("two tasks")
                .hasMessageContaining("fork()");
        assertThatThrownBy(() -> Polled.polled(receiver.waitFor(it -> it == 1)))
                .isInstanceOf(IllegalStateException.class);
        channel.sender().sendReplace(2);
        assertThat(first.pollIfWoken().value()).isTrue();
        var next = Polled.polled(receiver.changed());
        next.cancel();
        assertThat(Polled.polled(receiver.waitFor(it -> it == 2)).isReady()).isTrue();
    }

    @Test
    void handlesAreCountedAndCompared() {
        var channel = Watch.channel(1);
        var other = Watch.channel(1);
        var sender = channel.sender();
        try (var fork = sender.fork()) {
            assertThat(fork.senderCount()).isEqualTo(2);
            assertThat(fork.sameChannel(sender)).isTrue();
            assertThat(fork.sameChannel(other.sender())).isFalse();
        }
        assertThat(sender.senderCount()).isEqualTo(1);
        try (var fork = channel.receiver().fork()) {
            assertThat(sender.receiverCount()).isEqualTo(2);
            assertThat(fork.sameChannel(channel.receiver())).isTrue();
            assertThat(fork.sameChannel(other.receiver())).isFalse();
        }
        assertThat(sender.receiverCount()).isEqualTo(1);
        assertThat(sender).hasToString("Watch.Sender[1, receivers=1]");
        channel.receiver().markChanged();
        assertThat(channel.receiver()).hasToString("Watch.Receiver[1, unseen]");
        assertThat(channel.receiver().changed()).hasToString("Watch.Receiver.changed()");
        assertThat(channel.receiver().waitFor(it -> true)).hasToString("Watch.Receiver.waitFor()");
    }

    @Test
    void aClosedSenderIsRefused() {
        var channel = Watch.channel(1);
        var other = channel.sender().fork();
        channel.sender().close();
        var closed = channel.sender();
        assertThatThrownBy(() -> closed.send(2))
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("this sender of a watch channel was closed");
        assertThatThrownBy(() -> closed.sendReplace(2)).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> closed.sendIf(it -> it)).isInstanceOf(ClosedException.class);
        assertThatThrownBy(closed::fork).isInstanceOf(ClosedException.class);
        assertThat(other.send(2)).isTrue();
        assertThatThrownBy(() -> other.sendReplace(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Watch.channel(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void seeingAChangeTakesBudget() {
        var channel = Watch.channel(0);
        var waker = new Polled.CountingWaker();
        var cx = Context.of(waker);
        int seen = 0;
        channel.receiver().markChanged();
        while (channel.receiver().changed().poll(cx).isReady()) {
            seen++;
            channel.receiver().markChanged();
        }
        assertThat(seen).isEqualTo(Sizes.BUDGET);
        assertThat(waker.wakes.get()).isEqualTo(1);
        cx.startTurn();
        channel.receiver().markUnchanged();
        var waiting = channel.receiver().changed();
        for (int i = 0; i < 2 * Sizes.BUDGET; i++) {
            assertThat(waiting.poll(cx).isPending()).isTrue();
        }
        assertThat(cx.hasBudget()).isTrue();
    }

    @Test
    void receiversThatWaitAreSpreadOverTheShards() {
        var spread = spreadOf(1);
        assertThat(spread).hasSize(WatchCore.SHARDS);
        assertThat(spread.stream().mapToInt(it -> it).sum()).isEqualTo(1000);
        // 125 each on average, with a deviation of 10.
        assertThat(spread).allMatch(it -> it > 60 && it < 190);
        assertThat(spreadOf(1)).as("the same seed").isEqualTo(spread);
        assertThat(spreadOf(2)).as("another seed").isNotEqualTo(spread);
    }

    /** How many of a thousand receivers wait in each shard. */
    private static List<Integer> spreadOf(long seed) {
        var previous = ThreadRng.bind(new Rng(seed));
        try {
            var core = new WatchCore<>("value", WatchCore.SHARDS);
            var woken = new AtomicInteger();
            var cx = Context.of(woken::incrementAndGet).unconstrained();
            for (int i = 0; i < 1000; i++) {
                var waiting = new WatchChanged<>(core, new WatchCursor<>(core, 0));
                assertThat(waiting.poll(cx).isPending()).isTrue();
            }
            var spread = new ArrayList<Integer>();
            for (int shard = 0; shard < WatchCore.SHARDS; shard++) {
                woken.set(0);
                core.shard(shard).notifyWaiters();
                spread.add(woken.get());
            }
            return spread;
        } finally {
            ThreadRng.bind(previous);
        }
    }
}
