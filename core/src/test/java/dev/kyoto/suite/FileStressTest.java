package dev.kyoto.suite;

import static dev.kyoto.Kyoto.select;
import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.fs.AsyncFile;
import dev.kyoto.future.OneOf2;
import dev.kyoto.io.SeekFrom;
import dev.kyoto.runtime.JoinHandle;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Several tasks write numbered records to files of their own and read them back, in selects that they
 * lose at random: no record is lost, doubled or torn.
 */
class FileStressTest extends FlavorSuite {
    private static final int TASKS = 4;
    private static final int RECORDS = 300;

    @TempDir Path directory;

    FileStressTest(Flavor flavor) {
        super(flavor);
    }

    @Test
    void cancellationAtAnyTimeLosesNothing() {
        int cancelled =
                run(
                        () -> {
                            var tasks = new ArrayList<JoinHandle<Integer>>();
                            for (int i = 0; i < TASKS; i++) {
                                var path = directory.resolve("f" + i);
                                long ownSeed = seed + i;
                                tasks.add(spawn(() -> writeAndRead(path, new Random(ownSeed))));
                            }
                            int sum = 0;
                            for (int i = 0; i < TASKS; i++) {
                                sum += tasks.get(i).await();
                            }
                            return sum;
                        });
        assertThat(cancelled).as("operations that were cancelled").isPositive();
    }

    private static int writeAndRead(Path path, Random random) {
        int cancelled = 0;
        var file = AsyncFile.createNew(path).await();
        file.maxBufferSize(1 + random.nextInt(16));
        for (int i = 0; i < RECORDS; i++) {
            var record = ByteBuffer.allocate(Long.BYTES).putLong(i).flip();
            while (record.hasRemaining()) {
                switch (select(file.writeAll(record), yieldNow()).await()) {
                    case OneOf2.First<?, ?> _ -> {}
                    case OneOf2.Second<?, ?> _ -> cancelled++;
                }
            }
        }
        file.seek(SeekFrom.start(0)).await();
        var record = ByteBuffer.allocate(Long.BYTES);
        for (int i = 0; i < RECORDS; i++) {
            record.clear();
            while (record.hasRemaining()) {
                switch (select(file.readExact(record), yieldNow()).await()) {
                    case OneOf2.First<?, ?> _ -> {}
                    case OneOf2.Second<?, ?> _ -> cancelled++;
                }
            }
            assertThat(record.flip().getLong()).isEqualTo(i);
        }
        assertThat(file.read(record.clear()).await()).isEqualTo(-1);
        file.finish().await();
        return cancelled;
    }
}
