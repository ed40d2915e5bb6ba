package dev.kyoto.bench;

import static dev.kyoto.Kyoto.spawn;

import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.runtime.JoinHandle;
import dev.kyoto.sync.Mpsc;
import dev.kyoto.sync.Oneshot;
import java.util.ArrayList;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * Tasks that answer each other: what a message and the wake-up that it causes cost. Blocks are held
 * against futures written by hand which await the very same operations; Tokio has the second
 * program as {@code ping_pong}.
 */
public class PingPongBenchmark extends OneWorker {
    private static final int ROUNDS = 10_000;
    private static final int PAIRS = 1_000;
    private static final Integer BALL = 1;

    /**
     * One ball there and back, between two tasks, over two channels of one place each.
     *
     * @return the number of balls
     */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public int channels() {
        var there = Mpsc.<Integer>bounded(1);
        var back = Mpsc.<Integer>bounded(1);
        try (var toPong = there.sender();
                var atPong = there.receiver();
                var toPing = back.sender();
                var atPing = back.receiver()) {
            return run(
                    () ->
                            new HandSpawner(
                                    2,
                                    i ->
                                            i == 0
                                                    ? new HandPlayer(toPong, atPing, true)
                                                    : new HandPlayer(toPing, atPong, false)),
                    () -> {
                        var ping = spawn(ping(toPong, atPing));
                        var pong = spawn(pong(toPing, atPong));
                        return ping.await() + pong.await();
                    });
        }
    }

    private static AsyncCallable<Integer> ping(
            Mpsc.Sender<Integer> out, Mpsc.Receiver<Integer> in) {
        return () -> {
            int balls = 0;
            for (int round = 0; round < ROUNDS; round++) {
                out.send(BALL).await();
                balls += Objects.requireNonNull(in.recv().await());
            }
            return balls;
        };
    }

    private static AsyncCallable<Integer> pong(
            Mpsc.Sender<Integer> out, Mpsc.Receiver<Integer> in) {
        return () -> {
            int balls = 0;
            for (int round = 0; round < ROUNDS; round++) {
                balls += Objects.requireNonNull(in.recv().await());
                out.send(BALL).await();
            }
            return balls;
        };
    }

    /**
     * One pair of tasks that exchange two oneshots; pairs are many at a time.
     *
     * @return the number of answers
     */
    @Benchmark
    @OperationsPerInvocation(PAIRS)
    public int oneshots() {
        return run(
                () -> new HandSpawner(PAIRS, i -> new HandCaller()),
                () -> {
                    var handles = new ArrayList<JoinHandle<Integer>>(PAIRS);
                    for (int i = 0; i < PAIRS; i++) {
                        handles.add(
                                spawn(
                                        () -> {
                                            var question = Oneshot.<Integer>channel();
                                            var answer = Oneshot.<Integer>channel();
                                            spawn(answerer(question.receiver(), answer.sender()))
                                                    .detach();
                                            question.sender().send(BALL).orThrow();
                                            return answer.receiver().await();
                                        }));
                    }
                    int sum = 0;
                    for (var handle : handles) {
                        sum += handle.await();
                    }
                    return sum;
                });
    }

    private static AsyncCallable<Integer> answerer(
            Oneshot.Receiver<Integer> question, Oneshot.Sender<Integer> answer) {
        return () -> {
            int ball = question.await();
            answer.send(BALL).orThrow();
            return ball;
        };
    }

    /** Sends and receives in turn; the one of two that serves begins by sending. */
    private static final class HandPlayer implements Future<Integer> {
        private final Mpsc.Sender<Integer> out;
        private final Mpsc.Receiver<Integer> in;
        private boolean sends;
        private int steps;
        private int balls;
        private @Nullable Future<@Nullable Void> sending;
        private @Nullable Future<@Nullable Integer> receiving;

        HandPlayer(Mpsc.Sender<Integer> out, Mpsc.Receiver<Integer> in, boolean serves) {
            this.out = out;
            this.in = in;
            this.sends = serves;
        }

        @Override
        public Poll<Integer> poll(Context cx) {
            for (; steps < 2 * ROUNDS; steps++) {
                if (!(sends ? send(cx) : receive(cx))) {
                    return Poll.pending();
                }
                sends = !sends;
            }
            return Poll.ready(balls);
        }

        private boolean send(Context cx) {
            if (sending == null) {
                sending = out.send(BALL);
            }
            if (sending.poll(cx).isPending()) {
                return false;
            }
            sending = null;
            return true;
        }

        private boolean receive(Context cx) {
            if (receiving == null) {
                receiving = in.recv();
            }
            var poll = receiving.poll(cx);
            if (poll.isPending()) {
                return false;
            }
            balls += Objects.requireNonNull(poll.value());
            receiving = null;
            return true;
        }
    }

    /** Asks, and waits for the answer. */
    private static final class HandCaller implements Future<Integer> {
        private Oneshot.@Nullable Receiver<Integer> answer;

        @Override
        public Poll<Integer> poll(Context cx) {
            if (answer == null) {
                var question = Oneshot.<Integer>channel();
                var reply = Oneshot.<Integer>channel();
                answer = reply.receiver();
                spawn(new HandAnswerer(question.receiver(), reply.sender())).detach();
                question.sender().send(BALL).orThrow();
            }
            return answer.poll(cx);
        }
    }

    /** Waits for the question, and answers it. */
    private static final class HandAnswerer implements Future<Integer> {
        private final Oneshot.Receiver<Integer> question;
        private final Oneshot.Sender<Integer> answer;

        HandAnswerer(Oneshot.Receiver<Integer> question, Oneshot.Sender<Integer> answer) {
            this.question = question;
            this.answer = answer;
        }

        @Override
        public Poll<Integer> poll(Context cx) {
            if (!(question.poll(cx) instanceof Poll.Ready<Integer>(Integer ball))) {
                return Poll.pending();
            }
            answer.send(BALL).orThrow();
            return Poll.ready(ball);
        }
    }
}
