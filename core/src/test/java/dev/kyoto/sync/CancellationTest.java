package dev.kyoto.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every leaf future, cancelled at every step of its life, with and without another one behind it in
 * the queue, and with its primitive closed before each step: nothing may be lost or doubled.
 */
class CancellationTest {

    private static final class Permits extends World {
        final Semaphore semaphore = Semaphore.of(3);
        final Semaphore.Permit held = semaphore.tryAcquireMany(3);
        final Polled<Semaphore.Permit> subject;
        Polled<Semaphore.Permit> follower;

        Permits(int wanted) {
            subject = Polled.of(semaphore.acquireMany(wanted));
            pollTwice();
            for (int i = 0; i < 3; i++) {
                step("one permit comes back", () -> held.split(1).close());
                if (i == wanted - 1) {
                    step("poll", this::poll);
                }
            }
        }

        @Override
        Polled<?> subject() {
            return subject;
        }

        @Override
        void addFollower() {
            follower = Polled.polled(semaphore.acquireMany(2));
        }

        @Override
        void close() {
            semaphore.close();
        }

        @Override
        void checkNothingIsLost(boolean subjectEnded) {
            held.close();
            if (subjectEnded) {
                subject.value().close();
            }
            if (follower != null) {
                if (closed && !follower.isReady()) {
                    assertThat(follower.wakes()).as("wake-ups of the follower").isPositive();
                    try {
                        follower.poll().value().close();
                    } catch (ClosedException e) {
                        assertThat(closed).isTrue();
                    }
                } else {
                    assertThat(follower.pollIfWoken().isReady()).as("follower").isTrue();
                    follower.value().close();
                }
            }
            assertThat(semaphore.availablePermits()).isEqualTo(3);
        }
    }

    private static final class Locks extends World {
        final Mutex<String> mutex = Mutex.of("value");
        final Mutex.Guard<String> held = mutex.tryLock();
        final Polled<Mutex.Guard<String>> subject = Polled.of(mutex.lock());
        Polled<Mutex.Guard<String>> follower;

        Locks() {
            pollTwice();
            step("unlock", held::close);
            step("poll", this::poll);
        }

        @Override
        Polled<?> subject() {
            return subject;
        }

        @Override
        void addFollower() {
            follower = Polled.polled(mutex.lock());
        }

        @Override
        void close() {}

        @Override
        void checkNothingIsLost(boolean subjectEnded) {
            held.close();
            if (subjectEnded) {
                subject.value().close();
            }
            if (follower != null) {
                assertThat(follower.pollIfWoken().isReady()).isTrue();
                follower.value().close();
            }
            assertThat(mutex.tryLock()).isNotNull();
        }
    }

    /** Bounded channels, seen from a sender that waits for slots: send, reserve, reserveMany. */
    private static final class Slots extends World {
        final Mpsc.Bounded<String> channel = Mpsc.bounded(2);
        final Polled<?> subject;
        final int slots;
        final List<String> received = new ArrayList<>();
        Polled<Void> follower;

        Slots(int slots, boolean send) {
            this.slots = slots;
            channel.sender().send("a").await();
            channel.sender().send("b").await();
            this.subject =
                    send
                            ? Polled.of(channel.sender().send("subject"))
                            : Polled.of(channel.sender().reserveMany(slots));
            pollTwice();
            step("a message is received", this::receive);
            if (slots == 1) {
                step("poll", this::poll);
            }
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
            boolean sent = subject.future() instanceof MpscSend<?>;
            if (subjectEnded && sent) {
                expected.add("subject");
            } else if (subjectEnded) {
                ((Mpsc.Permit<?>) subject.value()).close();
            }
            var end = drain();
            if (follower != null) {
                if (closed && !follower.isReady()) {
                    assertThat(follower.wakes()).isPositive();
                    try {
                        follower.poll();
                        expected.add("follower");
                    } catch (ClosedException e) {
                        assertThat(closed).isTrue();
                    }
                } else {
                    assertThat(follower.pollIfWoken().isReady()).isTrue();
                    expected.add("follower");
                }
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

    /** A receiver that waits: recv and recvMany, bounded and unbounded. */
    private static final class Messages extends World {
        final Supplier<SendResult> send;
        final Mpsc.Receiver<String> receiver;
        final AutoCloseable sender;
        final List<String> buffer = new ArrayList<>();
        final Polled<?> subject;
        int sent;

        Messages(boolean bounded, boolean many) {
            if (bounded) {
                var channel = Mpsc.<String>bounded(4);
                send = () -> channel.sender().trySend("m");
                receiver = channel.receiver();
                sender = channel.sender();
            } else {
                var channel = Mpsc.<String>unbounded();
                send = () -> channel.sender().send("m");
                receiver = channel.receiver();
                sender = channel.sender();
            }
            subject = many ? Polled.of(receiver.recvMany(buffer, 2)) : Polled.of(receiver.recv());
            pollTwice();
            step("a message is sent", this::send);
            step("another message is sent", this::send);
            step("poll", this::poll);
        }

        private void send() {
            if (send.get().isSent()) {
                sent++;
            }
        }

        @Override
        Polled<?> subject() {
            return subject;
        }

        @Override
        void addFollower() {
            // A receiver has one task; another message sent behind takes the follower's place.
            send();
        }

        @Override
        void close() {
            try {
                sender.close();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        @Override
        void checkNothingIsLost(boolean subjectEnded) {
            int received = buffer.size();
            if (subjectEnded && subject.value() instanceof String) {
                received++;
            }
            while (receiver.tryRecv() instanceof TryRecv.Received<String>) {
                received++;
            }
            assertThat(received).isEqualTo(sent);
            // Another task may receive now: the cancelled one has let go of the receiver.
            var next = Polled.polled(receiver.recv());
            assertThat(next.isReady()).isEqualTo(closed);
            if (!closed) {
                send();
                assertThat(next.pollIfWoken().value()).isEqualTo("m");
            }
        }
    }

    private static final class Notifications extends World {
        final Notify notify = new Notify();
        final Notify.Notified notified = notify.notified();
        final Polled<Void> subject = Polled.of(notified);
        int given;
        Polled<Void> follower;

        Notifications(boolean enable, boolean last, boolean before) {
            if (before) {
                step("notify", () -> give(last));
            }
            if (enable) {
                step("enable", notified::enable);
            }
            pollTwice();
            if (!before) {
                step("notify", () -> give(last));
                step("poll", this::poll);
            }
        }

        private void give(boolean last) {
            given++;
            if (last) {
                notify.notifyLast();
            } else {
                notify.notifyOne();
            }
        }

        @Override
        Polled<?> subject() {
            return subject;
        }

        @Override
        void addFollower() {
            follower = Polled.polled(notify.notified());
        }

        @Override
        void close() {}

        @Override
        void checkNothingIsLost(boolean subjectEnded) {
            int taken = subjectEnded ? 1 : 0;
            if (follower != null && (follower.isReady() || follower.pollIfWoken().isReady())) {
                taken++;
            }
            if (Polled.polled(notify.notified()).isReady()) {
                taken++;
            }
            assertThat(taken).isEqualTo(given);
        }
    }

    private static final class OneValue extends World {
        final Oneshot.Channel<String> channel = Oneshot.channel();
        final Polled<String> subject = Polled.of(channel.receiver());
        final Polled<Void> senderWaits = Polled.polled(channel.sender().closed());
        SendResult result;

        OneValue() {
            pollTwice();
            step(
                    "send",
                    () -> {
                        if (!closed) {
                            result = channel.sender().send("value");
                        }
                    });
            step("poll", this::poll);
        }

        @Override
        Polled<?> subject() {
            return subject;
        }

        @Override
        void addFollower() {}

        @Override
        void close() {
            channel.sender().close();
        }

        @Override
        void checkNothingIsLost(boolean subjectEnded) {
            if (subjectEnded) {
                assertThat(subject.value()).isEqualTo("value");
            } else if (result == null && !closed) {
                assertThat(channel.sender().isClosed()).isTrue();
                assertThat(channel.sender().send("value")).isEqualTo(SendResult.CLOSED);
            }
            assertThat(senderWaits.pollIfWoken().isReady()).isTrue();
            assertThat(channel.receiver().tryRecv()).isEqualTo(TryRecv.closed());
        }
    }

    @TestFactory
    Stream<DynamicTest> everyLeafFutureAtEveryStep() {
        var tests = new ArrayList<DynamicTest>();
        EveryStep.generate(tests, "acquire", () -> new Permits(1));
        EveryStep.generate(tests, "acquireMany(2)", () -> new Permits(2));
        EveryStep.generate(tests, "acquireMany(3)", () -> new Permits(3));
        EveryStep.generate(tests, "lock", Locks::new);
        EveryStep.generate(tests, "send", () -> new Slots(1, true));
        EveryStep.generate(tests, "reserve", () -> new Slots(1, false));
        EveryStep.generate(tests, "reserveMany(2)", () -> new Slots(2, false));
        EveryStep.generate(tests, "bounded recv", () -> new Messages(true, false));
        EveryStep.generate(tests, "bounded recvMany", () -> new Messages(true, true));
        EveryStep.generate(tests, "unbounded recv", () -> new Messages(false, false));
        EveryStep.generate(tests, "unbounded recvMany", () -> new Messages(false, true));
        for (boolean enable : new boolean[] {false, true}) {
            for (boolean last : new boolean[] {false, true}) {
                for (boolean before : new boolean[] {false, true}) {
                    EveryStep.generate(
                            tests,
                            "notified(enable %s, last %s, notified before %s)"
                                    .formatted(enable, last, before),
                            () -> new Notifications(enable, last, before));
                }
            }
        }
        EveryStep.generate(tests, "oneshot receiver", OneValue::new);
        EveryStep.generate(
                tests,
                "closed",
                () -> {
                    var channel = Mpsc.<String>bounded(1);
                    return new ReceiverGone(
                            channel.sender()::closed,
                            channel.receiver()::close,
                            channel.receiver()::close);
                });
        assertThat(tests).hasSizeGreaterThan(300);
        return tests.stream();
    }
}
