package dev.kyoto.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The leaf futures of {@link Mpmc}, cancelled at every step: nothing may be lost or doubled. */
class MpmcCancellationTest {

    /** A sender that waits for a slot. */
    private static final class Slots extends World {
        final Mpmc.Channel<String> channel = Mpmc.bounded(2);
        final Polled<Void> subject;
        final List<String> received = new ArrayList<>();
        Polled<Void> follower;

        Slots() {
            channel.sender().send("a").await();
            channel.sender().send("b").await();
            subject = Polled.of(channel.sender().send("subject"));
            pollTwice();
            step("a message is received", this::receive);
            step("poll", this::poll);
            step("a message is received", this::receive);
            step("poll", this::poll);
        }

        private void receive() {
            if (channel.receiver().tryRecv() instanceof TryRecv.Received<String>(var message)) {
                received.add(message);
            }
        }

        @Override
        Polled<?> subject() {
            return subject;
        }

        @Override
        void addFollower() {
            follower = Polled.polled(channel.sender().send("follower"));
        }

        @Override
        void close() {
            channel.receiver().close();
        }

        @Override
        void checkNothingIsLost(boolean subjectEnded) {
            var expected = new ArrayList<>(List.of("a", "b"));
            if (subjectEnded) {
                expected.add("subject");
            }
            var end = drain();
            if (follower != null && !follower.isReady()) {
                assertThat(follower.wakes()).as("wake-ups of the follower").isPositive();
                try {
                    follower.poll();
                } catch (ClosedException e) {
                    assertThat(closed).isTrue();
                    follower = null;
                }
            }
            if (follower != null) {
                assertThat(follower.isReady()).isTrue();
                expected.add("follower");
                end = drain();
            }
            assertThat(received).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(channel.sender().capacity()).isEqualTo(2);
            assertThat(end).isEqualTo(closed ? TryRecv.closed() : TryRecv.empty());
        }

        private TryRecv<String> drain() {
            while (true) {
                var next = channel.receiver().tryRecv();
                if (!(next instanceof TryRecv.Received<String>(var message))) {
                    return next;
                }
                received.add(message);
            }
        }
    }

    /** A receiver that waits, and perhaps another one behind it. */
    private static final class Messages extends World {
        final Mpmc.Channel<Integer> channel;
        final List<Integer> received = new ArrayList<>();
        final Polled<?> subject;
        final boolean many;
        int sent;
        Polled<Integer> follower;

        Messages(Mpmc.Channel<Integer> channel, boolean many) {
            this.channel = channel;
            this.many = many;
            var receiver = channel.receiver();
            subject = many ? Polled.of(receiver.recvMany(received, 2)) : Polled.of(receiver.recv());
            pollTwice();
            step("a message is sent", this::send);
            step("another message is sent", this::send);
            step("poll", this::poll);
        }

        private void send() {
            if (channel.sender().trySend(sent).isSent()) {
                sent++;
            }
        }

        @Override
        Polled<?> subject() {
            return subject;
        }

        @Override
        void addFollower() {
            follower = Polled.polled(channel.receiver().recv());
        }

        @Override
        void close() {
            channel.sender().close();
        }

        @Override
        void checkNothingIsLost(boolean subjectEnded) {
            if (subjectEnded && !many && subject.value() instanceof Integer message) {
                received.add(message);
            }
            if (follower != null) {
                if (!closed && received.size() == sent) {
                    send();
                }
                assertThat(follower.isReady() || follower.pollIfWoken().isReady())
                        .as("follower")
                        .isTrue();
                if (follower.value() != null) {
                    received.add(follower.value());
                }
            }
            var next = Polled.polled(channel.receiver().recv());
            while (next.isReady() && next.value() != null) {
                received.add(next.value());
                next = Polled.polled(channel.receiver().recv());
            }
            var all = new ArrayList<Integer>();
            for (int i = 0; i < sent; i++) {
                all.add(i);
            }
            assertThat(received).containsExactlyInAnyOrderElementsOf(all);
            assertThat(next.isReady()).as("the end").isEqualTo(closed);
            if (!closed) {
                send();
                assertThat(next.pollIfWoken().value()).isEqualTo(sent - 1);
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> everyLeafFutureAtEveryStep() {
        var tests = new ArrayList<DynamicTest>();
        EveryStep.generate(tests, "send", Slots::new);
        for (boolean many : new boolean[] {false, true}) {
            var method = many ? "recvMany" : "recv";
            EveryStep.generate(
                    tests, "bounded " + method, () -> new Messages(Mpmc.bounded(4), many));
            EveryStep.generate(
                    tests, "unbounded " + method, () -> new Messages(Mpmc.unbounded(), many));
        }
        EveryStep.generate(
                tests,
                "closed",
                () -> {
                    var channel = Mpmc.<String>bounded(1);
                    return new ReceiverGone(
                            channel.sender()::closed,
                            channel.receiver()::close,
                            channel.receiver()::closeChannel);
                });
        assertThat(tests).hasSizeGreaterThan(300);
        return tests.stream();
    }
}
