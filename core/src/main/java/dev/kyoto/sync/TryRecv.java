package dev.kyoto.sync;

/**
 * What came of an immediate receive.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * switch (receiver.tryRecv()) {
 *     case TryRecv.Received<String>(var message) -> handle(message);
 *     case TryRecv.Empty<String>() -> doSomethingElse();
 *     case TryRecv.Closed<String>() -> finish();
 * }
 * }
 *
 * <p>Answers to {@code Result<T, TryRecvError>} in Tokio.
 *
 * @param <T> the type of the messages
 */
public sealed interface TryRecv<T> {

    /**
     * A message was there.
     *
     * @param value the message
     * @param <T> its type
     */
    record Received<T>(T value) implements TryRecv<T> {}

    /**
     * Nothing is there now; something may still come.
     *
     * @param <T> the type of the messages
     */
    record Empty<T>() implements TryRecv<T> {
        private static final Empty<?> INSTANCE = new Empty<>();
    }

    /**
     * Nothing is there and nothing will come.
     *
     * @param <T> the type of the messages
     */
    record Closed<T>() implements TryRecv<T> {
        private static final Closed<?> INSTANCE = new Closed<>();
    }

    /**
     * Nothing is there now.
     *
     * @param <T> the type of the messages
     * @return a shared instance
     */
    @SuppressWarnings("unchecked") // it holds no value
    static <T> TryRecv<T> empty() {
        return (TryRecv<T>) Empty.INSTANCE;
    }

    /**
     * Nothing is there and nothing will come.
     *
     * @param <T> the type of the messages
     * @return a shared instance
     */
    @SuppressWarnings("unchecked") // it holds no value
    static <T> TryRecv<T> closed() {
        return (TryRecv<T>) Closed.INSTANCE;
    }
}
