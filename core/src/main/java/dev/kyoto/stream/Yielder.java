package dev.kyoto.stream;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Future;
import org.jspecify.annotations.Nullable;

/**
 * Where the block of a generated stream hands over its values; see {@link Streams#generate}.
 *
 * <p>It belongs to the block: futures that the block joins or selects may yield as well, but not
 * tasks that it spawns; have those send to a channel.
 *
 * <p>Answers to {@code yield} of {@code async_stream::stream!}.
 *
 * @param <T> the type of the values
 */
@CheckReturnValue
public sealed interface Yielder<T> permits Generator {

    /**
     * Hands a value over and waits until the stream is asked for the next one.
     *
     * <p><b>Cancellation</b> A value that was not taken yet is taken back.
     *
     * <p><b>Errors</b> {@link IllegalStateException} if it is awaited outside of the stream's block,
     * or in the cleanup of a stream that was cancelled.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * var countdown = Streams.<Integer>generate(out -> {
     *     for (int i = 10; i > 0; i--) {
     *         out.yield(i).await();
     *         Time.sleep(Duration.ofSeconds(1)).await();
     *     }
     * });
     * }
     *
     * @param value the value, not null
     * @return the wait for it to be taken
     */
    @SuppressWarnings("NamedLikeContextualKeyword") // it reads as what it does, qualified always
    Future<@Nullable Void> yield(T value);
}
