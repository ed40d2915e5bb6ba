package dev.kyoto.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.kyoto.net.Hand;
import dev.kyoto.process.Command;
import dev.kyoto.runtime.AsyncRuntime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Listeners: with a source that the test delivers to, and with signals of the system. */
@Timeout(60)
final class SignalTest {
    private final SignalSource source = new SignalSource();
    private final SignalKind kind = SignalKind.userDefined1();

    /** Has another program send a signal to this JVM. */
    private static void send(SignalKind sent) {
        try (var runtime = AsyncRuntime.currentThreadBuilder().build()) {
            var self = Long.toString(ProcessHandle.current().pid());
            var kill = Command.of("kill", "-" + sent.name(), self).status();
            assertThat(runtime.blockOn(kill).success()).isTrue();
        }
    }

    @Test
    void aSignalFromOutsideIsHeardByEveryListener() {
        try (var one = Signals.listen(SignalKind.alarm());
                var two = Signals.listen(SignalKind.alarm())) {
            for (int i = 0; i < 3; i++) {
                send(SignalKind.alarm());
                assertThat(one.recv().await()).isEqualTo(SignalKind.alarm());
                assertThat(two.recv().await()).isEqualTo(SignalKind.alarm());
            }
            assertThat(one.kind()).isEqualTo(SignalKind.alarm());
        }
    }

    @Test
    void everyKindThatCanBeHeardIsHeard() {
        var kinds =
                new SignalKind[] {
                    SignalKind.child(),
                    SignalKind.io(),
                    SignalKind.pipe(),
                    SignalKind.userDefined1(),
                    SignalKind.userDefined2(),
                    SignalKind.windowChange(),
                    new SignalKind("URG")
                };
        for (var heard : kinds) {
            try (var signal = Signals.listen(heard)) {
                send(heard);
                assertThat(signal.recv().await()).isEqualTo(heard);
            }
        }
    }

    @Test
    void aBurstCountsAsOneAndNothingBetweenTwoAwaitsIsLost() {
        try (var signal = new Signal(kind, source)) {
            var first = new Hand<>(signal.recv());
            first.assertPending();
            for (int i = 0; i < 100; i++) {
                source.deliver();
            }
            assertThat(first.wasWoken()).isTrue();
            assertThat(first.finish()).isEqualTo(kind);
            var second = new Hand<>(signal.recv());
            second.assertPending();
            second.cancel();
            source.deliver();
            assertThat(signal.recv().await()).isEqualTo(kind);
            source.deliver();
            assertThat(signal.next().await()).isEqualTo(kind);
        }
    }

    @Test
    void aListenerHearsWhatComesAfterItWasMade() {
        source.deliver();
        try (var late = new Signal(kind, source)) {
            var recv = new Hand<>(late.recv());
            recv.assertPending();
            source.deliver();
            recv.awaitWake();
            assertThat(recv.finish()).isEqualTo(kind);
        }
    }

    @Test
    void aCancelledRecvLosesNothing() {
        try (var signal = new Signal(kind, source)) {
            var unpolled = new Hand<>(signal.recv());
            unpolled.cancel();
            var pending = new Hand<>(signal.recv());
            pending.assertPending();
            source.deliver();
            pending.cancel();
            assertThat(signal.recv().await()).isEqualTo(kind);
        }
    }

    @Test
    void closingEndsTheStreamAndLeavesTheList() {
        var signal = new Signal(kind, source);
        assertThat(source.listeners()).isEqualTo(1);
        var recv = new Hand<>(signal.recv());
        recv.assertPending();
        signal.close();
        signal.close();
        recv.awaitWake();
        assertThat(recv.finish()).isNull();
        assertThat(signal.recv().await()).isNull();
        assertThat(source.listeners()).isZero();
        assertThat(signal).hasToString("closed listener for SIGUSR1");
        var asStream = new Signal(kind, source);
        asStream.cancel();
        assertThat(source.listeners()).isZero();
    }

    @Test
    void aForgottenListenerLeavesTheList() {
        forget();
        while (source.listeners() > 0) {
            System.gc();
            Thread.onSpinWait();
        }
    }

    private void forget() {
        var signal = new Signal(kind, source);
        var recv = new Hand<>(signal.recv());
        recv.assertPending();
        recv.cancel();
        assertThat(source.listeners()).isEqualTo(1);
    }

    @Test
    void aReservedSignalIsRefused() {
        for (var reserved : new SignalKind[] {SignalKind.quit(), new SignalKind("KILL")}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Signals.listen(reserved).close())
                    .withMessageContaining(reserved + " cannot be listened for");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Signals.listen(new SignalKind("NONE")).close())
                .withMessage("this platform has no signal SIGNONE");
    }

    @Test
    void kindsHaveNamesAndNumbers() {
        assertThat(SignalKind.terminate().rawValue()).isEqualTo(15);
        assertThat(SignalKind.interrupt().rawValue()).isEqualTo(2);
        assertThat(SignalKind.hangup().rawValue()).isEqualTo(1);
        assertThat(SignalKind.fromRaw(15)).isEqualTo(SignalKind.terminate());
        assertThat(SignalKind.fromRaw(1)).isEqualTo(SignalKind.hangup());
        assertThat(SignalKind.info()).hasToString("SIGINFO");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SignalKind.fromRaw(64))
                .withMessageContaining("no signal of number 64");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SignalKind("SIGTERM"))
                .withMessageContaining("write it without SIG");
    }
}
