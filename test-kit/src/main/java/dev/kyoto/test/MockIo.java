package dev.kyoto.test;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Context;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import dev.kyoto.io.AsyncRead;
import dev.kyoto.io.AsyncWrite;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/**
 * A stream whose peer follows a script: what will be read, what has to be written, and when.
 *
 * <p>Reads come in the order of the script: one that meets a step of writing waits until that was
 * written. A write has to match the next step of writing, be it in pieces or in one; it may come before
 * the reads in front of that step, but not before waits and errors. Whoever writes something else gets an
 * {@link AssertionFailedError} that shows both. Behind the script is the end of the input.
 *
 * <p>{@link #close()} fails unless the script was played to its end; an {@link AsyncTest} asks for that
 * by itself, for each stream that was made in its body. One task may read while another writes.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * var io = MockIo.builder()
 *         .write("PING\r\n")
 *         .waitFor(Duration.ofSeconds(1))
 *         .read("PONG\r\n")
 *         .build();
 * io.writeAll("PING\r\n".getBytes(UTF_8)).await();
 * var answer = new byte[6];
 * io.readExact(answer).await();
 * io.close();
 * }
 *
 * <p>Answers to {@code tokio_test::io::Mock}.
 */
public final class MockIo implements AsyncRead, AsyncWrite, AutoCloseable {
    private static final AtomicLong COUNT = new AtomicLong();

    private final IoScript script;

    private MockIo(IoScript script) {
        this.script = script;
    }

    /**
     * Begins a script.
     *
     * @return an empty one
     */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Poll<Integer> pollRead(Context cx, ByteBuffer dst) {
        AsyncRead.requireRoom(dst);
        if (!cx.proceed()) {
            return Poll.pending();
        }
        return restored(cx, script.pollRead(cx, dst));
    }

    @Override
    public Poll<Integer> pollWrite(Context cx, ByteBuffer src) {
        if (!cx.proceed()) {
            return Poll.pending();
        }
        return restored(cx, script.pollWrite(cx, src));
    }

    private static Poll<Integer> restored(Context cx, Poll<Integer> poll) {
        if (poll.isPending()) {
            cx.restore();
        }
        return poll;
    }

    @Override
    public Poll<@Nullable Void> pollFlush(Context cx) {
        return Poll.ready(null);
    }

    @Override
    public Poll<@Nullable Void> pollShutdown(Context cx) {
        return script.pollShutdown();
    }

    /**
     * Whether the output was ended.
     *
     * @return true after a shutdown
     */
    public boolean isShutdown() {
        return script.isShutdown();
    }

    /**
     * Checks that the script was played to its end. Idempotent as long as it was.
     *
     * @throws AssertionFailedError if steps are left, waits not counted, or if something else was written
     *     before than the script says
     */
    @Override
    public void close() {
        var complaints = script.complaints();
        if (!complaints.isEmpty()) {
            throw new AssertionFailedError(String.join("\n", complaints));
        }
    }

    /**
     * The name.
     *
     * @return as "MockIo 'client'"
     */
    @Override
    public String toString() {
        return script.toString();
    }

    private static ByteBuffer copy(byte[] bytes) {
        return ByteBuffer.wrap(bytes.clone());
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Duration notNegative(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException(
                    "a script cannot wait for " + duration + "; use zero or more");
        }
        return duration;
    }

    /**
     * The steps of a script, in order. Not thread-safe.
     *
     * <p>Answers to {@code tokio_test::io::Builder}.
     */
    @CanIgnoreReturnValue
    public static final class Builder {
        private final List<IoStep> steps = new ArrayList<>();
        private @Nullable String name;

        private Builder() {}

        /**
         * Names the stream, for messages.
         *
         * @param streamName the name
         * @return this
         */
        public Builder name(String streamName) {
            name = streamName;
            return this;
        }

        /**
         * Bytes that will be read.
         *
         * @param bytes the bytes
         * @return this
         */
        public Builder read(byte[] bytes) {
            return add(new IoStep.Read(copy(bytes)));
        }

        /**
         * Text that will be read.
         *
         * @param text what its bytes are in UTF-8
         * @return this
         */
        public Builder read(String text) {
            return add(new IoStep.Read(utf8(text)));
        }

        /**
         * Bytes that have to be written.
         *
         * @param bytes the bytes
         * @return this
         */
        public Builder write(byte[] bytes) {
            return add(new IoStep.Write(copy(bytes)));
        }

        /**
         * Text that has to be written.
         *
         * @param text what its bytes are in UTF-8
         * @return this
         */
        public Builder write(String text) {
            return add(new IoStep.Write(utf8(text)));
        }

        /**
         * A read fails, once.
         *
         * @param failure what it throws
         * @return this
         */
        public Builder readError(IoException failure) {
            return add(new IoStep.ReadError(failure));
        }

        /**
         * A write fails, once.
         *
         * @param failure what it throws
         * @return this
         */
        public Builder writeError(IoException failure) {
            return add(new IoStep.WriteError(failure));
        }

        /**
         * Nothing happens for some time by the runtime's clock; it begins when a read or a write has come
         * here.
         *
         * @param duration how long
         * @return this
         */
        public Builder waitFor(Duration duration) {
            return add(new IoStep.Wait(notNegative(duration)));
        }

        private Builder add(IoStep step) {
            steps.add(step);
            return this;
        }

        /**
         * Makes a stream with this script.
         *
         * @return a new stream
         */
        @CheckReturnValue
        public MockIo build() {
            return new MockIo(script(false));
        }

        /**
         * Makes a stream whose script can be extended while it is used; behind the steps of the moment
         * reads and writes wait for further ones.
         *
         * @return a new stream, and the handle to its script
         */
        @CheckReturnValue
        public WithHandle buildWithHandle() {
            var script = script(true);
            return new WithHandle(new MockIo(script), new Handle(script));
        }

        private IoScript script(boolean open) {
            var script =
                    new IoScript(
                            name != null ? name : "io-" + COUNT.incrementAndGet(), copies(), open);
            TestRuntime.note(script);
            return script;
        }

        /** A builder may build several streams, each with positions of its own. */
        private List<IoStep> copies() {
            return steps.stream()
                    .map(
                            step ->
                                    switch (step) {
                                        case IoStep.Read(var rest) ->
                                                new IoStep.Read(rest.duplicate());
                                        case IoStep.Write(var rest) ->
                                                new IoStep.Write(rest.duplicate());
                                        case IoStep.Wait it -> new IoStep.Wait(it.duration);
                                        case IoStep.ReadError it -> it;
                                        case IoStep.WriteError it -> it;
                                    })
                    .toList();
        }
    }

    /**
     * A stream and the handle to its script.
     *
     * @param io the stream
     * @param handle extends its script
     */
    public record WithHandle(MockIo io, Handle handle) {}

    /**
     * Extends the script of a stream while it is used; thread-safe.
     *
     * <p>Answers to {@code tokio_test::io::Handle}.
     */
    public static final class Handle implements AutoCloseable {
        private final IoScript script;

        private Handle(IoScript script) {
            this.script = script;
        }

        /**
         * Adds bytes that will be read.
         *
         * @param bytes the bytes
         */
        public void read(byte[] bytes) {
            script.add(new IoStep.Read(copy(bytes)));
        }

        /**
         * Adds text that will be read.
         *
         * @param text what its bytes are in UTF-8
         */
        public void read(String text) {
            script.add(new IoStep.Read(utf8(text)));
        }

        /**
         * Adds bytes that have to be written.
         *
         * @param bytes the bytes
         */
        public void write(byte[] bytes) {
            script.add(new IoStep.Write(copy(bytes)));
        }

        /**
         * Adds text that has to be written.
         *
         * @param text what its bytes are in UTF-8
         */
        public void write(String text) {
            script.add(new IoStep.Write(utf8(text)));
        }

        /**
         * Adds a read that fails.
         *
         * @param failure what it throws
         */
        public void readError(IoException failure) {
            script.add(new IoStep.ReadError(failure));
        }

        /**
         * Adds a write that fails.
         *
         * @param failure what it throws
         */
        public void writeError(IoException failure) {
            script.add(new IoStep.WriteError(failure));
        }

        /**
         * Adds a time in which nothing happens.
         *
         * @param duration how long, by the runtime's clock
         */
        public void waitFor(Duration duration) {
            script.add(new IoStep.Wait(notNegative(duration)));
        }

        /** Ends the script: behind its last step is the end of the input. Idempotent. */
        @Override
        public void close() {
            script.end();
        }
    }
}
