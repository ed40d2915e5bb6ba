package dev.kyoto.io;

import static dev.kyoto.io.Polling.drive;
import static dev.kyoto.io.Polling.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** Copies share memory of their thread, and never each other's bytes. */
class PassingMemoryTest {
    private static final int LARGER_THAN_IT = 64 * 1024 + 1;

    private static ByteBuffer borrowed(int size) {
        return Objects.requireNonNull(PassingMemory.borrow(size));
    }

    @Test
    void isLentToOneAtATime() {
        var memory = borrowed(10);
        assertThat(memory.isDirect()).isTrue();
        assertThat(memory.remaining()).isEqualTo(10);
        assertThat(PassingMemory.borrow(10)).isNull();
        PassingMemory.giveBack(memory.position(7));
        assertThat(borrowed(20)).isSameAs(memory);
        assertThat(memory.remaining()).isEqualTo(20);
        PassingMemory.giveBack(memory);
    }

    @Test
    void isNotThereForLargeBuffersAndOnVirtualThreads() throws Exception {
        assertThat(PassingMemory.borrow(LARGER_THAN_IT)).isNull();
        var onVirtual = new FutureTask<>(() -> PassingMemory.borrow(10) == null);
        Thread.startVirtualThread(onVirtual);
        assertThat(onVirtual.get()).isTrue();
    }

    @Test
    void isGivenBackByACopyThatFails() {
        var memory = borrowed(1);
        PassingMemory.giveBack(memory);
        var copy = Io.copy(new ScriptedIo().give("a"), new ScriptedIo().failWrite("w"));
        assertThat(failureOf(copy)).hasMessage("w");
        assertThat(borrowed(1)).isSameAs(memory);
        PassingMemory.giveBack(memory);
    }

    @Test
    void keepsNothingThatAWriterHasNotTaken() {
        var slow = new ScriptedIo().accept(2).pendingWrite().pendingWrite();
        var interrupted = Io.copy(new ScriptedIo().give("abcdef"), slow);
        assertThat(interrupted.poll(Polling.context()).isPending()).isTrue();
        var other = new ScriptedIo();
        drive(Io.copy(new ScriptedIo().give("ghijkl"), other));
        drive(interrupted);
        assertThat(other.writtenText()).isEqualTo("ghijkl");
        assertThat(slow.writtenText()).isEqualTo("abcdef");
    }

    @Test
    void isNotSharedWithACopyThatAReaderRunsInItsPoll() {
        var inner = new ScriptedIo();
        AsyncRead reader =
                new AsyncRead() {
                    private boolean done;

                    @Override
                    public Poll<Integer> pollRead(Context cx, ByteBuffer dst) {
                        if (done) {
                            return Poll.ready(-1);
                        }
                        done = true;
                        dst.put((byte) 'x');
                        drive(Io.copy(new ScriptedIo().give("inside"), inner));
                        return Poll.ready(1);
                    }
                };
        var outer = new ScriptedIo();
        drive(Io.copy(reader, outer));
        assertThat(inner.writtenText()).isEqualTo("inside");
        assertThat(outer.writtenText()).isEqualTo("x");
    }

    @Test
    void copiesWithoutItKeepEveryByte() throws Exception {
        var bytes = new byte[3 * LARGER_THAN_IT];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31 + i / 256);
        }
        var first = new ScriptedIo().give(bytes);
        var second = new ScriptedIo().accept(LARGER_THAN_IT / 2).pendingWrite();
        var copied =
                new FutureTask<>(
                        () ->
                                drive(
                                        Io.copyBidirectional(
                                                first, second, LARGER_THAN_IT, LARGER_THAN_IT)));
        Thread.startVirtualThread(copied);
        assertThat(copied.get().firstToSecond()).isEqualTo(bytes.length);
        assertThat(second.written()).isEqualTo(bytes);
    }
}
