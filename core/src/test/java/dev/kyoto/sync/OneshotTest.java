package dev.kyoto.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class OneshotTest {
    private final Oneshot.Channel<String> channel = Oneshot.channel();
    private final Oneshot.Sender<String> sender = channel.sender();
    private final Oneshot.Receiver<String> receiver = channel.receiver();

    @Test
    void aValueSentBeforeIsThere() {
        assertThat(sender.send("hi")).isEqualTo(SendResult.SENT);
        assertThat(receiver.isEmpty()).isFalse();
        assertThat(receiver.await()).isEqualTo("hi");
        assertThat(receiver.isTerminated()).isTrue();
        assertThat(receiver.isEmpty()).isTrue();
        assertThat(receiver.tryRecv()).isEqualTo(TryRecv.closed());
        assertThatThrownBy(() -> Polled.polled(receiver)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aValueSentLaterWakes() {
        var waiting = Polled.polled(receiver);
        assertThat(waiting.isReady()).isFalse();
        waiting.pollWithOtherWaker();
        assertThat(sender.send("hi").isSent()).isTrue();
        assertThat(waiting.pollIfWoken().value()).isEqualTo("hi");
    }

    @Test
    void aSenderSendsOnce() {
        sender.send("one").orThrow();
        assertThatThrownBy(() -> sender.send("two"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("new channel");
        sender.close();
        assertThat(receiver.await()).isEqualTo("one");
    }

    @Test
    void aClosedSenderFailsTheReceiver() {
        var waiting = Polled.polled(receiver);
        sender.close();
        sender.close();
        assertThat(waiting.wakes()).isEqualTo(1);
        assertThatThrownBy(waiting::poll)
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("without a value");
        assertThat(receiver.isTerminated()).isTrue();
    }

    @Test
    void aClosedReceiverRefusesAndWakesTheSender() {
        var closed = Polled.polled(sender.closed());
        assertThat(closed.isReady()).isFalse();
        assertThat(sender.isClosed()).isFalse();
        receiver.close();
        assertThat(closed.pollIfWoken().isReady()).isTrue();
        assertThat(sender.isClosed()).isTrue();
        var result = sender.send("late");
        assertThat(result).isEqualTo(SendResult.CLOSED);
        assertThatThrownBy(result::orThrow).isInstanceOf(ClosedException.class);
        assertThat(receiver.tryRecv()).isEqualTo(TryRecv.closed());
        assertThatThrownBy(receiver::await).isInstanceOf(ClosedException.class);
    }

    @Test
    void aValueSentBeforeTheReceiverClosesIsReceived() {
        sender.send("hi").orThrow();
        receiver.close();
        assertThat(receiver.tryRecv()).isEqualTo(new TryRecv.Received<>("hi"));
        assertThat(receiver.isTerminated()).isTrue();
    }

    @Test
    void tryRecvTellsEmptyFromClosed() {
        assertThat(receiver.tryRecv()).isEqualTo(TryRecv.empty());
        sender.close();
        assertThat(receiver.tryRecv()).isEqualTo(TryRecv.closed());
    }

    @Test
    void nobodyWaitsForEverOnASenderThatHasSent() {
        var closed = Polled.polled(sender.closed());
        sender.send("hi").orThrow();
        assertThat(closed.pollIfWoken().isReady()).isTrue();
    }

    @Test
    void plainThreadsHandOverAValue() {
        Thread.startVirtualThread(() -> sender.send("from afar").orThrow());
        assertThat(receiver.await()).isEqualTo("from afar");
    }
}
