package dev.kyoto.internal.blocking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BlockingPoolTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final List<Thread> made = new CopyOnWriteArrayList<>();
    private final List<Throwable> uncaught = new CopyOnWriteArrayList<>();
    private final List<BlockingPool> pools = new ArrayList<>();
    private final CountDownLatch gate = new CountDownLatch(1);

    @AfterEach
    void noThreadIsLeft() throws InterruptedException {
        gate.countDown();
        for (var pool : pools) {
            pool.beginShutdown();
            assertThat(pool.awaitTermination(-1)).isTrue();
            assertThat(pool.threads()).isZero();
            assertThat(pool.idleThreads()).isZero();
            assertThat(pool.queued()).isZero();
        }
        assertThat(made).noneMatch(Thread::isAlive);
    }

    @Test
    void aNewPoolHasNoThread() {
        var pool = pool(4, LONG);
        assertThat(pool.threads()).isZero();
        assertThat(pool.idleThreads()).isZero();
        assertThat(pool.queued()).isZero();
    }

    @Test
    void aBurstMakesThreadsUpToTheLimitAndQueuesTheRest() throws InterruptedException {
        var pool = pool(3, LONG);
        var jobs = submit(pool, 10);
        for (int i = 0; i < 3; i++) {
            jobs.get(i).started.await();
        }
        assertThat(pool.threads()).isEqualTo(3);
        assertThat(pool.idleThreads()).isZero();
        assertThat(pool.queued()).isEqualTo(7);
        gate.countDown();
        for (var job : jobs) {
            job.ended.await();
        }
        awaitIdle(pool, 3);
        assertThat(made).hasSize(3);
        assertThat(jobs).allSatisfy(job -> assertThat(job.runs).hasValue(1));
    }

    @Test
    void anIdleThreadIsReused() throws InterruptedException {
        var pool = pool(4, LONG);
        gate.countDown();
        for (int i = 0; i < 100; i++) {
            submit(pool, 1).getFirst().ended.await();
            awaitIdle(pool, 1);
        }
        assertThat(made).hasSize(1);
        assertThat(pool.threads()).isEqualTo(1);
    }

    @Test
    void theSubmitterTakesAThreadOffTheIdleOnes() throws InterruptedException {
        var pool = pool(2, LONG);
        var first = submit(pool, 2);
        first.get(0).started.await();
        first.get(1).started.await();
        gate.countDown();
        awaitIdle(pool, 2);
        // Whether or not the called thread has come yet, it does not count as idle any more.
        var held = new CountDownLatch(1);
        pool.submit(running(() -> awaitUninterrupted(held)));
        assertThat(pool.idleThreads()).isEqualTo(1);
        pool.submit(running(() -> awaitUninterrupted(held)));
        assertThat(pool.idleThreads()).isZero();
        pool.submit(running(() -> awaitUninterrupted(held)));
        assertThat(pool.idleThreads()).isZero();
        assertThat(made).hasSize(2);
        held.countDown();
        awaitIdle(pool, 2);
    }

    @Test
    void jobsStartInTheirOrder() throws InterruptedException {
        var pool = pool(1, LONG);
        var blocker = submit(pool, 1).getFirst();
        var order = new CopyOnWriteArrayList<Integer>();
        var last = new CountDownLatch(1);
        for (int i = 0; i < 100; i++) {
            int number = i;
            pool.submit(running(() -> order.add(number)));
        }
        pool.submit(running(last::countDown));
        blocker.started.await();
        gate.countDown();
        last.await();
        assertThat(order).hasSize(100).isSorted();
    }

    @Test
    void jobsThatWaitForEachOtherAllRun() throws Exception {
        int threads = 64;
        var pool = pool(threads, LONG);
        // From no thread to all of them, then with all of them idle, and with some of them busy.
        for (int round = 0; round < 200; round++) {
            int busy = round < 2 ? 0 : round % threads;
            var held = new CountDownLatch(1);
            for (int i = 0; i < busy; i++) {
                pool.submit(running(() -> awaitUninterrupted(held)));
            }
            submitMeeting(pool, threads - busy).await();
            held.countDown();
            awaitIdle(pool, threads);
        }
        assertThat(made).hasSize(threads);
    }

    @Test
    void jobsThatWaitForEachOtherAllRunWhileThreadsTimeOut() throws Exception {
        var random = new Random(3);
        for (int round = 0; round < 300; round++) {
            made.clear();
            var pool = pool(4, Duration.ofNanos(random.nextInt(60_000)));
            for (int i = 0; i < 20; i++) {
                // Short jobs first: their threads are idle, about to time out, or on their way.
                for (int quick = random.nextInt(6); quick > 0; quick--) {
                    pool.submit(running(Thread::onSpinWait));
                }
                submitMeeting(pool, 4).await();
                LockSupport.parkNanos(random.nextInt(80_000));
            }
            pools.remove(pool);
            pool.beginShutdown();
            assertThat(pool.awaitTermination(-1)).isTrue();
            assertThat(made).noneMatch(Thread::isAlive);
        }
    }

    @Test
    void aBurstOfShortJobsFromManySubmittersRunsInFull() throws Exception {
        int submitters = 4;
        int each = 20_000;
        var pool = pool(8, LONG);
        var left = new CountDownLatch(submitters * each);
        try (var executor = Executors.newFixedThreadPool(submitters)) {
            for (int i = 0; i < submitters; i++) {
                executor.execute(
                        () -> {
                            for (int job = 0; job < each; job++) {
                                pool.submit(running(left::countDown));
                            }
                        });
            }
        }
        left.await();
        awaitIdle(pool, pool.threads());
    }

    @Test
    void anIdleThreadEndsAfterTheKeepAlive() throws InterruptedException {
        var pool = pool(4, Duration.ofMillis(5));
        gate.countDown();
        submit(pool, 3);
        for (var thread : made) {
            thread.join();
        }
        assertThat(pool.threads()).isZero();
        assertThat(pool.idleThreads()).isZero();
        submit(pool, 1).getFirst().ended.await();
    }

    @Test
    void withoutKeepAliveAThreadEndsOnceItHasNothingToDo() throws InterruptedException {
        var pool = pool(1, Duration.ZERO);
        var jobs = submit(pool, 3);
        gate.countDown();
        made.getFirst().join();
        assertThat(jobs).allSatisfy(job -> assertThat(job.runs).hasValue(1));
        assertThat(pool.threads()).isZero();
    }

    @Test
    void noJobIsLostBetweenTimeOutAndSubmit() throws InterruptedException {
        // Threads time out all the time; each job is submitted at about that moment.
        var random = new Random(1);
        var pool = pool(2, Duration.ofNanos(20_000));
        gate.countDown();
        for (int i = 0; i < 3_000; i++) {
            var job = submit(pool, 1).getFirst();
            job.ended.await();
            LockSupport.parkNanos(random.nextInt(40_000));
        }
        for (var thread : made) {
            thread.join();
        }
        assertThat(pool.threads()).isZero();
    }

    @Test
    void aRemovedJobIsNeitherRunNorDiscarded() throws InterruptedException {
        var pool = pool(1, LONG);
        var jobs = submit(pool, 3);
        jobs.getFirst().started.await();
        assertThat(pool.remove(jobs.get(0))).as("has started").isFalse();
        assertThat(pool.remove(jobs.get(1))).isTrue();
        assertThat(pool.remove(jobs.get(1))).as("is gone").isFalse();
        assertThat(pool.queued()).isEqualTo(1);
        gate.countDown();
        jobs.get(2).ended.await();
        assertThat(jobs.get(1).runs).hasValue(0);
        assertThat(jobs.get(1).discards).hasValue(0);
        awaitIdle(pool, 1);
    }

    @Test
    void aThreadWhoseJobWasRemovedIsIdleAgain() throws InterruptedException {
        var pool = pool(1, LONG);
        gate.countDown();
        submit(pool, 1).getFirst().ended.await();
        for (int i = 0; i < 1_000; i++) {
            awaitIdle(pool, 1);
            var job = new TestJob();
            pool.submit(job);
            boolean removed = pool.remove(job);
            if (!removed) {
                job.ended.await();
            }
            assertThat(job.runs).hasValue(removed ? 0 : 1);
        }
        awaitIdle(pool, 1);
    }

    @Test
    void aJobIsQueuedOnceAtATime() throws InterruptedException {
        var pool = pool(1, LONG);
        submit(pool, 1).getFirst().started.await();
        var job = new TestJob();
        pool.submit(job);
        assertThatThrownBy(() -> pool.submit(job))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is queued already");
        assertThat(pool.queued()).isEqualTo(1);
    }

    @Test
    void shutdownDiscardsWhatIsQueuedAndLetsTheRestEnd() throws InterruptedException {
        var pool = pool(1, LONG);
        var jobs = submit(pool, 3);
        var mandatory = new TestJob();
        assertThat(pool.submitMandatory(mandatory)).isTrue();
        jobs.getFirst().started.await();
        pool.beginShutdown();
        assertThat(jobs.get(1).discards).hasValue(1);
        assertThat(jobs.get(2).discards).hasValue(1);
        assertThat(pool.queued()).isEqualTo(1);
        assertThat(pool.awaitTermination(0)).isFalse();
        assertThat(pool.awaitTermination(1)).isFalse();
        pool.beginShutdown();
        gate.countDown();
        assertThat(pool.awaitTermination(-1)).isTrue();
        assertThat(made).noneMatch(Thread::isAlive);
        assertThat(jobs.getFirst().runs).hasValue(1);
        assertThat(jobs.getFirst().discards).hasValue(0);
        assertThat(mandatory.runs).hasValue(1);
        assertThat(mandatory.discards).hasValue(0);
        assertThat(jobs.get(1).runs).hasValue(0);
        assertThat(jobs.get(2).runs).hasValue(0);
    }

    @Test
    void shutdownEndsIdleThreads() throws InterruptedException {
        var pool = pool(3, LONG);
        var jobs = submit(pool, 3);
        gate.countDown();
        for (var job : jobs) {
            job.ended.await();
        }
        awaitIdle(pool, 3);
        pool.beginShutdown();
        assertThat(pool.idleThreads()).isZero();
        assertThat(pool.awaitTermination(Long.MAX_VALUE)).isTrue();
        assertThat(made).hasSize(3).noneMatch(Thread::isAlive);
    }

    @Test
    void afterShutdownJobsAreRefusedAndUntouched() throws InterruptedException {
        var pool = pool(1, LONG);
        pool.beginShutdown();
        var job = new TestJob();
        assertThat(pool.submit(job)).isFalse();
        assertThat(pool.submitMandatory(job)).isFalse();
        assertThat(pool.remove(job)).isFalse();
        assertThat(pool.awaitTermination(0)).isTrue();
        assertThat(job.runs).hasValue(0);
        assertThat(job.discards).hasValue(0);
        assertThat(made).isEmpty();
    }

    @Test
    void awaitTerminationWaitsForShutdown() throws InterruptedException {
        var pool = pool(1, LONG);
        assertThat(pool.awaitTermination(1)).isFalse();
    }

    @Test
    void threadsThatEndedEarlierAreJoinedToo() throws InterruptedException {
        for (int i = 0; i < 200; i++) {
            made.clear();
            var pool = pool(1, Duration.ZERO);
            gate.countDown();
            submit(pool, 1).getFirst().ended.await();
            pool.beginShutdown();
            assertThat(pool.awaitTermination(-1)).isTrue();
            assertThat(made).noneMatch(Thread::isAlive);
        }
    }

    @Test
    void aJobThatThrowsIsReportedAndItsThreadGoesOn() throws InterruptedException {
        var pool = pool(1, LONG);
        var failure = new AssertionError("thrown by the test");
        gate.countDown();
        pool.submit(
                running(
                        () -> {
                            throw failure;
                        }));
        submit(pool, 1).getFirst().ended.await();
        awaitIdle(pool, 1);
        assertThat(uncaught).containsExactly(failure);
        assertThat(made).hasSize(1);
        assertThat(pool.threads()).isEqualTo(1);
    }

    @Test
    void anInterruptLeftBehindDoesNotReachTheNextJob() throws InterruptedException {
        var pool = pool(1, LONG);
        var interrupted = new ArrayList<Boolean>();
        var ended = new CountDownLatch(1);
        pool.submit(running(() -> Thread.currentThread().interrupt()));
        pool.submit(
                running(
                        () -> {
                            interrupted.add(Thread.currentThread().isInterrupted());
                            ended.countDown();
                        }));
        ended.await();
        assertThat(interrupted).containsExactly(false);
    }

    @Test
    void anInterruptedIdleThreadGoesOnWaiting() throws InterruptedException {
        var pool = pool(1, LONG);
        gate.countDown();
        submit(pool, 1).getFirst().ended.await();
        awaitIdle(pool, 1);
        made.getFirst().interrupt();
        submit(pool, 1).getFirst().ended.await();
        awaitIdle(pool, 1);
        assertThat(made).hasSize(1);
    }

    @Test
    void aThreadThatCannotBeMadeIsToleratedWhileAnotherLives() throws InterruptedException {
        var failing = new AtomicInteger();
        ThreadFactory factory =
                body -> {
                    if (failing.get() == 1) {
                        throw new OutOfMemoryError("thrown by the test");
                    }
                    return failing.get() == 2 ? null : thread(body);
                };
        var pool = new BlockingPool(4, LONG, factory);
        pools.add(pool);
        var running = submit(pool, 1).getFirst();
        running.started.await();
        failing.set(1);
        var second = submit(pool, 1).getFirst();
        failing.set(2);
        var third = submit(pool, 1).getFirst();
        assertThat(pool.threads()).isEqualTo(1);
        assertThat(pool.queued()).isEqualTo(2);
        gate.countDown();
        second.ended.await();
        third.ended.await();
    }

    @Test
    void aThreadThatCannotBeMadeFailsTheSubmitIfThereIsNoOther() {
        var pool = new BlockingPool(4, LONG, body -> null);
        pools.add(pool);
        var job = new TestJob();
        assertThatThrownBy(() -> pool.submit(job))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("returned null");
        assertThat(pool.queued()).isZero();
        assertThat(pool.threads()).isZero();
    }

    @Test
    void argumentsThatDoNotWorkAreRefused() {
        assertThatThrownBy(() -> new BlockingPool(0, LONG, this::thread))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxThreads is 0");
        assertThatThrownBy(() -> new BlockingPool(1, Duration.ofNanos(-1), this::thread))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("keepAlive is PT-0.000000001S");
    }

    @Test
    void submitRacingShutdownRunsOrDiscardsEachAcceptedJobOnce() throws Exception {
        var random = new Random(2);
        gate.countDown();
        try (var racers = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < 10_000; round++) {
                var keepAlive =
                        random.nextBoolean() ? Duration.ofNanos(random.nextInt(50_000)) : LONG;
                var pool = new BlockingPool(1 + random.nextInt(3), keepAlive, this::daemon);
                var jobs = List.of(new TestJob(), new TestJob(), new TestJob(), new TestJob());
                var accepted = new boolean[jobs.size()];
                int pause = random.nextInt(200);
                var start = new CyclicBarrier(2);
                var submitter =
                        racers.submit(
                                () -> {
                                    start.await();
                                    for (int i = 0; i < accepted.length; i++) {
                                        var job = jobs.get(i);
                                        accepted[i] =
                                                i == 2
                                                        ? pool.submitMandatory(job)
                                                        : pool.submit(job);
                                    }
                                    return null;
                                });
                var closer =
                        racers.submit(
                                () -> {
                                    start.await();
                                    for (int i = 0; i < pause; i++) {
                                        Thread.onSpinWait();
                                    }
                                    pool.beginShutdown();
                                    return pool.awaitTermination(-1);
                                });
                assertThat(closer.get()).isTrue();
                submitter.get();
                for (int i = 0; i < accepted.length; i++) {
                    var job = jobs.get(i);
                    int discards = job.discards.get();
                    assertThat(job.runs.get() + discards)
                            .as("round %s, job %s", round, i)
                            .isEqualTo(accepted[i] ? 1 : 0);
                    if (i == 2) {
                        assertThat(discards).isZero();
                    }
                }
                assertThat(pool.threads()).isZero();
            }
        }
    }

    private BlockingPool pool(int maxThreads, Duration keepAlive) {
        var pool = new BlockingPool(maxThreads, keepAlive, this::thread);
        pools.add(pool);
        return pool;
    }

    private Thread thread(Runnable body) {
        var thread = daemon(body);
        made.add(thread);
        return thread;
    }

    private Thread daemon(Runnable body) {
        return Thread.ofPlatform()
                .daemon()
                .uncaughtExceptionHandler((thread, failure) -> uncaught.add(failure))
                .unstarted(body);
    }

    private List<TestJob> submit(BlockingPool pool, int count) {
        var jobs = new ArrayList<TestJob>();
        for (int i = 0; i < count; i++) {
            var job = new TestJob();
            assertThat(pool.submit(job)).isTrue();
            jobs.add(job);
        }
        return jobs;
    }

    /** Submits jobs of which none ends before all have started. */
    private static CountDownLatch submitMeeting(BlockingPool pool, int count) {
        var met = new CountDownLatch(count);
        var ended = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            pool.submit(
                    running(
                            () -> {
                                met.countDown();
                                awaitUninterrupted(met);
                                ended.countDown();
                            }));
        }
        return ended;
    }

    /** A job has ended for its submitter a moment before its thread is idle. */
    private static void awaitIdle(BlockingPool pool, int threads) {
        while (pool.idleThreads() != threads) {
            Thread.onSpinWait();
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody should interrupt a job", e);
        }
    }

    private static BlockingPool.Job running(Runnable body) {
        return new BlockingPool.Job() {
            @Override
            public void run() {
                body.run();
            }

            @Override
            public void discard() {
                throw new AssertionError("this job should run");
            }
        };
    }

    /** Counts what happens to it; runs until the test's gate is open. */
    private final class TestJob implements BlockingPool.Job {
        final CountDownLatch started = new CountDownLatch(1);
        final CountDownLatch ended = new CountDownLatch(1);
        final AtomicInteger runs = new AtomicInteger();
        final AtomicInteger discards = new AtomicInteger();

        @Override
        public void run() {
            runs.incrementAndGet();
            started.countDown();
            awaitUninterrupted(gate);
            ended.countDown();
        }

        @Override
        public void discard() {
            discards.incrementAndGet();
        }
    }
}
