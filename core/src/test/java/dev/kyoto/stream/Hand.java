package dev.kyoto.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A task's waker that counts, and polls by hand. */
final class Hand implements Waker {
    private final Context cx = Context.of(this);
    private int wakes;

    @Override
    public void wake() {
        wakes++;
    }

    /** How often it was woken since the last call. */
    int wakes() {
        int count = wakes;
        wakes = 0;
        return count;
    }

    Context turn() {
        cx.startTurn();
        return cx;
    }

    <T> Poll<@Nullable T> poll(AsyncStream<T> stream) {
        return stream.pollNext(turn());
    }

    <T> Poll<T> pollFuture(Future<T> future) {
        return future.poll(turn());
    }

    void assertPending(AsyncStream<?> stream) {
        assertThat(poll(stream).isPending()).as("pending").isTrue();
    }

    void assertWaits(Future<?> future) {
        assertThat(pollFuture(future).isPending()).as("pending").isTrue();
    }

    <T> void assertNext(AsyncStream<T> stream, @Nullable T value) {
        var polled = poll(stream);
        assertThat(polled.isReady()).as("ready").isTrue();
        assertThat(polled.value()).isEqualTo(value);
    }

    /** All values up to the end; polls again only when woken. */
    <T> List<T> drain(AsyncStream<T> stream) {
        var values = new ArrayList<T>();
        while (true) {
            wakes();
            var polled = poll(stream);
            if (polled.isPending()) {
                assertThat(wakes()).as("woken, so that it goes on").isPositive();
                continue;
            }
            var value = polled.value();
            if (value == null) {
                return values;
            }
            values.add(value);
        }
    }

    /** The value of a future that wakes its task as often as it needs. */
    <T> T finish(Future<T> future) {
        while (true) {
            wakes();
            var polled = pollFuture(future);
            if (polled.isReady()) {
                return polled.value();
            }
            assertThat(wakes()).as("woken, so that it goes on").isPositive();
        }
    }
}
