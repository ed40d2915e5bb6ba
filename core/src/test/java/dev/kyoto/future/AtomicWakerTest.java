package dev.kyoto.future;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.internal.util.LincheckRun;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jspecify.annotations.Nullable;
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

    @Test
    void waiterThatRegistersFirstMissesNoWakeUp() {
        LincheckRun.modelCheck(Waiting.class, Specification.class);
        LincheckRun.stress(Waiting.class, Specification.class);
    }

    @Test
    void waiterThatLooksFirstIsCaught() {
        LincheckRun.modelCheckMustFail(
                WaitingHastily.class, Specification.class, "Invalid execution results");
    }

    /** A condition with one waiter, who is either told that it holds or is woken later. */
    public static class Waiting {
        private final AtomicWaker slot = new AtomicWaker();
        private volatile boolean condition;
        private volatile boolean woken;
        private final Waker waker = () -> woken = true;

        @Operation(nonParallelGroup = "waiter")
        public boolean wait_() {
            slot.register(waker);
            return condition;
        }

        @Operation
        public void wake() {
            condition = true;
            slot.wake();
        }

        /** Whether a waiter was told to wait and is not woken though the condition holds. */
        @Operation(nonParallelGroup = "waiter")
        public boolean waitTwiceAndAsk() {
            slot.register(waker);
            boolean holds = condition;
            return holds || woken || !condition;
        }
    }

    /** The broken twin: it looks at the condition and registers afterwards. */
    public static class WaitingHastily {
        private final AtomicWaker slot = new AtomicWaker();
        private volatile boolean condition;
        private volatile boolean woken;
        private final Waker waker = () -> woken = true;

        @Operation(nonParallelGroup = "waiter")
        public boolean wait_() {
            boolean holds = condition;
            slot.register(waker);
            return holds;
        }

        @Operation
        public void wake() {
            condition = true;
            slot.wake();
        }
    }

    /** One step each. */
    public static class Specification {
        private boolean condition;

        public boolean wait_() {
            return condition;
        }

        public void wake() {
            condition = true;
        }

        public boolean waitTwiceAndAsk() {
            return true;
        }
    }
}
