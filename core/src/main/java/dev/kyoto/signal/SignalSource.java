package dev.kyoto.signal;

import dev.kyoto.future.AtomicWaker;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One kind of signal in this process: how often it has come, and who listens.
 *
 * <p>Made, and its handler installed, by the first listener, and never taken away. The handler runs
 * on a thread of the JVM's and does nothing but count and wake.
 *
 * <p>No signal is lost: a delivery counts first and wakes afterwards; a listener keeps its waker
 * first and reads the count afterwards. Both are volatile, so one of the two sees the other.
 */
final class SignalSource {
    /** By number, as some signals have two names. */
    private static final ConcurrentHashMap<Integer, SignalSource> SOURCES =
            new ConcurrentHashMap<>();

    private final AtomicLong deliveries = new AtomicLong();
    private final CopyOnWriteArrayList<Listener> listeners = new CopyOnWriteArrayList<>();

    /** A source that nothing delivers to but its caller. */
    SignalSource() {}

    static SignalSource of(SignalKind kind) {
        return SOURCES.computeIfAbsent(
                kind.rawValue(),
                number -> {
                    var source = new SignalSource();
                    JdkSignals.install(kind.name(), source::deliver);
                    return source;
                });
    }

    void deliver() {
        deliveries.incrementAndGet();
        listeners.forEach(listener -> listener.waker.wake());
    }

    Listener listen() {
        var listener = new Listener(deliveries.get());
        listeners.add(listener);
        return listener;
    }

    int listeners() {
        return listeners.size();
    }

    /** What one listener has seen. `seen` is written by its task alone, `closed` by anybody. */
    final class Listener {
        final AtomicWaker waker = new AtomicWaker();
        private volatile long seen;
        private volatile boolean closed;

        private Listener(long seen) {
            this.seen = seen;
        }

        /** Takes what has come since it was asked last, however much, as one. */
        boolean take() {
            long now = deliveries.get();
            boolean fresh = now != seen;
            seen = now;
            return fresh;
        }

        boolean isClosed() {
            return closed;
        }

        void close() {
            closed = true;
            listeners.remove(this);
            waker.wake();
        }
    }
}
