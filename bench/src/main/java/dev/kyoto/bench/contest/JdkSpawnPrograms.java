package dev.kyoto.bench.contest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Spawning, yielding, joining and sleeping, with virtual threads as tasks. */
final class JdkSpawnPrograms {
    private static final Duration LEAD = Duration.ofSeconds(6);

    static final Map<String, Contestant.Maker> MAKERS =
            Map.ofEntries(
                    Map.entry("spawn_many_local", JdkSpawnPrograms::spawnManyLocal),
                    Map.entry("spawn_many_remote_idle", JdkSpawnPrograms::remote),
                    Map.entry("spawn_many_remote_busy1", JdkSpawnPrograms::remoteBusy),
                    Map.entry("spawn_many_remote_busy2", JdkSpawnPrograms::remoteChains),
                    Map.entry("yield_many", JdkSpawnPrograms::yieldMany),
                    Map.entry("ping_pong", JdkSpawnPrograms::pingPong),
                    Map.entry("chained_spawn", JdkSpawnPrograms::chainedSpawn),
                    Map.entry("ct_spawn_many_local", JdkSpawnPrograms::spawnManyLocal),
                    Map.entry("ct_spawn_many_remote_idle", JdkSpawnPrograms::remote),
                    Map.entry("ct_spawn_join", JdkSpawnPrograms::spawnJoin),
                    Map.entry("ct_spawn_join10", JdkSpawnPrograms::spawnJoin),
                    Map.entry("mt_spawn_join", JdkSpawnPrograms::spawnJoin),
                    Map.entry("mt_spawn_join10", JdkSpawnPrograms::spawnJoin),
                    Map.entry("remote_spawn_1", p -> remoteSpawn(p, 1)),
                    Map.entry("remote_spawn_4", p -> remoteSpawn(p, 4)),
                    Map.entry("remote_spawn_16", p -> remoteSpawn(p, 16)),
                    Map.entry("remote_spawn_64", p -> remoteSpawn(p, 64)),
                    Map.entry("spawn_blocking_1", JdkSpawnPrograms::blockingCalls),
                    Map.entry("spawn_blocking_16", JdkSpawnPrograms::blockingCalls),
                    Map.entry("spawn_blocking_64", JdkSpawnPrograms::blockingCalls),
                    Map.entry("join_set_10000", JdkSpawnPrograms::joinSet),
                    Map.entry("sleepers_bytes", JdkSpawnPrograms::sleepersBytes),
                    Map.entry("sleepers_wake", JdkSpawnPrograms::sleepersWake),
                    Map.entry("skynet", JdkSpawnPrograms::skynet));

    private JdkSpawnPrograms() {}

    /** Starts a virtual thread whose value can be waited for. */
    static <T> FutureTask<T> spawn(Callable<T> body) {
        var task = new FutureTask<>(body);
        Thread.startVirtualThread(task);
        return task;
    }

    private static Sampler spawnManyLocal(Program program) {
        int tasks = program.operations();
        return Sampler.timing(
                tasks,
                () -> {
                    var left = new CountDownLatch(tasks);
                    Thread.startVirtualThread(() -> spawnAll(tasks, left));
                    left.await();
                });
    }

    private static void spawnAll(int tasks, CountDownLatch left) {
        for (int i = 0; i < tasks; i++) {
            Thread.startVirtualThread(left::countDown);
        }
    }

    private static Sampler remote(Program program) {
        int tasks = program.operations();
        return Sampler.timing(
                tasks,
                () -> {
                    var left = new CountDownLatch(tasks);
                    spawnAll(tasks, left);
                    left.await();
                });
    }

    private static Sampler remoteBusy(Program program) {
        for (int i = 0; i < SpawnPrograms.BUSY_TASKS; i++) {
            Thread.startVirtualThread(
                    () -> {
                        while (true) {
                            Thread.yield();
                            SpawnPrograms.spin();
                        }
                    });
        }
        return remote(program);
    }

    private static Sampler remoteChains(Program program) {
        var stop = new AtomicBoolean();
        for (int i = 0; i < SpawnPrograms.BUSY_CHAINS; i++) {
            Thread.startVirtualThread(() -> link(stop));
        }
        return remote(program);
    }

    private static void link(AtomicBoolean stop) {
        SpawnPrograms.spin();
        if (!stop.get()) {
            Thread.startVirtualThread(() -> link(stop));
        }
    }

    private static Sampler yieldMany(Program program) {
        int yields = program.operations() / SpawnPrograms.YIELDING_TASKS;
        return Sampler.timing(
                program.operations(),
                () -> {
                    var left = new CountDownLatch(SpawnPrograms.YIELDING_TASKS);
                    for (int i = 0; i < SpawnPrograms.YIELDING_TASKS; i++) {
                        Thread.startVirtualThread(
                                () -> {
                                    for (int y = 0; y < yields; y++) {
                                        Thread.yield();
                                    }
                                    left.countDown();
                                });
                    }
                    left.await();
                });
    }

    private static Sampler pingPong(Program program) {
        int pairs = program.operations();
        return Sampler.timing(
                pairs,
                () -> {
                    var left = new CountDownLatch(pairs);
                    Thread.startVirtualThread(
                            () -> {
                                for (int i = 0; i < pairs; i++) {
                                    Thread.startVirtualThread(() -> exchange(left));
                                }
                            });
                    left.await();
                });
    }

    private static void exchange(CountDownLatch left) {
        var ping = new CompletableFuture<Boolean>();
        var pong = new CompletableFuture<Boolean>();
        Thread.startVirtualThread(() -> pong.complete(ping.join()));
        ping.complete(true);
        if (pong.join()) {
            left.countDown();
        }
    }

    private static Sampler chainedSpawn(Program program) {
        return Sampler.timing(
                program.operations(),
                () -> {
                    var left = new CountDownLatch(1);
                    Thread.startVirtualThread(() -> chain(left, program.operations() - 1));
                    left.await();
                });
    }

    private static void chain(CountDownLatch ended, int left) {
        if (left == 0) {
            ended.countDown();
        } else {
            Thread.startVirtualThread(() -> chain(ended, left - 1));
        }
    }

    private static Sampler spawnJoin(Program program) {
        int tasks = program.operations();
        return Sampler.timing(
                tasks,
                () -> {
                    var handles = new ArrayList<FutureTask<Integer>>(tasks);
                    for (int i = 0; i < tasks; i++) {
                        handles.add(spawn(JdkSpawnPrograms::yieldThenOne));
                    }
                    int sum = 0;
                    for (var handle : handles) {
                        sum += handle.get();
                    }
                    Contestant.check(sum, tasks);
                });
    }

    private static int yieldThenOne() {
        Thread.yield();
        return 1;
    }

    private static Sampler remoteSpawn(Program program, int threads) {
        var spawners =
                new Spawners<FutureTask<Integer>>(
                        threads, program.operations() / threads, () -> spawn(() -> 1));
        return () -> {
            var round = spawners.round();
            int sum = 0;
            for (var handle : round.handles()) {
                sum += handle.get();
            }
            long nanos = System.nanoTime() - round.start();
            Contestant.check(sum, program.operations());
            return (double) nanos / program.operations();
        };
    }

    private static Sampler blockingCalls(Program program) {
        // As many threads as are wanted at once, kept for later: the pool for calls that block.
        var pool = Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory());
        int tasks =
                program.operations()
                        / (SpawnPrograms.ROUNDS_OF_CALLS * SpawnPrograms.CALLS_AT_ONCE);
        return Sampler.timing(
                program.operations(),
                () -> {
                    var callers = new ArrayList<FutureTask<Integer>>();
                    for (int t = 0; t < tasks; t++) {
                        callers.add(spawn(() -> callBlocking(pool)));
                    }
                    int sum = 0;
                    for (var caller : callers) {
                        sum += caller.get();
                    }
                    Contestant.check(sum, program.operations());
                });
    }

    private static int callBlocking(ExecutorService pool)
            throws ExecutionException, InterruptedException {
        int sum = 0;
        for (int round = 0; round < SpawnPrograms.ROUNDS_OF_CALLS; round++) {
            var calls = new ArrayList<Future<Integer>>(SpawnPrograms.CALLS_AT_ONCE);
            for (int i = 0; i < SpawnPrograms.CALLS_AT_ONCE; i++) {
                calls.add(pool.submit(() -> 1));
            }
            for (var call : calls) {
                sum += call.get();
            }
        }
        return sum;
    }

    private static Sampler joinSet(Program program) {
        int tasks = program.operations();
        return Sampler.timing(
                tasks,
                () -> {
                    var set = new ExecutorCompletionService<Integer>(Thread::startVirtualThread);
                    for (int i = 0; i < tasks; i++) {
                        var _ = set.submit(JdkSpawnPrograms::yieldThenOne);
                    }
                    int sum = 0;
                    for (int i = 0; i < tasks; i++) {
                        sum += set.take().get();
                    }
                    Contestant.check(sum, tasks);
                });
    }

    private static Sampler sleepersBytes(Program program) {
        return () -> {
            var asleep = new AtomicInteger();
            var over = new AtomicBoolean();
            var sleepers = new ArrayList<Thread>(program.operations());
            long before = Heap.used();
            for (int i = 0; i < program.operations(); i++) {
                sleepers.add(
                        Thread.startVirtualThread(
                                () -> {
                                    asleep.incrementAndGet();
                                    while (!over.get()) {
                                        LockSupport.parkNanos(TimeUnit.HOURS.toNanos(1));
                                    }
                                }));
            }
            while (asleep.get() < program.operations()) {
                LockSupport.parkNanos(1_000_000);
            }
            double bytes = (double) (Heap.used() - before) / program.operations();
            over.set(true);
            for (var sleeper : sleepers) {
                LockSupport.unpark(sleeper);
            }
            for (var sleeper : sleepers) {
                sleeper.join();
            }
            return bytes;
        };
    }

    private static Sampler sleepersWake(Program program) {
        int tasks = program.operations();
        return () -> {
            var left = new CountDownLatch(tasks);
            var asleep = new AtomicInteger();
            long due = System.nanoTime() + LEAD.toNanos();
            for (int i = 0; i < tasks; i++) {
                Thread.startVirtualThread(
                        () -> {
                            asleep.incrementAndGet();
                            while (System.nanoTime() - due < 0) {
                                LockSupport.parkNanos(due - System.nanoTime());
                            }
                            left.countDown();
                        });
            }
            while (asleep.get() < tasks) {
                LockSupport.parkNanos(1_000_000);
            }
            if (System.nanoTime() - due >= 0) {
                throw new IllegalStateException(LEAD + " is too short for all to fall asleep");
            }
            left.await();
            return (double) (System.nanoTime() - due) / tasks;
        };
    }

    private static Sampler skynet(Program program) {
        return Sampler.timing(
                program.operations(),
                () ->
                        Contestant.check(
                                spawn(() -> skynet(0, WholePrograms.LEAVES)).get(),
                                (long) WholePrograms.LEAVES * (WholePrograms.LEAVES - 1) / 2));
    }

    private static long skynet(int number, int size)
            throws ExecutionException, InterruptedException {
        if (size == 1) {
            return number;
        }
        var children = new ArrayList<FutureTask<Long>>(WholePrograms.BRANCHES);
        int part = size / WholePrograms.BRANCHES;
        for (int i = 0; i < WholePrograms.BRANCHES; i++) {
            int start = number + i * part;
            children.add(spawn(() -> skynet(start, part)));
        }
        long sum = 0;
        for (var child : children) {
            sum += child.get();
        }
        return sum;
    }
}
