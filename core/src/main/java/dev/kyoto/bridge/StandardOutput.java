package dev.kyoto.bridge;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import dev.kyoto.io.AsyncWrite;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What the two standard outputs have in common. */
abstract sealed class StandardOutput implements AsyncWrite permits Stdout, Stderr {
    private final BlockingWriter writer;

    StandardOutput(String name, PrintStream out) {
        this.writer = new BlockingWriter(new Target(name, out));
    }

    @Override
    public final Poll<Integer> pollWrite(Context cx, ByteBuffer src) {
        return writer.pollWrite(cx, src);
    }

    @Override
    public final Poll<@Nullable Void> pollFlush(Context cx) {
        return writer.pollFlush(cx);
    }

    /** Flushes. The process's output itself stays open, as others may write to it. */
    @Override
    public final Poll<@Nullable Void> pollShutdown(Context cx) {
        return writer.pollFlush(cx);
    }

    /** A print stream keeps its failures to itself; so each call asks for them. */
    private record Target(String name, PrintStream out) implements BlockingWriter.Target {

        @Override
        public void write(byte[] src) throws IOException {
            out.write(src);
            check();
        }

        @Override
        public void flush() throws IOException {
            check();
        }

        @Override
        public void end() {}

        private void check() throws IOException {
            if (out.checkError()) { // flushes first
                throw Bridge.brokenPipe(
                        "%s could not be written, now or earlier; is it closed, or a pipe whose reader has ended?"
                                .formatted(name));
            }
        }
    }
}
