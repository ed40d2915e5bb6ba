package dev.kyoto.bench.contest;

import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.yieldNow;

import dev.kyoto.runtime.JoinHandle;
import dev.kyoto.sync.Mutex;
import dev.kyoto.sync.RwLock;
import dev.kyoto.sync.Semaphore;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Locks and permits, free and fought for. */
final class LockPrograms {
    static final int LOCKERS = 4;

    static final Map<String, Contestant.Maker> MAKERS =
            Map.of(
                    "rwlock_uncontended", LockPrograms::readAlone,
                    "rwlock_contended", LockPrograms::readBehindWriter,
                    "mutex_uncontended", LockPrograms::lockAlone,
                    "mutex_contended", LockPrograms::lockTogether,
                    "semaphore_uncontended", LockPrograms::acquireAlone,
                    "semaphore_concurrent", p -> acquireTogether(p, 10),
                    "semaphore_contended", p -> acquireTogether(p, 5));

    private LockPrograms() {}

    private static Sampler readAlone(Program program) {
        var runtime = KyotoContestant.runtime(program);
        var lock = RwLock.of(new AtomicInteger());
        int reads = program.operations();
        return Sampler.timing(
                reads,
                () ->
                        runtime.blockOn(
                                () -> {
                                    for (int i = 0; i < reads; i++) {
                                        lock.read().await().close();
                                    }
                                }));
    }

    private static Sampler readBehindWriter(Program program) {
        var runtime = KyotoContestant.runtime(program);
        var lock = RwLock.of(new AtomicInteger());
        int readers = program.operations() - 1;
        return Sampler.timing(
                program.operations(),
                () ->
                        Contestant.check(
                                runtime.blockOn(runtime.spawn(() -> write(lock, readers))),
                                program.operations()));
    }

    /** A task of the worker, so that the readers really queue while it holds the lock. */
    private static int write(RwLock<AtomicInteger> lock, int readers) {
        var handles = new ArrayList<JoinHandle<Integer>>(readers);
        try (var guard = lock.write().await()) {
            guard.value().set(1);
            for (int i = 0; i < readers; i++) {
                handles.add(spawn(() -> read(lock)));
            }
            yieldNow().await();
        }
        int sum = 1;
        for (var handle : handles) {
            sum += handle.await();
        }
        return sum;
    }

    private static int read(RwLock<AtomicInteger> lock) {
        try (var guard = lock.read().await()) {
            return guard.value().get();
        }
    }

    private static Sampler lockAlone(Program program) {
        var runtime = KyotoContestant.runtime(program);
        var lock = Mutex.of(new int[1]);
        int times = program.operations();
        return Sampler.timing(
                times,
                () ->
                        runtime.blockOn(
                                () -> {
                                    for (int i = 0; i < times; i++) {
                                        var guard = lock.lock().await();
                                        guard.value()[0]++;
                                        guard.close();
                                    }
                                }));
    }

    private static Sampler lockTogether(Program program) {
        var runtime = KyotoContestant.runtime(program);
        int each = program.operations() / LOCKERS;
        return Sampler.timing(
                program.operations(),
                () -> {
                    var lock = Mutex.of(new int[1]);
                    var handles = new ArrayList<JoinHandle<Integer>>();
                    for (int t = 0; t < LOCKERS; t++) {
                        handles.add(runtime.spawn(() -> addUnderLock(lock, each)));
                    }
                    int last = 0;
                    for (var handle : handles) {
                        last = Math.max(last, handle.await());
                    }
                    Contestant.check(last, program.operations());
                });
    }

    /** The count when this task had added its last. */
    private static int addUnderLock(Mutex<int[]> lock, int times) {
        int seen = 0;
        for (int i = 0; i < times; i++) {
            try (var guard = lock.lock().await()) {
                seen = ++guard.value()[0];
                yieldNow().await();
            }
        }
        return seen;
    }

    private static Sampler acquireAlone(Program program) {
        var runtime = KyotoContestant.runtime(program);
        var permits = Semaphore.of(10);
        int times = program.operations();
        return Sampler.timing(
                times,
                () ->
                        runtime.blockOn(
                                () -> {
                                    for (int i = 0; i < times; i++) {
                                        permits.acquire().await().close();
                                    }
                                }));
    }

    private static Sampler acquireTogether(Program program, int permits) {
        var runtime = KyotoContestant.runtime(program);
        var semaphore = Semaphore.of(permits);
        int tasks = program.operations();
        return Sampler.timing(
                tasks,
                () ->
                        runtime.blockOn(
                                () -> {
                                    var handles = new ArrayList<JoinHandle<Integer>>(tasks);
                                    for (int i = 0; i < tasks; i++) {
                                        handles.add(spawn(() -> hold(semaphore)));
                                    }
                                    for (var handle : handles) {
                                        handle.await();
                                    }
                                }));
    }

    private static int hold(Semaphore semaphore) {
        try (var permit = semaphore.acquire().await()) {
            yieldNow().await();
            return permit.permits();
        }
    }
}
