package dev.kyoto.bridge;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.scheduler.SystemCall;
import dev.kyoto.io.AsyncWrite;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Writes to something that blocks, each write a call on the blocking pool.
 *
 * <p>A write is taken when its bytes were copied and the call was started; the next operation waits
 * for that call and is told of its failure. So there is one call at a time, and the bytes keep their
 * order.
 *
 * <pre>
 *   IDLE  -> CALLING  a write was taken; or a flush, or the end, begins
 *   CALLING -> IDLE   the call has ended; whoever polls next is told if it has failed
 *   DIRTY is set by a write, and cleared by the flush that ends after it
 *   ENDED is set by the end, after which nothing more is taken
 * </pre>
 *
 * <p>All fields belong to the task that writes.
 */
final class BlockingWriter implements AsyncWrite {
    /** Something that blocks. */
    interface Target {
        /** Writes all of the array. */
        void write(byte[] src) throws IOException;

        /** Pushes on what was written. */
        void flush() throws IOException;

        /** Ends the output; everything was flushed. */
        void end() throws IOException;
    }

    private enum Step {
        WRITE,
        FLUSH,
        END
    }

    private final Target target;
    private @Nullable SystemCall<Step> call;
    private boolean dirty;
    private boolean ended;

    BlockingWriter(Target target) {
        this.target = target;
    }

    @Override
    public Poll<Integer> pollWrite(Context cx, ByteBuffer src) {
        if (!src.hasRemaining()) {
            return Poll.ready(0);
        }
        if (!cx.proceed()) {
            return Poll.pending();
        }
        if (!pollIdle(cx)) {
            cx.restore();
            return Poll.pending();
        }
        if (ended) {
            throw Bridge.brokenPipe("write to a bridge after shutdown()");
        }
        int before = src.position();
        var bytes = Chunks.take(src, BlockingReader.LARGEST_CHUNK);
        try {
            start(Step.WRITE, () -> target.write(bytes));
        } catch (RuntimeException e) {
            src.position(before); // no runtime at hand: then nothing was taken
            throw e;
        }
        dirty = true;
        return Poll.ready(bytes.length);
    }

    @Override
    public Poll<@Nullable Void> pollFlush(Context cx) {
        if (!pollIdle(cx)) {
            return Poll.pending();
        }
        if (dirty) {
            start(Step.FLUSH, target::flush);
        }
        return pollIdle(cx) ? Poll.ready(null) : Poll.pending();
    }

    @Override
    public Poll<@Nullable Void> pollShutdown(Context cx) {
        if (pollFlush(cx).isPending()) {
            return Poll.pending();
        }
        if (!ended) {
            start(Step.END, target::end);
        }
        return pollIdle(cx) ? Poll.ready(null) : Poll.pending();
    }

    /** A call that has no value. */
    @FunctionalInterface
    private interface Blocking {
        void run() throws IOException;
    }

    private void start(Step step, Blocking body) {
        Callable<Step> named =
                () -> {
                    body.run();
                    return step;
                };
        call = SystemCall.start(named);
    }

    /** Answers whether no call is under way, and tells of the failure of the last one. */
    private boolean pollIdle(Context cx) {
        var started = call;
        if (started == null) {
            return true;
        }
        call = null; // stays so if it has failed
        var polled = started.poll(cx);
        if (polled.isPending()) {
            call = started;
            return false;
        }
        switch (polled.value()) {
            case WRITE -> {}
            case FLUSH -> dirty = false;
            case END -> ended = true;
        }
        return true;
    }
}
