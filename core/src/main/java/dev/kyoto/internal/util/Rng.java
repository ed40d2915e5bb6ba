package dev.kyoto.internal.util;

/**
 * A small and fast source of random numbers that repeats for a seed; not for secrets.
 *
 * <p>It is Marsaglia's xorshift with 64 bits of state and a multiplied output. Not thread-safe:
 * each thread has its own, see {@link ThreadRng}.
 */
public final class Rng implements RngHolder {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    /** Never zero, as xorshift would stay there. */
    private long state;

    /**
     * A source that gives the same numbers for the same seed.
     *
     * @param seed any number
     */
    public Rng(long seed) {
        reseed(seed);
    }

    /**
     * Starts over.
     *
     * @param seed any number; near seeds give unrelated sequences
     */
    public void reseed(long seed) {
        long mixed = mix(seed + GOLDEN_GAMMA);
        state = mixed != 0 ? mixed : GOLDEN_GAMMA;
    }

    /**
     * The next 64 bits; also good as the seed of another source.
     *
     * @return any long but zero
     */
    public long nextLong() {
        long x = state;
        x ^= x >>> 12;
        x ^= x << 25;
        x ^= x >>> 27;
        state = x;
        return x * 0x2545F4914F6CDD1DL;
    }

    /**
     * A number below a bound, each equally likely but for a bias of less than {@code bound / 2^32}.
     *
     * @param bound at least 1
     * @return 0 to {@code bound - 1}
     */
    public int nextInt(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException(
                    "bound is "
                            + bound
                            + ", but must be at least 1 for a number below it to exist");
        }
        // The upper half scaled down: cheaper than a remainder, and the better half of the bits.
        return (int) (((nextLong() >>> 32) * bound) >>> 32);
    }

    /** The finalizer of SplitMix64: spreads every bit of the seed over all others. */
    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    @Override
    public Rng rng() {
        return this;
    }
}
