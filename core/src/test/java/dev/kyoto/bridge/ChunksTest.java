package dev.kyoto.bridge;

import static dev.kyoto.io.Polling.context;
import static dev.kyoto.io.Polling.drive;
import static dev.kyoto.io.Polling.failureOf;
import static dev.kyoto.io.Polling.pollPending;
import static dev.kyoto.io.Polling.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.kyoto.future.Futures;
import dev.kyoto.future.IoException;
import dev.kyoto.io.BufferKind;
import dev.kyoto.io.Io;
import dev.kyoto.io.ScriptedIo;
import dev.kyoto.sync.Mpsc;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Streams of chunks as readers and writers, and the other way round, poll by poll. */
class ChunksTest {

    @Test
    void aReaderIsAStreamOfChunks() {
        var stream = new ReaderStream(new ScriptedIo().pendingRead().give("abc").give("defgh"), 4);
        assertThat(BufferKind.rest(drive(stream.next()))).isEqualTo(utf8("abc"));
        var second = drive(stream.next());
        assertThat(BufferKind.rest(second)).isEqualTo(utf8("defg"));
        assertThat(BufferKind.rest(drive(stream.next()))).isEqualTo(utf8("h"));
        assertThat(BufferKind.rest(second)).as("its own memory").isEqualTo(utf8("defg"));
        assertThat(drive(stream.next())).isNull();
        assertThat(drive(stream.next())).isNull();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ReaderStream(new ScriptedIo(), 0));
    }

    @Test
    void aSmallChunkDoesNotKeepALargeOnesMemory() {
        var stream = new ReaderStream(new ScriptedIo().give("a").give("b"), 1000);
        var first = drive(stream.next());
        assertThat(first.capacity()).isEqualTo(1);
        assertThat(BufferKind.rest(drive(stream.next()))).isEqualTo(utf8("b"));
        assertThat(BufferKind.rest(first)).isEqualTo(utf8("a"));
    }

    @Test
    void afterAFailureTheChunksHaveEnded() {
        var stream = new ReaderStream(new ScriptedIo().give("a").failRead("gone").give("b"));
        drive(stream.next());
        assertThat(failureOf(stream.next())).hasMessage("gone");
        assertThat(drive(stream.next())).isNull();
    }

    @Test
    void aCancelledNextLosesNoChunk() {
        var stream = new ReaderStream(new ScriptedIo().pendingRead().give("abc"));
        var next = stream.next();
        pollPending(next, 1);
        next.cancel();
        assertThat(BufferKind.rest(drive(stream.next()))).isEqualTo(utf8("abc"));
    }

    @Test
    void aStreamOfChunksIsAReader() {
        var stream =
                new ChunkStream<byte[]>(List.of(utf8("ab\nc"), utf8(""), utf8("d\n"), utf8("e")));
        var reader = StreamReader.ofArrays(stream);
        assertThat(reader.buffer().remaining()).isZero();
        assertThat(drive(reader.readLine())).isEqualTo("ab");
        assertThat(BufferKind.rest(reader.buffer())).isEqualTo(utf8("c"));
        var hasty = reader.readLine();
        pollPending(hasty, 1);
        hasty.cancel();
        assertThat(drive(reader.lines().next()))
                .as("that loses its part, lines() would not")
                .isEqualTo("d");
        assertThat(drive(reader.readToString())).isEqualTo("e");
        assertThat(drive(reader.read(new byte[1]))).isEqualTo(-1);
        assertThat(reader.inner()).isSameAs(stream);
        assertThat(stream.isCancelled()).isFalse();
        reader.close();
        assertThat(stream.isCancelled()).isTrue();
    }

    @Test
    void aFailureOfTheStreamIsToldAndItIsAskedAgain() {
        var failure = new IoException(IoException.Kind.CONNECTION_RESET, "gone");
        var chunks = List.of(utf8("a"), failure, utf8("b"));
        var reader = StreamReader.ofArrays(new ChunkStream<byte[]>(chunks));
        assertThat(drive(reader.readByte())).isEqualTo((byte) 'a');
        assertThat(failureOf(reader.readByte())).isSameAs(failure);
        assertThat(drive(reader.readToString())).isEqualTo("b");
    }

    @Test
    void aChunkIsNotChangedByReadingIt() {
        var chunk = ByteBuffer.wrap(utf8("abc"));
        drive(StreamReader.of(new ChunkStream<>(List.of(chunk))).readToEnd());
        assertThat(chunk.position()).isZero();
    }

    @Test
    void thereAndBackAgainNothingChanges() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            var bytes = new byte[random.nextInt(20_000)];
            random.nextBytes(bytes);
            var source = new ScriptedIo();
            for (int at = 0; at < bytes.length; ) {
                int to = Math.min(bytes.length, at + 1 + random.nextInt(3000));
                source.give(Arrays.copyOfRange(bytes, at, to));
                at = to;
                if (random.nextBoolean()) {
                    source.pendingRead();
                }
            }
            var reader = StreamReader.of(new ReaderStream(source, 1 + random.nextInt(2000)));
            var sent = new ByteArrayOutputStream();
            var writer =
                    new SinkWriter(
                            chunk -> {
                                sent.writeBytes(chunk);
                                return Futures.yieldNow();
                            });
            drive(Io.copy(reader, writer));
            assertThat(sent.toByteArray()).as("seed %d", seed).isEqualTo(bytes);
        }
    }

    @Test
    void aSinkWriterSendsOneChunkAtATime() {
        var chunks = Mpsc.<byte[]>bounded(1);
        try (var sender = chunks.sender();
                var receiver = chunks.receiver();
                var writer = new SinkWriter(sender::send)) {
            assertThat(drive(writer.write(ByteBuffer.wrap(utf8("ab"))))).isEqualTo(2);
            assertThat(drive(writer.write(ByteBuffer.wrap(utf8("cd")))))
                    .as("taken, and waits for room")
                    .isEqualTo(2);
            var src = ByteBuffer.wrap(utf8("ef"));
            var third = writer.write(src);
            assertThat(third.poll(context()).isPending()).isTrue();
            third.cancel();
            assertThat(src.position()).isZero();
            assertThat(writer.flush().poll(context()).isPending()).isTrue();
            assertThat(drive(receiver.recv())).isEqualTo(utf8("ab"));
            drive(writer.flush());
            assertThat(drive(receiver.recv())).isEqualTo(utf8("cd"));
            assertThat(drive(writer.write(ByteBuffer.allocate(0)))).isZero();
            drive(writer.shutdown());
        }
    }

    @Test
    void aChunkThatCannotBeSentIsNotTaken() {
        var failure = new IoException(IoException.Kind.BROKEN_PIPE, "nobody");
        try (var writer = new SinkWriter(chunk -> Futures.failed(failure))) {
            var src = ByteBuffer.wrap(utf8("ab"));
            assertThat(failureOf(writer.write(src))).isSameAs(failure);
            assertThat(src.position()).isZero();
            drive(writer.flush());
        }
    }

    @Test
    void closeGivesUpWhatIsUnderWay() {
        var chunks = Mpsc.<byte[]>bounded(1);
        try (var sender = chunks.sender();
                var receiver = chunks.receiver()) {
            var writer = new SinkWriter(sender::send);
            drive(writer.writeByte(1));
            drive(writer.writeByte(2));
            writer.close();
            writer.close();
            assertThat(drive(receiver.recv())).containsExactly(1);
            assertThat(sender.capacity()).as("its place was given back").isEqualTo(1);
        }
    }
}
