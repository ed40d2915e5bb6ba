package dev.kyoto.internal.weave;

import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the methods that {@link ByteCodeTest} writes call. */
public final class Kit {

    private Kit() {}

    /** A future that is pending once. */
    public static Future<Object> gate(int value) {
        return new Gate(value, null);
    }

    /** One that is pending once and fails. */
    public static Future<Object> failing() {
        return new Gate(0, new IllegalStateException("planned"));
    }

    /** Fails the first times that it is called with one counter, then has the value 7. */
    public static Future<Object> failingUntil(int[] calls, int fine) {
        return new Gate(7, ++calls[0] < fine ? new IllegalStateException("planned") : null);
    }

    private static final class Gate implements Future<Object> {
        private final int value;
        private final @Nullable RuntimeException failure;
        private boolean polled;

        Gate(int value, @Nullable RuntimeException failure) {
            this.value = value;
            this.failure = failure;
        }

        @Override
        public Poll<Object> poll(dev.kyoto.future.Context cx) {
            if (!polled) {
                polled = true;
                cx.waker().wake();
                return Poll.pending();
            }
            if (failure != null) {
                throw failure;
            }
            return Poll.ready(value);
        }
    }

    /** Something to make. */
    public static final class Box {
        private static int made;
        private final Object content;

        public Box(Object content) {
            this.content = Objects.requireNonNull(content);
            made++;
        }

        /** How many were made. */
        public static int made() {
            return made;
        }

        @Override
        public String toString() {
            return "a box of " + content;
        }
    }
}
