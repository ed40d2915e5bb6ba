package dev.kyoto.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.Context;
import dev.kyoto.internal.util.Sizes;
import dev.kyoto.sync.Broadcast.Received;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class BroadcastTest {

    private static <T> Received<T> message(T value) {
        return new Received.Message<>(value);
    }

    private static <T> Received<T> lagged(long missed) {
        return new Received.Lagged<>(missed);
    }

    @Test
    void everyReceiverSeesEveryMessageInOrder() {
        var channel = Broadcast.<Integer>channel(16);
        var receivers = new ArrayList<>(List.of(channel.receiver()));
        receivers.add(channel.sender().subscribe());
        receivers.add(channel.receiver().resubscribe());
        for (int i = 0; i < 16; i++) {
            assertThat(channel.sender().send(i)).isEqualTo(3);
        }
        channel.sender().close();
        for (var receiver : receivers) {
            for (int i = 0; i < 16; i++) {
                assertThat(receiver.recv().await()).isEqualTo(message(i));
            }
            assertThat(receiver.recv().await()).isEqualTo(Received.closed());
            assertThat(receiver.tryRecv()).isEqualTo(Received.closed());
        }
    }

    @Test
    void aReceiverSeesOnlyWhatIsSentAfterIt() {
        var channel = Broadcast.<String>channel(4);
        channel.sender().send("early");
        var late = channel.sender().subscribe();
        var resubscribed = channel.receiver().resubscribe();
        assertThat(late.isEmpty()).isTrue();
        assertThat(late.tryRecv()).isNull();
        channel.sender().send("now");
        assertThat(late.tryRecv()).isEqualTo(message("now"));
        assertThat(resubscribed.tryRecv()).isEqualTo(message("now"));
        assertThat(channel.receiver().tryRecv()).isEqualTo(message("early"));
    }

    @Test
    void nothingIsKeptWhileNobodyListens() {
        var sender = Broadcast.<String>sender(4);
        assertThat(sender.receiverCount()).isZero();
        assertThat(sender.send("unheard")).isZero();
        assertThat(sender.isEmpty()).isTrue();
        var receiver = sender.subscribe();
        assertThat(receiver.tryRecv()).isNull();
        assertThat(sender.send("heard")).isEqualTo(1);
        assertThat(receiver.recv().await()).isEqualTo(message("heard"));
        sender.close();
    }

    @Test
    void aSlowReceiverIsToldHowManyItMissed() {
        var channel = Broadcast.<Integer>channel(3); // rounded up to 4
        for (int i = 0; i < 10; i++) {
            channel.sender().send(i);
        }
        assertThat(channel.receiver().len()).isEqualTo(10);
        assertThat(channel.sender().len()).isEqualTo(4);
        assertThat(channel.receiver().recv().await()).isEqualTo(lagged(6));
        assertThat(channel.receiver().len()).isEqualTo(4);
        for (int i = 6; i < 10; i++) {
            assertThat(channel.receiver().tryRecv()).isEqualTo(message(i));
        }
        assertThat(channel.receiver().tryRecv()).isNull();
        for (int i = 0; i < 5; i++) {
            channel.sender().send(i);
        }
        channel.sender().close();
        assertThat(channel.receiver().tryRecv()).isEqualTo(lagged(1));
        for (int i = 1; i < 5; i++) {
            assertThat(channel.receiver().recv().await()).isEqualTo(message(i));
        }
        assertThat(channel.receiver().recv().await()).isEqualTo(Received.closed());
    }

    @Test
    void aChannelOfOneKeepsTheNewest() {
        var channel = Broadcast.<Integer>channel(1);
        channel.sender().send(1);
        channel.sender().send(2);
        assertThat(channel.receiver().tryRecv()).isEqualTo(lagged(1));
        assertThat(channel.receiver().tryRecv()).isEqualTo(message(2));
        assertThat(channel.receiver().tryRecv()).isNull();
    }

    @Test
    void aSendWakesAllThatWait() {
        var channel = Broadcast.<Integer>channel(4);
        var waits = new ArrayList<Polled<Received<Integer>>>();
        for (int i = 0; i < 100; i++) {
            waits.add(Polled.polled(channel.sender().subscribe().recv()));
        }
        assertThat(channel.sender().send(7)).isEqualTo(101);
        assertThat(waits)
                .allSatisfy(it -> assertThat(it.pollIfWoken().value()).isEqualTo(message(7)));
    }

    @Test
    void theEndComesAfterAllSendersAreClosedAndAllMessagesTaken() {
        var channel = Broadcast.<String>channel(4);
        var second = channel.sender().fork();
        var idle = Polled.polled(channel.sender().subscribe().recv());
        channel.sender().close();
        channel.sender().close();
        assertThat(idle.wakes()).isZero();
        assertThat(second.strongCount()).isEqualTo(1);
        assertThat(channel.receiver().isClosed()).isFalse();
        second.close();
        assertThat(idle.pollIfWoken().value()).isEqualTo(Received.closed());
        assertThat(channel.receiver().isClosed()).isTrue();
        assertThat(channel.receiver().resubscribe().recv().await()).isEqualTo(Received.closed());
    }

    @Test
    void messagesAreLetGoOfOnceAllHaveSeenThem() {
        var channel = Broadcast.<Object>channel(4);
        var second = channel.sender().subscribe();
        var probe = new WeakReference<>(sendNew(channel.sender()));
        assertThat(channel.receiver().tryRecv()).isInstanceOf(Received.Message.class);
        assertThat(channel.sender().len()).isEqualTo(1);
        System.gc();
        assertThat(probe.get()).isNotNull();
        assertThat(second.tryRecv()).isInstanceOf(Received.Message.class);
        assertThat(channel.sender().isEmpty()).isTrue();
        while (probe.get() != null) {
            System.gc();
        }
    }

    private static Object sendNew(Broadcast.Sender<Object> sender) {
        var message = new Object();
        sender.send(message);
        return message;
    }

    @Test
    void aReceiverThatClosesCountsDownWhatItHasNotSeen() {
        var channel = Broadcast.<Integer>channel(4);
        var lazy = channel.sender().subscribe();
        var lagging = channel.sender().subscribe();
        for (int i = 0; i < 6; i++) {
            channel.sender().send(i);
            if (channel.receiver().tryRecv() == null) {
                throw new AssertionError();
            }
        }
        assertThat(lazy.tryRecv()).isEqualTo(lagged(2));
        assertThat(lazy.tryRecv()).isEqualTo(message(2));
        lazy.close();
        lazy.close();
        assertThat(channel.sender().receiverCount()).isEqualTo(2);
        assertThat(channel.sender().len()).isEqualTo(4);
        lagging.close();
        assertThat(channel.sender().len()).isZero();
        assertThat(lazy.len()).isZero();
        assertThat(lazy.isClosed()).isTrue();
        assertThat(lazy.tryRecv()).isEqualTo(Received.closed());
        assertThat(lazy.recv().await()).isEqualTo(Received.closed());
        channel.sender().send(6);
        assertThat(channel.receiver().tryRecv()).isEqualTo(message(6));
    }

    @Test
    void aReceiverThatIsClosedElsewhereWhileItWaitsSeesTheEnd() {
        var channel = Broadcast.<Integer>channel(4);
        var waiting = Polled.polled(channel.receiver().recv());
        channel.receiver().close();
        assertThat(waiting.pollIfWoken().value()).isEqualTo(Received.closed());
        assertThat(channel.sender().send(1)).isZero();
    }

    @Test
    void sendersSeeTheLastReceiverLeaveAndOthersCome() {
        var channel = Broadcast.<Integer>channel(4);
        var sender = channel.sender();
        var waiting = Polled.polled(sender.closed());
        var second = sender.subscribe();
        channel.receiver().close();
        assertThat(waiting.wakes()).isZero();
        second.close();
        // Somebody subscribes before the waiting task looks: it waits on.
        var third = sender.subscribe();
        assertThat(waiting.pollIfWoken().isReady()).isFalse();
        third.close();
        assertThat(waiting.pollIfWoken().isReady()).isTrue();
        assertThat(Polled.polled(sender.closed()).isReady()).isTrue();
    }

    @Test
    void twoTasksOnOneReceiverAreReported() {
        var channel = Broadcast.<Integer>channel(4);
        var first = Polled.polled(channel.receiver().recv());
        assertThatThrownBy(() -> Polled.polled(channel.receiver().recv()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("two tasks")
                .hasMessageContaining("resubscribe()");
        assertThatThrownBy(() -> channel.receiver().tryRecv())
                .isInstanceOf(IllegalStateException.class);
        channel.sender().send(1);
        assertThat(first.pollIfWoken().value()).isEqualTo(message(1));
        var next = Polled.polled(channel.receiver().recv());
        next.cancel();
        assertThat(channel.receiver().tryRecv()).isNull();
    }

    @Test
    void weakSendersDoNotKeepTheChannelOpen() {
        var channel = Broadcast.<Integer>channel(1);
        var weak = channel.sender().downgrade();
        assertThat(channel.receiver().senderWeakCount()).isEqualTo(1);
        try (var strong = weak.upgrade()) {
            assertThat(strong.sameChannel(channel.sender())).isTrue();
            assertThat(strong.sameChannel(Broadcast.<Integer>channel(1).sender())).isFalse();
            assertThat(weak.strongCount()).isEqualTo(2);
            assertThat(weak.weakCount()).isEqualTo(1);
            assertThat(strong.weakCount()).isEqualTo(1);
        }
        assertThat(channel.receiver().senderStrongCount()).isEqualTo(1);
        assertThat(channel.receiver().sameChannel(channel.sender().subscribe())).isTrue();
        assertThat(channel.receiver().sameChannel(Broadcast.channel(1).receiver())).isFalse();
        channel.sender().close();
        assertThat(weak.upgrade()).isNull();
        assertThat(channel.receiver().recv().await()).isEqualTo(Received.closed());
        weak.close();
        weak.close();
        assertThat(channel.receiver().senderWeakCount()).isZero();
    }

    @Test
    void aClosedSenderIsRefused() {
        var channel = Broadcast.<Integer>channel(1);
        var other = channel.sender().fork();
        channel.sender().close();
        assertThatThrownBy(() -> channel.sender().send(1))
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("this sender was closed");
        assertThatThrownBy(() -> channel.sender().fork()).isInstanceOf(ClosedException.class);
        assertThat(other.send(1)).isEqualTo(1);
    }

    @Test
    void misuseIsRefusedWithTheValue() {
        for (int bad : List.of(0, -1, (1 << 30) + 1)) {
            assertThatThrownBy(() -> Broadcast.channel(bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(String.valueOf(bad));
        }
        var channel = Broadcast.<Integer>channel(2);
        assertThatThrownBy(() -> channel.sender().send(null))
                .isInstanceOf(NullPointerException.class);
    }

    @Test
    void receivingTakesBudget() {
        var channel = Broadcast.<Integer>channel(1024);
        for (int i = 0; i < 1000; i++) {
            channel.sender().send(i);
        }
        var waker = new Polled.CountingWaker();
        var cx = Context.of(waker);
        int received = 0;
        while (channel.receiver().recv().poll(cx).isReady()) {
            received++;
        }
        assertThat(received).isEqualTo(Sizes.BUDGET);
        assertThat(waker.wakes.get()).isEqualTo(1);
        // A wait that only ran out of budget has claimed nothing.
        assertThat(channel.receiver().tryRecv()).isEqualTo(message(received));
    }

    @Test
    void aWaitGivesItsUnitBack() {
        var channel = Broadcast.<Integer>channel(1);
        var cx = Context.of(new Polled.CountingWaker());
        var waiting = channel.receiver().recv();
        for (int i = 0; i < 2 * Sizes.BUDGET; i++) {
            assertThat(waiting.poll(cx).isPending()).isTrue();
        }
        assertThat(cx.hasBudget()).isTrue();
        waiting.cancel();
    }

    @Test
    void handlesShowTheirState() {
        var channel = Broadcast.<Integer>channel(2);
        channel.sender().send(1);
        assertThat(channel.sender()).hasToString("Broadcast.Sender[receivers=1]");
        assertThat(channel.receiver()).hasToString("Broadcast.Receiver[len=1]");
        assertThat(channel.receiver().recv()).hasToString("Broadcast.Receiver.recv()");
        channel.sender().close();
        assertThat(channel.receiver()).hasToString("Broadcast.Receiver[len=1, closed]");
    }
}
