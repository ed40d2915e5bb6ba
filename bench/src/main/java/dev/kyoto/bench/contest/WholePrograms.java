package dev.kyoto.bench.contest;

import static dev.kyoto.Kyoto.select;
import static dev.kyoto.Kyoto.sleep;
import static dev.kyoto.Kyoto.sleepUntil;
import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.yieldNow;

import dev.kyoto.future.OneOf2;
import dev.kyoto.runtime.JoinHandle;
import dev.kyoto.sync.Mpsc;
import dev.kyoto.task.JoinSet;
import dev.kyoto.time.AsyncInstant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Whole programs: many parts of the library at once. */
final class WholePrograms {
    private static final Duration FAR = Duration.ofHours(1);

    /** Time for all sleepers to fall asleep. */
    private static final Duration LEAD = Duration.ofSeconds(4);

    static final int BRANCHES = 10;
    static final int LEAVES = 1_000_000;

    static final Map<String, Contestant.Maker> MAKERS =
            Map.of(
                    "select_two", WholePrograms::selectTwo,
                    "join_set_10000", WholePrograms::joinSet,
                    "sleepers_bytes", WholePrograms::sleepersBytes,
                    "sleepers_wake", WholePrograms::sleepersWake,
                    "channel_chain_10000", WholePrograms::channelChain,
                    "skynet", WholePrograms::skynet);

    private WholePrograms() {}

    private static Sampler selectTwo(Program program) {
        var runtime = KyotoContestant.runtime(program);
        int each = program.operations() / 2;
        return Sampler.timing(
                program.operations(),
                () -> {
                    var first = Mpsc.<Integer>bounded(100);
                    var second = Mpsc.<Integer>bounded(100);
                    runtime.spawn(() -> send(first.sender(), each)).detach();
                    runtime.spawn(() -> send(second.sender(), each)).detach();
                    long sum =
                            runtime.blockOn(
                                    runtime.spawn(
                                            () ->
                                                    receive(
                                                            first.receiver(),
                                                            second.receiver(),
                                                            2 * each)));
                    first.receiver().close();
                    second.receiver().close();
                    Contestant.check(sum, (long) each * (each - 1));
                });
    }

    private static void send(Mpsc.Sender<Integer> sender, int count) {
        for (int i = 0; i < count; i++) {
            sender.send(i).await();
        }
        // Closed by the receiving end: a closed channel would be ready for ever in the select.
    }

    private static long receive(
            Mpsc.Receiver<Integer> first, Mpsc.Receiver<Integer> second, int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum +=
                    switch (select(first.recv(), second.recv()).await()) {
                        case OneOf2.First<Integer, Integer>(var number) -> number;
                        case OneOf2.Second<Integer, Integer>(var number) -> number;
                    };
        }
        return sum;
    }

    private static Sampler joinSet(Program program) {
        var runtime = KyotoContestant.runtime(program);
        int tasks = program.operations();
        return Sampler.timing(
                tasks,
                () ->
                        Contestant.check(
                                runtime.blockOn(runtime.spawn(() -> joinSet(tasks))), tasks));
    }

    private static int joinSet(int tasks) {
        int sum = 0;
        try (var set = new JoinSet<Integer>()) {
            for (int i = 0; i < tasks; i++) {
                set.spawn(() -> yieldThenOne());
            }
            for (var end = set.joinNext().await(); end != null; end = set.joinNext().await()) {
                sum += end.value();
            }
        }
        return sum;
    }

    private static int yieldThenOne() {
        yieldNow().await();
        return 1;
    }

    private static Sampler sleepersBytes(Program program) {
        return () -> {
            try (var runtime = KyotoContestant.runtime(program)) {
                var asleep = new AtomicInteger();
                long before = Heap.used();
                for (int i = 0; i < program.operations(); i++) {
                    runtime.spawn(() -> sleepLong(asleep)).detach();
                }
                while (asleep.get() < program.operations()) {
                    LockSupport.parkNanos(1_000_000);
                }
                double bytes = (double) (Heap.used() - before) / program.operations();
                runtime.shutdownBackground();
                return bytes;
            }
        };
    }

    private static void sleepLong(AtomicInteger asleep) {
        asleep.incrementAndGet();
        sleep(FAR).await();
    }

    private static Sampler sleepersWake(Program program) {
        var runtime = KyotoContestant.runtime(program);
        int tasks = program.operations();
        return () -> {
            var countdown = new Countdown(tasks);
            var asleep = new AtomicInteger();
            long due = System.nanoTime() + LEAD.toNanos();
            var instant = runtime.blockOn(() -> AsyncInstant.now()).plus(LEAD);
            for (int i = 0; i < tasks; i++) {
                runtime.spawn(() -> sleepUntilThen(instant, asleep, countdown)).detach();
            }
            while (asleep.get() < tasks) {
                LockSupport.parkNanos(1_000_000);
            }
            if (System.nanoTime() - due >= 0) {
                throw new IllegalStateException(LEAD + " is too short for all to fall asleep");
            }
            countdown.waitOn(runtime);
            return (double) (System.nanoTime() - due) / tasks;
        };
    }

    private static void sleepUntilThen(
            AsyncInstant instant, AtomicInteger asleep, Countdown countdown) {
        asleep.incrementAndGet();
        sleepUntil(instant).await();
        countdown.count();
    }

    private static Sampler channelChain(Program program) {
        var runtime = KyotoContestant.runtime(program);
        var first = Mpsc.<Integer>bounded(1);
        var last = first.receiver();
        for (int i = 0; i < program.operations(); i++) {
            var next = Mpsc.<Integer>bounded(1);
            var receiver = last;
            runtime.spawn(() -> pass(receiver, next.sender())).detach();
            last = next.receiver();
        }
        var end = last;
        return Sampler.timing(
                program.operations(),
                () ->
                        Contestant.check(
                                runtime.blockOn(
                                        () -> {
                                            first.sender().send(7).await();
                                            return Objects.requireNonNull(end.recv().await());
                                        }),
                                7));
    }

    private static void pass(Mpsc.Receiver<Integer> from, Mpsc.Sender<Integer> to) {
        for (var number = from.recv().await(); number != null; number = from.recv().await()) {
            to.send(number).await();
        }
    }

    private static Sampler skynet(Program program) {
        var runtime = KyotoContestant.runtime(program);
        return Sampler.timing(
                program.operations(),
                () ->
                        Contestant.check(
                                runtime.blockOn(runtime.spawn(() -> skynet(0, LEAVES))),
                                (long) LEAVES * (LEAVES - 1) / 2));
    }

    private static long skynet(int number, int size) {
        if (size == 1) {
            return number;
        }
        var children = new ArrayList<JoinHandle<Long>>(BRANCHES);
        int part = size / BRANCHES;
        for (int i = 0; i < BRANCHES; i++) {
            int start = number + i * part;
            children.add(spawn(() -> skynet(start, part)));
        }
        long sum = 0;
        for (var child : children) {
            sum += child.await();
        }
        return sum;
    }
}
