package dev.kyoto.suite;

import static dev.kyoto.Kyoto.select;
import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.taskId;
import static dev.kyoto.Kyoto.tryTaskId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.Futures;
import dev.kyoto.runtime.JoinException;
import dev.kyoto.sync.Oneshot;
import dev.kyoto.task.AbortGuard;
import dev.kyoto.task.AbortOnClose;
import dev.kyoto.task.TaskBuilder;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Tasks that do not outlive a block, and tasks with names, on every flavour. */
final class AbortOnCloseTest extends FlavorSuite {

    AbortOnCloseTest(Flavor flavor) {
        super(flavor);
    }

    @Test
    void closingAborts() {
        run(
                () -> {
                    var handle = spawn(Futures.pending());
                    var abort = handle.abortHandle();
                    try (var task = AbortOnClose.of(handle)) {
                        Futures.yieldNow().await();
                        assertThat(task.isFinished()).isFalse();
                        assertThat(task.id()).isEqualTo(task.abortHandle().id());
                    }
                    while (!abort.isFinished()) {
                        Futures.yieldNow().await();
                    }
                });
    }

    @Test
    void itIsAwaitedLikeAHandle() {
        run(
                () -> {
                    try (var task = AbortOnClose.of(spawn(() -> 5))) {
                        assertThat(task.await()).isEqualTo(5);
                    }
                    var failed = AbortOnClose.of(spawn(Futures.failed(new RuntimeException("no"))));
                    assertThat(failureOf(failed)).isInstanceOf(JoinException.class);
                    var aborted = AbortOnClose.of(spawn(Futures.pending()));
                    aborted.abort();
                    assertThat(failureOf(aborted)).isInstanceOf(JoinException.class);
                    assertThat(failureOf(aborted)).isInstanceOf(IllegalStateException.class);
                    assertThat(aborted.toString()).contains("AbortOnClose of JoinHandle");
                });
    }

    @Test
    void aLoserOfASelectHasEndedBeforeTheWinnerIsReturned() {
        var cleaned = new AtomicBoolean();
        run(
                () -> {
                    var started = Oneshot.<Boolean>channel();
                    var loser =
                            AbortOnClose.of(
                                    spawn(
                                            () -> {
                                                var _ = started.sender().send(true);
                                                try {
                                                    Futures.pending().await();
                                                } finally {
                                                    Futures.yieldNow().await();
                                                    cleaned.set(true);
                                                }
                                            }));
                    select(loser, started.receiver()).await();
                    assertThat(cleaned).isTrue();
                    assertThat(loser.isFinished()).isTrue();
                });
    }

    @Test
    void detachGivesTheHandleBack() {
        run(
                () -> {
                    var gate = Oneshot.<Integer>channel();
                    var task = AbortOnClose.of(spawn(gate.receiver()));
                    var handle = task.detach();
                    task.close();
                    assertThat(failureOf(task)).isInstanceOf(IllegalStateException.class);
                    var _ = gate.sender().send(7);
                    assertThat(handle.await()).isEqualTo(7);
                });
    }

    @Test
    void aGuardAbortsUnlessDefused() {
        run(
                () -> {
                    var aborted = spawn(Futures.pending());
                    var kept = spawn(() -> 7);
                    try (var guard = AbortGuard.of(aborted.abortHandle());
                            var defused = AbortGuard.of(kept.abortHandle())) {
                        assertThat(guard.isFinished()).isFalse();
                        defused.detach();
                    }
                    assertThat(failureOf(aborted)).isInstanceOf(JoinException.class);
                    assertThat(kept.await()).isEqualTo(7);
                });
    }

    @Test
    void aTaskKnowsItsId() {
        assertThat(tryTaskId()).isEmpty();
        run(
                () -> {
                    var task = spawn(() -> tryTaskId().orElseThrow().equals(taskId()));
                    var id = task.id();
                    assertThat(task.abortHandle().id()).isEqualTo(id);
                    assertThat(task.await()).isTrue();
                    assertThat(spawn(() -> taskId()).await()).isGreaterThan(id);
                });
    }

    @Test
    void aNameShowsInMessages() {
        run(
                () -> {
                    var builder = TaskBuilder.named("the resolver");
                    assertThat(builder.spawn(() -> 5).await()).isEqualTo(5);
                    var failed = failureOf(builder.spawn(Futures.failed(new RuntimeException())));
                    assertThat(failed).hasMessageContaining("'the resolver'");
                    var blocking = builder.spawnBlocking(() -> Integer.parseInt("x"));
                    assertThat(blocking.toString()).contains("'the resolver'");
                    assertThat(failureOf(blocking)).hasMessageContaining("'the resolver'");
                    assertThat(failureOf(blocking)).isInstanceOf(IllegalStateException.class);
                    var site = builder.spawn(() -> Futures.pending().await());
                    assertThat(site.toString()).contains("AbortOnCloseTest.java");
                    site.abort();
                    assertThat(failureOf(site)).hasMessageContaining("cancelled");
                });
    }
}
