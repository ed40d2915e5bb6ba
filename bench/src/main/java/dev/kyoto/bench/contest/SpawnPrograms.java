package dev.kyoto.bench.contest;

import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.spawnBlocking;
import static dev.kyoto.Kyoto.yieldNow;

import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.runtime.JoinHandle;
import dev.kyoto.sync.Oneshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** What it costs to spawn, to yield and to be woken. */
final class SpawnPrograms {
    static final int CALLS_AT_ONCE = 16;
    static final int ROUNDS_OF_CALLS = 100;
    static final int YIELDING_TASKS = 200;
    static final int BUSY_TASKS = 8;
    static final int BUSY_CHAINS = 4;
    private static final long SPIN_NANOS = 10_000;

    static final Map<String, Contestant.Maker> MAKERS =
            Map.ofEntries(
                    Map.entry("spawn_many_local", SpawnPrograms::spawnManyLocal),
                    Map.entry("spawn_many_remote_idle", p -> remote(p, KyotoContestant.runtime(p))),
                    Map.entry("spawn_many_remote_busy1", SpawnPrograms::remoteBusy),
                    Map.entry("spawn_many_remote_busy2", SpawnPrograms::remoteChains),
                    Map.entry("yield_many", SpawnPrograms::yieldMany),
                    Map.entry("ping_pong", SpawnPrograms::pingPong),
                    Map.entry("chained_spawn", SpawnPrograms::chainedSpawn),
                    Map.entry("ct_spawn_many_local", SpawnPrograms::localSpawnMany),
                    Map.entry(
                            "ct_spawn_many_remote_idle",
                            p -> remote(p, KyotoContestant.runtime(p))),
                    Map.entry("ct_spawn_many_remote_busy", SpawnPrograms::localRemoteBusy),
                    Map.entry("ct_spawn_join", SpawnPrograms::spawnJoin),
                    Map.entry("ct_spawn_join10", SpawnPrograms::spawnJoin),
                    Map.entry("mt_spawn_join", SpawnPrograms::spawnJoin),
                    Map.entry("mt_spawn_join10", SpawnPrograms::spawnJoin),
                    Map.entry("remote_spawn_1", p -> remoteSpawn(p, 1)),
                    Map.entry("remote_spawn_4", p -> remoteSpawn(p, 4)),
                    Map.entry("remote_spawn_16", p -> remoteSpawn(p, 16)),
                    Map.entry("remote_spawn_64", p -> remoteSpawn(p, 64)),
                    Map.entry("spawn_blocking_1", SpawnPrograms::blockingCalls),
                    Map.entry("spawn_blocking_16", SpawnPrograms::blockingCalls),
                    Map.entry("spawn_blocking_64", SpawnPrograms::blockingCalls));

    private SpawnPrograms() {}

    private static Sampler spawnManyLocal(Program program) {
        var runtime = KyotoContestant.runtime(program);
        int tasks = program.operations();
        return Sampler.timing(
                tasks,
                () -> {
                    var countdown = new Countdown(tasks);
                    runtime.spawn(() -> spawnAll(tasks, countdown)).detach();
                    countdown.waitOn(runtime);
                });
    }

    private static void spawnAll(int tasks, Countdown countdown) {
        for (int i = 0; i < tasks; i++) {
            spawn(() -> countdown.count()).detach();
        }
    }

    private static Sampler remote(Program program, AsyncRuntime runtime) {
        int tasks = program.operations();
        return Sampler.timing(
                tasks,
                () -> {
                    var countdown = new Countdown(tasks);
                    for (int i = 0; i < tasks; i++) {
                        runtime.spawn(() -> countdown.count()).detach();
                    }
                    countdown.waitOn(runtime);
                });
    }

    private static Sampler remoteBusy(Program program) {
        var runtime = KyotoContestant.runtime(program);
        for (int i = 0; i < BUSY_TASKS; i++) {
            runtime.spawn(
                            () -> {
                                while (true) {
                                    yieldNow().await();
                                    spin();
                                }
                            })
                    .detach();
        }
        return remote(program, runtime);
    }

    private static Sampler remoteChains(Program program) {
        var runtime = KyotoContestant.runtime(program);
        var stop = new AtomicBoolean();
        for (int i = 0; i < BUSY_CHAINS; i++) {
            runtime.spawn(() -> link(stop)).detach();
        }
        return remote(program, runtime);
    }

    private static void link(AtomicBoolean stop) {
        spin();
        if (!stop.get()) {
            spawn(() -> link(stop)).detach();
        }
    }

    /** Keeps its thread busy for a moment, whatever it is. */
    static void spin() {
        long start = System.nanoTime();
        while (System.nanoTime() - start < SPIN_NANOS) {
            Thread.onSpinWait();
        }
    }

    private static Sampler yieldMany(Program program) {
        var runtime = KyotoContestant.runtime(program);
        int yields = program.operations() / YIELDING_TASKS;
        return Sampler.timing(
                program.operations(),
                () -> {
                    var countdown = new Countdown(YIELDING_TASKS);
                    for (int i = 0; i < YIELDING_TASKS; i++) {
                        runtime.spawn(
                                        () -> {
                                            for (int y = 0; y < yields; y++) {
                                                yieldNow().await();
                                            }
                                            countdown.count();
                                        })
                                .detach();
                    }
                    countdown.waitOn(runtime);
                });
    }

    private static Sampler pingPong(Program program) {
        var runtime = KyotoContestant.runtime(program);
        int pairs = program.operations();
        return Sampler.timing(
                pairs,
                () -> {
                    var countdown = new Countdown(pairs);
                    runtime.spawn(
                                    () -> {
                                        for (int i = 0; i < pairs; i++) {
                                            spawn(() -> exchange(countdown)).detach();
                                        }
                                    })
                            .detach();
                    countdown.waitOn(runtime);
                });
    }

    private static void exchange(Countdown countdown) {
        var ping = Oneshot.<Boolean>channel();
        var pong = Oneshot.<Boolean>channel();
        spawn(
                        () -> {
                            ping.receiver().await();
                            var _ = pong.sender().send(true);
                        })
                .detach();
        var _ = ping.sender().send(true);
        pong.receiver().await();
        countdown.count();
    }

    private static Sampler chainedSpawn(Program program) {
        var runtime = KyotoContestant.runtime(program);
        int tasks = program.operations();
        return Sampler.timing(
                tasks,
                () -> {
                    var countdown = new Countdown(1);
                    runtime.spawn(() -> chain(countdown, tasks - 1)).detach();
                    countdown.waitOn(runtime);
                });
    }

    private static void chain(Countdown countdown, int left) {
        if (left == 0) {
            countdown.count();
        } else {
            spawn(() -> chain(countdown, left - 1)).detach();
        }
    }

    private static Sampler localSpawnMany(Program program) {
        var runtime = KyotoContestant.runtime(program);
        int tasks = program.operations();
        return Sampler.timing(
                tasks,
                () ->
                        runtime.blockOn(
                                () -> {
                                    var countdown = new Countdown(tasks);
                                    spawnAll(tasks, countdown);
                                    countdown.ended().await();
                                }));
    }

    private static Sampler localRemoteBusy(Program program) {
        var runtime = KyotoContestant.runtime(program);
        runtime.spawn(() -> respawn()).detach();
        return remote(program, runtime);
    }

    private static void respawn() {
        spawn(() -> respawn()).detach();
    }

    private static Sampler spawnJoin(Program program) {
        var runtime = KyotoContestant.runtime(program);
        int tasks = program.operations();
        return Sampler.timing(
                tasks,
                () -> {
                    int sum =
                            runtime.blockOn(
                                    () -> {
                                        var handles = new ArrayList<JoinHandle<Integer>>(tasks);
                                        for (int i = 0; i < tasks; i++) {
                                            handles.add(spawn(() -> yieldThenOne()));
                                        }
                                        return joinAll(handles);
                                    });
                    Contestant.check(sum, tasks);
                });
    }

    private static int yieldThenOne() {
        yieldNow().await();
        return 1;
    }

    private static Sampler remoteSpawn(Program program, int threads) {
        var runtime = KyotoContestant.runtime(program);
        var spawners =
                new Spawners<JoinHandle<Integer>>(
                        threads, program.operations() / threads, () -> runtime.spawn(() -> 1));
        return () -> {
            var round = spawners.round();
            int sum = runtime.blockOn(() -> joinAll(round.handles()));
            long nanos = System.nanoTime() - round.start();
            Contestant.check(sum, program.operations());
            return (double) nanos / program.operations();
        };
    }

    private static int joinAll(List<JoinHandle<Integer>> handles) {
        int sum = 0;
        for (var handle : handles) {
            sum += handle.await();
        }
        return sum;
    }

    private static Sampler blockingCalls(Program program) {
        var runtime = KyotoContestant.runtime(program);
        int tasks = program.operations() / (ROUNDS_OF_CALLS * CALLS_AT_ONCE);
        return Sampler.timing(
                program.operations(),
                () -> {
                    var callers = new ArrayList<JoinHandle<Integer>>();
                    for (int t = 0; t < tasks; t++) {
                        callers.add(runtime.spawn(() -> callBlocking()));
                    }
                    int sum = 0;
                    for (var caller : callers) {
                        sum += caller.await();
                    }
                    Contestant.check(sum, program.operations());
                });
    }

    private static int callBlocking() {
        int sum = 0;
        for (int round = 0; round < ROUNDS_OF_CALLS; round++) {
            var calls = new ArrayList<JoinHandle<Integer>>(CALLS_AT_ONCE);
            for (int i = 0; i < CALLS_AT_ONCE; i++) {
                calls.add(spawnBlocking(() -> 1));
            }
            for (var call : calls) {
                sum += call.await();
            }
        }
        return sum;
    }
}
