package dev.kyoto.internal.util;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RngTest {

    private static long[] numbers(Rng rng) {
        return LongStream.generate(rng::nextLong).limit(100).toArray();
    }

    @Test
    void repeatsForASeedAndAfterReseed() {
        var rng = new Rng(7);
        var once = numbers(rng);
        assertThat(numbers(new Rng(7))).isEqualTo(once);
        assertThat(numbers(rng)).isNotEqualTo(once);
        rng.reseed(7);
        assertThat(numbers(rng)).isEqualTo(once);
    }

    @Test
    void nearSeedsDifferFromTheFirstNumberOn() {
        var firsts = new HashSet<Integer>();
        for (long seed = -500; seed < 500; seed++) {
            firsts.add(new Rng(seed).nextInt(1 << 30));
        }
        assertThat(firsts).hasSizeGreaterThan(995);
    }

    @Test
    void everySeedGivesNumbersThatAreNotAllZero() {
        // The second is the one that the mixing maps to zero.
        for (long seed : new long[] {0, -0x9E3779B97F4A7C15L, -1}) {
            assertThat(new HashSet<>(LongStream.of(numbers(new Rng(seed))).boxed().toList()))
                    .hasSize(100);
        }
    }

    @Test
    void numbersBelowABoundAreSpreadEvenly() {
        for (int bound : new int[] {1, 2, 3, 7, 61}) {
            var counts = new int[bound];
            var rng = new Rng(bound);
            for (int i = 0; i < bound * 1000; i++) {
                counts[rng.nextInt(bound)]++;
            }
            assertThat(IntStream.of(counts).boxed())
                    .allSatisfy(count -> assertThat(count).isBetween(850, 1150));
        }
        assertThat(new Rng(1).nextInt(Integer.MAX_VALUE)).isNotNegative();
    }

    @Test
    void boundBelowOneIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Rng(1).nextInt(0))
                .withMessageContaining("bound is 0");
    }

    @Test
    void threadFindsItsOwnThenTheBoundThenAnUnseededSource() throws InterruptedException {
        final class OwnThread extends Thread implements RngHolder {
            private final Rng own = new Rng(1);
            private final AtomicReference<Rng> found;

            OwnThread(AtomicReference<Rng> found) {
                this.found = found;
            }

            @Override
            public Rng rng() {
                return own;
            }

            @Override
            public void run() {
                ThreadRng.bind(new Rng(2));
                found.set(ThreadRng.current());
            }
        }
        var found = new AtomicReference<Rng>();
        var thread = new OwnThread(found);
        thread.start();
        thread.join();
        assertThat(found.get()).isSameAs(thread.rng());

        var bound = new Rng(3);
        var before = ThreadRng.bind(bound);
        try {
            assertThat(ThreadRng.current()).isSameAs(bound);
            assertThat(ThreadRng.bind(null)).isSameAs(bound);
            var unseeded = ThreadRng.current();
            assertThat(unseeded).isNotSameAs(bound).isSameAs(ThreadRng.current());
        } finally {
            ThreadRng.bind(before);
        }
    }
}
