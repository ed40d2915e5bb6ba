package dev.kyoto.codec;

import static dev.kyoto.io.Polling.context;
import static dev.kyoto.io.Polling.drive;
import static dev.kyoto.io.Polling.failureOf;
import static dev.kyoto.io.Polling.pollPending;
import static dev.kyoto.io.Polling.pollReady;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.IoException;
import dev.kyoto.io.ByteBuf;
import dev.kyoto.io.Io;
import dev.kyoto.io.ScriptedIo;
import dev.kyoto.stream.AsyncStream;
import org.junit.jupiter.api.Test;

class FramedTest {

    private static Framed<String, String> lines(ScriptedIo io) {
        return Framed.of(io, new LinesCodec(5));
    }

    @Test
    void nextWaitsForAWholeFrame() {
        var io = new ScriptedIo().trickle("ab\nc").give("d\ne\nrest");
        var framed = lines(io);
        assertThat(drive(framed.next())).isEqualTo("ab");
        assertThat(drive(framed.next())).isEqualTo("cd");
        int calls = io.readCalls();
        assertThat(pollReady(framed.next())).isEqualTo("e");
        assertThat(io.readCalls()).as("it was buffered").isEqualTo(calls);
        assertThat(drive(framed.next())).isEqualTo("rest");
        assertThat(drive(framed.next())).isNull();
        assertThat(drive(framed.next())).isNull();
    }

    @Test
    void aCancelledNextLosesNothing() {
        for (int polls = 0; polls <= 3; polls++) {
            var framed = lines(new ScriptedIo().trickle("ab\n").give("c\n"));
            var first = framed.next();
            pollPending(first, polls);
            first.cancel();
            assertThat(drive(framed.next())).isEqualTo("ab");
            assertThat(drive(framed.next())).isEqualTo("c");
        }
    }

    @Test
    void tryNextDecodesWhatIsBufferedAndReadsNothing() {
        var io = new ScriptedIo().give("a\nb\nc\nd").give("e\n");
        var framed = lines(io);
        assertThat(framed.tryNext()).isNull();
        assertThat(io.readCalls()).isZero();
        assertThat(drive(framed.next())).isEqualTo("a");
        assertThat(framed.tryNext()).isEqualTo("b");
        assertThat(framed.tryNext()).isEqualTo("c");
        assertThat(framed.tryNext()).isNull();
        assertThat(framed.tryNext()).isNull();
        assertThat(io.readCalls()).isEqualTo(1);
        assertThat(drive(framed.next())).isEqualTo("de");
        assertThat(framed.tryNext()).isNull();
        assertThat(drive(framed.next())).isNull();
        assertThat(framed.tryNext()).isNull();
    }

    @Test
    void anErrorIsFollowedByTheEndAndThenByWhatFollows() {
        var framed = lines(new ScriptedIo().give("ok\ntoo long\nagain\n"));
        assertThat(drive(framed.next())).isEqualTo("ok");
        assertThat(failureOf(framed.next()).kind()).isEqualTo(IoException.Kind.INVALID_DATA);
        assertThat(drive(framed.next())).isNull();
        assertThat(drive(framed.next())).isEqualTo("again");
        assertThat(drive(framed.next())).isNull();
    }

    @Test
    void anErrorOfTryNextIsAlsoFollowedByTheEnd() {
        var framed = lines(new ScriptedIo().give("ok\ntoo long\nagain\n"));
        assertThat(drive(framed.next())).isEqualTo("ok");
        assertThatThrownBy(framed::tryNext).isInstanceOf(IoException.class);
        assertThat(framed.tryNext()).isNull();
        assertThat(drive(framed.next())).isNull();
        assertThat(drive(framed.next())).isEqualTo("again");
    }

    @Test
    void anErrorAfterTheEndOfTheInputLosesNoLaterFrame() {
        var framed = lines(new ScriptedIo().pendingRead().give("too long\nok\nlast"));
        var undecoded = framed.readBuffer();
        undecoded.writeString("too long, too\n");
        for (int i = 0; i < 2; i++) {
            assertThat(failureOf(framed.next()).kind()).isEqualTo(IoException.Kind.INVALID_DATA);
            assertThat(drive(framed.next())).isNull();
        }
        assertThat(drive(framed.next())).isEqualTo("ok");
        assertThat(drive(framed.next())).isEqualTo("last");
        assertThat(drive(framed.next())).isNull();
    }

    @Test
    void anErrorOfTheReaderIsFollowedByTheEnd() {
        var framed = lines(new ScriptedIo().give("a").failRead("gone").give("b\n"));
        assertThat(failureOf(framed.next())).hasMessage("gone");
        assertThat(drive(framed.next())).isNull();
        assertThat(drive(framed.next())).as("what had arrived is kept").isEqualTo("ab");
    }

    @Test
    void theInputMayGoOnAfterItsEnd() {
        var framed = lines(new ScriptedIo().give("a").end().give("b\n"));
        assertThat(drive(framed.next())).isEqualTo("a");
        assertThat(drive(framed.next())).isNull();
        assertThat(drive(framed.next())).isEqualTo("b");
        assertThat(drive(framed.next())).isNull();
    }

    @Test
    void bytesLeftOverAtTheEndAreAnError() {
        Decoder<Integer> ints = src -> src.readableBytes() < 4 ? null : src.readInt();
        var read = new FramedRead<>(new ScriptedIo().trickle("\0\0\0\7\0"), ints);
        assertThat(drive(read.next())).isEqualTo(7);
        var failure = failureOf(read.next());
        assertThat(failure.kind()).isEqualTo(IoException.Kind.UNEXPECTED_EOF);
        assertThat(failure).hasMessageContaining("1 bytes had arrived");
        assertThat(drive(read.next())).isNull();
    }

    @Test
    void sendWritesAndFlushes() {
        var io = new ScriptedIo().acceptSlowly(3).pendingFlushes(1);
        var framed = lines(io);
        drive(framed.send("abc"));
        assertThat(io.writtenText()).isEqualTo("abc\n");
        assertThat(io.flushes()).isEqualTo(1);
    }

    @Test
    void fedFramesGoOutWithOneFlush() {
        var io = new ScriptedIo();
        var framed = lines(io);
        pollReady(framed.feed("a"));
        pollReady(framed.feed("b"));
        assertThat(framed.tryFeed("c")).isTrue();
        assertThat(io.writeCalls()).isZero();
        assertThat(framed.writeBuffer().readableBytes()).isEqualTo(6);
        drive(framed.flush());
        assertThat(io.writtenText()).isEqualTo("a\nb\nc\n");
        assertThat(io.writeCalls()).isEqualTo(1);
    }

    @Test
    void atTheBoundaryTheBufferIsWrittenBeforeAFrameIsAdded() {
        var io = new ScriptedIo().pendingWrite();
        var framed = lines(io);
        assertThat(framed.output().backpressureBoundary()).isEqualTo(8 * 1024);
        framed.setBackpressureBoundary(4);
        drive(framed.feed("abc"));
        assertThat(framed.tryFeed("d")).isFalse();
        var feed = framed.feed("d");
        pollPending(feed, 1);
        assertThat(framed.writeBuffer().readableBytes()).isEqualTo(4);
        pollReady(feed);
        assertThat(io.writtenText()).isEqualTo("abc\n");
        assertThat(io.flushes()).isZero();
        assertThat(framed.writeBuffer().readableBytes()).isEqualTo(2);
        assertThatIllegalArgumentException().isThrownBy(() -> framed.setBackpressureBoundary(0));
    }

    @Test
    void aCancelledFeedAddsNothing() {
        for (int polls = 0; polls <= 2; polls++) {
            var io = new ScriptedIo().acceptSlowly(2);
            var framed = lines(io);
            framed.setBackpressureBoundary(1);
            drive(framed.feed("a"));
            var feed = framed.feed("b");
            pollPending(feed, polls);
            feed.cancel();
            drive(framed.flush());
            assertThat(io.writtenText()).isEqualTo("a\n");
        }
    }

    @Test
    void aCancelledSendAddsTheFrameOnceOrNotAtAll() {
        for (int polls = 0; polls <= 3; polls++) {
            var io = new ScriptedIo().acceptSlowly(3);
            var framed = lines(io);
            var send = framed.send("ab");
            pollPending(send, polls);
            send.cancel();
            drive(framed.flush());
            assertThat(io.writtenText()).isEqualTo(polls == 0 ? "" : "ab\n");
        }
    }

    @Test
    void aCancelledFlushOrCloseGoesOn() {
        var io = new ScriptedIo().acceptSlowly(2).pendingShutdowns(1);
        var framed = lines(io);
        drive(framed.feed("a"));
        var flush = framed.flush();
        pollPending(flush, 2);
        flush.cancel();
        var close = framed.close();
        pollPending(close, 1);
        close.cancel();
        drive(framed.close());
        assertThat(io.writtenText()).isEqualTo("a\n");
        assertThat(io.shutdowns()).isEqualTo(1);
    }

    @Test
    void aFrameThatCannotBeEncodedLeavesNoBytes() {
        Encoder<Integer> encoder =
                (item, dst) -> {
                    dst.writeInt(item);
                    if (item < 0) {
                        throw new IllegalArgumentException("negative: " + item);
                    }
                };
        var io = new ScriptedIo();
        var write = new FramedWrite<>(io, encoder);
        drive(write.feed(1));
        assertThatIllegalArgumentException().isThrownBy(() -> drive(write.feed(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> write.tryFeed(-1));
        drive(write.flush());
        assertThat(io.written()).containsExactly(0, 0, 0, 1);
    }

    @Test
    void anErrorOfTheWriterReachesTheCaller() {
        assertThat(failureOf(lines(new ScriptedIo().failWrite("gone")).send("a")))
                .hasMessage("gone");
        assertThat(failureOf(lines(new ScriptedIo().accept(0)).send("a")))
                .hasMessageContaining("none of 2 bytes");
    }

    @Test
    void anotherCodecGoesOnWithWhatWasBuffered() {
        var io = new ScriptedIo().give("UP\n\0\0\0\2hi");
        var framed = lines(io);
        framed.setBackpressureBoundary(77);
        assertThat(drive(framed.next())).isEqualTo("UP");
        drive(framed.feed("OK"));
        var frames = new LengthDelimitedCodec();
        var upgraded = framed.withCodec(frames, frames);
        assertThat(drive(upgraded.next())).containsExactly('h', 'i');
        drive(upgraded.send(new byte[] {'!'}));
        assertThat(io.writtenText()).isEqualTo("OK\n\0\0\0\1!");
        assertThat(upgraded.output().backpressureBoundary()).isEqualTo(77);
        assertThat(upgraded.input().decoder()).isSameAs(frames);
        assertThat(upgraded.output().encoder()).isSameAs(frames);
        assertThat(upgraded.input().inner()).isSameAs(io);
        assertThat(upgraded.output().inner()).isSameAs(io);
    }

    @Test
    void takenApartAndPutTogetherItGoesOn() {
        var io = new ScriptedIo().give("a\nb\nc");
        var framed = lines(io);
        assertThat(drive(framed.next())).isEqualTo("a");
        drive(framed.feed("x"));
        var parts = framed.intoParts();
        assertThat(parts.reader()).isSameAs(io);
        assertThat(parts.writer()).isSameAs(io);
        assertThat(parts.decoder()).isSameAs(parts.encoder());
        assertThat(parts.readBuffer().readableBytes()).isEqualTo(3);
        assertThat(parts.writeBuffer().readableBytes()).isEqualTo(2);
        var again = Framed.fromParts(parts);
        assertThat(again.tryNext()).isEqualTo("b");
        drive(again.send("y"));
        assertThat(io.writtenText()).isEqualTo("x\ny\n");
        assertThat(drive(again.next())).isEqualTo("c");
        assertThat(drive(again.next())).isNull();
        var fresh =
                FramedParts.<ScriptedIo, String, String>of(io, new LinesCodec(), new LinesCodec());
        fresh.readBuffer().writeString("early\n");
        assertThat(drive(Framed.fromParts(fresh).next())).isEqualTo("early");
    }

    @Test
    void framesAreAStream() {
        AsyncStream<String> stream = lines(new ScriptedIo().trickle("a\nb\n"));
        assertThat(drive(stream.next())).isEqualTo("a");
        AsyncStream<String> input = lines(new ScriptedIo().trickle("c\n")).input();
        assertThat(drive(input.next())).isEqualTo("c");
        stream.cancel();
        assertThat(drive(stream.next())).as("it held nothing to give back").isEqualTo("b");
        assertThat(drive(stream.next())).isNull();
    }

    @Test
    void bytesPutIntoTheReadBufferAreDecodedFirst() {
        var framed = lines(new ScriptedIo().give("b\n"));
        framed.readBuffer().writeString("a\n");
        assertThat(framed.tryNext()).isEqualTo("a");
        assertThat(drive(framed.next())).isEqualTo("b");
    }

    @Test
    void largeBuffersAreGivenBackWhenIdle() {
        var pipe = Io.duplex(1 << 20);
        var framed = Framed.of(pipe.first(), new LinesCodec());
        var line = "x".repeat(500_000);
        var large = ByteBuf.copyOf(line + "\n");
        drive(pipe.second().writeAll(large));
        assertThat(drive(framed.next())).isEqualTo(line);
        drive(framed.send(line));
        assertThat(framed.writeBuffer().capacity()).isLessThan(100_000);
        pollPending(framed.next(), 1);
        assertThat(framed.readBuffer().capacity()).isLessThan(100_000);
        drive(pipe.second().writeAll(ByteBuf.copyOf("y\n")));
        assertThat(drive(framed.next())).isEqualTo("y");
    }

    @Test
    void aFutureIsPolledOnlyUntilItsEnd() {
        var framed = lines(new ScriptedIo().give("a\n"));
        var next = framed.next();
        drive(next);
        assertThatIllegalStateException()
                .isThrownBy(() -> next.poll(context()))
                .withMessageContaining("polled after its end");
        var failed = framed.send("b");
        failed.cancel();
        assertThatIllegalStateException().isThrownBy(() -> failed.poll(context()));
        assertThat(next).hasToString("next() DONE");
    }

    @Test
    void bothHalvesFallOutOfOneDuplexStream() {
        var pipe = Io.duplex(64);
        var left = Framed.of(pipe.first(), new LinesCodec(), new LinesCodec(), 16);
        var right =
                Framed.join(
                        new FramedRead<>(pipe.second(), new LinesCodec()),
                        new FramedWrite<>(pipe.second(), new LinesCodec()));
        drive(left.send("ping"));
        assertThat(drive(right.next())).isEqualTo("ping");
        drive(right.send("pong"));
        drive(right.close());
        assertThat(drive(left.input().next())).isEqualTo("pong");
        assertThat(drive(left.next())).isNull();
        drive(left.output().send("still open"));
        assertThat(drive(right.next())).isEqualTo("still open");
    }
}
