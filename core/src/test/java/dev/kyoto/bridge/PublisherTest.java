package dev.kyoto.bridge;

import static dev.kyoto.io.Polling.drive;
import static dev.kyoto.io.Polling.failureOf;
import static dev.kyoto.io.Polling.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.Context;
import dev.kyoto.future.IoException;
import dev.kyoto.io.BufferKind;
import dev.kyoto.io.Polling.CountingWaker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Reading from a publisher whose every signal the test gives. */
class PublisherTest {
    private Flow.Subscriber<? super ByteBuffer> subscriber;
    private long requested;
    private int cancels;

    private final class Subscription implements Flow.Subscription {
        @Override
        public void request(long n) {
            requested += n;
        }

        @Override
        public void cancel() {
            cancels++;
        }
    }

    private final PublisherReader reader =
            Bridge.reader(
                    (Flow.Publisher<ByteBuffer>)
                            it -> {
                                subscriber = it;
                                it.onSubscribe(new Subscription());
                            });
    private final CountingWaker waker = new CountingWaker();
    private final Context cx = Context.of(waker);

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(utf8(text));
    }

    @Test
    void itAsksForOneItemWhenTheLastWasRead() {
        assertThat(subscriber).as("lazy").isNull();
        var read = reader.readBytes(2);
        assertThat(read.poll(cx).isPending()).isTrue();
        assertThat(requested).isEqualTo(1);
        subscriber.onNext(bytes("abc"));
        assertThat(waker.wakes()).isEqualTo(1);
        assertThat(read.poll(cx).value()).isEqualTo(utf8("ab"));
        assertThat(requested).as("c is still there").isEqualTo(1);
        var rest = reader.readToString();
        assertThat(rest.poll(cx).isPending()).isTrue();
        assertThat(requested).isEqualTo(2);
        subscriber.onNext(ByteBuffer.allocate(0));
        assertThat(rest.poll(cx).isPending()).as("nothing in it").isTrue();
        assertThat(requested).isEqualTo(3);
        subscriber.onNext(bytes("d"));
        subscriber.onComplete();
        assertThat(rest.poll(cx).value()).isEqualTo("cd");
        assertThat(drive(reader.readToEnd())).as("ended for good").isEmpty();
        assertThat(requested).isEqualTo(4L - 1);
        reader.close();
        assertThat(cancels).as("it had ended").isZero();
    }

    @Test
    void aCancelledReadLosesNothing() {
        var read = reader.readBytes(1);
        assertThat(read.poll(cx).isPending()).isTrue();
        read.cancel();
        subscriber.onNext(bytes("ab"));
        assertThat(drive(reader.readBytes(2))).isEqualTo(utf8("ab"));
    }

    @ParameterizedTest
    @EnumSource
    void everyKindOfBufferIsReadWhereItIs(BufferKind kind) {
        assertThat(reader.pollFillBuf(cx).isPending()).isTrue();
        var chunk = kind.of(utf8("abc"));
        subscriber.onNext(chunk);
        subscriber.onComplete();
        assertThat(drive(reader.readToString())).isEqualTo("abc");
        assertThat(chunk.remaining()).as("the publisher's own position").isEqualTo(3);
    }

    @Test
    void aFailureFollowsWhatCameBefore() {
        assertThat(reader.pollFillBuf(cx).isPending()).isTrue();
        subscriber.onNext(bytes("a"));
        subscriber.onError(new IOException("Connection reset"));
        assertThat(drive(reader.readByte())).isEqualTo((byte) 'a');
        for (int i = 0; i < 2; i++) {
            assertThat(failureOf(reader.readByte()).kind())
                    .isEqualTo(IoException.Kind.CONNECTION_RESET);
        }
    }

    @Test
    void closeCancelsAndWakes() {
        assertThat(reader.pollFillBuf(cx).isPending()).isTrue();
        reader.close();
        reader.close();
        assertThat(cancels).isEqualTo(1);
        assertThat(waker.wakes()).isEqualTo(1);
        subscriber.onNext(bytes("late"));
        subscriber.onComplete();
        assertThat(failureOf(reader.readByte()).kind()).isEqualTo(IoException.Kind.CLOSED);
    }

    @Test
    void aSecondSubscriptionAndALateOneAreCancelled() {
        assertThat(reader.pollFillBuf(cx).isPending()).isTrue();
        subscriber.onSubscribe(new Subscription());
        assertThat(cancels).isEqualTo(1);
        assertThat(requested).isEqualTo(1);
        reader.close();
        subscriber.onSubscribe(new Subscription());
        assertThat(cancels).isEqualTo(3);
    }

    @Test
    void aPublisherMayAnswerWithinTheCall() {
        var items =
                List.of(
                        List.of(bytes("ab"), bytes("")),
                        List.<ByteBuffer>of(),
                        List.of(bytes("c")));
        var eager =
                Bridge.readerOfLists(
                        (Flow.Publisher<List<ByteBuffer>>)
                                it ->
                                        it.onSubscribe(
                                                new Flow.Subscription() {
                                                    private int next;

                                                    @Override
                                                    public void request(long n) {
                                                        if (next < items.size()) {
                                                            it.onNext(items.get(next++));
                                                        } else {
                                                            it.onComplete();
                                                        }
                                                    }

                                                    @Override
                                                    public void cancel() {}
                                                }));
        assertThat(drive(eager.readToString())).isEqualTo("abc");
    }
}
