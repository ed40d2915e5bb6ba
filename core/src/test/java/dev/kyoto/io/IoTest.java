package dev.kyoto.io;

import static dev.kyoto.io.Polling.context;
import static dev.kyoto.io.Polling.drive;
import static dev.kyoto.io.Polling.failureOf;
import static dev.kyoto.io.Polling.pollPending;
import static dev.kyoto.io.Polling.pollReady;
import static dev.kyoto.io.Polling.settle;
import static dev.kyoto.io.Polling.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import dev.kyoto.io.Polling.CountingWaker;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IoTest {

    @Test
    void copyCopiesEverythingAndFlushesAtTheEnd() {
        var source = new ScriptedIo().trickle("hello ").give("world");
        var target = new ScriptedIo().acceptSlowly(4).pendingFlushes(2);
        assertThat(drive(Io.copy(source, target))).isEqualTo(11L);
        assertThat(target.writtenText()).isEqualTo("hello world");
        assertThat(target.flushes()).isPositive();
        assertThat(target.shutdowns()).isZero();
    }

    @Test
    void copyFlushesBeforeItWaitsForTheReader() {
        var pipe = Io.duplex(64);
        var target = new ScriptedIo();
        var copy = Io.copy(pipe.first(), target);
        drive(pipe.second().writeString("abc"));
        settle(copy);
        assertThat(target.writtenText()).isEqualTo("abc");
        assertThat(target.flushes()).isEqualTo(1);
        settle(copy);
        assertThat(target.flushes()).as("once is enough").isEqualTo(1);
        drive(pipe.second().shutdown());
        assertThat(drive(copy)).isEqualTo(3L);
        assertThat(target.flushes()).isEqualTo(2);
    }

    @Test
    void copyReadsOnWhileTheWriterIsBusy() {
        var source = new ScriptedIo().give("ab").give("cd").pendingRead().give("ef");
        var target = new ScriptedIo();
        for (int i = 0; i < 10; i++) {
            target.pendingWrite();
        }
        var copy = Io.copy(source, target);
        pollPending(copy, 1);
        assertThat(source.readCalls()).as("until the reader is pending too").isEqualTo(3);
        drive(copy);
        assertThat(target.writtenText()).isEqualTo("abcdef");
        assertThat(target.writeCalls()).as("all in one write, once it was ready").isEqualTo(11);
    }

    @Test
    void copyStopsReadingWhenItsBufferIsFull() {
        var pipe = Io.duplex(64);
        drive(pipe.first().writeAll(new byte[64]));
        var copy = Io.copy(Io.repeat((byte) 1), pipe.first());
        var waker = new CountingWaker();
        for (int i = 0; i < 20; i++) {
            assertThat(copy.poll(Context.of(waker)).isPending()).isTrue();
        }
        int wakes = waker.wakes();
        assertThat(copy.poll(Context.of(waker)).isPending()).isTrue();
        assertThat(waker.wakes()).as("it waits for the writer alone").isEqualTo(wakes);
    }

    @Test
    void copyBetweenEndlessSidesYields() {
        var copy = Io.copy(Io.repeat((byte) 1), Io.sink());
        var waker = new CountingWaker();
        assertThat(copy.poll(Context.of(waker)).isPending()).isTrue();
        assertThat(waker.wakes()).isEqualTo(1);
    }

    @Test
    void copyYieldsEvenIfNeitherSideHonoursTheBudget() {
        AsyncRead endless =
                (cx, dst) -> {
                    int room = dst.remaining();
                    dst.position(dst.limit());
                    return Poll.ready(room);
                };
        var copy = Io.copy(endless, new ScriptedIo());
        var waker = new CountingWaker();
        assertThat(copy.poll(Context.of(waker)).isPending()).isTrue();
        assertThat(waker.wakes()).isEqualTo(1);
        var buffered = Io.copyBuf(endless.buffered(), new ScriptedIo());
        assertThat(buffered.poll(Context.of(waker)).isPending()).isTrue();
        assertThat(waker.wakes()).isEqualTo(2);
    }

    @Test
    void copyReportsTheErrorsOfBothSides() {
        assertThat(failureOf(Io.copy(new ScriptedIo().give("a").failRead("r"), Io.sink())))
                .hasMessage("r");
        assertThat(failureOf(Io.copy(new ScriptedIo().give("a"), new ScriptedIo().failWrite("w"))))
                .hasMessage("w");
        assertThat(failureOf(Io.copy(new ScriptedIo().give("abc"), new ScriptedIo().accept(0))))
                .hasMessageContaining("none of 3 bytes");
        assertThat(
                        failureOf(
                                Io.copyBuf(
                                        new ScriptedIo().give("ab").buffered(),
                                        new ScriptedIo().accept(0))))
                .hasMessageContaining("none of 2 bytes");
    }

    @Test
    void whateverTheSidesDoCopyKeepsTheOrder() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            var bytes = new byte[random.nextInt(40_000)];
            random.nextBytes(bytes);
            var source = new ScriptedIo();
            var target = new ScriptedIo();
            for (int at = 0; at < bytes.length; ) {
                int length = Math.min(bytes.length - at, 1 + random.nextInt(12_000));
                source.give(java.util.Arrays.copyOfRange(bytes, at, at + length));
                at += length;
                if (random.nextBoolean()) {
                    source.pendingRead();
                }
                if (random.nextBoolean()) {
                    target.pendingWrite();
                }
                target.accept(1 + random.nextInt(9_000));
            }
            assertThat(drive(Io.copy(source, target))).isEqualTo(bytes.length);
            assertThat(target.written()).as("seed %d", seed).isEqualTo(bytes);
        }
    }

    @Test
    void aCancelledCopyBufLosesNothing() {
        for (int polls = 0; polls <= 8; polls++) {
            var reader = new ScriptedIo().trickle("abcd").buffered();
            var target = new ScriptedIo().acceptSlowly(4);
            var first = Io.copyBuf(reader, target);
            for (int i = 0; i < polls && first.poll(context()).isPending(); i++) {
                // how far one poll goes depends on the budget
            }
            first.cancel();
            drive(Io.copyBuf(reader, target));
            assertThat(target.writtenText()).isEqualTo("abcd");
        }
    }

    @Test
    void aCancelledCopyLosesAtMostWhatWasReadAndNotWritten() {
        for (int polls = 0; polls <= 4; polls++) {
            var source = new ScriptedIo().trickle("abcdefgh");
            var target = new ScriptedIo().acceptSlowly(100);
            var first = Io.copy(source, target);
            for (int i = 0; i < polls && first.poll(context()).isPending(); i++) {
                // how far one poll goes depends on the budget
            }
            first.cancel();
            var rest = drive(source.readToString());
            assertThat("abcdefgh").startsWith(target.writtenText()).endsWith(rest);
        }
    }

    @Test
    void copyBidirectionalHandsTheEndOnAndGoesOnTheOtherWay() {
        var client = Io.duplex(16);
        var server = Io.duplex(16);
        var relay = Io.copyBidirectional(client.second(), server.first());
        drive(client.first().writeString("request"));
        drive(client.first().shutdown());
        settle(relay);
        assertThat(drive(server.second().readToString())).as("sees the end").isEqualTo("request");
        drive(server.second().writeString("answer"));
        settle(relay);
        assertThat(drive(client.first().readExact(new byte[6]))).isEqualTo(6);
        drive(server.second().writeString("!"));
        drive(server.second().shutdown());
        assertThat(drive(relay)).isEqualTo(new CopyCounts(7, 7));
        assertThat(drive(client.first().readToString())).isEqualTo("!");
    }

    @Test
    void copyBidirectionalWaitsForShutdownsAndHonoursSizes() {
        var first = new ScriptedIo().trickle("abc").pendingShutdowns(2);
        var second = new ScriptedIo().trickle("defgh").pendingShutdowns(1);
        var counts = drive(Io.copyBidirectional(first, second, 1, 2));
        assertThat(counts).isEqualTo(new CopyCounts(3, 5));
        assertThat(first.writtenText()).isEqualTo("defgh");
        assertThat(second.writtenText()).isEqualTo("abc");
        assertThat(first.shutdowns()).isEqualTo(1);
        assertThat(second.shutdowns()).isEqualTo(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Io.copyBidirectional(first, second, 0, 1));
    }

    @Test
    void aBusyWayDoesNotKeepTheOtherWaiting() {
        var busy = Io.join(Io.repeat((byte) 1), new ScriptedIo());
        var calm = Io.join(new ScriptedIo().give("abc").give("def"), Io.sink());
        var relay = Io.copyBidirectional(busy, calm);
        pollPending(relay, 6);
        assertThat(busy.writer().writtenText()).isEqualTo("abcdef");
    }

    @Test
    void copyBidirectionalEndsWithTheFirstError() {
        var first = new ScriptedIo().trickle("abc").failRead("gone");
        var other = Io.duplex(16);
        assertThat(failureOf(Io.copyBidirectional(first, other.first()))).hasMessage("gone");
        assertThat(first.shutdowns()).isZero();
    }

    @Test
    void copyBidirectionalWakesForEitherWay() {
        var client = Io.duplex(16);
        var server = Io.duplex(16);
        var relay = Io.copyBidirectional(client.second(), server.first());
        var waker = new CountingWaker();
        assertThat(relay.poll(Context.of(waker)).isPending()).isTrue();
        assertThat(waker.wakes()).isZero();
        drive(client.first().writeByte(1));
        assertThat(waker.wakes()).isEqualTo(1);
        assertThat(relay.poll(Context.of(waker)).isPending()).isTrue();
        drive(server.second().writeByte(1));
        assertThat(waker.wakes()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void splitHalvesReadAndWriteOneStream() {
        var io = new ScriptedIo().trickle("in").pendingFlushes(1).pendingShutdowns(1);
        var halves = Io.split(io);
        drive(halves.writer().writeString("out"));
        drive(halves.writer().writeVectored(ByteBuffer.wrap(utf8("!"))));
        drive(halves.writer().flush());
        drive(halves.writer().shutdown());
        assertThat(drive(halves.reader().readToString())).isEqualTo("in");
        assertThat(io.writtenText()).isEqualTo("out!");
        assertThat(io.shutdowns()).isEqualTo(1);
        assertThat(halves.writer().isWriteVectored()).isFalse();
    }

    @Test
    void onlyThePairIsPutTogether() {
        var io = new ScriptedIo().give("ab");
        var halves = Io.split(io);
        var others = Io.split(new ScriptedIo());
        assertThat(halves.reader().isPairOf(halves.writer())).isTrue();
        assertThat(halves.writer().isPairOf(others.reader())).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> halves.reader().unsplit(others.writer()))
                .withMessageContaining("different streams");
        assertThat(halves.reader().unsplit(halves.writer())).isSameAs(io);
        assertThatIllegalStateException()
                .isThrownBy(() -> drive(halves.reader().readByte()))
                .withMessageContaining("unsplit()");
        assertThatIllegalStateException().isThrownBy(() -> drive(halves.writer().flush()));
        assertThatIllegalStateException()
                .isThrownBy(() -> halves.reader().unsplit(halves.writer()));
    }

    @Test
    void joinMakesOneStreamOfTwo() {
        var reader = new ScriptedIo().trickle("in");
        var writer = new ScriptedIo();
        var join = Io.join(reader, writer);
        assertThat(drive(join.readToString())).isEqualTo("in");
        drive(join.writeString("out"));
        drive(join.writeVectored(ByteBuffer.wrap(utf8("!"))));
        drive(join.flush());
        drive(join.shutdown());
        assertThat(writer.writtenText()).isEqualTo("out!");
        assertThat(writer.flushes() + writer.shutdowns()).isEqualTo(2);
        assertThat(join.isWriteVectored()).isFalse();
        assertThat(join.reader()).isSameAs(reader);
        assertThat(join.writer()).isSameAs(writer);
    }

    @Test
    void emptyIsAtItsEndAndTakesEverything() {
        var empty = Io.empty();
        assertThat(drive(empty.readToEnd())).isEmpty();
        assertThat(drive(empty.readLine())).isNull();
        drive(empty.writeString("x"));
        assertThat(drive(empty.writeVectored(ByteBuffer.allocate(2), ByteBuffer.allocate(1))))
                .isEqualTo(3L);
        drive(empty.flush());
        drive(empty.shutdown());
        empty.consume(0);
        assertThatThrownBy(() -> empty.consume(1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void repeatFillsAndSinkTakes() {
        var dst = new byte[5];
        assertThat(pollReady(Io.repeat((byte) 7).read(dst))).isEqualTo(5);
        assertThat(dst).containsOnly(7);
        var src = ByteBuffer.allocateDirect(9);
        assertThat(pollReady(Io.sink().write(src))).isEqualTo(9);
        assertThat(src.hasRemaining()).isFalse();
        drive(Io.sink().shutdown());
    }

    @Test
    void sourcesInMemoryHonourTheBudget() {
        var cx = context();
        while (cx.proceed()) {
            // spends the budget
        }
        assertThat(Io.empty().pollFillBuf(cx).isPending()).isTrue();
        assertThat(Io.repeat((byte) 1).pollRead(cx, ByteBuffer.allocate(1)).isPending()).isTrue();
        assertThat(Io.sink().pollWrite(cx, ByteBuffer.allocate(1)).isPending()).isTrue();
    }
}
