package dev.kyoto.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.IoException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The readiness protocol by hand: the test's own thread polls the driver. */
@Timeout(30)
final class RegistrationTest {
    private final IoDriver driver = new IoDriver(SelectorProvider.provider(), () -> {});
    private final CountingWaker waker = new CountingWaker();
    private SocketPair sockets;
    private Registration registration;

    @BeforeEach
    void register() throws IOException {
        sockets = SocketPair.open();
        registration = driver.register(sockets.near());
    }

    @AfterEach
    void close() throws IOException {
        registration.close();
        sockets.close();
        driver.shutdown();
    }

    private long ready(Direction direction) {
        return registration.pollReady(waker.cx(), direction);
    }

    /** Finds nothing to read and waits. */
    private void waitForRead() throws IOException {
        long seen = ready(Direction.READ);
        while (seen != Readiness.PENDING) {
            assertThat(sockets.receive()).isZero();
            registration.clearReady(seen, Direction.READ);
            seen = ready(Direction.READ);
        }
    }

    @Test
    void startsReadySoThatTheFirstOperationIsTried() {
        assertThat(ready(Direction.READ)).isNotEqualTo(Readiness.PENDING);
        assertThat(ready(Direction.WRITE)).isNotEqualTo(Readiness.PENDING);
        assertThat(driver.interestChanges()).isZero();
    }

    @Test
    void anEventWakesTheWaiter() throws IOException {
        waitForRead();
        sockets.send(1);
        driver.poll(-1);
        assertThat(waker.count()).isEqualTo(1);
        assertThat(ready(Direction.READ)).isNotEqualTo(Readiness.PENDING);
        assertThat(driver.readyEvents()).isEqualTo(1);
    }

    @Test
    void onlyTheNewestWakerOfADirectionIsWoken() throws IOException {
        waitForRead();
        var newer = new CountingWaker();
        assertThat(registration.pollReady(newer.cx(), Direction.READ)).isZero();
        sockets.send(1);
        driver.poll(-1);
        assertThat(waker.count()).isZero();
        assertThat(newer.count()).isEqualTo(1);
    }

    @Test
    void theSteadyStateChangesNoInterest() throws IOException {
        for (int i = 1; i <= 100; i++) {
            waitForRead();
            sockets.send(3);
            driver.poll(-1);
            long seen = ready(Direction.READ);
            assertThat(sockets.receive()).isEqualTo(3);
            registration.clearReady(seen, Direction.READ);
        }
        assertThat(driver.interestChanges()).isEqualTo(1);
        assertThat(driver.selectorWakeups()).isZero();
        assertThat(driver.readyEvents()).isEqualTo(100);
        assertThat(driver.selects()).isEqualTo(100);
    }

    @Test
    void anEventThatNobodyConsumesIsDisarmedAndArmedAgain() throws IOException {
        waitForRead();
        sockets.send(1);
        driver.poll(-1);
        assertThat(driver.interestChanges()).isEqualTo(1);
        driver.poll(0);
        assertThat(driver.interestChanges()).isEqualTo(2);
        assertThat(driver.readyEvents()).isEqualTo(2);
        for (int i = 0; i < 10; i++) {
            driver.poll(0);
        }
        assertThat(driver.readyEvents()).as("nothing is reported any more").isEqualTo(2);
        assertThat(sockets.receive()).isEqualTo(1);
        waitForRead();
        assertThat(driver.interestChanges()).isEqualTo(3);
        int before = waker.count();
        sockets.send(1);
        driver.poll(-1);
        assertThat(waker.count()).isEqualTo(before + 1);
    }

    @Test
    void aGlanceSparesWhatIsAboutToBeConsumed() throws IOException {
        for (int i = 1; i <= 100; i++) {
            waitForRead();
            sockets.send(3);
            driver.poll(-1);
            driver.glance();
            long seen = ready(Direction.READ);
            assertThat(sockets.receive()).isEqualTo(3);
            registration.clearReady(seen, Direction.READ);
        }
        assertThat(driver.interestChanges()).isEqualTo(1);
        assertThat(driver.readyEvents()).as("each is found twice").isEqualTo(200);
    }

    @Test
    void aSecondGlanceDisarmsWhatNobodyConsumes() throws IOException {
        waitForRead();
        sockets.send(1);
        driver.glance();
        driver.glance();
        assertThat(driver.interestChanges()).isEqualTo(1);
        driver.glance();
        assertThat(driver.interestChanges()).isEqualTo(2);
        driver.glance();
        assertThat(driver.readyEvents()).isEqualTo(3);
        assertThat(sockets.receive()).isEqualTo(1);
        waitForRead();
        int before = waker.count();
        sockets.send(1);
        driver.glance();
        assertThat(waker.count()).isEqualTo(before + 1);
    }

    @Test
    void anEventThatAGlanceHasSparedIsNoBusyLoop() throws IOException {
        waitForRead();
        sockets.send(1);
        driver.glance();
        driver.glance();
        driver.poll(-1);
        driver.poll(0);
        assertThat(driver.readyEvents()).isEqualTo(3);
    }

    @Test
    void glancesLeaveTimeForTheTasksOfManyEvents() throws IOException {
        var pairs = new ArrayList<SocketPair>();
        try {
            for (int i = 0; i < 130; i++) {
                var pair = SocketPair.open();
                pairs.add(pair);
                var place = driver.register(pair.near());
                place.clearReady(place.snapshot(), Direction.READ);
                assertThat(place.pollReady(waker.cx(), Direction.READ)).isZero();
                pair.send(1);
            }
            driver.poll(-1);
            assertThat(driver.readyEvents()).isEqualTo(130);
            driver.glance();
            driver.glance();
            assertThat(driver.selects()).isEqualTo(1);
            driver.glance();
            assertThat(driver.selects()).isEqualTo(2);
        } finally {
            for (var pair : pairs) {
                pair.close();
            }
        }
    }

    @Test
    void whatIsLeftUnreadIsReportedAfterAClear() throws IOException {
        waitForRead();
        sockets.send(1);
        driver.poll(-1);
        driver.poll(0);
        long seen = ready(Direction.READ);
        // Nothing was read, and yet the direction is cleared: the level must be seen again.
        registration.clearReady(seen, Direction.READ);
        assertThat(ready(Direction.READ)).isEqualTo(Readiness.PENDING);
        driver.poll(-1);
        assertThat(ready(Direction.READ)).isNotEqualTo(Readiness.PENDING);
    }

    @Test
    void aClearByAnOlderSnapshotKeepsTheNewerEvent() throws IOException {
        waitForRead();
        sockets.send(1);
        driver.poll(-1);
        long older = ready(Direction.READ);
        driver.poll(0);
        registration.clearReady(older, Direction.READ);
        assertThat(ready(Direction.READ)).isNotEqualTo(Readiness.PENDING);
        registration.clearReady(ready(Direction.READ), Direction.READ);
        assertThat(ready(Direction.READ)).isEqualTo(Readiness.PENDING);
    }

    @Test
    void theDirectionsDoNotDisturbEachOther() throws IOException {
        waitForRead();
        long write = ready(Direction.WRITE);
        sockets.send(1);
        driver.poll(-1);
        registration.clearReady(write, Direction.WRITE);
        assertThat(ready(Direction.READ)).isNotEqualTo(Readiness.PENDING);
        assertThat(ready(Direction.WRITE)).isEqualTo(Readiness.PENDING);
    }

    @Test
    void writeInterestLastsFromAWouldBlockToItsEvent() throws IOException {
        long sent = sockets.fill();
        registration.clearReady(ready(Direction.WRITE), Direction.WRITE);
        assertThat(ready(Direction.WRITE)).isEqualTo(Readiness.PENDING);
        assertThat(driver.interestChanges()).isEqualTo(1);
        driver.poll(0);
        assertThat(waker.count()).isZero();
        sockets.drain(sent);
        driver.poll(-1);
        assertThat(waker.count()).isEqualTo(1);
        assertThat(driver.interestChanges()).isEqualTo(2);
        driver.poll(0);
        assertThat(driver.readyEvents()).isEqualTo(1);
    }

    @Test
    void anEndedDirectionStaysReadyAndWakesItsWaiter() throws IOException {
        waitForRead();
        registration.markEnded(Direction.READ);
        assertThat(waker.count()).isEqualTo(1);
        long seen = ready(Direction.READ);
        assertThat(Readiness.isEnded(seen, Direction.READ)).isTrue();
        registration.clearReady(seen, Direction.READ);
        assertThat(ready(Direction.READ)).isNotEqualTo(Readiness.PENDING);
    }

    @Test
    void theEndOfTheInputIsNoBusyLoop() throws IOException {
        waitForRead();
        sockets.far().close();
        driver.poll(-1);
        assertThat(sockets.receive()).isEqualTo(-1);
        registration.markEnded(Direction.READ);
        for (int i = 0; i < 10; i++) {
            driver.poll(0);
        }
        assertThat(driver.readyEvents()).isLessThanOrEqualTo(2);
    }

    @Test
    void aConnectingSocketBecomesWritable() throws IOException {
        try (var listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            var socket = SocketChannel.open();
            socket.configureBlocking(false);
            socket.connect(listener.getLocalAddress());
            var connecting = driver.register(socket);
            while (!socket.finishConnect()) {
                long seen = connecting.pollReady(waker.cx(), Direction.WRITE);
                if (seen == Readiness.PENDING) {
                    driver.poll(-1);
                } else {
                    connecting.clearReady(seen, Direction.WRITE);
                }
            }
            connecting.connected();
            assertThat(connecting.pollReady(waker.cx(), Direction.WRITE)).isNotZero();
            long events = driver.readyEvents();
            driver.poll(0);
            driver.poll(0);
            assertThat(driver.readyEvents()).isEqualTo(events);
            connecting.close();
        }
    }

    @Test
    void aDeregisteredChannelStaysOpenAndMayBeRegisteredAgain() throws IOException {
        waitForRead();
        registration.deregister();
        registration.deregister();
        assertThat(waker.count()).isEqualTo(1);
        assertThat(driver.registered()).isZero();
        assertThatThrownBy(() -> ready(Direction.READ))
                .isInstanceOfSatisfying(
                        IoException.class,
                        e -> assertThat(e.kind()).isEqualTo(IoException.Kind.CLOSED));
        assertThat(sockets.near().isOpen()).isTrue();
        registration = driver.register(sockets.near());
        waitForRead();
        sockets.send(1);
        driver.poll(-1);
        assertThat(ready(Direction.READ)).isNotZero();
        assertThat(driver.registeredTotal()).isEqualTo(2);
        assertThat(driver.deregisteredTotal()).isEqualTo(1);
    }

    @Test
    void aChannelClosedBehindTheDriversBackIsFoundClosed() throws IOException {
        long seen = ready(Direction.READ);
        sockets.near().close();
        registration.clearReady(seen, Direction.READ);
        assertThatThrownBy(() -> ready(Direction.READ))
                .isInstanceOfSatisfying(
                        IoException.class,
                        e -> assertThat(e.kind()).isEqualTo(IoException.Kind.CLOSED));
        driver.poll(0);
        assertThat(driver.readyEvents()).isZero();
    }

    @Test
    void manyWaitersOfOneDirectionAreAllWoken() throws IOException {
        registration.clearReady(ready(Direction.READ), Direction.READ);
        var first = new ReadyWaiter(registration, Direction.READ);
        var second = new ReadyWaiter(registration, Direction.READ);
        var third = new ReadyWaiter(registration, Direction.READ);
        var wakers = new CountingWaker[] {waker, new CountingWaker(), new CountingWaker()};
        assertThat(first.pollReady(wakers[0].cx())).isEqualTo(Readiness.PENDING);
        assertThat(second.pollReady(wakers[1].cx())).isEqualTo(Readiness.PENDING);
        assertThat(third.pollReady(wakers[2].cx())).isEqualTo(Readiness.PENDING);
        second.cancel();
        second.cancel();
        sockets.send(1);
        driver.poll(-1);
        assertThat(wakers[0].count()).isEqualTo(1);
        assertThat(wakers[1].count()).isZero();
        assertThat(wakers[2].count()).isEqualTo(1);
        assertThat(first.pollReady(wakers[0].cx())).isNotZero();
        assertThat(third.pollReady(wakers[2].cx())).isNotZero();
    }

    @Test
    void shutdownWakesWaitersOfBothKinds() throws IOException {
        waitForRead();
        var waiter = new ReadyWaiter(registration, Direction.READ);
        var other = new CountingWaker();
        assertThat(waiter.pollReady(other.cx())).isEqualTo(Readiness.PENDING);
        driver.shutdown();
        assertThat(waker.count()).isEqualTo(1);
        assertThat(other.count()).isEqualTo(1);
        assertThatThrownBy(() -> waiter.pollReady(other.cx()))
                .isInstanceOfSatisfying(
                        IoException.class,
                        e -> assertThat(e.kind()).isEqualTo(IoException.Kind.RUNTIME_SHUTDOWN));
        assertThatThrownBy(() -> ready(Direction.READ)).isInstanceOf(IoException.class);
    }
}
