package dev.kyoto.weaving.fuzz;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** The randomness of one program; it depends on nothing but the seed and the program's index. */
final class Dice {
    /** Not the generator's own increment, which would make neighbours shifted copies. */
    private static final long STRIDE = 0xD1342543DE82EF95L;

    private final SplittableRandom random;

    Dice(long seed, long index) {
        random = new SplittableRandom(seed ^ ((index + 1) * STRIDE));
    }

    /** One thing that may be made, as likely as its weight is large; 0 is never. */
    record Way<T>(int weight, Supplier<T> make) {}

    static <T> Way<T> way(int weight, Supplier<T> make) {
        return new Way<>(weight, make);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    /** From the lower to the upper bound, both included. */
    int between(int from, int to) {
        return random.nextInt(from, to + 1);
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    <T> T of(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    @SafeVarargs
    final <T> T of(T... options) {
        return options[random.nextInt(options.length)];
    }

    /** Chooses by weight, and makes only what it has chosen. */
    @SafeVarargs
    final <T> T choose(Way<T>... ways) {
        int sum = 0;
        for (var way : ways) {
            sum += way.weight;
        }
        int left = random.nextInt(sum);
        for (var way : ways) {
            left -= way.weight;
            if (left < 0) {
                return way.make.get();
            }
        }
        throw new AssertionError("the weights add up to " + sum);
    }
}
