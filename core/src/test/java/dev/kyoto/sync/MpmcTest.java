package dev.kyoto.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.Context;
import dev.kyoto.future.Waker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class MpmcTest {

    @Test
    void theChannelBehavesAsAQueueWhateverTheOrderOfCalls() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var channel = Mpmc.<Integer>bounded(7);
        var second = channel.receiver().fork();
        var model = new ArrayDeque<Integer>();
        for (int i = 0; i < 20_000; i++) {
            if (random.nextBoolean()) {
                var result = channel.sender().trySend(i);
                assertThat(result.isSent()).as("seed %d", seed).isEqualTo(model.size() < 7);
                if (result.isSent()) {
                    model.add(i);
                }
            } else {
                var expected = model.poll();
                var receiver = random.nextBoolean() ? second : channel.receiver();
                assertThat(receiver.tryRecv())
                        .as("seed %d", seed)
                        .isEqualTo(
                                expected == null
                                        ? TryRecv.empty()
                                        : new TryRecv.Received<>(expected));
            }
            assertThat(second.len()).isEqualTo(model.size());
            assertThat(channel.sender().len()).isEqualTo(model.size());
            assertThat(channel.sender().capacity()).isEqualTo(7 - model.size());
            assertThat(channel.receiver().isEmpty()).isEqualTo(model.isEmpty());
        }
    }

    @Test
    void aFullChannelMakesSendersWaitInOrder() {
        var channel = Mpmc.<Integer>bounded(1);
        channel.sender().send(0).await();
        var waiting = new ArrayList<Polled<Void>>();
        for (int i = 1; i < 100; i++) {
            waiting.add(Polled.polled(channel.sender().send(i)));
        }
        for (int i = 0; i < 99; i++) {
            assertThat(channel.receiver().recv().await()).isEqualTo(i);
            assertThat(channel.sender().trySend(9)).isEqualTo(SendResult.FULL);
            assertThat(waiting.get(i).pollIfWoken().isReady()).isTrue();
        }
    }

    @Test
    void receiversAreServedInTheOrderTheyCame() {
        var channel = Mpmc.<Integer>unbounded();
        var receivers = List.of(channel.receiver(), channel.receiver().fork());
        var waiting = new ArrayList<Polled<Integer>>();
        for (int i = 0; i < 100; i++) {
            waiting.add(Polled.polled(receivers.get(i % 2).recv()));
        }
        for (int i = 0; i < 100; i++) {
            assertThat(channel.sender().trySend(i)).isEqualTo(SendResult.SENT);
            assertThat(channel.receiver().tryRecv()).as("it is promised").isEqualTo(empty());
            assertThat(waiting.get(i).pollIfWoken().value()).isEqualTo(i);
        }
    }

    private static TryRecv<Integer> empty() {
        return TryRecv.empty();
    }

    @Test
    void whoeverIsWokenTakesTheOldestMessage() {
        var channel = Mpmc.<Integer>unbounded();
        var first = Polled.polled(channel.receiver().recv());
        var second = Polled.polled(channel.receiver().recv());
        assertThat(channel.sender().trySend(1).isSent()).isTrue();
        assertThat(channel.sender().trySend(2).isSent()).isTrue();
        assertThat(second.pollIfWoken().value()).isEqualTo(1);
        first.cancel();
        assertThat(channel.receiver().recv().await()).isEqualTo(2);
    }

    @Test
    void theEndComesAfterAllSendersAreClosedAndAllMessagesTaken() {
        var channel = Mpmc.<String>bounded(4);
        var second = channel.sender().fork();
        assertThat(second.strongCount()).isEqualTo(2);
        var waiting = Polled.polled(channel.receiver().recv());
        var behind = Polled.polled(channel.receiver().recv());
        channel.sender().close();
        channel.sender().close();
        assertThat(waiting.wakes()).isZero();
        assertThat(channel.receiver().senderStrongCount()).isEqualTo(1);
        second.send("last").await();
        second.close();
        assertThat(channel.receiver().isClosed()).isTrue();
        assertThat(behind.wakes()).as("the message may come back to it").isZero();
        assertThat(channel.receiver().tryRecv()).isEqualTo(TryRecv.empty());
        assertThat(waiting.pollIfWoken().value()).isEqualTo("last");
        assertThat(behind.pollIfWoken().isReady()).isTrue();
        assertThat(behind.value()).isNull();
        assertThat(channel.receiver().recv().await()).isNull();
        assertThat(channel.receiver().recvMany(new ArrayList<>(), 3).await()).isZero();
        assertThat(channel.receiver().tryRecv()).isEqualTo(TryRecv.closed());
    }

    @Test
    void aMessageThatComesBackAfterTheCloseGoesToTheNext() {
        var channel = Mpmc.<String>unbounded();
        var woken = Polled.polled(channel.receiver().recv());
        var next = Polled.polled(channel.receiver().recv());
        assertThat(channel.sender().trySend("last").isSent()).isTrue();
        channel.sender().close();
        woken.cancel();
        assertThat(next.pollIfWoken().value()).isEqualTo("last");
        assertThat(channel.receiver().recv().await()).isNull();
    }

    @Test
    void theLastReceiverClosesTheChannel() {
        var channel = Mpmc.<String>bounded(1);
        var second = channel.receiver().fork();
        assertThat(channel.sender().receiverCount()).isEqualTo(2);
        channel.sender().send("left").await();
        var waiting = Polled.polled(channel.sender().send("refused"));
        var closed = Polled.polled(channel.sender().closed());
        channel.receiver().close();
        channel.receiver().close();
        assertThat(channel.sender().isClosed()).isFalse();
        assertThat(waiting.wakes() + closed.wakes()).isZero();
        second.close();
        assertThat(channel.sender().isClosed()).isTrue();
        assertThat(closed.pollIfWoken().isReady()).isTrue();
        assertThat(waiting.wakes()).isOne();
        assertThatThrownBy(waiting::poll)
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("still the caller's");
        assertThat(channel.sender().trySend("refused")).isEqualTo(SendResult.CLOSED);
        assertThat(second.recv().await()).isEqualTo("left");
        assertThat(channel.receiver().recv().await()).isNull();
    }

    @Test
    void aGrantedSlotIsTakenBackByTheClose() {
        var channel = Mpmc.<String>bounded(1);
        channel.sender().send("a").await();
        var granted = Polled.polled(channel.sender().send("b"));
        var forgotten = Polled.polled(channel.sender().send("c"));
        assertThat(channel.receiver().recv().await()).isEqualTo("a");
        assertThat(channel.sender().capacity()).as("set aside").isZero();
        channel.receiver().closeChannel();
        assertThat(channel.receiver().recv().await()).isNull();
        assertThatThrownBy(granted::poll).isInstanceOf(ClosedException.class);
        forgotten.cancel();
        assertThat(channel.sender().capacity()).isEqualTo(1);
    }

    @Test
    void closingTheChannelLeavesTheHandlesAndTheMessages() {
        var channel = Mpmc.<Integer>unbounded();
        assertThat(channel.sender().trySend(1).isSent()).isTrue();
        channel.sender().closeChannel();
        assertThat(channel.sender().trySend(2)).isEqualTo(SendResult.CLOSED);
        assertThat(channel.sender().strongCount()).isEqualTo(1);
        assertThat(channel.receiver().receiverCount()).isEqualTo(1);
        assertThat(channel.receiver().fork().recv().await()).isEqualTo(1);
        assertThat(channel.receiver().recv().await()).isNull();
    }

    @Test
    void aClosedReceiverTakesNothingFromAnOpenChannel() {
        var channel = Mpmc.<Integer>unbounded();
        var second = channel.receiver().fork();
        var begun = Polled.polled(second.recv());
        second.close();
        assertThat(channel.sender().trySend(1).isSent()).isTrue();
        assertThat(channel.sender().trySend(2).isSent()).isTrue();
        assertThat(second.recv().await()).isNull();
        assertThat(second.recvMany(new ArrayList<>(), 1).await()).isZero();
        assertThat(second.tryRecv()).isEqualTo(TryRecv.closed());
        assertThat(begun.pollIfWoken().value()).as("it had begun before").isEqualTo(1);
        assertThatThrownBy(second::fork)
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("fork() before close()");
        assertThat(channel.receiver().recv().await()).isEqualTo(2);
    }

    @Test
    void aClosedSenderSendsNothing() {
        var channel = Mpmc.<Integer>unbounded();
        var second = channel.sender().fork();
        second.close();
        assertThat(second.trySend(1)).isEqualTo(SendResult.CLOSED);
        assertThat(second.isClosed()).isTrue();
        assertThatThrownBy(() -> second.send(1).await())
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("this sender was closed");
        assertThatThrownBy(second::fork).isInstanceOf(ClosedException.class);
        assertThat(channel.sender().isClosed()).isFalse();
    }

    @Test
    void aWeakSenderDoesNotKeepTheChannelOpen() {
        var channel = Mpmc.<Integer>bounded(1);
        var weak = channel.sender().downgrade();
        assertThat(channel.sender().weakCount()).isEqualTo(1);
        try (var again = weak.upgrade()) {
            assertThat(again).isNotNull();
            assertThat(again.sameChannel(channel.sender())).isTrue();
            assertThat(weak.strongCount()).isEqualTo(2);
        }
        channel.sender().close();
        assertThat(channel.receiver().recv().await()).isNull();
        assertThat(weak.upgrade()).isNull();
        assertThat(channel.receiver().senderWeakCount()).isEqualTo(1);
        weak.close();
        assertThat(weak.weakCount()).isZero();
        assertThat(Mpmc.<Integer>unbounded().sender().sameChannel(channel.sender())).isFalse();
    }

    @Test
    void manyMessagesAreReceivedInOneStep() {
        var channel = Mpmc.<Integer>bounded(4);
        var batch = new ArrayList<Integer>();
        var waiting = Polled.polled(channel.receiver().recvMany(batch, 3));
        for (int i = 0; i < 4; i++) {
            channel.sender().send(i).await();
        }
        var blocked = List.of(sendLater(channel, 4), sendLater(channel, 5), sendLater(channel, 6));
        assertThat(waiting.pollIfWoken().value()).isEqualTo(3);
        assertThat(batch).containsExactly(0, 1, 2);
        blocked.forEach(it -> assertThat(it.pollIfWoken().isReady()).isTrue());
        assertThat(channel.receiver().recvMany(batch, 100).await()).isEqualTo(4);
        assertThat(batch).containsExactly(0, 1, 2, 3, 4, 5, 6);
    }

    private static Polled<Void> sendLater(Mpmc.Channel<Integer> channel, int message) {
        return Polled.polled(channel.sender().send(message));
    }

    @Test
    void aMessagePromisedToAnotherIsNotTakenByABatch() {
        var channel = Mpmc.<Integer>unbounded();
        var waiting = Polled.polled(channel.receiver().recv());
        assertThat(channel.sender().trySend(1).isSent()).isTrue();
        assertThat(channel.sender().trySend(2).isSent()).isTrue();
        var batch = new ArrayList<Integer>();
        assertThat(channel.receiver().recvMany(batch, 10).await()).isEqualTo(1);
        assertThat(batch).containsExactly(1);
        assertThat(waiting.pollIfWoken().value()).isEqualTo(2);
    }

    @Test
    void aBufferThatRefusesLeavesItsMessagesInTheChannel() {
        var channel = Mpmc.<Integer>bounded(3);
        for (int i = 0; i < 3; i++) {
            channel.sender().send(i).await();
        }
        var waiting = Polled.polled(channel.sender().send(3));
        channel.sender().close();
        var small = new ArrayBlockingQueue<Integer>(1);
        var refused = channel.receiver().recvMany(small, 3);
        assertThatThrownBy(refused::await).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> refused.poll(Context.of(Waker.noop())))
                .hasMessageContaining("it had failed");
        assertThat(small).containsExactly(0);
        assertThat(channel.receiver().len()).isEqualTo(2);
        assertThatThrownBy(waiting::poll).isInstanceOf(ClosedException.class);
        assertThat(channel.receiver().recv().await()).isEqualTo(1);
        assertThat(channel.receiver().recv().await()).isEqualTo(2);
        assertThat(channel.receiver().recv().await()).isNull();
    }

    @Test
    void theEndDoesNotComeWhileABufferMayStillRefuse() {
        var channel = Mpmc.<Integer>unbounded();
        assertThat(channel.sender().trySend(1).isSent()).isTrue();
        channel.sender().close();
        var seen = new ArrayList<TryRecv<Integer>>();
        var nosy =
                new ArrayList<Integer>() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public boolean add(Integer message) {
                        seen.add(channel.receiver().tryRecv());
                        return super.add(message);
                    }
                };
        assertThat(channel.receiver().recvMany(nosy, 1).await()).isEqualTo(1);
        assertThat(seen).containsExactly(TryRecv.empty());
        assertThat(channel.receiver().tryRecv()).isEqualTo(TryRecv.closed());
    }

    @Test
    void anUnboundedChannelNeverMakesASenderWait() {
        var channel = Mpmc.<Integer>unbounded();
        for (int i = 0; i < 10_000; i++) {
            assertThat(Polled.polled(channel.sender().send(i)).isReady()).isTrue();
        }
        assertThat(channel.sender().capacity()).isEqualTo(Integer.MAX_VALUE);
        assertThat(channel.receiver().maxCapacity()).isEqualTo(Integer.MAX_VALUE);
        assertThat(channel.receiver().len()).isEqualTo(10_000);
    }

    @Test
    void badUseIsRefusedWithAReason() {
        assertThatThrownBy(() -> Mpmc.bounded(0)).hasMessageContaining("but was 0");
        assertThatThrownBy(() -> Mpmc.bounded(Integer.MAX_VALUE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("use unbounded()");
        var channel = Mpmc.<String>bounded(1);
        assertThatThrownBy(() -> channel.sender().send(null))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> channel.sender().trySend(null))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> channel.receiver().recvMany(new ArrayList<>(), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("but was 0");
        assertThat(channel.sender()).hasToString("Mpmc.Sender[len=0/1]");
        channel.sender().close();
        assertThat(channel.receiver()).hasToString("Mpmc.Receiver[len=0/1, closed]");
        assertThat(Mpmc.unbounded().receiver()).hasToString("Mpmc.Receiver[len=0/unbounded]");
    }

    @Test
    void forgottenHandlesAreClosed() {
        var receiver = receiverOfForgottenSender();
        var waiting = Polled.polled(receiver.recv());
        collectUntilWoken(waiting);
        assertThat(waiting.poll().value()).isNull();
        try (var sender = senderOfForgottenReceiver()) {
            var closed = Polled.polled(sender.closed());
            collectUntilWoken(closed);
            assertThat(sender.trySend("nobody's")).isEqualTo(SendResult.CLOSED);
        }
    }

    private static Mpmc.Receiver<String> receiverOfForgottenSender() {
        return Mpmc.<String>bounded(1).receiver();
    }

    private static Mpmc.Sender<String> senderOfForgottenReceiver() {
        return Mpmc.<String>bounded(1).sender();
    }

    private static void collectUntilWoken(Polled<?> waiting) {
        while (waiting.wakes() == 0) {
            System.gc();
            Thread.onSpinWait();
        }
    }
}
