package dev.kyoto.internal.driver;

import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Where tests put another world behind a runtime than its builder would, for the runtimes that the
 * current thread builds within a call.
 */
public final class Seam {
    private static final ScopedValue<UnaryOperator<Provider>> CHANGE = ScopedValue.newInstance();

    private Seam() {}

    /**
     * Builds runtimes behind which another world stands.
     *
     * @param change makes the provider from the one that the builder has chosen
     * @param build builds them
     * @param <R> the type of what is built
     * @return what was built
     */
    public static <R> R with(UnaryOperator<Provider> change, Supplier<R> build) {
        return ScopedValue.where(CHANGE, change).call(build::get);
    }

    /**
     * By the builder: what stands behind the runtime in the end.
     *
     * @param chosen what the builder has chosen
     * @return that, or what a test has made of it
     */
    public static Provider in(Provider chosen) {
        return CHANGE.isBound() ? CHANGE.get().apply(chosen) : chosen;
    }
}
