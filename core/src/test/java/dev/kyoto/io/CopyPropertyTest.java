package dev.kyoto.io;

import static dev.kyoto.io.Polling.drive;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;

/** Whatever sizes the pieces have and whoever waits, every byte arrives once and in order. */
class CopyPropertyTest {
    private final long seed = Long.getLong("kyoto.test.seed", System.nanoTime());
    private final Random random = new Random(seed);

    private byte[] bytes() {
        var bytes = new byte[random.nextInt(60_000)];
        random.nextBytes(bytes);
        return bytes;
    }

    private ScriptedIo script(byte[] input) {
        var io = new ScriptedIo();
        int largest = 1 + random.nextInt(20_000);
        for (int at = 0; at < input.length; ) {
            int to = Math.min(input.length, at + 1 + random.nextInt(largest));
            io.give(Arrays.copyOfRange(input, at, to));
            at = to;
            if (random.nextInt(3) == 0) {
                io.pendingRead();
            }
            if (random.nextInt(3) == 0) {
                io.pendingWrite();
            }
            io.accept(1 + random.nextInt(largest));
        }
        return io.pendingFlushes(random.nextInt(3)).pendingShutdowns(random.nextInt(3));
    }

    @RepeatedTest(40)
    void copyBufKeepsEveryByte() {
        var bytes = bytes();
        var target = script(new byte[random.nextInt(5000)]);
        var reader = new BufReader(script(bytes), 1 + random.nextInt(10_000));
        assertThat(drive(Io.copyBuf(reader, target))).as("seed %d", seed).isEqualTo(bytes.length);
        assertThat(target.written()).as("seed %d", seed).isEqualTo(bytes);
    }

    @RepeatedTest(40)
    void copyBidirectionalKeepsEveryByteBothWays() {
        var up = bytes();
        var down = bytes();
        var first = script(up);
        var second = script(down);
        var counts =
                drive(
                        Io.copyBidirectional(
                                first, second, 1 + random.nextInt(9000), 1 + random.nextInt(9000)));
        assertThat(counts).as("seed %d", seed).isEqualTo(new CopyCounts(up.length, down.length));
        assertThat(second.written()).as("seed %d", seed).isEqualTo(up);
        assertThat(first.written()).as("seed %d", seed).isEqualTo(down);
        assertThat(first.shutdowns() + second.shutdowns()).isEqualTo(2);
    }

    @RepeatedTest(40)
    void buffersOnTheWayChangeNothing() {
        var bytes = bytes();
        var target = script(new byte[random.nextInt(5000)]);
        var reader = new BufReader(script(bytes), 1 + random.nextInt(100));
        var writer = new BufWriter(target, 1 + random.nextInt(100));
        assertThat(drive(Io.copy(reader.take(bytes.length / 2).chain(reader), writer)))
                .as("seed %d", seed)
                .isEqualTo(bytes.length);
        assertThat(target.written()).as("seed %d", seed).isEqualTo(bytes);
    }
}
