package dev.kyoto.bench.contest;

import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.yieldNow;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.runtime.JoinHandle;
import dev.kyoto.sync.Oneshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The programs of which the woven block is held against a state machine written by hand, on the same
 * runtime: those that do little else than suspend, resume and spawn.
 */
final class HandPrograms {

    static final Map<String, Contestant.Maker> MAKERS =
            Map.of(
                    "spawn_many_local", HandPrograms::spawnManyLocal,
                    "yield_many", HandPrograms::yieldMany,
                    "ping_pong", HandPrograms::pingPong,
                    "chained_spawn", HandPrograms::chainedSpawn,
                    "skynet", HandPrograms::skynet);

    private HandPrograms() {}

    private static Sampler spawnManyLocal(Program program) {
        var runtime = KyotoContestant.runtime(program);
        int tasks = program.operations();
        return Sampler.timing(
                tasks,
                () -> {
                    var countdown = new Countdown(tasks);
                    runtime.spawn(
                                    once(
                                            () -> {
                                                for (int i = 0; i < tasks; i++) {
                                                    spawn(once(countdown::count)).detach();
                                                }
                                            }))
                            .detach();
                    countdown.waitOn(runtime);
                });
    }

    /** A future that does one thing and is ready. */
    private static Future<@Nullable Void> once(Runnable work) {
        return cx -> {
            work.run();
            return Poll.ready(null);
        };
    }

    private static Sampler yieldMany(Program program) {
        var runtime = KyotoContestant.runtime(program);
        int yields = program.operations() / SpawnPrograms.YIELDING_TASKS;
        return Sampler.timing(
                program.operations(),
                () -> {
                    var countdown = new Countdown(SpawnPrograms.YIELDING_TASKS);
                    for (int i = 0; i < SpawnPrograms.YIELDING_TASKS; i++) {
                        runtime.spawn(new Yielding(yields, countdown)).detach();
                    }
                    countdown.waitOn(runtime);
                });
    }

    private static final class Yielding implements Future<@Nullable Void> {
        private final Countdown countdown;
        private int left;
        private @Nullable Future<@Nullable Void> turn;

        Yielding(int yields, Countdown countdown) {
            this.left = yields;
            this.countdown = countdown;
        }

        @Override
        public Poll<@Nullable Void> poll(Context cx) {
            while (left > 0) {
                if (turn == null) {
                    turn = yieldNow();
                }
                if (turn.poll(cx).isPending()) {
                    return Poll.pending();
                }
                turn = null;
                left--;
            }
            countdown.count();
            return Poll.ready(null);
        }
    }

    private static Sampler pingPong(Program program) {
        var runtime = KyotoContestant.runtime(program);
        int pairs = program.operations();
        return Sampler.timing(
                pairs,
                () -> {
                    var countdown = new Countdown(pairs);
                    runtime.spawn(
                                    once(
                                            () -> {
                                                for (int i = 0; i < pairs; i++) {
                                                    spawn(new Pinger(countdown)).detach();
                                                }
                                            }))
                            .detach();
                    countdown.waitOn(runtime);
                });
    }

    private static final class Pinger implements Future<@Nullable Void> {
        private final Countdown countdown;
        private Oneshot.@Nullable Channel<Boolean> pong;

        Pinger(Countdown countdown) {
            this.countdown = countdown;
        }

        @Override
        public Poll<@Nullable Void> poll(Context cx) {
            if (pong == null) {
                var ping = Oneshot.<Boolean>channel();
                pong = Oneshot.channel();
                spawn(new Ponger(ping.receiver(), pong.sender())).detach();
                var _ = ping.sender().send(true);
            }
            if (pong.receiver().poll(cx).isPending()) {
                return Poll.pending();
            }
            countdown.count();
            return Poll.ready(null);
        }
    }

    private record Ponger(Oneshot.Receiver<Boolean> ping, Oneshot.Sender<Boolean> pong)
            implements Future<@Nullable Void> {
        @Override
        public Poll<@Nullable Void> poll(Context cx) {
            if (ping.poll(cx).isPending()) {
                return Poll.pending();
            }
            var _ = pong.send(true);
            return Poll.ready(null);
        }
    }

    private static Sampler chainedSpawn(Program program) {
        var runtime = KyotoContestant.runtime(program);
        int tasks = program.operations();
        return Sampler.timing(
                tasks,
                () -> {
                    var countdown = new Countdown(1);
                    runtime.spawn(new Link(countdown, tasks - 1)).detach();
                    countdown.waitOn(runtime);
                });
    }

    private record Link(Countdown countdown, int left) implements Future<@Nullable Void> {
        @Override
        public Poll<@Nullable Void> poll(Context cx) {
            if (left == 0) {
                countdown.count();
            } else {
                spawn(new Link(countdown, left - 1)).detach();
            }
            return Poll.ready(null);
        }
    }

    private static Sampler skynet(Program program) {
        var runtime = KyotoContestant.runtime(program);
        return Sampler.timing(
                program.operations(),
                () ->
                        Contestant.check(
                                runtime.blockOn(runtime.spawn(new Skynet(0, WholePrograms.LEAVES))),
                                (long) WholePrograms.LEAVES * (WholePrograms.LEAVES - 1) / 2));
    }

    private static final class Skynet implements Future<Long> {
        private final int number;
        private final int size;
        private @Nullable List<JoinHandle<Long>> children;
        private int joined;
        private long sum;

        Skynet(int number, int size) {
            this.number = number;
            this.size = size;
        }

        @Override
        public Poll<Long> poll(Context cx) {
            if (size == 1) {
                return Poll.ready((long) number);
            }
            if (children == null) {
                children = new ArrayList<>(WholePrograms.BRANCHES);
                int part = size / WholePrograms.BRANCHES;
                for (int i = 0; i < WholePrograms.BRANCHES; i++) {
                    children.add(spawn(new Skynet(number + i * part, part)));
                }
            }
            while (joined < WholePrograms.BRANCHES) {
                if (!(children.get(joined).poll(cx) instanceof Poll.Ready<Long>(Long value))) {
                    return Poll.pending();
                }
                sum += value;
                joined++;
            }
            return Poll.ready(sum);
        }
    }
}
