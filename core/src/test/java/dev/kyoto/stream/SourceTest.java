package dev.kyoto.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.FutureSet;
import dev.kyoto.future.Futures;
import dev.kyoto.future.Poll;
import dev.kyoto.io.BufReader;
import dev.kyoto.sync.Mpmc;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Where streams come from: their values, their ends, and what a cancellation gives back. */
class SourceTest {
    private final Hand hand = new Hand();

    @Test
    void valuesAreGivenInOrder() {
        assertThat(hand.drain(Streams.of(1, 2, 3))).containsExactly(1, 2, 3);
        assertThat(hand.drain(Streams.iter(List.of(1, 2)))).containsExactly(1, 2);
        assertThat(hand.drain(Streams.empty())).isEmpty();
        hand.assertPending(Streams.pending());
        var next = new AtomicInteger();
        assertThat(hand.drain(Streams.repeatWith(next::incrementAndGet).take(3)))
                .containsExactly(1, 2, 3);
        assertThat(
                        hand.drain(
                                Streams.<Integer, Integer>unfold(
                                        1,
                                        it ->
                                                it > 100
                                                        ? null
                                                        : new Streams.Step<>(
                                                                Futures.ready(it).await(),
                                                                it * 3))))
                .containsExactly(1, 3, 9, 27, 81);
        assertThat(
                        hand.drain(
                                Streams.<Integer>fromNext(
                                        () ->
                                                Futures.ready(
                                                        next.get() < 6
                                                                ? next.getAndIncrement()
                                                                : null))))
                .containsExactly(3, 4, 5);
    }

    @Test
    void anUnfoldThatFailsEnds() {
        var broken = new IllegalArgumentException("broken");
        var stream =
                Streams.<Integer, Integer>unfold(
                        1,
                        _ -> {
                            throw broken;
                        });
        assertThatThrownBy(() -> hand.poll(stream)).isSameAs(broken);
        hand.assertNext(stream, null);
    }

    @Test
    void aSourceThatWasCancelledCannotBePolled() {
        var stream = Streams.of(1);
        stream.cancel();
        assertThatThrownBy(() -> hand.poll(stream)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aStreamOfTheJdkIsClosed() {
        var closed = new AtomicInteger();
        var whole = Streams.from(Stream.of(1, 2).onClose(closed::incrementAndGet));
        assertThat(hand.drain(whole)).containsExactly(1, 2);
        assertThat(closed).hasValue(1);
        Streams.from(Stream.of(1, 2).onClose(closed::incrementAndGet)).cancel();
        assertThat(closed).hasValue(2);
    }

    @Test
    void linesAndSegmentsAreStreams() {
        assertThat(hand.drain(Streams.from(reader("a\nb\n").lines()))).containsExactly("a", "b");
        assertThat(hand.drain(Streams.from(reader("a;b").split((byte) ';')).map(String::new)))
                .containsExactly("a", "b");
    }

    @Test
    void linesThatAreAlwaysThereLetOthersRun() {
        var endless =
                new BufReader(
                        (_, target) -> {
                            target.put((byte) '\n');
                            return Poll.ready(1);
                        },
                        16);
        var lines = Streams.from(endless.lines()).filter(it -> !it.isEmpty());
        hand.assertPending(lines);
        assertThat(hand.wakes()).isPositive();
    }

    private static BufReader reader(String text) {
        var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        return new BufReader(
                (_, target) -> {
                    if (!bytes.hasRemaining()) {
                        return Poll.ready(-1);
                    }
                    target.put(bytes.get());
                    return Poll.ready(1);
                },
                16);
    }

    @Test
    void aSetOfFuturesGivesThemAsTheyEndAndIsClosedWithTheStream() {
        var set = new FutureSet<Integer>();
        set.add(Futures.ready(1));
        set.add(Futures.pending());
        var stream = Streams.from(set);
        hand.assertNext(stream, 1);
        hand.assertPending(stream);
        assertThat(stream.pollCancel(hand.turn()).isReady()).isTrue();
        assertThat(set.isEmpty()).isTrue();
        assertThatThrownBy(() -> set.add(Futures.ready(2)))
                .isInstanceOf(IllegalStateException.class);
    }

    /** A stream that gives up its place hands a message on to whoever else waits. */
    @Test
    void aCancelledReceiverPassesItsMessageOn() {
        var channel = Mpmc.<Integer>unbounded();
        var first = Streams.from(channel.receiver().fork());
        var second = Streams.from(channel.receiver());
        hand.assertPending(first);
        hand.assertPending(second);
        assertThat(hand.pollFuture(channel.sender().send(7)).isReady()).isTrue();
        first.cancel();
        hand.assertNext(second, 7);
        second.cancel();
    }

    /** A publisher whose signals the test sends. */
    private static final class Source implements Flow.Publisher<Integer>, Flow.Subscription {
        final List<Long> requests = new ArrayList<>();
        int cancels;
        Flow.@Nullable Subscriber<? super Integer> subscriber;

        @Override
        public void subscribe(Flow.Subscriber<? super Integer> given) {
            subscriber = given;
            given.onSubscribe(this);
        }

        @Override
        public void request(long n) {
            requests.add(n);
        }

        @Override
        public void cancel() {
            cancels++;
        }

        Flow.Subscriber<? super Integer> to() {
            var receiver = subscriber;
            assertThat(receiver).isNotNull();
            return receiver;
        }
    }

    @Test
    void aPublisherIsAskedForNoMoreThanTheBufferHolds() {
        var source = new Source();
        var stream = Streams.<Integer>from(source, 4);
        assertThat(source.subscriber).as("before the first poll").isNull();
        hand.assertPending(stream);
        assertThat(source.requests).containsExactly(4L);
        for (int i = 0; i < 4; i++) {
            source.to().onNext(i);
        }
        assertThat(hand.wakes()).isPositive();
        hand.assertNext(stream, 0);
        assertThat(source.requests).containsExactly(4L);
        hand.assertNext(stream, 1);
        assertThat(source.requests).containsExactly(4L, 2L);
        source.to().onComplete();
        assertThat(hand.drain(stream)).containsExactly(2, 3);
        stream.cancel();
        assertThat(source.cancels).as("it has ended already").isZero();
    }

    @Test
    void aFailureOfAPublisherComesAfterItsValues() {
        var source = new Source();
        var stream = Streams.<Integer>from(source);
        hand.assertPending(stream);
        source.to().onNext(1);
        source.to().onError(new IllegalArgumentException("broken"));
        hand.assertNext(stream, 1);
        assertThatThrownBy(() -> hand.poll(stream)).hasMessage("broken");
        hand.assertNext(stream, null);
    }

    @Test
    void aPublisherThatSendsTooMuchIsStopped() {
        var source = new Source();
        var stream = Streams.<Integer>from(source, 1);
        hand.assertPending(stream);
        source.to().onNext(1);
        source.to().onNext(2);
        source.to().onNext(3);
        assertThat(source.cancels).isEqualTo(1);
        hand.assertNext(stream, 1);
        assertThatThrownBy(() -> hand.poll(stream))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("more values than the 1 that were asked for");
    }

    @Test
    void cancellingCancelsTheSubscription() {
        var source = new Source();
        var stream = Streams.<Integer>from(source);
        hand.assertPending(stream);
        stream.cancel();
        stream.cancel();
        source.to().onNext(1);
        assertThat(source.cancels).isEqualTo(1);
        source.to().onSubscribe(source);
        assertThat(source.cancels).as("a second subscription").isEqualTo(2);
    }
}
