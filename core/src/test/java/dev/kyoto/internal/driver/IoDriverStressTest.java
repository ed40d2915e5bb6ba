package dev.kyoto.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.IoException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads race through the protocol; a lost event hangs a waiter, which the time limit reports. */
@Timeout(60)
final class IoDriverStressTest {
    private final IoDriver driver = new IoDriver(SelectorProvider.provider(), () -> {});
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> running = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        driver.shutdown();
        for (var future : running) {
            future.get();
        }
        threads.shutdown();
    }

    private void run(Callable<?> body) {
        running.add(threads.submit(body));
    }

    /** Polls as a worker does: mostly waiting, at times only looking. */
    private void startPolling(int lookEvery) {
        run(
                () -> {
                    for (int i = 1; !driver.isShutDown(); i++) {
                        driver.poll(i % lookEvery == 0 ? 0 : -1);
                    }
                    return null;
                });
    }

    /** Reads exactly one byte, or answers false once the registration is gone. */
    private static boolean readByte(SocketPair sockets, Registration place, CountingWaker waker)
            throws Exception {
        var one = ByteBuffer.allocate(1);
        while (true) {
            try {
                long seen = place.pollReady(waker.cx(), Direction.READ);
                if (seen == Readiness.PENDING) {
                    waker.awaitOne();
                } else if (sockets.near().read(one) == 0) {
                    place.clearReady(seen, Direction.READ);
                } else {
                    return true;
                }
            } catch (IoException | ClosedChannelException e) {
                return false;
            }
        }
    }

    private void pingPong(int rounds) throws IOException {
        var sockets = SocketPair.open();
        var place = driver.register(sockets.near());
        run(
                () -> {
                    var one = ByteBuffer.allocate(1);
                    for (int i = 0; i < rounds; i++) {
                        sockets.far().write(one.clear());
                        sockets.far().read(one.clear());
                    }
                    // Here, as closing the near end aborts the connection with what is under way.
                    place.close();
                    sockets.close();
                    return null;
                });
        run(
                () -> {
                    var waker = new CountingWaker();
                    for (int i = 0; i < rounds; i++) {
                        assertThat(readByte(sockets, place, waker)).isTrue();
                        sockets.near().write(ByteBuffer.allocate(1));
                    }
                    return null;
                });
    }

    private void finish() throws Exception {
        for (var future : running.subList(1, running.size())) {
            future.get();
        }
    }

    @Test
    void noEventIsLostUnderABlockingPoller() throws Exception {
        startPolling(Integer.MAX_VALUE);
        for (int i = 0; i < 3; i++) {
            pingPong(5_000);
        }
        finish();
        assertThat(driver.registered()).isZero();
    }

    @Test
    void noEventIsLostUnderLazyDisarm() throws Exception {
        // Looks as often as it waits, so that most events find their bit set and disarm.
        startPolling(2);
        for (int i = 0; i < 3; i++) {
            pingPong(5_000);
        }
        finish();
        assertThat(driver.registered()).isZero();
    }

    @Test
    void noEventIsLostUnderGlances() throws Exception {
        run(
                () -> {
                    for (int i = 1; !driver.isShutDown(); i++) {
                        if (i % 4 == 0) {
                            driver.poll(-1);
                        } else {
                            driver.glance();
                        }
                    }
                    return null;
                });
        for (int i = 0; i < 3; i++) {
            pingPong(5_000);
        }
        finish();
        assertThat(driver.registered()).isZero();
    }

    @Test
    void noEventIsLostWhenArmingAndDisarmingCross() throws Exception {
        // A byte that nobody reads: each select reports it, and disarms, while the waiter clears
        // and arms as fast as it can.
        run(
                () -> {
                    while (!driver.isShutDown()) {
                        driver.poll(0);
                    }
                    return null;
                });
        try (var sockets = SocketPair.open()) {
            var place = driver.register(sockets.near());
            sockets.send(1);
            var waker = new CountingWaker();
            for (int waits = 0; waits < 5_000; ) {
                long seen = place.pollReady(waker.cx(), Direction.READ);
                if (seen == Readiness.PENDING) {
                    waits++;
                    waker.awaitSpinning();
                } else {
                    place.clearReady(seen, Direction.READ);
                }
            }
            place.close();
        }
    }

    @Test
    void everyWaiterLearnsOfAClose() throws Exception {
        startPolling(3);
        for (int i = 0; i < 1_000; i++) {
            var sockets = SocketPair.open();
            var place = driver.register(sockets.near());
            var waiting = new CountDownLatch(1);
            var reader =
                    threads.submit(
                            () -> {
                                waiting.countDown();
                                return readByte(sockets, place, new CountingWaker());
                            });
            waiting.await();
            if (i % 2 == 0) {
                place.close();
            } else {
                place.deregister();
            }
            assertThat(reader.get()).isFalse();
            sockets.close();
        }
    }

    @Test
    void everyWaiterLearnsOfShutdown() throws Exception {
        for (int i = 0; i < 50; i++) {
            var ending = new IoDriver(SelectorProvider.provider(), () -> {});
            var polling =
                    threads.submit(
                            () -> {
                                while (!ending.isShutDown()) {
                                    ending.poll(-1);
                                }
                            });
            var readers = new ArrayList<Future<Boolean>>();
            for (int j = 0; j < 4; j++) {
                readers.add(
                        threads.submit(
                                () -> {
                                    try (var sockets = SocketPair.open()) {
                                        var place = ending.register(sockets.near());
                                        return readByte(sockets, place, new CountingWaker());
                                    } catch (IoException e) {
                                        return false; // shut down before it was registered
                                    }
                                }));
            }
            ending.shutdown();
            for (var reader : readers) {
                assertThat(reader.get()).isFalse();
            }
            polling.get();
        }
    }
}
