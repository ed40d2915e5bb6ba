package dev.kyoto.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import java.nio.charset.StandardCharsets;
import org.assertj.core.api.Assertions;

/** Polls futures by hand. */
public final class Polling {
    private static final int PATIENCE = 100_000;

    private Polling() {}

    /** A waker that counts. */
    public static final class CountingWaker implements Waker {
        private int wakes;

        @Override
        public void wake() {
            wakes++;
        }

        public int wakes() {
            return wakes;
        }
    }

    /** A context with a full budget whose wakes do not matter. */
    public static Context context() {
        return Context.of(Waker.noop());
    }

    /** Polls to the end; each Pending must have been followed by a wake-up. */
    public static <T> T drive(Future<T> future) {
        for (int i = 0; i < PATIENCE; i++) {
            var waker = new CountingWaker();
            var polled = future.poll(Context.of(waker));
            if (polled.isReady()) {
                return polled.value();
            }
            assertThat(waker.wakes()).as("wakes after Pending").isPositive();
        }
        throw new AssertionError("not ready after " + PATIENCE + " polls: " + future);
    }

    /** Polls a number of times, each of which must be pending. */
    public static void pollPending(Future<?> future, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(future.poll(context()).isPending()).as("poll %d is pending", i).isTrue();
        }
    }

    /** Polls as long as that is asked for, with a fresh budget each time; it must stay pending. */
    public static void settle(Future<?> future) {
        CountingWaker waker;
        do {
            waker = new CountingWaker();
            assertThat(future.poll(Context.of(waker)).isPending()).as("pending").isTrue();
        } while (waker.wakes() > 0);
    }

    /** Polls once, which must be ready. */
    public static <T> T pollReady(Future<T> future) {
        Poll<T> polled = future.poll(context());
        assertThat(polled.isReady()).as("ready").isTrue();
        return polled.value();
    }

    /** The failure of a future that must fail with an I/O error. */
    public static IoException failureOf(Future<?> future) {
        return Assertions.catchThrowableOfType(IoException.class, () -> drive(future));
    }

    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
