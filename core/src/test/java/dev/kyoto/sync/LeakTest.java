package dev.kyoto.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Handles that nobody closed: the channel ends all the same, and the log says so once. */
@Timeout(60)
class LeakTest {
    private final List<String> reports = new CopyOnWriteArrayList<>();
    private final Logger logger = Logger.getLogger("dev.kyoto.leaks");
    private final Handler handler =
            new Handler() {
                @Override
                public void publish(LogRecord entry) {
                    reports.add(entry.getLevel() + " " + entry.getMessage());
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(handler);
    }

    private static void collectUntil(BooleanSupplier done) {
        while (!done.getAsBoolean()) {
            System.gc();
            Thread.onSpinWait();
        }
    }

    @Test
    void aForgottenSenderClosesTheChannelAndIsReported() {
        var receiver = receiverOfForgottenSender();
        var waiting = Polled.polled(receiver.recv());
        collectUntil(() -> waiting.wakes() > 0);
        assertThat(waiting.poll().value()).isNull();
        collectUntil(() -> count("an Mpsc.Sender ") >= 1);
        assertThat(reports).anyMatch(it -> it.startsWith("WARNING an Mpsc.Sender became"));
    }

    private static Mpsc.Receiver<String> receiverOfForgottenSender() {
        return Mpsc.<String>bounded(1).receiver();
    }

    private long count(String what) {
        return reports.stream().filter(it -> it.contains(what)).count();
    }

    @Test
    void aSenderIsNotForgottenWhileItsSendWaits() {
        var channel = Mpsc.<String>bounded(1);
        var receiver = channel.receiver();
        assertThat(channel.sender().trySend("first").isSent()).isTrue();
        var waiting = Polled.polled(channel.sender().send("second"));
        channel = null;
        var probe = new WeakReference<>(new Object());
        collectUntil(() -> probe.get() == null);
        System.gc();
        assertThat(receiver.isClosed()).isFalse();
        assertThat(receiver.recv().await()).isEqualTo("first");
        assertThat(waiting.pollIfWoken().isReady()).isTrue();
        assertThat(receiver.recv().await()).isEqualTo("second");
    }

    @Test
    void aForgottenReceiverClosesTheChannel() {
        var sender = Mpsc.<String>bounded(1).sender();
        try (sender) {
            collectUntil(sender::isClosed);
            assertThat(sender.trySend("x")).isEqualTo(SendResult.CLOSED);
        }
    }

    @Test
    void aForgottenWeakSenderIsNoLongerCounted() {
        var channel = Mpsc.<String>unbounded();
        try (var sender = channel.sender()) {
            assertThat(sender.downgrade().upgrade()).isNotNull().satisfies(it -> it.close());
            collectUntil(() -> sender.weakCount() == 0);
            assertThat(sender.isClosed()).isFalse();
        }
    }

    @Test
    void aForgottenOneshotSenderFailsTheWaitingReceiver() {
        var receiver = Oneshot.<String>channel().receiver();
        var waiting = Polled.polled(receiver);
        collectUntil(() -> waiting.wakes() > 0);
        assertThatThrownBy(waiting::poll).isInstanceOf(ClosedException.class);
        collectUntil(() -> count("a Oneshot.Sender") >= 1);
        assertThat(reports).anyMatch(it -> it.contains("kyoto.leaks=track"));
    }

    @Test
    void aOneshotSenderThatHasSentIsNoLeak() {
        var receiver = receiverOfSentValue();
        var probe = new WeakReference<>(new Object());
        collectUntil(() -> probe.get() == null);
        System.gc();
        assertThat(receiver.await()).isEqualTo("sent");
    }

    private static Oneshot.Receiver<String> receiverOfSentValue() {
        var channel = Oneshot.<String>channel();
        assertThat(Polled.polled(channel.receiver()).isReady()).isFalse();
        assertThat(channel.sender().send("sent").isSent()).isTrue();
        return channel.receiver();
    }
}
