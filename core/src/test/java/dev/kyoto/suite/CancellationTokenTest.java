package dev.kyoto.suite;

import static dev.kyoto.Kyoto.async;
import static dev.kyoto.Kyoto.select;
import static dev.kyoto.Kyoto.sleep;
import static dev.kyoto.Kyoto.spawn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.Futures;
import dev.kyoto.future.OneOf2;
import dev.kyoto.runtime.JoinHandle;
import dev.kyoto.sync.Oneshot;
import dev.kyoto.task.CancellationToken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Tokens, on every flavour. */
final class CancellationTokenTest extends FlavorSuite {
    private final CancellationToken token = new CancellationToken();

    CancellationTokenTest(Flavor flavor) {
        super(flavor);
    }

    @Test
    void allWhoWaitAreWoken() {
        run(
                () -> {
                    var tasks = new ArrayList<JoinHandle<Boolean>>();
                    for (int i = 0; i < 100; i++) {
                        var mine = i % 2 == 0 ? token : token.child().child();
                        tasks.add(
                                spawn(
                                        () -> {
                                            mine.cancelled().await();
                                            return mine.isCancelled();
                                        }));
                    }
                    Futures.yieldNow().await();
                    token.cancel();
                    for (var task : tasks) {
                        assertThat(task.await()).isTrue();
                    }
                });
    }

    @Test
    void aTokenWinsASelect() {
        run(
                () -> {
                    spawn(
                                    () -> {
                                        Futures.yieldNow().await();
                                        token.cancel();
                                    })
                            .detach();
                    var winner = select(Futures.pending(), token.cancelled()).await();
                    assertThat(winner).isInstanceOf(OneOf2.Second.class);
                });
    }

    @Test
    void aBlockUnderATokenCleansUpBeforeNullIsReturned() {
        var cleaned = new AtomicBoolean();
        run(
                () -> {
                    var started = Oneshot.<Boolean>channel();
                    var block =
                            async(
                                    () -> {
                                        var _ = started.sender().send(true);
                                        try {
                                            Futures.pending().await();
                                        } finally {
                                            sleep(Duration.ofMillis(1)).await();
                                            cleaned.set(true);
                                        }
                                        return 1;
                                    });
                    var running = spawn(token.runUntilCancelled(block));
                    started.receiver().await();
                    token.cancel();
                    assertThat(running.await()).isNull();
                    assertThat(cleaned).isTrue();
                });
    }

    @Test
    void aFutureUnderATokenEndsByItself() {
        assertThat(run(() -> token.runUntilCancelled(async(() -> 5)).await())).isEqualTo(5);
        run(
                () -> {
                    try (var guard = token.cancelOnClose()) {
                        assertThat(guard.token().isCancelled()).isFalse();
                        Futures.yieldNow().await();
                    }
                });
        assertThat(token.isCancelled()).isTrue();
    }
}
