package dev.kyoto.suite;

import static dev.kyoto.Kyoto.timeout;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.sync.Mpsc;
import dev.kyoto.sync.TryRecv;
import dev.kyoto.time.Elapsed;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a send with a time bound is made of: a timeout around a send, which loses nothing. */
final class SendTimeoutTest extends FlavorSuite {

    SendTimeoutTest(Flavor flavor) {
        super(flavor);
    }

    @Test
    void aSendThatTakesTooLongIsNotSent() {
        run(
                () -> {
                    var channel = Mpsc.<String>bounded(1);
                    try (var sender = channel.sender()) {
                        timeout(Duration.ofHours(1), sender.send("first")).await();
                        assertThat(failureOf(timeout(Duration.ofMillis(1), sender.send("late"))))
                                .isInstanceOf(Elapsed.class);
                        assertThat(channel.receiver().recv().await()).isEqualTo("first");
                        // The slot is free: the send that was given up holds none.
                        timeout(Duration.ofHours(1), sender.send("second")).await();
                        assertThat(channel.receiver().recv().await()).isEqualTo("second");
                        assertThat(channel.receiver().tryRecv()).isEqualTo(TryRecv.empty());
                    }
                });
    }
}
