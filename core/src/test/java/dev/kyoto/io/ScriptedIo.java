package dev.kyoto.io;

import dev.kyoto.future.Context;
import dev.kyoto.future.IoException;
import dev.kyoto.future.Poll;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A stream that does what it was told, step by step, and remembers what was done to it.
 *
 * <p>A read takes the next step of the reading script; a script that is used up means the end of
 * the input. A write takes the next step of the writing script; a script that is used up means that
 * all is taken. A pending step wakes its waker at once, so that whoever drives the future polls
 * again.
 */
public final class ScriptedIo implements AsyncRead, AsyncWrite {
    private sealed interface Step {
        record Bytes(ByteBuffer rest) implements Step {}

        record Accept(int most) implements Step {}

        record Pending() implements Step {}

        record Failure(IoException failure) implements Step {}

        record End() implements Step {}
    }

    private final Deque<Step> reads = new ArrayDeque<>();
    private final Deque<Step> writes = new ArrayDeque<>();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private int pendingFlushes;
    private int pendingShutdowns;
    private int flushes;
    private int shutdowns;
    private int readCalls;
    private int writeCalls;

    // ---- Script ----

    public ScriptedIo give(byte... bytes) {
        reads.add(new Step.Bytes(ByteBuffer.wrap(bytes.clone())));
        return this;
    }

    public ScriptedIo give(String text) {
        return give(text.getBytes(StandardCharsets.UTF_8));
    }

    /** One byte at a time, pending before each of them. */
    public ScriptedIo trickle(byte... bytes) {
        for (byte one : bytes) {
            pendingRead().give(one);
        }
        return this;
    }

    public ScriptedIo trickle(String text) {
        return trickle(text.getBytes(StandardCharsets.UTF_8));
    }

    public ScriptedIo pendingRead() {
        reads.add(new Step.Pending());
        return this;
    }

    public ScriptedIo failRead(String message) {
        reads.add(new Step.Failure(new IoException(IoException.Kind.CONNECTION_RESET, message)));
        return this;
    }

    public ScriptedIo end() {
        reads.add(new Step.End());
        return this;
    }

    public ScriptedIo accept(int most) {
        writes.add(new Step.Accept(most));
        return this;
    }

    /** Takes one byte at a time, pending before each, so many times. */
    public ScriptedIo acceptSlowly(int bytes) {
        for (int i = 0; i < bytes; i++) {
            pendingWrite().accept(1);
        }
        return this;
    }

    public ScriptedIo pendingWrite() {
        writes.add(new Step.Pending());
        return this;
    }

    public ScriptedIo failWrite(String message) {
        writes.add(new Step.Failure(new IoException(IoException.Kind.BROKEN_PIPE, message)));
        return this;
    }

    public ScriptedIo pendingFlushes(int times) {
        pendingFlushes = times;
        return this;
    }

    public ScriptedIo pendingShutdowns(int times) {
        pendingShutdowns = times;
        return this;
    }

    // ---- What was done ----

    public byte[] written() {
        return written.toByteArray();
    }

    public String writtenText() {
        return written.toString(StandardCharsets.UTF_8);
    }

    public int flushes() {
        return flushes;
    }

    public int shutdowns() {
        return shutdowns;
    }

    public int readCalls() {
        return readCalls;
    }

    public int writeCalls() {
        return writeCalls;
    }

    // ---- The stream ----

    @Override
    public Poll<Integer> pollRead(Context cx, ByteBuffer dst) {
        AsyncRead.requireRoom(dst);
        readCalls++;
        return switch (reads.peek()) {
            case null -> Poll.ready(-1);
            case Step.Pending step -> {
                reads.remove();
                yield pending(cx);
            }
            case Step.Failure(var failure) -> {
                reads.remove();
                throw failure;
            }
            case Step.End step -> {
                reads.remove();
                yield Poll.ready(-1);
            }
            case Step.Bytes(var rest) -> {
                int length = Math.min(rest.remaining(), dst.remaining());
                dst.put(rest.slice().limit(length));
                rest.position(rest.position() + length);
                if (!rest.hasRemaining()) {
                    reads.remove();
                }
                yield Poll.ready(length);
            }
            case Step.Accept step -> throw new AssertionError("not a step of reading");
        };
    }

    @Override
    public Poll<Integer> pollWrite(Context cx, ByteBuffer src) {
        writeCalls++;
        return switch (writes.poll()) {
            case null -> take(src, src.remaining());
            case Step.Pending step -> pending(cx);
            case Step.Failure(var failure) -> throw failure;
            case Step.Accept(int most) -> take(src, Math.min(most, src.remaining()));
            case Step.Bytes step -> throw new AssertionError("not a step of writing");
            case Step.End step -> throw new AssertionError("not a step of writing");
        };
    }

    private Poll<Integer> take(ByteBuffer src, int length) {
        for (int i = 0; i < length; i++) {
            written.write(src.get());
        }
        return Poll.ready(length);
    }

    @Override
    public Poll<Void> pollFlush(Context cx) {
        if (pendingFlushes > 0) {
            pendingFlushes--;
            return pending(cx);
        }
        flushes++;
        return Poll.ready(null);
    }

    @Override
    public Poll<Void> pollShutdown(Context cx) {
        if (pendingShutdowns > 0) {
            pendingShutdowns--;
            return pending(cx);
        }
        shutdowns++;
        return Poll.ready(null);
    }

    private static <T> Poll<T> pending(Context cx) {
        cx.waker().wake();
        return Poll.pending();
    }
}
