package dev.kyoto.suite;

import static dev.kyoto.Kyoto.async;
import static dev.kyoto.Kyoto.interval;
import static dev.kyoto.Kyoto.sleep;
import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.spawnBlocking;
import static dev.kyoto.Kyoto.taskId;
import static dev.kyoto.Kyoto.timeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Futures;
import dev.kyoto.future.Waker;
import dev.kyoto.net.TcpListener;
import dev.kyoto.net.TcpStream;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.runtime.Handle;
import dev.kyoto.runtime.RuntimeBuilder;
import dev.kyoto.sync.Mpsc;
import dev.kyoto.sync.Mutex;
import dev.kyoto.sync.Oneshot;
import dev.kyoto.sync.Semaphore;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every misuse is refused with a message that says what to do instead. */
final class MisuseTest extends FlavorSuite {

    MisuseTest(Flavor flavor) {
        super(flavor);
    }

    // ---- Without a runtime ----

    @Test
    void whatNeedsARuntimeSaysHowToHaveOne() {
        assertNeedsRuntime(() -> spawn(() -> 1).detach());
        assertNeedsRuntime(() -> spawn(Futures.ready(1)).detach());
        assertNeedsRuntime(() -> spawnBlocking(() -> 1).detach());
        assertNeedsRuntime(() -> sleep(Duration.ofMillis(1)).await());
        assertNeedsRuntime(() -> timeout(Duration.ofMillis(1), Futures.ready(1)).await());
        assertNeedsRuntime(() -> interval(Duration.ofMillis(1)).reset());
        assertNeedsRuntime(() -> TcpListener.bind("127.0.0.1", 0).await().close());
        assertNeedsRuntime(() -> TcpListener.bind("localhost", 0).await().close());
        assertNeedsRuntime(() -> TcpStream.connect("127.0.0.1", 1).await().close());
        assertNeedsRuntime(() -> assertThat(Handle.current()).isNull());
    }

    private static void assertNeedsRuntime(ThrowingCallable misuse) {
        assertThatThrownBy(misuse)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no Kyoto runtime on thread")
                .hasMessageContaining("runtime.blockOn(...)")
                .hasMessageContaining("enter()");
    }

    @Test
    void aTaskIdOutsideOfATaskIsRefused() {
        assertThatThrownBy(() -> assertThat(taskId()).isNull())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("outside of a task");
        run(
                () ->
                        assertThatThrownBy(() -> assertThat(taskId()).isNull())
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessageContaining("blockOn does not count as one"));
    }

    // ---- Blocking where it would block itself ----

    @Test
    void blockOnInsideBlockOnIsRefused() {
        run(
                () ->
                        assertThatThrownBy(() -> runtime.blockOn(Futures.ready(1)))
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessageContaining("inside another blockOn")
                                .hasMessageContaining("await()")
                                .hasMessageContaining("spawnBlocking"));
        run(
                () -> {
                    try (var other = AsyncRuntime.currentThreadBuilder().build()) {
                        assertThatThrownBy(() -> other.blockOn(Futures.ready(1)))
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessageContaining("inside another blockOn");
                    }
                });
    }

    @Test
    void blockOnInsideATaskIsRefused() {
        var inside = runtime;
        run(
                () ->
                        spawn(
                                        () ->
                                                assertThatThrownBy(
                                                                () ->
                                                                        inside.blockOn(
                                                                                Futures.ready(1)))
                                                        .isInstanceOf(IllegalStateException.class)
                                                        .hasMessageContaining("inside task ")
                                                        .hasMessageContaining("call await()"))
                                .await());
    }

    @Test
    void endingTheRuntimeInsideATaskIsRefused() {
        var inside = runtime;
        assertRefusedInTask(inside::close, "close");
        assertRefusedInTask(() -> inside.shutdown(Duration.ofSeconds(1)), "shutdown");
        assertRefusedInTask(() -> assertThat(inside.drain(Duration.ZERO)).isTrue(), "drain");
    }

    private void assertRefusedInTask(ThrowingCallable misuse, String method) {
        run(
                () ->
                        spawn(
                                        () ->
                                                assertThatThrownBy(misuse)
                                                        .isInstanceOf(IllegalStateException.class)
                                                        .hasMessageStartingWith(
                                                                method + " was called inside task ")
                                                        .hasMessageContaining(
                                                                "shutdownBackground()"))
                                .await());
    }

    // ---- Guards ----

    @Test
    void guardsClosedInTheWrongOrderAreRefused() {
        try (var other = newRuntime()) {
            var outer = runtime.enter();
            var inner = other.enter();
            assertThatThrownBy(outer::close)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("reverse order")
                    .hasMessageContaining("try-with-resources");
            inner.close();
            outer.close();
            inner.close(); // a second time does nothing
            assertThat(Handle.tryCurrent()).isEmpty();
        }
    }

    @Test
    void guardsOfOneRuntimeClosedInTheWrongOrderAreRefused() {
        var outer = runtime.enter();
        var inner = runtime.enter();
        assertThatThrownBy(outer::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("reverse order");
        inner.close();
        outer.close();
        assertThat(Handle.tryCurrent()).isEmpty();
    }

    @Test
    void aGuardClosedOnAnotherThreadIsRefused() throws InterruptedException {
        var thrown = new AtomicReference<@Nullable Throwable>();
        var guard = runtime.enter();
        Thread.ofPlatform()
                .name("a stranger")
                .start(
                        () -> {
                            try {
                                guard.close();
                            } catch (IllegalStateException e) {
                                thrown.set(e);
                            }
                        })
                .join();
        assertThat(thrown.get())
                .isNotNull()
                .hasMessageContaining("'a stranger'")
                .hasMessageContaining("close it where it was made");
        guard.close();
        assertThat(Handle.tryCurrent()).isEmpty();
    }

    // ---- Settings out of range ----

    @Test
    void everySettingOutOfRangeIsRefusedWithItsNameAndValue() {
        assertRefused(b -> b.workerThreads(0), "workerThreads must be at least 1, but was 0");
        assertRefused(b -> b.workerThreads(-1), "workerThreads must be at least 1, but was -1");
        assertRefused(b -> b.workerThreads(40_000), "at most 32767, but was 40000");
        assertRefused(b -> b.maxBlockingThreads(0), "maxBlockingThreads must be at least 1");
        assertRefused(
                b -> b.threadKeepAlive(Duration.ofMillis(-1)), "threadKeepAlive", "PT-0.001S");
        assertRefused(b -> b.threadStackSize(-5), "threadStackSize", "-5");
        assertRefused(b -> b.globalQueueInterval(0), "globalQueueInterval must be at least 1");
        assertRefused(b -> b.eventInterval(0), "eventInterval must be at least 1");
        assertRefused(b -> b.stallWarning(Duration.ofSeconds(-2)), "stallWarning", "PT-2S");
    }

    private void assertRefused(Consumer<RuntimeBuilder> setting, String... parts) {
        assertThatThrownBy(() -> setting.accept(flavor.builder()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(parts);
    }

    @Test
    void settingsAreNeverNull() {
        assertNull(b -> b.name(nothing()), "runtimeName");
        assertNull(b -> b.onThreadStart(nothing()), "hook");
        assertNull(b -> b.onThreadStop(nothing()), "hook");
        assertNull(b -> b.onThreadPark(nothing()), "hook");
        assertNull(b -> b.onThreadUnpark(nothing()), "hook");
        assertNull(b -> b.onTaskSpawn(nothing()), "hook");
        assertNull(b -> b.onTaskTerminate(nothing()), "hook");
        assertNull(b -> b.onBeforeTaskPoll(nothing()), "hook");
        assertNull(b -> b.onAfterTaskPoll(nothing()), "hook");
        assertNull(b -> b.uncaughtHandler(nothing()), "handler");
    }

    private void assertNull(Consumer<RuntimeBuilder> setting, String name) {
        assertThatThrownBy(() -> setting.accept(flavor.builder()))
                .isInstanceOf(NullPointerException.class)
                .hasMessage(name);
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // what is refused is the null
    private static <T> T nothing() {
        return null;
    }

    @Test
    void aPausedClockNeedsACurrentThreadRuntime() {
        if (!flavor.hasWorkers()) {
            return; // it is one
        }
        assertThatThrownBy(() -> flavor.builder().startPaused(true).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("use currentThreadBuilder()");
    }

    // ---- Arguments ----

    @Test
    void argumentsOutOfRangeAreRefused() {
        run(
                () -> {
                    assertThatThrownBy(() -> interval(Duration.ZERO).reset())
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining("PT0S")
                            .hasMessageContaining("yieldNow()");
                    assertThatThrownBy(() -> interval(Duration.ofMillis(-3)).reset())
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining("PT-0.003S");
                    assertThatThrownBy(() -> TcpListener.bind("127.0.0.1", 70_000).cancel())
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining("70000")
                            .hasMessageContaining("0 to 65535");
                    assertThatThrownBy(() -> Mpsc.bounded(0).receiver().close())
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining("was 0")
                            .hasMessageContaining("unbounded()");
                });
    }

    // ---- Polls after the end ----

    private static void assertEndsOnce(Future<?> future, String... parts) {
        var cx = Context.of(Waker.noop());
        assertThat(future.poll(cx).isReady()).isTrue();
        assertRefusesPoll(future, parts);
    }

    private static void assertRefusesPoll(Future<?> future, String... parts) {
        assertThatThrownBy(() -> future.poll(Context.of(Waker.noop())).isReady())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll(parts);
    }

    @Test
    void aSecondPollAfterTheEndIsRefused() {
        run(
                () -> {
                    assertEndsOnce(sleep(Duration.ZERO), "sleep has ended", "reset it first");
                    var channel = Mpsc.<String>bounded(2);
                    try (var sender = channel.sender();
                            var receiver = channel.receiver()) {
                        assertEndsOnce(sender.send("one"), "call the method that made it again");
                        assertEndsOnce(receiver.recv(), "call the method that made it again");
                    }
                    var oneshot = Oneshot.<String>channel();
                    oneshot.sender().send("value").orThrow();
                    assertEndsOnce(oneshot.receiver(), "ends once");
                    assertEndsOnce(Mutex.of(1).lock(), "ends once");
                    assertEndsOnce(Semaphore.of(1).acquire(), "ends once");
                    assertEndsOnce(
                            timeout(Duration.ofSeconds(9), Futures.ready(1)),
                            "this timeout has ended",
                            "call timeout() again");
                    assertEndsOnce(async(() -> 1), "await it once, or keep its value");
                    assertEndsOnce(
                            dev.kyoto.Kyoto.join(Futures.ready(1), Futures.ready(2)),
                            "must not be polled");
                    assertEndsOnce(
                            dev.kyoto.Kyoto.select(Futures.ready(1), Futures.ready(2)),
                            "must not be polled");
                });
    }

    @Test
    void aSecondJoinIsRefused() {
        run(
                () -> {
                    var handle = spawn(Futures.ready(1));
                    assertThat(handle.await()).isEqualTo(1);
                    assertRefusesPoll(handle, "keep the value of the first await()", "task ");
                });
    }

    @Test
    void aPollAfterCancelIsRefused() {
        run(
                () -> {
                    var sleep = sleep(Duration.ofDays(1));
                    sleep.cancel();
                    assertRefusesPoll(sleep, "was cancelled", "call sleep()");
                    var block = async(() -> 1);
                    block.cancel();
                    assertRefusesPoll(block, "was cancelled");
                    try (var receiver = Mpsc.<String>unbounded().receiver()) {
                        var recv = receiver.recv();
                        recv.cancel();
                        assertRefusesPoll(recv, "was cancelled");
                    }
                });
    }

    @Test
    void aSecondSendIntoAOneshotIsRefused() {
        var channel = Oneshot.<String>channel();
        channel.sender().send("one").orThrow();
        assertThatThrownBy(() -> channel.sender().send("two").orThrow())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("make a new channel for each value");
        assertThat(channel.receiver().await()).isEqualTo("one");
    }
}
