package dev.kyoto.future;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.util.ArrayDeque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class StageBridgeTest {
    private final Turns task = new Turns();
    private final ArrayDeque<Runnable> jobs = new ArrayDeque<>();
    private final Executor executor = jobs::add;

    private void runJobs() {
        for (var job = jobs.poll(); job != null; job = jobs.poll()) {
            job.run();
        }
    }

    @Test
    void stageWakesOnceItEnds() {
        var stage = new CompletableFuture<String>();
        var future = Futures.fromStage(stage);
        assertThat(task.poll(future).isPending()).isTrue();
        assertThat(task.poll(future).isPending()).isTrue();
        stage.complete("v");
        assertThat(task.wakes).isEqualTo(1);
        assertThat(task.poll(future).value()).isEqualTo("v");
    }

    @Test
    void endedStageIsReadyAtTheFirstPollIfThereIsBudget() {
        var future = Futures.fromStage(CompletableFuture.completedStage("v"));
        assertThat(task.pollStarved(future).isPending()).isTrue();
        assertThat(task.poll(future)).isEqualTo(Poll.ready("v"));
    }

    @Test
    void failureComesOutOfItsWrappers() {
        var eof = new EOFException("half");
        var chained =
                CompletableFuture.failedFuture(new CompletionException(eof))
                        .thenApply(v -> v)
                        .thenApply(v -> v);
        assertThatThrownBy(() -> task.poll(Futures.fromStage(chained)))
                .isInstanceOf(IoException.class)
                .hasCause(eof);
        var plain = new ArithmeticException();
        assertThatThrownBy(() -> task.poll(Futures.fromStage(CompletableFuture.failedStage(plain))))
                .isSameAs(plain);
    }

    @Test
    void cancelReachesTheStageButNotTheOriginalOfACopy() {
        for (boolean polled : new boolean[] {false, true}) {
            var stage = new CompletableFuture<String>();
            var future = Futures.fromStage(stage);
            if (polled) {
                assertThat(task.poll(future).isPending()).isTrue();
            }
            future.cancel();
            assertThat(stage).isCancelled();
        }
        assertThat(task.wakes).isZero();
        var shared = new CompletableFuture<String>();
        Futures.fromStage(shared.copy()).cancel();
        assertThat(shared).isNotDone();
    }

    @Test
    void driverPollsOnTheExecutorOncePerWakeUp() {
        var script = Script.<String>pending();
        var stage = Futures.toStage(script, executor);
        assertThat(script.polls).isZero();
        runJobs();
        assertThat(script.polls).isEqualTo(1);
        script.complete("v");
        assertThat(stage).isNotDone();
        runJobs();
        assertThat(stage).isCompletedWithValue("v");
        assertThat(script.polls).isEqualTo(2);
        assertThat(script.cancels).isZero();
        assertThat(jobs).isEmpty();
    }

    @Test
    void wakeUpDuringAPollLeadsToAnother() {
        var stage = Futures.toStage(Futures.yieldNow(), executor);
        jobs.remove().run();
        assertThat(jobs).hasSize(1);
        runJobs();
        assertThat(stage).isCompleted();
    }

    @Test
    void failureOfTheFutureIsTheFailureOfTheStage() {
        var failure = new ArithmeticException();
        var stage = Futures.toStage(Futures.failed(failure), executor);
        runJobs();
        assertThatThrownBy(stage::join).hasCause(failure);
    }

    @Test
    void cancelledStageCancelsTheFutureAndDrivesItsCleanup() {
        for (boolean polled : new boolean[] {false, true}) {
            var script = Script.<String>pending().withSlowCleanup();
            var stage = Futures.toStage(script, executor);
            if (polled) {
                runJobs();
            }
            stage.cancel(true);
            assertThat(script.cancelled).as("not on the caller's thread").isFalse();
            runJobs();
            assertThat(script.cancelled).isTrue();
            assertThat(script.polls).isEqualTo(polled ? 1 : 0);
            script.finishCleanup();
            runJobs();
            assertThat(script.ended).isTrue();
            assertThat(script.cancels).isEqualTo(1);
            assertThatThrownBy(stage::join).isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void executorThatRefusesCancelsTheFuture() {
        var script = Script.<String>pending();
        var stage =
                Futures.toStage(
                        script,
                        job -> {
                            throw new RejectedExecutionException("full");
                        });
        assertThatThrownBy(stage::join).hasCauseInstanceOf(RejectedExecutionException.class);
        assertThat(script.cancels).isEqualTo(1);
    }

    /** Polls never overlap and no wake-up is lost, whoever wakes. */
    @Test
    @Timeout(60)
    void driverIsOneAtATimeOnManyThreads() {
        try (var pool = Executors.newFixedThreadPool(3)) {
            for (int round = 0; round < 200; round++) {
                var inside = new AtomicInteger();
                var polls = new AtomicInteger();
                Future<Integer> busy =
                        cx -> {
                            if (inside.incrementAndGet() != 1) {
                                throw new AssertionError("two polls at once");
                            }
                            var waker = cx.waker();
                            pool.execute(waker::wake);
                            pool.execute(waker::wake);
                            inside.decrementAndGet();
                            return polls.incrementAndGet() >= 50 ? Poll.ready(50) : Poll.pending();
                        };
                assertThat(Futures.toStage(busy, pool).join()).isEqualTo(50);
                // Stale wake-ups may come until here; none of them polls an ended future.
                assertThat(polls.get()).isEqualTo(50);
            }
        }
    }
}
