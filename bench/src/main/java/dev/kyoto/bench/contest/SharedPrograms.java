package dev.kyoto.bench.contest;

import static dev.kyoto.Kyoto.yieldNow;

import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.sync.Broadcast;
import dev.kyoto.sync.Notify;
import dev.kyoto.sync.Watch;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** One that many wait for: broadcast, watch and notify. */
final class SharedPrograms {
    private static final int ROUNDS = 100;
    private static final int CAPACITY = 1_000;
    private static final int WAKES = 500;

    static final Map<String, Contestant.Maker> MAKERS =
            Map.ofEntries(
                    Map.entry("broadcast_10", SharedPrograms::broadcast),
                    Map.entry("broadcast_100", SharedPrograms::broadcast),
                    Map.entry("broadcast_1000", SharedPrograms::broadcast),
                    Map.entry("watch_10", SharedPrograms::watch),
                    Map.entry("watch_100", SharedPrograms::watch),
                    Map.entry("watch_1000", SharedPrograms::watch),
                    Map.entry("notify_one_10", p -> notifying(p, 10, false)),
                    Map.entry("notify_one_100", p -> notifying(p, 100, false)),
                    Map.entry("notify_one_500", p -> notifying(p, 500, false)),
                    Map.entry("notify_waiters_10", p -> notifying(p, 10, true)),
                    Map.entry("notify_waiters_100", p -> notifying(p, 100, true)),
                    Map.entry("notify_waiters_500", p -> notifying(p, 500, true)));

    private SharedPrograms() {}

    /** Receivers that are not done with a number yet, and who waits for them. */
    private static final class Round {
        private final AtomicInteger left = new AtomicInteger();
        private final Notify over = new Notify();

        void done(Integer number) {
            // The work of a receiver, which must not be compiled away.
            if (Integer.toString(number).isEmpty()) {
                throw new IllegalStateException();
            }
            if (left.decrementAndGet() == 0) {
                over.notifyOne();
            }
        }
    }

    private static Sampler broadcast(Program program) {
        var runtime = KyotoContestant.runtime(program);
        int receivers = program.operations() / ROUNDS;
        var sender = Broadcast.<Integer>sender(CAPACITY);
        var round = new Round();
        for (int i = 0; i < receivers; i++) {
            var receiver = sender.subscribe();
            runtime.spawn(() -> receive(receiver, round)).detach();
        }
        return Sampler.timing(
                program.operations(),
                () -> runtime.blockOn(() -> broadcast(sender, receivers, round)));
    }

    private static void receive(Broadcast.Receiver<Integer> receiver, Round round) {
        while (receiver.recv().await() instanceof Broadcast.Received.Message<Integer>(var number)) {
            round.done(number);
        }
    }

    private static void broadcast(Broadcast.Sender<Integer> sender, int receivers, Round round) {
        for (int i = 0; i < ROUNDS; i++) {
            round.left.set(receivers);
            Contestant.check(sender.send(i), receivers);
            round.over.notified().await();
        }
    }

    private static Sampler watch(Program program) {
        var runtime = KyotoContestant.runtime(program);
        int receivers = program.operations() / ROUNDS;
        var sender = Watch.sender(0);
        var round = new Round();
        for (int i = 0; i < receivers; i++) {
            var receiver = sender.subscribe();
            runtime.spawn(() -> receive(receiver, round)).detach();
        }
        return Sampler.timing(
                program.operations(),
                () -> runtime.blockOn(() -> change(sender, receivers, round)));
    }

    private static void receive(Watch.Receiver<Integer> receiver, Round round) {
        while (receiver.changed().await()) {
            round.done(receiver.borrowAndUpdate());
        }
    }

    private static void change(Watch.Sender<Integer> sender, int receivers, Round round) {
        for (int i = 0; i < ROUNDS; i++) {
            round.left.set(receivers);
            if (!sender.send(i)) {
                throw new IllegalStateException("nobody watches");
            }
            round.over.notified().await();
        }
    }

    private static Sampler notifying(Program program, int waiters, boolean all) {
        var runtime = KyotoContestant.runtime(program);
        var notify = new Notify();
        var woken = new AtomicInteger();
        for (int i = 0; i < waiters; i++) {
            runtime.spawn(() -> waitInLoop(notify, woken)).detach();
        }
        return Sampler.timing(
                WAKES,
                () -> {
                    woken.set(0);
                    wake(runtime, notify, woken, all);
                });
    }

    private static void waitInLoop(Notify notify, AtomicInteger woken) {
        while (true) {
            notify.notified().await();
            woken.incrementAndGet();
        }
    }

    private static void wake(
            AsyncRuntime runtime, Notify notify, AtomicInteger woken, boolean all) {
        runtime.blockOn(
                () -> {
                    while (woken.get() < WAKES) {
                        if (all) {
                            notify.notifyWaiters();
                        } else {
                            notify.notifyOne();
                        }
                        yieldNow().await();
                    }
                });
    }
}
