package dev.kyoto.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.Kyoto;
import dev.kyoto.future.BlockMode;
import dev.kyoto.future.Futures;
import dev.kyoto.future.OneOf2;
import dev.kyoto.future.Select;
import dev.kyoto.internal.block.Blocks;
import dev.kyoto.internal.driver.Parking;
import dev.kyoto.internal.driver.Provider;
import dev.kyoto.internal.scheduler.CurrentThreadScheduler;
import dev.kyoto.internal.scheduler.Deadline;
import dev.kyoto.internal.scheduler.SchedulerConfig;
import dev.kyoto.internal.scheduler.TaskHooks;
import dev.kyoto.internal.scheduler.ThreadHooks;
import dev.kyoto.internal.timer.PausableClock;
import dev.kyoto.time.AsyncInstant;
import dev.kyoto.time.Time;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** All that a runtime asks of the world comes through the provider that it was built with. */
final class ProviderTest {
    private final List<String> asked = new ArrayList<>();
    private final CountDownLatch parked = new CountDownLatch(1);

    /** The JDK's sockets and selectors, with a note of what was asked for. */
    private final SelectorProvider sockets =
            new SelectorProvider() {
                private final SelectorProvider jdk = SelectorProvider.provider();

                @Override
                public AbstractSelector openSelector() throws IOException {
                    asked.add("selector");
                    return jdk.openSelector();
                }

                @Override
                public ServerSocketChannel openServerSocketChannel() throws IOException {
                    asked.add("server socket");
                    return jdk.openServerSocketChannel();
                }

                @Override
                public SocketChannel openSocketChannel() throws IOException {
                    asked.add("socket");
                    return jdk.openSocketChannel();
                }

                @Override
                public DatagramChannel openDatagramChannel() throws IOException {
                    return jdk.openDatagramChannel();
                }

                @Override
                public DatagramChannel openDatagramChannel(ProtocolFamily family)
                        throws IOException {
                    return jdk.openDatagramChannel(family);
                }

                @Override
                public Pipe openPipe() throws IOException {
                    return jdk.openPipe();
                }
            };

    private final Parking parking =
            new Parking() {
                @Override
                public void park(Object blocker, long nanos) {
                    parked.countDown();
                    JDK.park(blocker, nanos);
                }

                @Override
                public void unpark(Thread thread) {
                    JDK.unpark(thread);
                }
            };

    private boolean awaitPark() throws InterruptedException {
        return parked.await(30, TimeUnit.SECONDS);
    }

    private CurrentThreadScheduler scheduler(long seed) {
        return new CurrentThreadScheduler(
                new SchedulerConfig(
                        "provider-test",
                        1,
                        4,
                        Duration.ofSeconds(1),
                        () -> "provider-test",
                        0,
                        0,
                        61,
                        true,
                        false,
                        Duration.ZERO,
                        BlockMode.AUTO,
                        ThreadHooks.NONE,
                        TaskHooks.NONE,
                        (id, meta, failure) -> asked.add("uncaught " + failure),
                        new Provider(PausableClock.startPaused(), seed, parking, sockets)));
    }

    @Test
    void clockParkingAndSocketsComeFromTheProvider() throws InterruptedException {
        var scheduler = scheduler(1);
        var slept =
                scheduler.blockOn(
                        Blocks.of(
                                () -> {
                                    var start = AsyncInstant.now();
                                    Time.sleep(Duration.ofDays(30)).await();
                                    // Ends only once this thread has gone to sleep.
                                    var nap = Kyoto.spawnBlocking(this::awaitPark);
                                    assertThat(nap.await()).isTrue();
                                    try (var listener = TcpListener.bind("127.0.0.1", 0).await()) {
                                        var port = listener.localAddress().getPort();
                                        TcpStream.connect("127.0.0.1", port).await().close();
                                    }
                                    return start.elapsed();
                                }));
        var cut = scheduler.shutdown(Deadline.in(null));
        assertThat(cut).isZero();
        assertThat(slept).isGreaterThanOrEqualTo(Duration.ofDays(30));
        assertThat(asked)
                .contains("selector", "server socket", "socket")
                .noneMatch(what -> what.startsWith("uncaught"));
    }

    @Test
    void theSeedDecidesWhereASelectBegins() throws InterruptedException {
        assertThat(choices(42)).isEqualTo(choices(42)).isNotEqualTo(choices(43));
    }

    private List<Integer> choices(long seed) throws InterruptedException {
        var scheduler = scheduler(seed);
        var chosen =
                scheduler.blockOn(
                        Blocks.of(
                                () -> {
                                    var arms = new ArrayList<Integer>();
                                    for (int i = 0; i < 64; i++) {
                                        var select =
                                                Select.select(Futures.ready(1), Futures.ready(2));
                                        arms.add(
                                                switch (select.await()) {
                                                    case OneOf2.First<Integer, Integer>(var arm) ->
                                                            arm;
                                                    case OneOf2.Second<Integer, Integer>(var arm) ->
                                                            arm;
                                                });
                                    }
                                    return arms;
                                }));
        var cut = scheduler.shutdown(Deadline.in(null));
        assertThat(cut).isZero();
        return chosen;
    }
}
