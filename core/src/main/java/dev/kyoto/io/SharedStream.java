package dev.kyoto.io;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ReadHalf} and a {@link WriteHalf} have in common: the stream, and the lock under
 * which each of them polls it.
 */
final class SharedStream<S extends AsyncRead & AsyncWrite> {
    // The lock is held for the length of one poll, which does not block. It is reentrant, as a
    // waker that is woken within a poll may poll at once what it belongs to.
    final ReentrantLock lock = new ReentrantLock();

    /** Guarded by lock; null once the halves were put together again. */
    private @Nullable S stream;

    SharedStream(S stream) {
        this.stream = stream;
    }

    /** The stream; the caller holds the lock. */
    S stream() {
        var present = stream;
        if (present == null) {
            throw new IllegalStateException(
                    "this half was given to unsplit(); use the stream that unsplit() returned");
        }
        return present;
    }

    /** Takes the stream out, so that the halves cannot be used any more. */
    S take() {
        lock.lock();
        try {
            var taken = stream();
            stream = null;
            return taken;
        } finally {
            lock.unlock();
        }
    }
}
