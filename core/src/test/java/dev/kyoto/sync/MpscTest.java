package dev.kyoto.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.Context;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class MpscTest {

    @Test
    void messagesArriveInOrderAcrossManyBlocks() {
        var channel = Mpsc.<Integer>unbounded();
        for (int i = 0; i < 1000; i++) {
            assertThat(channel.sender().send(i)).isEqualTo(SendResult.SENT);
        }
        assertThat(channel.receiver().len()).isEqualTo(1000);
        for (int i = 0; i < 1000; i++) {
            assertThat(channel.receiver().recv().await()).isEqualTo(i);
        }
        assertThat(channel.receiver().isEmpty()).isTrue();
        channel.sender().close();
        assertThat(channel.receiver().recv().await()).isNull();
        assertThat(channel.receiver().recv().await()).isNull();
    }

    @Test
    void theChannelBehavesAsAQueueWhateverTheOrderOfCalls() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var channel = Mpsc.<Integer>bounded(7);
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
                var received = channel.receiver().tryRecv();
                assertThat(received)
                        .as("seed %d", seed)
                        .isEqualTo(
                                expected == null
                                        ? TryRecv.empty()
                                        : new TryRecv.Received<>(expected));
            }
            assertThat(channel.receiver().len()).isEqualTo(model.size());
            assertThat(channel.sender().capacity()).isEqualTo(7 - model.size());
        }
    }

    @Test
    void aFullChannelMakesSendersWaitInOrder() {
        var channel = Mpsc.<Integer>bounded(1);
        channel.sender().send(0).await();
        assertThat(channel.sender().trySend(9)).isEqualTo(SendResult.FULL);
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
    void theEndComesAfterAllSendersAreClosedAndAllMessagesTaken() {
        var channel = Mpsc.<String>bounded(4);
        var second = channel.sender().fork();
        var waiting = Polled.polled(channel.receiver().recv());
        channel.sender().close();
        channel.sender().close();
        assertThat(waiting.wakes()).isZero();
        assertThat(second.strongCount()).isEqualTo(1);
        second.send("last").await();
        second.close();
        assertThat(waiting.pollIfWoken().value()).isEqualTo("last");
        assertThat(channel.receiver().isClosed()).isTrue();
        assertThat(channel.receiver().recv().await()).isNull();
        assertThat(channel.receiver().tryRecv()).isEqualTo(TryRecv.closed());
    }

    @Test
    void theLastSenderWakesAWaitingReceiver() {
        var bounded = Mpsc.<String>bounded(4);
        var waiting = Polled.polled(bounded.receiver().recv());
        bounded.sender().close();
        assertThat(waiting.pollIfWoken().isReady()).isTrue();
        assertThat(waiting.value()).isNull();
        var unbounded = Mpsc.<String>unbounded();
        var many = Polled.polled(unbounded.receiver().recvMany(new ArrayList<>(), 3));
        unbounded.sender().close();
        assertThat(many.pollIfWoken().value()).isZero();
    }

    @Test
    void aClosedReceiverRefusesMessagesButGivesWhatWasSent() {
        var channel = Mpsc.<String>unbounded();
        assertThat(channel.sender().send("a").isSent()).isTrue();
        channel.receiver().close();
        assertThat(channel.sender().send("b")).isEqualTo(SendResult.CLOSED);
        assertThat(channel.sender().isClosed()).isTrue();
        assertThat(channel.receiver().len()).isEqualTo(1);
        assertThat(channel.receiver().recv().await()).isEqualTo("a");
        assertThat(channel.receiver().len()).isZero();
        assertThat(channel.receiver().recv().await()).isNull();
    }

    @Test
    void permitsHeldWhenTheReceiverClosesStillSend() {
        var channel = Mpsc.<String>bounded(2);
        var used = channel.sender().tryReserve();
        var unused = channel.sender().tryReserve();
        var waitingSend = Polled.polled(channel.sender().send("late"));
        channel.receiver().close();
        assertThat(waitingSend.wakes()).isEqualTo(1);
        assertThatThrownBy(waitingSend::poll).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> channel.sender().tryReserve()).isInstanceOf(ClosedException.class);
        var receiving = Polled.polled(channel.receiver().recv());
        assertThat(receiving.isReady()).isFalse();
        used.send("held");
        assertThat(receiving.pollIfWoken().value()).isEqualTo("held");
        var end = Polled.polled(channel.receiver().recv());
        assertThat(end.isReady()).isFalse();
        assertThat(channel.receiver().tryRecv()).isEqualTo(TryRecv.empty());
        unused.close();
        assertThat(end.wakes()).isEqualTo(1);
        assertThat(end.poll().value()).isNull();
    }

    @Test
    void aPermitOutlivesTheLastSender() {
        var channel = Mpsc.<String>bounded(1);
        var permit = channel.sender().tryReserve();
        channel.sender().close();
        assertThat(channel.receiver().tryRecv()).isEqualTo(TryRecv.empty());
        permit.send("still");
        assertThatThrownBy(() -> permit.send("more"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no slot left");
        assertThat(channel.receiver().recv().await()).isEqualTo("still");
        assertThat(channel.receiver().recv().await()).isNull();
    }

    @Test
    void severalSlotsAreReservedAllOrNone() {
        var channel = Mpsc.<Integer>bounded(3);
        assertThat(channel.sender().trySend(0).isSent()).isTrue();
        assertThat(channel.sender().tryReserveMany(3)).isNull();
        var waiting = Polled.polled(channel.sender().reserveMany(3));
        assertThat(channel.receiver().recv().await()).isZero();
        try (var permit = waiting.pollIfWoken().value()) {
            permit.send(1);
            permit.send(2);
            assertThat(permit.remaining()).isEqualTo(1);
        }
        assertThat(channel.sender().capacity()).isEqualTo(1);
        assertThat(channel.sender().maxCapacity()).isEqualTo(3);
        var buffer = new ArrayList<Integer>();
        assertThat(channel.receiver().recvMany(buffer, 10).await()).isEqualTo(2);
        assertThat(buffer).containsExactly(1, 2);
        assertThat(channel.receiver().capacity()).isEqualTo(3);
    }

    @Test
    void permitsKnowTheirChannel() {
        var channel = Mpsc.<Integer>bounded(2);
        var other = Mpsc.<Integer>bounded(1);
        try (var first = channel.sender().tryReserve();
                var second = channel.sender().tryReserve();
                var foreign = other.sender().tryReserve()) {
            assertThat(first.sameChannel(second)).isTrue();
            assertThat(first.sameChannel(foreign)).isFalse();
            assertThat(first.sameChannel(channel.sender())).isTrue();
            assertThat(first.sameChannel(other.sender())).isFalse();
        }
        assertThat(channel.sender().capacity()).isEqualTo(2);
    }

    @Test
    void recvManyStopsAtItsLimit() {
        var channel = Mpsc.<Integer>unbounded();
        for (int i = 0; i < 10; i++) {
            channel.sender().send(i).orThrow();
        }
        var buffer = new ArrayList<Integer>();
        assertThat(channel.receiver().recvMany(buffer, 4).await()).isEqualTo(4);
        assertThat(buffer).containsExactly(0, 1, 2, 3);
        assertThat(channel.receiver().pollRecvMany(Context.of(() -> {}), buffer, 100).value())
                .isEqualTo(6);
        assertThat(channel.receiver().pollRecvMany(Context.of(() -> {}), buffer, 1).isPending())
                .isTrue();
    }

    @Test
    void aBufferThatRefusesAMessageLosesNone() {
        var channel = Mpsc.<Integer>bounded(3);
        for (int i = 0; i < 3; i++) {
            channel.sender().send(i).await();
        }
        var small = new ArrayBlockingQueue<Integer>(2);
        assertThatThrownBy(() -> channel.receiver().recvMany(small, 3).await())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("full");
        assertThat(small).containsExactly(0, 1);
        assertThat(channel.sender().capacity()).isEqualTo(2);
        assertThat(channel.receiver().recv().await()).isEqualTo(2);
    }

    @Test
    void twoTasksOnOneReceiverAreReported() {
        var channel = Mpsc.<Integer>unbounded();
        var first = Polled.polled(channel.receiver().recv());
        assertThatThrownBy(() -> Polled.polled(channel.receiver().recv()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("two tasks");
        assertThatThrownBy(
                        () ->
                                Polled.polled(
                                        channel.receiver().recvMany(new ArrayList<Integer>(), 1)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> channel.receiver().pollRecv(Context.of(() -> {})))
                .isInstanceOf(IllegalStateException.class);
        channel.sender().send(1).orThrow();
        assertThat(first.pollIfWoken().value()).isEqualTo(1);
        var next = Polled.polled(channel.receiver().recv());
        next.cancel();
        assertThat(channel.receiver().pollRecv(Context.of(() -> {})).isPending()).isTrue();
    }

    @Test
    void weakSendersDoNotKeepTheChannelOpen() {
        var channel = Mpsc.<Integer>bounded(1);
        var weak = channel.sender().downgrade();
        assertThat(channel.receiver().senderWeakCount()).isEqualTo(1);
        try (var strong = weak.upgrade()) {
            assertThat(strong.sameChannel(channel.sender())).isTrue();
            assertThat(weak.strongCount()).isEqualTo(2);
            assertThat(strong.weakCount()).isEqualTo(1);
        }
        assertThat(channel.receiver().senderStrongCount()).isEqualTo(1);
        channel.sender().close();
        assertThat(weak.upgrade()).isNull();
        assertThat(channel.receiver().recv().await()).isNull();
        weak.close();
        weak.close();
        assertThat(channel.receiver().senderWeakCount()).isZero();

        var unbounded = Mpsc.<Integer>unbounded();
        try (var weakUnbounded = unbounded.sender().downgrade();
                var again = weakUnbounded.upgrade()) {
            assertThat(again.sameChannel(unbounded.sender())).isTrue();
            assertThat(again.sameChannel(Mpsc.<Integer>unbounded().sender())).isFalse();
            assertThat(weakUnbounded.weakCount()).isEqualTo(1);
        }
    }

    @Test
    void aClosedSenderSendsNothing() {
        var channel = Mpsc.<Integer>bounded(1);
        var other = channel.sender().fork();
        channel.sender().close();
        assertThat(channel.sender().trySend(1)).isEqualTo(SendResult.CLOSED);
        assertThatThrownBy(() -> channel.sender().send(1).await())
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("this sender was closed");
        assertThatThrownBy(() -> channel.sender().reserve().await())
                .isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> channel.sender().fork()).isInstanceOf(ClosedException.class);
        assertThat(other.trySend(1)).isEqualTo(SendResult.SENT);
        var unbounded = Mpsc.<Integer>unbounded();
        var kept = unbounded.sender().fork();
        unbounded.sender().close();
        assertThat(unbounded.sender().send(1)).isEqualTo(SendResult.CLOSED);
        assertThatThrownBy(() -> unbounded.sender().fork()).isInstanceOf(ClosedException.class);
        assertThat(kept.send(1)).isEqualTo(SendResult.SENT);
    }

    @Test
    void sendersSeeTheReceiverClose() {
        var channel = Mpsc.<Integer>bounded(1);
        var one = Polled.polled(channel.sender().closed());
        var two = Polled.polled(channel.sender().closed());
        assertThat(one.isReady()).isFalse();
        assertThat(channel.sender().isClosed()).isFalse();
        channel.receiver().close();
        assertThat(one.pollIfWoken().isReady()).isTrue();
        assertThat(two.pollIfWoken().isReady()).isTrue();
        assertThat(Polled.polled(channel.sender().closed()).isReady()).isTrue();
        assertThat(channel.sender().isClosed()).isTrue();
    }

    @Test
    void misuseIsRefusedWithTheValue() {
        for (int bad : List.of(0, -1, Integer.MAX_VALUE)) {
            assertThatThrownBy(() -> Mpsc.bounded(bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(String.valueOf(bad));
        }
        var channel = Mpsc.<Integer>bounded(2);
        assertThatThrownBy(() -> channel.sender().reserveMany(3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 slots of a channel with 2");
        assertThatThrownBy(() -> channel.sender().tryReserveMany(-1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> channel.receiver().recvMany(new ArrayList<>(), 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> channel.sender().send(null))
                .isInstanceOf(NullPointerException.class);
    }

    @Test
    void receivingTakesBudget() {
        var channel = Mpsc.<Integer>unbounded();
        for (int i = 0; i < 1000; i++) {
            channel.sender().send(i).orThrow();
        }
        var waker = new Polled.CountingWaker();
        var cx = Context.of(waker);
        int received = 0;
        while (channel.receiver().recv().poll(cx).isReady()) {
            received++;
        }
        assertThat(received).isEqualTo(dev.kyoto.internal.util.Sizes.BUDGET);
        assertThat(waker.wakes.get()).isEqualTo(1);
    }
}
