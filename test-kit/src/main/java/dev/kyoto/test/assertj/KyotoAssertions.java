package dev.kyoto.test.assertj;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Poll;
import dev.kyoto.test.TestTask;
import org.jspecify.annotations.Nullable;

/**
 * The way in: {@code import static dev.kyoto.test.assertj.KyotoAssertions.assertThat;}, beside AssertJ's
 * own.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * var waiter = TestTask.of(notify.notified());
 * KyotoAssertions.assertThat(waiter).isPending();
 * notify.notifyOne();
 * KyotoAssertions.assertThat(waiter).isWoken().isReady();
 * }
 *
 * <p>Answers to {@code tokio_test::{assert_ready!, assert_pending!}}.
 */
@CheckReturnValue
public final class KyotoAssertions {

    private KyotoAssertions() {}

    /**
     * Begins assertions on a future that is polled by hand; those on its outcome poll it.
     *
     * @param actual the future
     * @param <T> the type of its value
     * @return the assertions
     */
    public static <T extends @Nullable Object> TestTaskAssert<T> assertThat(TestTask<T> actual) {
        return new TestTaskAssert<>(actual);
    }

    /**
     * Begins assertions on what a poll has answered.
     *
     * @param actual the answer
     * @param <T> the type of the value
     * @return the assertions
     */
    public static <T extends @Nullable Object> PollAssert<T> assertThat(Poll<T> actual) {
        return new PollAssert<>(actual);
    }
}
