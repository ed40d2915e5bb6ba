package dev.kyoto.future;

import org.jspecify.annotations.Nullable;

/** {@link Arms} in an array. */
final class ArmList implements Arms {
    /** An arm's future until it has ended in whatever way, then null. */
    private final @Nullable Future<?>[] live;

    private @Nullable Throwable cleanupFailure;

    /** Takes over the array, which was made for the arguments of the caller's own method. */
    ArmList(@Nullable Future<?>... futures) {
        for (int i = 0; i < futures.length; i++) {
            var _ = Arms.requireArm(futures[i], i + 1);
        }
        live = futures;
    }

    @Override
    public int size() {
        return live.length;
    }

    @Override
    public @Nullable Future<?> live(int arm) {
        return live[arm];
    }

    @Override
    public void ended(int arm) {
        live[arm] = null;
    }

    @Override
    public void cleanupFailed(Throwable failure) {
        cleanupFailure = Uncaught.merge(cleanupFailure, failure);
    }

    @Override
    public @Nullable Throwable takeCleanupFailure() {
        var failure = cleanupFailure;
        cleanupFailure = null;
        return failure;
    }
}
