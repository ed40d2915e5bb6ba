package dev.kyoto.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.sync.Broadcast.Received;
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

/** Handles of {@link Broadcast} and {@link Watch} that nobody closed. */
@Timeout(60)
class ChannelLeakTest {
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

    private boolean isReported(String what) {
        return reports.stream().anyMatch(it -> it.startsWith("WARNING " + what + " became"));
    }

    @Test
    void aForgottenSenderEndsTheChannelAndIsReported() {
        var broadcast = Broadcast.<String>channel(1).receiver();
        var receiving = Polled.polled(broadcast.recv());
        collectUntil(() -> receiving.wakes() > 0);
        assertThat(receiving.poll().value()).isEqualTo(Received.closed());
        var watch = Watch.channel("value").receiver();
        var changing = Polled.polled(watch.changed());
        collectUntil(() -> changing.wakes() > 0);
        assertThat(changing.poll().value()).isFalse();
        collectUntil(() -> isReported("a Broadcast.Sender") && isReported("a Watch.Sender"));
    }

    @Test
    void aForgottenReceiverIsClosedAndWhatWasKeptForItLetGo() {
        try (var broadcast = Broadcast.<String>channel(1).sender();
                var watch = Watch.channel("value").sender()) {
            broadcast.send("unseen");
            collectUntil(() -> broadcast.receiverCount() == 0 && watch.receiverCount() == 0);
            collectUntil(broadcast::isEmpty);
            assertThat(Polled.polled(watch.closed()).isReady()).isTrue();
        }
    }

    @Test
    void aReceiverIsNotForgottenWhileItsWaitGoesOn() {
        try (var broadcast = Broadcast.<String>sender(1);
                var watch = Watch.sender("value")) {
            var receiving = Polled.polled(broadcast.subscribe().recv());
            var changing = Polled.polled(watch.subscribe().changed());
            var idle = Broadcast.<String>channel(1).sender();
            collectUntil(() -> idle.receiverCount() == 0);
            idle.close();
            assertThat(broadcast.send("message")).isEqualTo(1);
            assertThat(watch.send("other")).isTrue();
            assertThat(receiving.pollIfWoken().value())
                    .isEqualTo(new Received.Message<>("message"));
            assertThat(changing.pollIfWoken().value()).isTrue();
        }
    }

    @Test
    void aSenderThatNobodyListensToIsNoLeak() {
        var broadcast = new BroadcastCore<String>(1);
        assertThat(broadcast.senders.add()).isTrue();
        assertThat(broadcast.senderGone()).isFalse();
        assertThat(broadcast.subscribe().next()).isZero();
        assertThat(broadcast.senderGone()).isTrue();
        var watch = new WatchCore<>("value", 1);
        assertThat(watch.senders.add()).isTrue();
        assertThat(watch.senderGone()).isFalse();
        watch.addReceiver();
        assertThat(watch.senderGone()).isTrue();
    }
}
