package dev.kyoto.bench.contest;

import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** The JDK's locks between virtual threads; fair ones, as Tokio's and Kyoto's are. */
final class JdkLockPrograms {

    static final Map<String, Contestant.Maker> MAKERS =
            Map.of(
                    "rwlock_uncontended", JdkLockPrograms::readAlone,
                    "rwlock_contended", JdkLockPrograms::readBehindWriter,
                    "mutex_uncontended", JdkLockPrograms::lockAlone,
                    "mutex_contended", JdkLockPrograms::lockTogether,
                    "semaphore_uncontended", JdkLockPrograms::acquireAlone,
                    "semaphore_concurrent", p -> acquireTogether(p, 10),
                    "semaphore_contended", p -> acquireTogether(p, 5),
                    "timeout_ready", JdkLockPrograms::timeoutReady);

    private JdkLockPrograms() {}

    private static Sampler inOneThread(Program program, Callable<Integer> body) {
        return Sampler.timing(
                program.operations(),
                () -> Contestant.check(JdkSpawnPrograms.spawn(body).get(), program.operations()));
    }

    private static Sampler readAlone(Program program) {
        var lock = new ReentrantReadWriteLock(true);
        return inOneThread(
                program,
                () -> {
                    int reads = 0;
                    for (int i = 0; i < program.operations(); i++) {
                        lock.readLock().lock();
                        try {
                            reads++;
                        } finally {
                            lock.readLock().unlock();
                        }
                    }
                    return reads;
                });
    }

    private static Sampler readBehindWriter(Program program) {
        var lock = new ReentrantReadWriteLock(true);
        return inOneThread(
                program,
                () -> {
                    var readers = new ArrayList<FutureTask<Integer>>();
                    lock.writeLock().lock();
                    try {
                        for (int i = 1; i < program.operations(); i++) {
                            readers.add(JdkSpawnPrograms.spawn(() -> read(lock)));
                        }
                        Thread.yield();
                    } finally {
                        lock.writeLock().unlock();
                    }
                    int sum = 1;
                    for (var reader : readers) {
                        sum += reader.get();
                    }
                    return sum;
                });
    }

    private static int read(ReentrantReadWriteLock lock) {
        lock.readLock().lock();
        try {
            return lock.getReadLockCount() > 0 ? 1 : 0;
        } finally {
            lock.readLock().unlock();
        }
    }

    private static Sampler lockAlone(Program program) {
        var lock = new ReentrantLock(true);
        return inOneThread(
                program,
                () -> {
                    int count = 0;
                    for (int i = 0; i < program.operations(); i++) {
                        lock.lock();
                        try {
                            count++;
                        } finally {
                            lock.unlock();
                        }
                    }
                    return count;
                });
    }

    private static Sampler lockTogether(Program program) {
        int each = program.operations() / LockPrograms.LOCKERS;
        return Sampler.timing(
                program.operations(),
                () -> {
                    var lock = new ReentrantLock(true);
                    var count = new int[1];
                    var lockers = new ArrayList<FutureTask<Integer>>();
                    for (int t = 0; t < LockPrograms.LOCKERS; t++) {
                        lockers.add(
                                JdkSpawnPrograms.spawn(
                                        () -> {
                                            int seen = 0;
                                            for (int i = 0; i < each; i++) {
                                                lock.lock();
                                                try {
                                                    seen = ++count[0];
                                                    Thread.yield();
                                                } finally {
                                                    lock.unlock();
                                                }
                                            }
                                            return seen;
                                        }));
                    }
                    int last = 0;
                    for (var locker : lockers) {
                        last = Math.max(last, locker.get());
                    }
                    Contestant.check(last, program.operations());
                });
    }

    private static Sampler acquireAlone(Program program) {
        var permits = new Semaphore(10, true);
        return inOneThread(
                program,
                () -> {
                    int acquired = 0;
                    for (int i = 0; i < program.operations(); i++) {
                        permits.acquire();
                        acquired++;
                        permits.release();
                    }
                    return acquired;
                });
    }

    private static Sampler acquireTogether(Program program, int permits) {
        var semaphore = new Semaphore(permits, true);
        return inOneThread(
                program,
                () -> {
                    var holders = new ArrayList<FutureTask<Integer>>();
                    for (int i = 0; i < program.operations(); i++) {
                        holders.add(
                                JdkSpawnPrograms.spawn(
                                        () -> {
                                            semaphore.acquire();
                                            Thread.yield();
                                            semaphore.release();
                                            return 1;
                                        }));
                    }
                    int sum = 0;
                    for (var holder : holders) {
                        sum += holder.get();
                    }
                    return sum;
                });
    }

    private static Sampler timeoutReady(Program program) {
        return inOneThread(
                program,
                () -> {
                    int sum = 0;
                    for (int i = 0; i < program.operations(); i++) {
                        sum += CompletableFuture.completedFuture(1).get(1, TimeUnit.SECONDS);
                    }
                    return sum;
                });
    }
}
