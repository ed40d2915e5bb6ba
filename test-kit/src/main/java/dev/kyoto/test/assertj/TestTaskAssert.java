package dev.kyoto.test.assertj;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.kyoto.test.TestTask;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ObjectAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on a {@link TestTask}; those on the outcome poll it once, as its own assertions do.
 *
 * @param <T> the type of the value
 */
public final class TestTaskAssert<T extends @Nullable Object>
        extends AbstractAssert<TestTaskAssert<T>, TestTask<T>> {

    TestTaskAssert(TestTask<T> actual) {
        super(actual, TestTaskAssert.class);
    }

    /**
     * Polls, and expects a value.
     *
     * @return this
     */
    @CanIgnoreReturnValue
    public TestTaskAssert<T> isReady() {
        isNotNull();
        actual.assertReady();
        return this;
    }

    /**
     * Polls, and expects a certain value.
     *
     * @param expected a value that is equal
     * @return this
     */
    @CanIgnoreReturnValue
    public TestTaskAssert<T> isReadyWith(T expected) {
        isNotNull();
        actual.assertReady(expected);
        return this;
    }

    /**
     * Polls, and expects no value yet.
     *
     * @return this
     */
    @CanIgnoreReturnValue
    public TestTaskAssert<T> isPending() {
        isNotNull();
        actual.assertPending();
        return this;
    }

    /**
     * Expects that it was woken since its newest poll.
     *
     * @return this
     */
    @CanIgnoreReturnValue
    public TestTaskAssert<T> isWoken() {
        isNotNull();
        actual.assertWoken();
        return this;
    }

    /**
     * Expects that nobody has woken it since its newest poll.
     *
     * @return this
     */
    @CanIgnoreReturnValue
    public TestTaskAssert<T> isNotWoken() {
        isNotNull();
        actual.assertNotWoken();
        return this;
    }

    /**
     * Polls, expects a value, and goes on with assertions on it.
     *
     * @return the assertions on the value
     */
    public ObjectAssert<T> value() {
        isNotNull();
        return Assertions.assertThat(actual.assertReady());
    }

    /**
     * Polls, expects a failure, and goes on with assertions on it.
     *
     * @return the assertions on the failure
     */
    public AbstractThrowableAssert<?, ? extends Throwable> failure() {
        isNotNull();
        return Assertions.assertThat(actual.assertFails(Throwable.class));
    }
}
