package dev.kyoto.suite;

import static dev.kyoto.Kyoto.async;
import static dev.kyoto.Kyoto.keep;
import static dev.kyoto.Kyoto.select;
import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.Future;
import dev.kyoto.future.IoException;
import dev.kyoto.future.OneOf2;
import dev.kyoto.future.Select;
import dev.kyoto.io.AsyncRead;
import dev.kyoto.io.DuplexStream;
import dev.kyoto.io.Io;
import dev.kyoto.sync.Mpsc;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * The trap of the select that cancels half-done work, and the two ways out of it.
 *
 * <p>Messages of ten bytes arrive beside a tick. The tick comes twice while the first message is
 * half read: after four of its bytes, and after the six that follow. Nothing is left to chance: the
 * writer rings the tick only after the bytes were taken, and writes on only after it was heard.
 */
final class CancellationTrapTest extends FlavorSuite {
    private static final int MESSAGE = 10;
    private static final int MESSAGES = 4;

    CancellationTrapTest(Flavor flavor) {
        super(flavor);
    }

    /**
     * What the reader of a scene has: the bytes, how many of them it has taken, the tick, and whom to
     * tell that it was heard.
     */
    private record Scene(
            AsyncRead input,
            AtomicInteger taken,
            Mpsc.Receiver<String> tick,
            Mpsc.Sender<String> heard,
            ByteArrayOutputStream read) {}

    /** One byte after the other: what was read so far is in a local variable. */
    private static Future<byte[]> readTenBytes(Scene scene) {
        return async(
                () -> {
                    byte[] message = new byte[MESSAGE];
                    for (int i = 0; i < MESSAGE; i++) {
                        message[i] = (byte) (int) scene.input.readUnsignedByte().await();
                        scene.taken.incrementAndGet();
                    }
                    return message;
                });
    }

    private static void writeMessages(
            DuplexStream output,
            AtomicInteger taken,
            Mpsc.Sender<String> tick,
            Mpsc.Receiver<String> heard) {
        for (int i = 0; i < MESSAGES * MESSAGE; i++) {
            if (i == 4 || i == MESSAGE) {
                // On several workers the tick could otherwise come between the polls of two arms,
                // to
                // a read that has not seen the bytes before it.
                while (taken.get() < i) {
                    yieldNow().await();
                }
                tick.send("tick").await();
                assertThat(heard.recv().await()).isEqualTo("heard");
            }
            output.writeByte((byte) i).await();
        }
        output.shutdown().await();
    }

    /** A loop that cancels the read whenever the tick wins. */
    private static void readCarelessly(Scene scene) {
        while (true) {
            switch (select(readTenBytes(scene), scene.tick.recv()).await()) {
                case OneOf2.First(byte[] message) -> scene.read.writeBytes(message);
                case OneOf2.Second(var tick) -> scene.heard.send("heard").await();
            }
        }
    }

    /** A loop that lends the read to each select until it has won. */
    private static void readWithKeep(Scene scene) {
        var ten = readTenBytes(scene);
        while (true) {
            switch (select(keep(ten), scene.tick.recv()).await()) {
                case OneOf2.First(byte[] message) -> {
                    scene.read.writeBytes(message);
                    ten = readTenBytes(scene);
                }
                case OneOf2.Second(var tick) -> scene.heard.send("heard").await();
            }
        }
    }

    /** A loop whose arms live on. */
    private static void readWithLoop(Scene scene) {
        try (var loop = Select.loop(() -> readTenBytes(scene), scene.tick::recv)) {
            while (true) {
                switch (loop.next().await()) {
                    case OneOf2.First(byte[] message) -> scene.read.writeBytes(message);
                    case OneOf2.Second(var tick) -> scene.heard.send("heard").await();
                }
            }
        }
    }

    private enum Way {
        CARELESS,
        KEEP,
        LOOP
    }

    private static void read(Way way, Scene scene) {
        try {
            switch (way) {
                case CARELESS -> readCarelessly(scene);
                case KEEP -> readWithKeep(scene);
                case LOOP -> readWithLoop(scene);
            }
        } catch (IoException end) {
            assertThat(end.kind()).isEqualTo(IoException.Kind.UNEXPECTED_EOF);
        }
    }

    private byte[] bytesRead(Way way) {
        return run(
                () -> {
                    var pair = Io.duplex(16);
                    var taken = new AtomicInteger();
                    var tick = Mpsc.<String>bounded(1);
                    var heard = Mpsc.<String>bounded(1);
                    try (var tickSender = tick.sender();
                            var heardSender = heard.sender()) {
                        var writer =
                                spawn(
                                        () ->
                                                writeMessages(
                                                        pair.first(),
                                                        taken,
                                                        tickSender,
                                                        heard.receiver()));
                        var scene =
                                new Scene(
                                        pair.second(),
                                        taken,
                                        tick.receiver(),
                                        heardSender,
                                        new ByteArrayOutputStream());
                        read(way, scene);
                        writer.await();
                        return scene.read.toByteArray();
                    }
                });
    }

    private static byte[] bytesFrom(int first) {
        byte[] bytes = new byte[MESSAGES * MESSAGE - first];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (first + i);
        }
        return bytes;
    }

    @Test
    void aReadThatLosesASelectLosesWhatItHasRead() {
        // Four bytes with the first tick, six with the second one, and no more than those.
        assertThat(bytesRead(Way.CARELESS)).isEqualTo(bytesFrom(MESSAGE));
    }

    @Test
    void aReadThatIsKeptLosesNothing() {
        assertThat(bytesRead(Way.KEEP)).isEqualTo(bytesFrom(0));
    }

    @Test
    void aReadThatIsAnArmOfALoopLosesNothing() {
        assertThat(bytesRead(Way.LOOP)).isEqualTo(bytesFrom(0));
    }
}
