package dev.kyoto.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.IoException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class IoDriverTest {
    private final AtomicInteger firsts = new AtomicInteger();
    private final IoDriver driver =
            new IoDriver(SelectorProvider.provider(), firsts::incrementAndGet);

    @AfterEach
    void shutdown() {
        driver.shutdown();
    }

    private Thread pollOnce() {
        var thread = Thread.ofPlatform().start(() -> driver.poll(-1));
        while (!driver.isBlocked()) {
            assertThat(Thread.interrupted()).as("out of time").isFalse();
        }
        return thread;
    }

    @Test
    void makesNoSelectorBeforeItIsNeeded() {
        driver.poll(0);
        assertThat(driver.selects()).isZero();
        driver.shutdown();
        driver.shutdown();
    }

    @Test
    void aWakeUpBeforeThePollIsAPermit() {
        driver.wakeup();
        driver.wakeup();
        driver.poll(0);
        driver.poll(-1);
        assertThat(driver.selectorWakeups()).isZero();
    }

    @Test
    void wakeUpsOfABlockedPollAreOne() throws InterruptedException {
        var polling = pollOnce();
        var wakers = new ArrayList<Thread>();
        for (int i = 0; i < 4; i++) {
            wakers.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        for (int j = 0; j < 1000; j++) {
                                            driver.wakeup();
                                        }
                                    }));
        }
        polling.join();
        for (var thread : wakers) {
            thread.join();
        }
        assertThat(driver.selectorWakeups()).isEqualTo(1);
    }

    @Test
    void aTimeIsNeverCutShort() {
        for (long nanos : new long[] {1, 999_999, 1_000_001, 5_000_000}) {
            long start = System.nanoTime();
            driver.poll(nanos);
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(nanos);
        }
    }

    @Test
    void theFirstRegistrationIsAnnouncedEachTime() throws IOException {
        try (var one = SocketPair.open();
                var two = SocketPair.open()) {
            var first = driver.register(one.near());
            assertThat(firsts).hasValue(1);
            var second = driver.register(two.near());
            assertThat(firsts).hasValue(1);
            assertThat(driver.registered()).isEqualTo(2);
            first.close();
            second.close();
            assertThat(driver.registered()).isZero();
            try (var three = SocketPair.open()) {
                driver.register(three.near()).close();
                assertThat(firsts).hasValue(2);
            }
        }
    }

    @Test
    void armingWakesABlockedPollAndOnlyThat() throws Exception {
        try (var sockets = SocketPair.open()) {
            var registration = driver.register(sockets.near());
            var waker = new CountingWaker();
            var polling = pollOnce();
            long seen = registration.pollReady(waker.cx(), Direction.READ);
            registration.clearReady(seen, Direction.READ);
            assertThat(registration.pollReady(waker.cx(), Direction.READ)).isZero();
            polling.join();
            assertThat(driver.selectorWakeups()).isEqualTo(1);
            polling = pollOnce();
            sockets.send(1);
            waker.awaitOne();
            polling.join();
            assertThat(driver.selectorWakeups()).isEqualTo(1);
            registration.close();
        }
    }

    @Test
    void shutdownEndsABlockedPoll() throws Exception {
        try (var sockets = SocketPair.open()) {
            driver.register(sockets.near());
            var polling = pollOnce();
            driver.shutdown();
            polling.join();
            driver.poll(-1);
            driver.wakeup();
            assertThat(sockets.near().isOpen()).isTrue();
            try (var more = SocketPair.open()) {
                assertThatThrownBy(() -> driver.register(more.near()))
                        .isInstanceOfSatisfying(
                                IoException.class,
                                e ->
                                        assertThat(e.kind())
                                                .isEqualTo(IoException.Kind.RUNTIME_SHUTDOWN));
            }
        }
    }

    @Test
    void aClosedChannelIsRefused() throws IOException {
        try (var sockets = SocketPair.open()) {
            driver.register(sockets.near()).close();
            assertThatThrownBy(() -> driver.register(sockets.near()))
                    .isInstanceOfSatisfying(
                            IoException.class,
                            e -> assertThat(e.kind()).isEqualTo(IoException.Kind.CLOSED));
        }
    }

    private Registration listen(SocketAddress address) throws IOException {
        var channel = ServerSocketChannel.open().bind(address);
        channel.configureBlocking(false);
        return driver.register(channel);
    }

    @Test
    void aPortIsFreeAfterReleaseWhetherAPollIsBlockedOrNot() throws Exception {
        SocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var probe = ServerSocketChannel.open().bind(any);
        var address = probe.getLocalAddress();
        probe.close();
        for (int i = 0; i < 50; i++) {
            var listener = listen(address);
            boolean blocked = i % 2 == 0;
            var polling = blocked ? pollOnce() : null;
            // Armed, so that the selector really holds the descriptor.
            var waker = new CountingWaker();
            long seen = listener.pollReady(waker.cx(), Direction.READ);
            listener.clearReady(seen, Direction.READ);
            assertThat(listener.pollReady(waker.cx(), Direction.READ)).isZero();
            if (polling != null) {
                polling.join(); // arming made it return
                polling = pollOnce();
            }
            listener.close();
            driver.releaseClosed();
            if (polling != null) {
                polling.join();
            }
        }
    }

    @Test
    void tenThousandConnectionsLeaveNoDescriptor() throws IOException {
        var warmUp = SocketPair.open();
        driver.register(warmUp.near()).close();
        warmUp.close();
        long before = Descriptors.open();
        var waker = new CountingWaker();
        for (int round = 0; round < 100; round++) {
            var open = new ArrayList<SocketPair>();
            var registrations = new ArrayList<Registration>();
            for (int i = 0; i < 100; i++) {
                var sockets = SocketPair.open();
                open.add(sockets);
                var registration = driver.register(sockets.near());
                registrations.add(registration);
                long seen = registration.pollReady(waker.cx(), Direction.READ);
                registration.clearReady(seen, Direction.READ);
                assertThat(registration.pollReady(waker.cx(), Direction.READ)).isZero();
            }
            // Half of them with the selector knowing the descriptor, half before it does.
            if (round % 2 == 0) {
                driver.poll(0);
            }
            registrations.forEach(Registration::close);
            for (var sockets : open) {
                sockets.far().close();
            }
            assertThat(Descriptors.open()).isLessThanOrEqualTo(before);
        }
        assertThat(driver.registered()).isZero();
        assertThat(driver.deregisteredTotal()).isEqualTo(10_001);
    }

    @Test
    void descriptorsAreGivenBackUnderABlockedPoll() throws Exception {
        var warmUp = SocketPair.open();
        driver.register(warmUp.near()).close();
        warmUp.close();
        long before = Descriptors.open();
        var polling =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    while (!driver.isShutDown()) {
                                        driver.poll(-1);
                                    }
                                });
        for (int i = 0; i < 1000; i++) {
            var sockets = SocketPair.open();
            var registration = driver.register(sockets.near());
            registration.close();
            sockets.far().close();
        }
        // Nobody asks for it: closing alone must have woken the poll.
        while (Descriptors.open() > before) {
            assertThat(Thread.interrupted()).as("out of time").isFalse();
        }
        driver.shutdown();
        polling.join();
    }
}
