package dev.kyoto.test;

import dev.kyoto.future.IoException;
import dev.kyoto.time.Sleep;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A step in the script of a {@link MockIo}; it changes under the lock of its script. */
sealed interface IoStep {

    /** Bytes that will be read. */
    record Read(ByteBuffer rest) implements IoStep {
        @Override
        public String toString() {
            return "read " + Shown.of(rest);
        }
    }

    /** Bytes that have to be written. */
    record Write(ByteBuffer rest) implements IoStep {
        @Override
        public String toString() {
            return "write " + Shown.of(rest);
        }
    }

    /** A read fails. */
    record ReadError(IoException failure) implements IoStep {
        @Override
        public String toString() {
            return "read error: " + failure.getMessage();
        }
    }

    /** A write fails. */
    record WriteError(IoException failure) implements IoStep {
        @Override
        public String toString() {
            return "write error: " + failure.getMessage();
        }
    }

    /** Nothing happens for some time, which begins when somebody gets here. */
    final class Wait implements IoStep {
        final Duration duration;
        @Nullable Sleep sleep;

        Wait(Duration duration) {
            this.duration = duration;
        }

        @Override
        public String toString() {
            return "wait " + duration;
        }
    }
}
