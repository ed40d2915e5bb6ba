package dev.kyoto.fs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.io.SeekFrom;
import dev.kyoto.net.Hand;
import dev.kyoto.net.TestRuntime;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random operations on a file against an array of bytes and a position; any of them may be cancelled
 * after its first poll. {@code -Dkyoto.test.seed=N} repeats a run.
 */
class AsyncFileModelTest {
    private static final int FILES = 60;
    private static final int STEPS = 300;

    @TempDir Path directory;

    @Test
    void behavesAsAnArrayWithAPosition() throws Exception {
        long seed = Long.getLong("kyoto.test.seed", System.nanoTime());
        System.out.println("[AsyncFileModelTest seed " + seed + "]");
        try (var _ = new TestRuntime()) {
            for (int i = 0; i < FILES; i++) {
                new Run(directory.resolve("file-" + i), seed + i).run();
            }
        }
    }

    /** One file and what it should hold. */
    private static final class Run {
        private final Path path;
        private final long seed;
        private final Random random;

        private byte[] content = {};
        private int position;
        private String log = "";

        Run(Path path, long seed) {
            this.path = path;
            this.seed = seed;
            this.random = new Random(seed);
        }

        void run() throws Exception {
            try (var file = AsyncFile.createNew(path).await()) {
                for (int i = 0; i < STEPS; i++) {
                    step(file);
                }
                file.finish().await();
            } catch (Throwable failure) {
                throw new AssertionError("seed " + seed + ", after" + log, failure);
            }
            assertThat(Files.readAllBytes(path))
                    .as("seed %d, after%s", seed, log)
                    .isEqualTo(content);
        }

        private void step(AsyncFile file) {
            switch (random.nextInt(12)) {
                case 0, 1 -> {
                    read(file);
                    read(file);
                    read(file);
                }
                case 2, 3 -> write(file);
                case 4 -> seek(file);
                case 5 -> length(file);
                case 6 -> readAt(file);
                case 7 -> writeAt(file);
                case 8 -> cancelledRead(file);
                case 9 -> cancelledSeek(file);
                case 10 -> cancelledWrite(file);
                default -> other(file);
            }
        }

        private void read(AsyncFile file) {
            var dst = ByteBuffer.allocate(1 + random.nextInt(40));
            note("read " + dst.capacity());
            int count = file.read(dst).await();
            if (position >= content.length) {
                assertThat(count).isEqualTo(-1);
                return;
            }
            assertThat(count).isBetween(1, dst.capacity());
            assertThat(Arrays.copyOf(dst.array(), count))
                    .isEqualTo(Arrays.copyOfRange(content, position, position + count));
            position += count;
        }

        private void write(AsyncFile file) {
            var src = bytes(random.nextInt(40));
            note("write " + src.length);
            if (src.length > 1 && random.nextBoolean()) {
                int half = random.nextInt(src.length);
                var parts =
                        new ByteBuffer[] {
                            ByteBuffer.wrap(src, 0, half),
                            ByteBuffer.wrap(src, half, src.length - half)
                        };
                while (parts[0].hasRemaining() || parts[1].hasRemaining()) {
                    assertThat(file.writeVectored(parts).await()).isPositive();
                }
            } else {
                file.writeAll(src).await();
            }
            put(src, position, src.length);
            if (src.length > 0) {
                position += src.length;
            }
        }

        private void seek(AsyncFile file) {
            var to = place();
            note(to.toString());
            int target = targetOf(to);
            assertThat(file.seek(to).await()).isEqualTo(target);
            position = target;
        }

        private void length(AsyncFile file) {
            int length = random.nextInt(200);
            note("length " + length);
            file.setLength(length).await();
            content = Arrays.copyOf(content, length);
        }

        private void readAt(AsyncFile file) {
            int at = random.nextInt(200);
            var dst = ByteBuffer.allocate(1 + random.nextInt(40));
            note("readAt " + at);
            int count = file.readAt(dst, at).await();
            int there = Math.min(content.length - at, dst.capacity());
            assertThat(count).isEqualTo(there <= 0 ? -1 : Math.min(there, file.maxBufferSize()));
            if (count > 0) {
                assertThat(Arrays.copyOf(dst.array(), count))
                        .isEqualTo(Arrays.copyOfRange(content, at, at + count));
            }
        }

        private void writeAt(AsyncFile file) {
            int at = random.nextInt(200);
            var src = bytes(1 + random.nextInt(40));
            note("writeAt " + at + ", " + src.length);
            file.writeAt(ByteBuffer.wrap(src), at).await();
            put(src, at, src.length);
        }

        /** Takes nothing, unless it was ready at once. */
        private void cancelledRead(AsyncFile file) {
            var dst = ByteBuffer.allocate(1 + random.nextInt(40));
            note("cancelled read " + dst.capacity());
            var hand = new Hand<>(file.read(dst));
            var polled = hand.poll();
            if (polled.isReady() && polled.value() > 0) {
                position += polled.value();
            }
            hand.cancel();
            assertThat(dst.position())
                    .isEqualTo(polled.isReady() ? Math.max(0, polled.value()) : 0);
        }

        /** The position is the old one or the new one. */
        private void cancelledSeek(AsyncFile file) {
            var to = place();
            note("cancelled " + to);
            int target = targetOf(to);
            var hand = new Hand<>(file.seek(to));
            hand.poll();
            hand.cancel();
            int now = file.position().await().intValue();
            assertThat(now).isIn(position, target);
            position = now;
        }

        /** What the source has lost is written, and no more. */
        private void cancelledWrite(AsyncFile file) {
            var src = bytes(random.nextInt(40));
            note("cancelled write " + src.length);
            var taken = ByteBuffer.wrap(src);
            var hand = new Hand<>(file.writeAll(taken));
            hand.poll();
            hand.cancel();
            put(src, position, taken.position());
            position += taken.position();
        }

        private void other(AsyncFile file) {
            note("other");
            file.flush().await();
            assertThat(file.length().await()).isEqualTo(content.length);
            assertThat(file.position().await()).isEqualTo(position);
            file.maxBufferSize(1 + random.nextInt(50));
            file.readAhead(random.nextBoolean());
        }

        private SeekFrom place() {
            return switch (random.nextInt(3)) {
                case 0 -> SeekFrom.start(random.nextInt(200));
                case 1 -> SeekFrom.end(random.nextInt(20) - Math.min(content.length, 10));
                default -> SeekFrom.current(random.nextInt(20) - Math.min(position, 10));
            };
        }

        private int targetOf(SeekFrom to) {
            return switch (to) {
                case SeekFrom.Start(long offset) -> (int) offset;
                case SeekFrom.End(long offset) -> content.length + (int) offset;
                case SeekFrom.Current(long offset) -> position + (int) offset;
            };
        }

        private void put(byte[] src, int at, int length) {
            if (length > 0) {
                content = Arrays.copyOf(content, Math.max(content.length, at + length));
                System.arraycopy(src, 0, content, at, length);
            }
        }

        private byte[] bytes(int length) {
            var result = new byte[length];
            random.nextBytes(result);
            return result;
        }

        private void note(String step) {
            log += " [" + step + "]";
        }
    }
}
