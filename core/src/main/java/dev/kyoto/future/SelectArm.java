package dev.kyoto.future;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A future with a say in how a select treats it.
 *
 * <p>It is a class, not an interface, as a select asks each of its arms at each poll whether it is
 * one, and that question is cheapest about a class.
 *
 * @param <T> the type of the value
 */
abstract sealed class SelectArm<T extends @Nullable Object> implements Future<T> {
    final Future<T> future;

    private SelectArm(Future<T> future) {
        this.future = future;
    }

    /** Whether the future is an arm that can no longer win. */
    static boolean isDisabled(Future<?> future) {
        return future instanceof SelectArm<?> arm && arm.disabled();
    }

    /** Whether this arm can no longer win; once true, it stays so. */
    boolean disabled() {
        return isDisabled(future);
    }

    @Override
    public Poll<T> poll(Context cx) {
        return future.poll(cx);
    }

    @Override
    public void cancel() {
        future.cancel();
    }

    @Override
    public Poll<@Nullable Void> pollCancel(Context cx) {
        return future.pollCancel(cx);
    }

    /** Behind {@link Select#keep}. */
    static final class Kept<T extends @Nullable Object> extends SelectArm<T> {
        Kept(Future<T> future) {
            super(future);
        }

        @Override
        public void cancel() {}

        @Override
        public Poll<@Nullable Void> pollCancel(Context cx) {
            return Poll.ready(null);
        }
    }

    /** Behind {@link Select#guard} with false; cancelled with the losers. */
    static final class Closed<T extends @Nullable Object> extends SelectArm<T> {
        Closed(Future<T> future) {
            super(future);
        }

        @Override
        boolean disabled() {
            return true;
        }

        @Override
        public Poll<T> poll(Context cx) {
            // A select never comes here; anybody else waits for what cannot happen.
            return Poll.pending();
        }
    }

    /** Behind {@link Select#matching}. */
    static final class Matching<T extends @Nullable Object> extends SelectArm<T> {
        private final Predicate<? super T> pattern;
        private boolean mismatched;

        Matching(Future<T> future, Predicate<? super T> pattern) {
            super(future);
            this.pattern = pattern;
        }

        @Override
        boolean disabled() {
            return mismatched || super.disabled();
        }

        @Override
        public Poll<T> poll(Context cx) {
            if (mismatched) {
                return Poll.pending();
            }
            var answer = future.poll(cx);
            if (answer instanceof Poll.Ready<T>(T value) && !pattern.test(value)) {
                mismatched = true;
                return Poll.pending();
            }
            return answer;
        }
    }
}
