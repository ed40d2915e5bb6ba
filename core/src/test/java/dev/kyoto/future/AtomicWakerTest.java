package dev.kyoto.future;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AtomicWakerTest {
    private final AtomicWaker slot = new AtomicWaker();
    private final AtomicInteger first = new AtomicInteger();
    private final AtomicInteger second = new AtomicInteger();
    private final Waker firstWaker = first::incrementAndGet;
    private final Waker secondWaker = second::incrementAndGet;

    @Test
    void wakeEmptiesTheSlot() {
        slot.wake();
        slot.register(firstWaker);
        slot.wake();
        slot.wake();
        assertThat(first).hasValue(1);
        slot.register(firstWaker);
        slot.register(firstWaker);
        slot.wake();
        assertThat(first).hasValue(2);
    }

    @Test
    void onlyTheNewestWakerCounts() {
        slot.register(firstWaker);
        slot.register(secondWaker);
        slot.wake();
        assertThat(first).hasValue(0);
        assertThat(second).hasValue(1);
    }

    @Test
    void takenWakerIsNotWoken() {
        slot.register(firstWaker);
        assertThat(slot.takeWaker()).isSameAs(firstWaker);
        assertThat(slot.takeWaker()).isNull();
        slot.wake();
        assertThat(first).hasValue(0);
    }

    /** The other side comes before, between and after the waiter's two steps. */
    @Test
    void waiterThatRegistersFirstMissesNoWakeUpAtAnyStep() {
        for (int step = 0; step <= 2; step++) {
            assertThat(new Waiting(step).isStuck(true)).as("signal at step %d", step).isFalse();
        }
    }

    /** The broken twin: it looks at the condition and registers afterwards. */
    @Test
    void waiterThatLooksFirstMissesTheWakeUpInBetween() {
        assertThat(new Waiting(0).isStuck(false)).isFalse();
        assertThat(new Waiting(1).isStuck(false)).isTrue();
        assertThat(new Waiting(2).isStuck(false)).isFalse();
    }

    /** One waiter and one signal, which comes at a given step of the waiter. */
    private static final class Waiting {
        private final AtomicWaker slot = new AtomicWaker();
        private final int signalAt;
        private boolean condition;
        private boolean woken;

        Waiting(int signalAt) {
            this.signalAt = signalAt;
        }

        /** Whether the waiter was told to wait and is woken by nobody. */
        boolean isStuck(boolean registersFirst) {
            Waker waker = () -> woken = true;
            signalIfAt(0);
            boolean ready = !registersFirst && condition;
            if (registersFirst) {
                slot.register(waker);
            }
            signalIfAt(1);
            if (registersFirst) {
                ready = condition;
            } else {
                slot.register(waker);
            }
            signalIfAt(2);
            return !ready && !woken;
        }

        private void signalIfAt(int step) {
            if (step == signalAt) {
                condition = true;
                slot.wake();
            }
        }
    }
}
