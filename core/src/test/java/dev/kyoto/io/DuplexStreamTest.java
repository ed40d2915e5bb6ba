package dev.kyoto.io;

import static dev.kyoto.io.Polling.drive;
import static dev.kyoto.io.Polling.failureOf;
import static dev.kyoto.io.Polling.pollReady;
import static dev.kyoto.io.Polling.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.kyoto.future.Context;
import dev.kyoto.future.IoException;
import dev.kyoto.io.Polling.CountingWaker;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DuplexStreamTest {
    private final DuplexPair pair = Io.duplex(4);
    private final DuplexStream first = pair.first();
    private final DuplexStream second = pair.second();
    private final CountingWaker waker = new CountingWaker();
    private final Context cx = Context.of(waker);

    @Test
    void whatOneEndWritesTheOtherReads() {
        drive(first.writeString("ping"));
        drive(second.writeString("pong"));
        drive(first.flush());
        var dst = new byte[4];
        drive(second.readExact(dst));
        assertThat(dst).isEqualTo(utf8("ping"));
        drive(first.readExact(dst));
        assertThat(dst).isEqualTo(utf8("pong"));
    }

    @Test
    void aWriteTakesWhatFitsAndWaitsForRoom() {
        var src = ByteBuffer.wrap(utf8("abcdef"));
        assertThat(pollReady(first.write(src))).isEqualTo(4);
        var second4 = first.write(src);
        assertThat(second4.poll(cx).isPending()).isTrue();
        assertThat(waker.wakes()).isZero();
        assertThat(pollReady(second.readByte())).isEqualTo((byte) 'a');
        assertThat(waker.wakes()).isEqualTo(1);
        assertThat(second4.poll(cx).value()).isEqualTo(1);
        assertThat(src.remaining()).isEqualTo(1);
    }

    @Test
    void aReadWaitsForBytes() {
        var read = first.readByte();
        assertThat(read.poll(cx).isPending()).isTrue();
        drive(second.writeByte(7));
        assertThat(waker.wakes()).isEqualTo(1);
        assertThat(read.poll(cx).value()).isEqualTo((byte) 7);
    }

    @Test
    void onlyTheNewestWakerCounts() {
        var read = first.readByte();
        assertThat(read.poll(cx).isPending()).isTrue();
        var newest = new CountingWaker();
        assertThat(read.poll(Context.of(newest)).isPending()).isTrue();
        drive(second.writeByte(7));
        assertThat(waker.wakes()).isZero();
        assertThat(newest.wakes()).isEqualTo(1);
    }

    @Test
    void aCancelledReadLosesNothing() {
        var read = first.read(new byte[4]);
        assertThat(read.poll(cx).isPending()).isTrue();
        drive(second.writeString("ab"));
        read.cancel();
        assertThat(drive(first.readShort())).isEqualTo((short) ('a' << 8 | 'b'));
    }

    @Test
    void shutdownEndsOneWayOnly() {
        drive(first.writeString("end"));
        drive(first.shutdown());
        drive(first.shutdown());
        assertThat(drive(second.readToString())).isEqualTo("end");
        drive(second.writeString("back"));
        assertThat(drive(first.readInt())).isEqualTo(0x6261636b);
        assertThat(failureOf(first.writeByte(1)).kind()).isEqualTo(IoException.Kind.BROKEN_PIPE);
    }

    @Test
    void shutdownWakesTheReader() {
        var read = second.readToString();
        assertThat(read.poll(cx).isPending()).isTrue();
        drive(first.shutdown());
        assertThat(waker.wakes()).isEqualTo(1);
        assertThat(read.poll(cx).value()).isEmpty();
    }

    @Test
    void closeLetsTheOtherEndReadTheRestAndFailsItsWrites() {
        drive(first.writeString("rest"));
        first.close();
        first.close();
        assertThat(drive(second.readToString())).isEqualTo("rest");
        var failure = failureOf(second.writeByte(1));
        assertThat(failure.kind()).isEqualTo(IoException.Kind.BROKEN_PIPE);
        assertThat(failure).hasMessageContaining("reading end was closed");
        assertThat(failureOf(first.writeByte(1)).kind()).isEqualTo(IoException.Kind.BROKEN_PIPE);
        assertThat(failureOf(first.readByte()).kind()).isEqualTo(IoException.Kind.CLOSED);
    }

    @Test
    void closeWakesAWaitingWriterOfTheOtherEnd() {
        drive(second.writeString("full"));
        var write = second.writeByte(1);
        assertThat(write.poll(cx).isPending()).isTrue();
        first.close();
        assertThat(waker.wakes()).isEqualTo(1);
        assertThat(failureOf(write).kind()).isEqualTo(IoException.Kind.BROKEN_PIPE);
    }

    @Test
    void closeWakesAWaitingReaderOfTheSameEnd() {
        var read = first.readByte();
        assertThat(read.poll(cx).isPending()).isTrue();
        pair.close();
        assertThat(waker.wakes()).isEqualTo(1);
        assertThat(failureOf(read).kind()).isEqualTo(IoException.Kind.CLOSED);
    }

    @Test
    void eachOperationTakesAUnitAndGivesItBackWhenPending() {
        var dst = ByteBuffer.allocate(1);
        drive(second.writeString("abc"));
        var budget = Context.of(waker);
        int reads = 0;
        while (budget.hasBudget()) {
            drive(second.writeByte('x'));
            assertThat(first.pollRead(budget, dst.clear()).isReady()).isTrue();
            reads++;
        }
        assertThat(reads).isEqualTo(dev.kyoto.internal.util.Sizes.BUDGET);
        assertThat(first.pollRead(budget, dst.clear()).isPending()).isTrue();
        assertThat(waker.wakes()).as("scheduled again at once").isEqualTo(1);
        drive(first.readExact(new byte[3]));

        budget.startTurn();
        for (int i = 0; i < 1000; i++) {
            assertThat(first.pollRead(budget, dst.clear()).isPending()).isTrue();
        }
        assertThat(budget.hasBudget()).as("pending costs nothing").isTrue();
        assertThat(waker.wakes()).isEqualTo(1);
    }

    @Test
    void anEmptyWriteIsReadyEvenWhenFull() {
        drive(first.writeString("full"));
        assertThat(pollReady(first.write(ByteBuffer.allocate(0)))).isZero();
    }

    @Test
    void theBoundsOfTheCapacity() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Io.duplex(0))
                .withMessageContaining("at least 1");
    }

    @Test
    @Timeout(30)
    void bytesArriveInOrderBetweenThreads() throws InterruptedException {
        long seed = System.nanoTime();
        var bytes = new byte[100_000];
        new Random(seed).nextBytes(bytes);
        var pipe = Io.duplex(13);
        var writer =
                Thread.startVirtualThread(
                        () -> {
                            var random = new Random(seed);
                            var src = ByteBuffer.wrap(bytes);
                            while (src.hasRemaining()) {
                                int length = Math.min(src.remaining(), 1 + random.nextInt(40));
                                pipe.first().writeAll(src.slice(src.position(), length)).await();
                                src.position(src.position() + length);
                            }
                            pipe.first().shutdown().await();
                        });
        assertThat(pipe.second().readToEnd().await()).as("seed %d", seed).isEqualTo(bytes);
        writer.join();
    }

    @Test
    void simplexIsOneWay() {
        var halves = Io.simplex(2);
        var write = halves.writer().writeString("abc");
        assertThat(write.poll(cx).isPending()).isTrue();
        assertThat(drive(halves.reader().readShort())).isEqualTo((short) ('a' << 8 | 'b'));
        drive(write);
        drive(halves.writer().shutdown());
        assertThat(drive(halves.reader().readToString())).isEqualTo("c");
        var stream = halves.reader().unsplit(halves.writer());
        stream.close();
        assertThat(failureOf(stream.readByte()).kind()).isEqualTo(IoException.Kind.CLOSED);
    }
}
