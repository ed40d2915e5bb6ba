package dev.kyoto.suite;

import static dev.kyoto.Kyoto.select;
import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.OneOf2;
import dev.kyoto.process.Command;
import dev.kyoto.runtime.JoinHandle;
import dev.kyoto.signal.Signal;
import dev.kyoto.signal.SignalKind;
import dev.kyoto.signal.Signals;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** Signals in direct style, on every flavour. */
final class SignalTest extends FlavorSuite {

    SignalTest(Flavor flavor) {
        super(flavor);
    }

    private static void send(SignalKind kind) {
        var self = Long.toString(ProcessHandle.current().pid());
        assertThat(Command.of("kill", "-" + kind.name(), self).status().await().success()).isTrue();
    }

    private static int hear(Signal signal, int times) {
        int heard = 0;
        while (heard < times && signal.recv().await() != null) {
            heard++;
        }
        return heard;
    }

    @Test
    void manyListenersHearEachSignal() {
        run(
                () -> {
                    var signals = new ArrayList<Signal>();
                    var tasks = new ArrayList<JoinHandle<Integer>>();
                    for (int i = 0; i < 10; i++) {
                        var signal = Signals.listen(SignalKind.userDefined2());
                        signals.add(signal);
                        tasks.add(spawn(() -> hear(signal, 2)));
                    }
                    try (var own = Signals.listen(SignalKind.userDefined2())) {
                        // The second is sent once all have heard the first.
                        send(SignalKind.userDefined2());
                        own.recv().await();
                        for (var signal : signals) {
                            assertThat(signal.kind()).isEqualTo(SignalKind.userDefined2());
                        }
                        while (!tasks.stream().allMatch(JoinHandle::isFinished)) {
                            send(SignalKind.userDefined2());
                            own.recv().await();
                        }
                    }
                    for (var task : tasks) {
                        assertThat(task.await()).isEqualTo(2);
                    }
                    signals.forEach(Signal::close);
                });
    }

    @Test
    void aSignalThatComesBetweenTwoSelectsIsKept() {
        run(
                () -> {
                    try (var signal = Signals.listen(SignalKind.windowChange());
                            var other = Signals.listen(SignalKind.windowChange())) {
                        var first = select(signal.recv(), yieldNow()).await();
                        assertThat(first).isInstanceOf(OneOf2.Second.class);
                        send(SignalKind.windowChange());
                        other.recv().await();
                        assertThat(signal.recv().await()).isEqualTo(SignalKind.windowChange());
                    }
                });
    }

    @Test
    void closingEndsAWaitingTask() {
        run(
                () -> {
                    var signal = Signals.listen(SignalKind.hangup());
                    var task = spawn(() -> hear(signal, 1));
                    yieldNow().await();
                    signal.close();
                    assertThat(task.await()).isZero();
                });
    }
}
