package dev.kyoto.test.assertj;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.kyoto.future.Poll;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ObjectAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on what a poll has answered.
 *
 * @param <T> the type of the value
 */
public final class PollAssert<T extends @Nullable Object>
        extends AbstractAssert<PollAssert<T>, Poll<T>> {

    PollAssert(Poll<T> actual) {
        super(actual, PollAssert.class);
    }

    /**
     * Expects a value.
     *
     * @return this
     */
    @CanIgnoreReturnValue
    public PollAssert<T> isReady() {
        isNotNull();
        if (actual.isPending()) {
            failWithMessage("expected the poll to be ready, but it is pending");
        }
        return this;
    }

    /**
     * Expects a certain value.
     *
     * @param expected a value that is equal
     * @return this
     */
    @CanIgnoreReturnValue
    public PollAssert<T> isReadyWith(T expected) {
        value().isEqualTo(expected);
        return this;
    }

    /**
     * Expects no value yet.
     *
     * @return this
     */
    @CanIgnoreReturnValue
    public PollAssert<T> isPending() {
        isNotNull();
        if (actual.isReady()) {
            failWithActualExpectedAndMessage(
                    actual, "Pending", "expected the poll to be pending, but it is %s", actual);
        }
        return this;
    }

    /**
     * Expects a value, and goes on with assertions on it.
     *
     * @return the assertions on the value
     */
    public ObjectAssert<T> value() {
        isReady();
        return Assertions.assertThat(actual.value());
    }
}
