package dev.kyoto.bridge;

import static dev.kyoto.io.Polling.context;
import static dev.kyoto.io.Polling.drive;
import static dev.kyoto.io.Polling.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kyoto.future.IoException;
import dev.kyoto.io.AsyncWrite;
import dev.kyoto.io.BufferKind;
import dev.kyoto.io.ByteBuf;
import dev.kyoto.io.Cursor;
import dev.kyoto.io.Io;
import dev.kyoto.io.ScriptedIo;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.runtime.EnterGuard;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bridges from and to what blocks, call by call. */
@Timeout(60)
class BridgeTest {
    private AsyncRuntime runtime;
    private EnterGuard entered;

    @BeforeEach
    void start() {
        runtime = AsyncRuntime.builder().workerThreads(1).build();
        entered = runtime.enter();
    }

    @AfterEach
    void stop() {
        entered.close();
        runtime.close();
    }

    // ---- Reading from what blocks ----

    @Test
    void aReaderReadsNoMoreThanWasAskedFor() throws IOException {
        var in = new ByteArrayInputStream(utf8("abcdef"));
        var reader = Bridge.reader(in);
        assertThat(reader.readShort().await()).isEqualTo((short) ('a' << 8 | 'b'));
        assertThat(in.readAllBytes()).as("the rest is left").isEqualTo(utf8("cdef"));
        assertThat(reader.read(new byte[1]).await()).isEqualTo(-1);
        assertThat(reader.read(new byte[1]).await()).as("asked again").isEqualTo(-1);
    }

    @Test
    void nothingIsReadBeforeTheFirstPollAndNothingIsLostByCancelling() {
        var in = new GatedInput();
        var reader = Bridge.reader(in);
        var first = reader.read(new byte[8]);
        assertThat(in.reads()).isZero();
        for (int polls = 1; polls < 4; polls++) {
            var cancelled = reader.read(new byte[8]);
            assertThat(cancelled.poll(context()).isPending()).isTrue();
            cancelled.cancel();
        }
        first.cancel();
        in.awaitRead();
        in.give("abc").give("d").end();
        assertThat(reader.readBytes(1).await()).as("less room than there was").isEqualTo(utf8("a"));
        assertThat(in.reads()).as("one call for all of them").isZero();
        assertThat(reader.readToString().await()).isEqualTo("bcd");
    }

    @Test
    void aFailureIsToldOnceAndTheNextReadAsksAgain() {
        var reader = Bridge.reader(new GatedInput().give("a").fail("gone").give("b").end());
        assertThat(reader.readByte().await()).isEqualTo((byte) 'a');
        assertThatThrownBy(() -> reader.readByte().await())
                .isInstanceOf(IoException.class)
                .hasMessageContaining("gone");
        assertThat(reader.readToString().await()).isEqualTo("b");
    }

    @Test
    void aSourceThatBringsNothingIsReported() {
        var channel =
                new java.nio.channels.ReadableByteChannel() {
                    @Override
                    public int read(ByteBuffer dst) {
                        return 0;
                    }

                    @Override
                    public boolean isOpen() {
                        return true;
                    }

                    @Override
                    public void close() {}
                };
        assertThatThrownBy(() -> Bridge.reader(channel).readByte().await())
                .hasMessageContaining("none of 1 bytes");
    }

    @Test
    void withoutARuntimeAtHandItSaysWhatToDo() {
        entered.close();
        try {
            assertThatIllegalStateException()
                    .isThrownBy(() -> Bridge.reader(new GatedInput()).readByte().await())
                    .withMessageContaining("no Kyoto runtime");
            var src = ByteBuffer.wrap(utf8("a"));
            assertThatIllegalStateException()
                    .isThrownBy(
                            () ->
                                    Bridge.writer(OutputStream.nullOutputStream())
                                            .write(src)
                                            .await());
            assertThat(src.remaining()).as("not taken").isEqualTo(1);
        } finally {
            entered = runtime.enter();
        }
    }

    // ---- Writing to what blocks ----

    /** Takes a write when the test lets it. */
    private static final class GatedOutput extends OutputStream {
        private final Semaphore permits = new Semaphore(0);
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private final AtomicInteger flushes = new AtomicInteger();
        private final AtomicInteger closes = new AtomicInteger();
        private volatile boolean broken;

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b});
        }

        @Override
        public void write(byte[] src, int offset, int length) throws IOException {
            permits.acquireUninterruptibly();
            if (broken) {
                throw new IOException("Broken pipe");
            }
            written.write(src, offset, length);
        }

        @Override
        public void flush() {
            flushes.incrementAndGet();
        }

        @Override
        public void close() {
            closes.incrementAndGet();
        }
    }

    @Test
    void writesAreTakenOneAtATimeAndKeepTheirOrder() {
        var out = new GatedOutput();
        var writer = Bridge.writer(out);
        assertThat(drive(writer.write(ByteBuffer.wrap(utf8("ab"))))).as("taken").isEqualTo(2);
        var second = ByteBuffer.wrap(utf8("cd"));
        var waiting = writer.write(second);
        assertThat(waiting.poll(context()).isPending()).isTrue();
        waiting.cancel();
        assertThat(second.position()).as("not taken").isZero();
        assertThat(writer.flush().poll(context()).isPending()).isTrue();
        out.permits.release(10);
        writer.writeAll(second).await();
        assertThat(out.flushes).hasValue(0);
        writer.flush().await();
        assertThat(out.written.toString(StandardCharsets.UTF_8)).isEqualTo("abcd");
        assertThat(out.flushes).hasValue(1);
        writer.flush().await();
        assertThat(out.flushes).as("nothing new").hasValue(1);
        assertThat(writer.write(ByteBuffer.allocate(0)).await()).isZero();
        writer.shutdown().await();
        writer.shutdown().await();
        assertThat(out.closes).hasValue(1);
        assertThatThrownBy(() -> writer.writeByte(1).await())
                .isInstanceOfSatisfying(
                        IoException.class,
                        it -> assertThat(it.kind()).isEqualTo(IoException.Kind.BROKEN_PIPE));
    }

    @Test
    void aCancelledFlushOrShutdownGoesOn() {
        var out = new GatedOutput();
        var writer = Bridge.writer(out);
        drive(writer.write(ByteBuffer.wrap(utf8("ab"))));
        var shutdown = writer.shutdown();
        assertThat(shutdown.poll(context()).isPending()).isTrue();
        shutdown.cancel();
        assertThat(out.closes).hasValue(0);
        out.permits.release();
        writer.shutdown().await();
        assertThat(out.written.toString(StandardCharsets.UTF_8)).isEqualTo("ab");
        assertThat(out.flushes.get() + out.closes.get()).isEqualTo(2);
    }

    @Test
    void theFailureOfAWriteIsToldByTheNextOperation() {
        var out = new GatedOutput();
        out.broken = true;
        out.permits.release(10);
        var writer = Bridge.writer(out);
        drive(writer.write(ByteBuffer.wrap(utf8("ab"))));
        assertThatThrownBy(() -> writer.flush().await())
                .isInstanceOfSatisfying(
                        IoException.class,
                        it -> assertThat(it.kind()).isEqualTo(IoException.Kind.BROKEN_PIPE));
        out.broken = false;
        writer.writeString("c").await();
        writer.flush().await();
        assertThat(out.written.toString(StandardCharsets.UTF_8)).isEqualTo("c");
    }

    // ---- Every kind of buffer, through every bridge ----

    @ParameterizedTest
    @EnumSource
    void everyWriterTakesEveryKindOfBuffer(BufferKind kind) throws IOException {
        var out = new ByteArrayOutputStream();
        assertTakes(Bridge.writer(out), kind);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("abcdef");
        out.reset();
        assertTakes(Bridge.writer(Channels.newChannel(out)), kind);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("abcdef");
        out.reset();
        assertTakes(
                new SinkWriter(
                        chunk -> {
                            out.writeBytes(chunk);
                            return dev.kyoto.future.Futures.ready(null);
                        }),
                kind);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("abcdef");
        var file = new Cursor();
        try (var channel = Bridge.writableChannel(file)) {
            assertThat(channel.write(kind.of(utf8("abc")))).isEqualTo(3);
        }
        assertThat(file.toByteArray()).isEqualTo(utf8("abc"));
        assertThat(StreamReader.of(chunks(kind, "ab", "", "c")).readToString().await())
                .isEqualTo("abc");
    }

    private static void assertTakes(AsyncWrite writer, BufferKind kind) {
        writer.writeAll(kind.of(utf8("abc"))).await();
        writer.writeVectored(kind.of(), kind.of(utf8("de"))).await();
        writer.writeAll(ByteBuf.copyOf("f")).await();
        writer.shutdown().await();
    }

    @ParameterizedTest
    @EnumSource
    void everyReaderFillsEveryKindOfBuffer(BufferKind kind) throws IOException {
        assumeTrue(kind.isWritable(), "read-only buffers cannot be read into");
        var dst = kind.of(new byte[4]);
        assertThat(Bridge.reader(new ByteArrayInputStream(utf8("abcdef"))).readExact(dst).await())
                .isEqualTo(4);
        assertThat(BufferKind.rest(dst.flip())).isEqualTo(utf8("abcd"));
        var channel = Bridge.readableChannel(Cursor.of("xyz"));
        assertThat(channel.read(dst.clear())).isEqualTo(3);
        assertThat(BufferKind.rest(dst.flip())).isEqualTo(utf8("xyz"));
        StreamReader.of(chunks(kind, "ab", "cd")).readExact(dst.clear()).await();
        assertThat(BufferKind.rest(dst.flip())).isEqualTo(utf8("abcd"));
    }

    private static ChunkStream<ByteBuffer> chunks(BufferKind kind, String... texts) {
        var chunks = new ArrayList<ByteBuffer>();
        for (var text : texts) {
            chunks.add(kind.of(utf8(text)));
        }
        return new ChunkStream<>(chunks);
    }

    // ---- Channels ----

    @Test
    void channelsAreReadAndWritten() throws IOException {
        var pipe = Pipe.open();
        var writer = Bridge.writer(pipe.sink());
        var reader = Bridge.reader(pipe.source());
        writer.writeString("through a pipe").await();
        writer.shutdown().await();
        assertThat(reader.readToString().await()).isEqualTo("through a pipe");
        pipe.source().configureBlocking(false);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Bridge.reader(pipe.source()))
                .withMessageContaining("configureBlocking(true)");
        pipe.source().close();
    }

    @Test
    void blockingChannelsOverAPipeInMemory() throws IOException {
        var pipe = Io.duplex(100);
        var out = Bridge.writableChannel(pipe.first());
        var in = Bridge.readableChannel(pipe.second());
        out.write(ByteBuffer.wrap(utf8("abc")));
        var dst = ByteBuffer.allocate(8);
        assertThat(in.read(dst)).isEqualTo(3);
        assertThat(in.read(ByteBuffer.allocate(0))).isZero();
        out.close();
        out.close();
        assertThat(in.read(dst)).isEqualTo(-1);
        in.close();
        assertThat(in.isOpen() || out.isOpen()).isFalse();
        assertThatThrownBy(() -> in.read(dst)).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> out.write(dst)).isInstanceOf(ClosedChannelException.class);
    }

    // ---- Blocking streams over readers and writers ----

    @Test
    void anInputStreamOverAReader() throws IOException {
        var io = new ScriptedIo().trickle("abc").give(new byte[] {-1}).give("rest");
        var in = Bridge.inputStream(io);
        assertThat(in.read()).isEqualTo('a');
        var dst = new byte[4];
        assertThat(in.read(dst, 1, 2)).isEqualTo(1);
        assertThat(dst).containsExactly(0, 'b', 0, 0);
        assertThat(in.read(dst, 0, 0)).isZero();
        assertThat(in.read()).isEqualTo('c');
        assertThat(in.read()).as("not an end").isEqualTo(255);
        assertThat(in.readAllBytes()).isEqualTo(utf8("rest"));
        assertThat(in.read()).isEqualTo(-1);
        in.close();
        assertThatThrownBy(in::read).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> in.read(dst, 2, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void anOutputStreamOverAWriter() throws IOException {
        var io = new ScriptedIo().acceptSlowly(3);
        var out = Bridge.outputStream(io);
        out.write('a');
        out.write(utf8("-bcd-"), 1, 3);
        out.flush();
        assertThat(io.writtenText()).isEqualTo("abcd");
        assertThat(io.flushes()).isEqualTo(1);
        out.close();
        out.close();
        assertThat(io.shutdowns()).isEqualTo(1);
        assertThatThrownBy(() -> out.write(1)).isInstanceOf(IOException.class);
    }

    @Test
    void closingAStreamClosesWhatCanBeClosed() throws IOException {
        var pair = Io.duplex(10);
        Bridge.inputStream(pair.first()).close();
        assertThatThrownBy(() -> drive(pair.second().writeByte(1))).isInstanceOf(IoException.class);
    }

    @Test
    void failuresAreTheJdksOwn() {
        var in = Bridge.inputStream(new ScriptedIo().failRead("gone"));
        assertThatThrownBy(in::read).isExactlyInstanceOf(IOException.class).hasMessage("gone");
        var out = Bridge.outputStream(new ScriptedIo().failWrite("gone"));
        assertThatThrownBy(() -> out.write(1)).isExactlyInstanceOf(IOException.class);
    }
}
