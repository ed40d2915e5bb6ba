package dev.kyoto.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.sync.Broadcast.Received;
import java.util.ArrayList;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The leaf futures of {@link Broadcast} and {@link Watch}, cancelled at every step. */
class ChannelCancellationTest {

    /** A receiver that waits, finds messages, or lags; the follower is another receiver. */
    private static final class Messages extends World {
        final Broadcast.Channel<Integer> channel = Broadcast.channel(2);
        final Broadcast.Receiver<Integer> receiver = channel.receiver();
        final Polled<Received<Integer>> subject = Polled.of(receiver.recv());
        Broadcast.Receiver<Integer> second;
        Polled<Received<Integer>> follower;
        int sent;
        int sentToFollower;

        Messages(int before) {
            for (int i = 0; i < before; i++) {
                send();
            }
            pollTwice();
            step("a message is sent", this::send);
            step("another message is sent", this::send);
            step("poll", this::poll);
            step("a third message is sent", this::send);
            step("a fourth message is sent", this::send);
        }

        private void send() {
            if (!closed) {
                channel.sender().send(sent++);
                if (follower != null) {
                    sentToFollower++;
                }
            }
        }

        @Override
        Polled<?> subject() {
            return subject;
        }

        @Override
        void addFollower() {
            second = channel.sender().subscribe();
            follower = Polled.polled(second.recv());
        }

        @Override
        void close() {
            channel.sender().close();
        }

        @Override
        void checkNothingIsLost(boolean subjectEnded) {
            long received = subjectEnded ? count(subject.value()) : 0;
            assertThat(received + drain(receiver)).isEqualTo(sent);
            if (follower != null) {
                if (sentToFollower > 0 || closed) {
                    long first = count(follower.pollIfWoken().value());
                    assertThat(first + drain(second)).isEqualTo(sentToFollower);
                } else {
                    assertThat(follower.isReady()).isFalse();
                }
                follower.cancel();
            }
            assertThat(channel.sender().isEmpty()).as("all messages were let go of").isTrue();
            // Another task may receive now: the cancelled one has let go of the receiver.
            var next = Polled.polled(receiver.recv());
            if (closed) {
                assertThat(next.value()).isEqualTo(Received.closed());
            } else {
                assertThat(next.isReady()).isFalse();
                send();
                assertThat(next.pollIfWoken().value()).isInstanceOf(Received.Message.class);
            }
        }

        private long drain(Broadcast.Receiver<Integer> from) {
            long count = 0;
            while (true) {
                var received = from.tryRecv();
                if (received == null || received instanceof Received.Closed<Integer>) {
                    assertThat(received == null).as("open, as it should be").isNotEqualTo(closed);
                    return count;
                }
                count += count(received);
            }
        }

        private static long count(Received<Integer> received) {
            return switch (received) {
                case Received.Message<Integer>(var _) -> 1;
                case Received.Lagged<Integer>(var missed) -> missed;
                case Received.Closed<Integer>() -> 0;
            };
        }
    }

    /** A receiver that is closed under the future that waits on it. */
    private static final class ReceiverCloses extends World {
        final Broadcast.Channel<Integer> channel = Broadcast.channel(2);
        final Polled<Received<Integer>> subject = Polled.of(channel.receiver().recv());
        final Polled<Void> senderWaits = Polled.polled(channel.sender().closed());

        ReceiverCloses() {
            pollTwice();
            step("the receiver is closed", channel.receiver()::close);
            step("poll", this::poll);
        }

        @Override
        Polled<?> subject() {
            return subject;
        }

        @Override
        void addFollower() {
            channel.sender().send(1);
        }

        @Override
        void close() {
            channel.receiver().close();
        }

        @Override
        void checkNothingIsLost(boolean subjectEnded) {
            channel.receiver().close();
            assertThat(senderWaits.pollIfWoken().isReady()).isTrue();
            assertThat(channel.sender().receiverCount()).isZero();
            assertThat(channel.sender().isEmpty()).isTrue();
            assertThat(channel.receiver().recv().await()).isEqualTo(Received.closed());
        }
    }

    /** A sender of either channel that waits until there is no receiver, while they come and go. */
    private static final class ReceiversGone extends World {
        final Polled<Void> subject;
        final Runnable subscribe;
        Polled<Void> follower;

        private final Supplier<Polled<Void>> wait;
        private final ArrayList<Runnable> receivers = new ArrayList<>();

        ReceiversGone(boolean broadcast) {
            if (broadcast) {
                var sender = Broadcast.<Integer>sender(2);
                subscribe = () -> receivers.add(sender.subscribe()::close);
                wait = () -> Polled.of(sender.closed());
            } else {
                var sender = Watch.sender(1);
                subscribe = () -> receivers.add(sender.subscribe()::close);
                wait = () -> Polled.of(sender.closed());
            }
            subscribe.run();
            subject = wait.get();
            pollTwice();
            step("the receiver closes", this::leave);
            step("another subscribes", subscribe);
            step("poll", this::poll);
            step("it closes", this::leave);
            step("poll", this::poll);
        }

        private void leave() {
            receivers.forEach(Runnable::run);
            receivers.clear();
        }

        @Override
        Polled<?> subject() {
            return subject;
        }

        @Override
        void addFollower() {
            follower = wait.get();
            follower.poll();
        }

        @Override
        void close() {
            leave();
        }

        @Override
        void checkNothingIsLost(boolean subjectEnded) {
            leave();
            if (follower != null) {
                assertThat(follower.isReady() || follower.pollIfWoken().isReady()).isTrue();
            }
        }
    }

    /** A receiver that waits for a change, or for a certain value; the follower is another one. */
    private static final class Values extends World {
        final Watch.Channel<Integer> channel = Watch.channel(0);
        final Watch.Receiver<Integer> receiver = channel.receiver();
        final Polled<?> subject;
        final boolean certain;
        boolean unseen;
        boolean followerToldOfValue;
        Polled<Boolean> follower;

        Values(boolean certain, boolean changedBefore) {
            this.certain = certain;
            if (changedBefore) {
                send();
            }
            subject =
                    certain
                            ? Polled.of(receiver.waitFor(it -> it == 2))
                            : Polled.of(receiver.changed());
            pollTwice();
            step("a value is sent", this::send);
            step("poll", this::poll);
            step("another value is sent", this::send);
            step("poll", this::poll);
            step("a third value is sent", this::send);
        }

        private void send() {
            note();
            if (!closed) {
                channel.sender().sendModify(it -> it + 1);
                unseen = true;
                followerToldOfValue |= follower != null;
            }
        }

        /** What the subject saw by now is seen, whatever is sent later. */
        private void note() {
            unseen = receiver.hasChanged();
        }

        @Override
        Polled<?> subject() {
            return subject;
        }

        @Override
        void addFollower() {
            follower = Polled.polled(channel.sender().subscribe().changed());
        }

        @Override
        void close() {
            channel.sender().close();
        }

        @Override
        void checkNothingIsLost(boolean subjectEnded) {
            if (subjectEnded && certain) {
                assertThat(subject.value()).isEqualTo(2);
            } else if (subjectEnded) {
                assertThat(closed || (Boolean) subject.value()).isTrue();
            } else if (!certain) {
                // A change that was not returned is still there to be seen.
                assertThat(receiver.hasChanged()).isEqualTo(receiver.borrow() > 0);
            }
            if (follower != null) {
                if (followerToldOfValue || closed) {
                    assertThat(follower.pollIfWoken().value()).isEqualTo(followerToldOfValue);
                } else {
                    assertThat(follower.isReady()).isFalse();
                }
            }
            note();
            var next = Polled.polled(receiver.changed());
            assertThat(next.isReady()).isEqualTo(unseen || closed);
            if (next.isReady()) {
                assertThat(next.value()).isEqualTo(unseen);
            } else {
                send();
                assertThat(next.pollIfWoken().value()).isTrue();
            }
        }
    }

    /** A receiver that is closed under the future that waits on it. */
    private static final class WatchReceiverCloses extends World {
        final Watch.Channel<Integer> channel = Watch.channel(0);
        final Polled<?> subject;
        final Polled<Void> senderWaits = Polled.polled(channel.sender().closed());

        WatchReceiverCloses(boolean certain) {
            var receiver = channel.receiver();
            subject =
                    certain
                            ? Polled.of(receiver.waitFor(it -> it == 2))
                            : Polled.of(receiver.changed());
            pollTwice();
            step(
                    "the receiver is closed",
                    () -> {
                        close();
                        closed = true;
                    });
            step(
                    "the one who waits is told",
                    () -> {
                        if (!subject.isReady() && !failed) {
                            assertThat(subject.wakes()).isPositive();
                        }
                    });
            step("poll", this::poll);
            step("it has ended", () -> assertThat(subject.isReady() || failed).isTrue());
        }

        @Override
        Polled<?> subject() {
            return subject;
        }

        @Override
        void addFollower() {
            channel.sender().sendReplace(1);
        }

        @Override
        void close() {
            channel.receiver().close();
        }

        @Override
        void checkNothingIsLost(boolean subjectEnded) {
            channel.receiver().close();
            assertThat(senderWaits.pollIfWoken().isReady()).isTrue();
            assertThat(channel.sender().receiverCount()).isZero();
            assertThat(channel.receiver().changed().await()).isFalse();
        }
    }

    @TestFactory
    Stream<DynamicTest> everyLeafFutureAtEveryStep() {
        var tests = new ArrayList<DynamicTest>();
        for (int before : new int[] {0, 1, 2, 3}) {
            EveryStep.generate(
                    tests, "broadcast recv, %d sent".formatted(before), () -> new Messages(before));
        }
        EveryStep.generate(tests, "broadcast recv, receiver closes", ReceiverCloses::new);
        EveryStep.generate(tests, "broadcast closed", () -> new ReceiversGone(true));
        EveryStep.generate(tests, "watch closed", () -> new ReceiversGone(false));
        for (boolean before : new boolean[] {false, true}) {
            EveryStep.generate(
                    tests,
                    "changed, changed before %s".formatted(before),
                    () -> new Values(false, before));
            EveryStep.generate(
                    tests,
                    "waitFor, changed before %s".formatted(before),
                    () -> new Values(true, before));
        }
        EveryStep.generate(tests, "changed, receiver closes", () -> new WatchReceiverCloses(false));
        EveryStep.generate(tests, "waitFor, receiver closes", () -> new WatchReceiverCloses(true));
        assertThat(tests).hasSizeGreaterThan(1000);
        return tests.stream();
    }
}
