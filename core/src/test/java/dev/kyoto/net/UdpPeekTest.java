package dev.kyoto.net;

import static dev.kyoto.net.UdpPair.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.IoException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** NIO cannot peek: what a peek takes out of the system is in the socket until it is received. */
@Timeout(60)
final class UdpPeekTest {
    private UdpPair pair;
    private UdpSocket here;
    private final ByteBuffer dst = ByteBuffer.allocate(8);

    @BeforeEach
    void open() {
        pair = new UdpPair();
        here = pair.here;
    }

    @AfterEach
    void close() {
        pair.close();
    }

    /** Takes what there is in the system, past the socket, so that readiness is found used up. */
    private void assertNothingInTheSystem() {
        assertThat(
                        here.<Object>tryIo(
                                Interest.READABLE,
                                channel -> channel.receive(ByteBuffer.allocate(8))))
                .isNull();
    }

    @Test
    void aPeekLeavesTheDatagramThere() {
        var peek = new Hand<>(here.peek(dst));
        peek.assertPending();
        pair.arrives("abcd");
        pair.arrives("next");
        assertThat(peek.finish()).isEqualTo(4);
        assertThat(here.peekSender().await()).isEqualTo(pair.there.localAddress());
        assertThat(here.peekFrom(dst.clear()).await())
                .isEqualTo(new UdpSocket.Received(4, pair.there.localAddress()));
        assertThat(here.tryPeek(ByteBuffer.allocate(8))).isEqualTo(4);
        assertThat(here.tryPeekSender()).isEqualTo(pair.there.localAddress());
        assertThat(text(dst)).isEqualTo("abcd");
        assertThat(pair.received()).isEqualTo("abcd");
        assertThat(pair.received()).isEqualTo("next");
    }

    @Test
    void aShortPeekLosesNothing() {
        pair.arrives("0123456789");
        assertThat(here.peek(ByteBuffer.allocate(3)).await()).isEqualTo(3);
        assertThat(pair.received()).isEqualTo("0123456789");
        assertThat(here.tryPeek(dst)).isEqualTo(-1);
        assertThat(here.tryPeekFrom(dst)).isNull();
        assertThat(here.tryPeekSender()).isNull();
    }

    @Test
    void aCancelledPeekTakesNothingOut() {
        var peek = new Hand<>(here.peek(dst));
        peek.assertPending();
        pair.arrives("kept");
        peek.awaitWake();
        peek.cancel();
        assertThat(dst.position()).isZero();
        assertThat(pair.received()).isEqualTo("kept");
        assertThatThrownBy(peek::poll).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whoIsAboutToWaitFindsWhatAnotherHasPeekedAt() {
        pair.arrives("held");
        assertThat(here.peek(dst).await()).isEqualTo(4);
        assertNothingInTheSystem();
        assertThat(new Hand<>(here.readable()).poll().isReady()).isTrue();
        assertThat(new Hand<>(here.ready(Interest.READABLE)).poll().value())
                .isEqualTo(Ready.READABLE);
        assertThat(new Hand<>(here.peekSender()).poll().isReady()).isTrue();
        assertThat(new Hand<>(here.recv(dst.clear())).poll().value()).isEqualTo(4);
        assertNothingInTheSystem();
        new Hand<>(here.readable()).assertPending();
    }

    /** Between its wake-up and its poll the datagram was taken out: it must not wait for the next. */
    @Test
    void whoWasWokenFindsWhatAnotherHasPeekedAt() {
        var recv = new Hand<>(here.recv(dst));
        recv.assertPending();
        pair.arrives("held");
        recv.awaitWake();
        assertThat(here.tryPeek(ByteBuffer.allocate(8))).isEqualTo(4);
        assertNothingInTheSystem();
        assertThat(recv.poll().value()).isEqualTo(4);
    }

    @Test
    void allWhoWaitLearnOfWhatOneOfThemHasPeekedAt() {
        assertNothingInTheSystem();
        var recv = new Hand<>(here.recv(dst));
        var readable = new Hand<>(here.readable());
        var poll = new Hand<Integer>(cx -> here.pollRecv(cx, dst));
        recv.assertPending();
        readable.assertPending();
        poll.assertPending();
        pair.arrives("y");
        assertThat(here.peek(ByteBuffer.allocate(8)).await()).isEqualTo(1);
        readable.awaitWake();
        poll.awaitWake();
        recv.awaitWake();
        assertThat(readable.poll().isReady()).isTrue();
        assertThat(recv.finish()).isEqualTo(1);
        poll.assertPending();
    }

    /**
     * One thread takes datagrams out while another is about to wait for them. If the one did not
     * wake the other after keeping what it took out, this would hang.
     */
    @Test
    void aPeekAndARecvAtTheSameTimeOverlookNothing() throws InterruptedException {
        int rounds = 10_000;
        var sender = pair.there.localAddress();
        var peeking =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        while (true) {
                                            assertThat(here.peekSender().await()).isEqualTo(sender);
                                        }
                                    } catch (IoException e) {
                                        assertThat(e.kind()).isEqualTo(IoException.Kind.CLOSED);
                                    }
                                });
        for (int i = 0; i < rounds; i++) {
            pair.arrives(Integer.toString(i));
            assertThat(pair.received()).isEqualTo(Integer.toString(i));
        }
        here.close();
        peeking.join();
    }

    @Test
    void aConnectDropsWhatWasPeekedAt() {
        pair.arrives("old");
        assertThat(here.peek(dst).await()).isEqualTo(3);
        here.connect(pair.there.localAddress()).await();
        pair.arrives("new");
        assertThat(pair.received()).isEqualTo("new");
    }

    @Test
    void aChannelIsNotGivenAwayWithoutWhatWasPeekedAt() {
        pair.arrives("held");
        assertThat(here.peek(dst).await()).isEqualTo(4);
        assertThatThrownBy(here::intoChannel)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("receive it first");
        assertThat(pair.received()).isEqualTo("held");
    }
}
