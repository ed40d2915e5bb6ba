package dev.kyoto.bench;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.block.Blocks;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/**
 * What one machine costs when it is driven by hand, without a runtime: to make and run it, and to
 * suspend and resume it once. A block is held against the same machine written by hand.
 */
public class SuspendBenchmark extends NanosPerOperation {
    private static final int ROUNDS = 10_000;

    /** How the machine is written and run. */
    @Param public Way way;

    private final HandExecutor executor = new HandExecutor();
    private final Leaf ready = new Leaf(0);
    private final Leaf pendingOnce = new Leaf(1);

    /**
     * The newest machine. Whoever spawns or joins a machine keeps it; one that nobody keeps would not
     * even be allocated once its poll is inlined.
     */
    @Nullable Future<Integer> made;

    /**
     * Makes a machine whose only await is ready, and polls it once.
     *
     * @return its value
     */
    @Benchmark
    public int createAndRun() {
        return executor.run(made = oneAwait(ready));
    }

    /**
     * Makes a machine whose only await is pending once, and polls it twice.
     *
     * @return its value
     */
    @Benchmark
    public int createSuspendAndRun() {
        return executor.run(made = oneAwait(pendingOnce));
    }

    private Future<Integer> oneAwait(Leaf leaf) {
        return way == Way.HAND ? new HandCall(leaf) : Blocks.of(() -> leaf.await() + 1, way.mode());
    }

    /**
     * One await that is pending once, in a loop: one suspension, one poll that resumes.
     *
     * @return the sum of the values
     */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public int suspendAndResume() {
        var leaf = pendingOnce;
        return executor.run(
                way == Way.HAND
                        ? new HandLoop(leaf)
                        : Blocks.of(
                                () -> {
                                    int sum = 0;
                                    for (int i = 0; i < ROUNDS; i++) {
                                        sum += leaf.await();
                                    }
                                    return sum;
                                },
                                way.mode()));
    }

    /**
     * The same loop, three calls deep: each poll goes down through four machines, which are made
     * once.
     *
     * @return the sum of the values
     */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public int suspendDeepDown() {
        var leaf = pendingOnce;
        return executor.run(
                way == Way.HAND
                        ? new HandCall(new HandCall(new HandCall(new HandLoop(leaf))))
                        : Blocks.of(() -> outerLoop(leaf) + 1, way.mode()));
    }

    private static int outerLoop(Leaf leaf) {
        return middleLoop(leaf) + 1;
    }

    private static int middleLoop(Leaf leaf) {
        return innerLoop(leaf) + 1;
    }

    private static int innerLoop(Leaf leaf) {
        int sum = 0;
        for (int i = 0; i < ROUNDS; i++) {
            sum += leaf.await();
        }
        return sum;
    }

    /**
     * A loop that calls a method which calls a method which calls a method that awaits: three
     * machines are made for each suspension.
     *
     * @return the sum of the values
     */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public int callSuspendAndReturn() {
        var leaf = pendingOnce;
        return executor.run(
                way == Way.HAND
                        ? new HandCalls(leaf)
                        : Blocks.of(
                                () -> {
                                    int sum = 0;
                                    for (int i = 0; i < ROUNDS; i++) {
                                        sum += outerCall(leaf);
                                    }
                                    return sum;
                                },
                                way.mode()));
    }

    private static int outerCall(Leaf leaf) {
        return middleCall(leaf) + 1;
    }

    private static int middleCall(Leaf leaf) {
        return innerCall(leaf) + 1;
    }

    private static int innerCall(Leaf leaf) {
        return leaf.await() + 1;
    }

    /** Awaits one future and adds one to its value. */
    private static final class HandCall implements Future<Integer> {
        private final Future<Integer> awaited;

        HandCall(Future<Integer> awaited) {
            this.awaited = awaited;
        }

        @Override
        public Poll<Integer> poll(Context cx) {
            return awaited.poll(cx) instanceof Poll.Ready<Integer>(Integer value)
                    ? Poll.ready(value + 1)
                    : Poll.pending();
        }
    }

    /** Awaits one leaf again and again. */
    private static final class HandLoop implements Future<Integer> {
        private final Leaf leaf;
        private int i;
        private int sum;

        HandLoop(Leaf leaf) {
            this.leaf = leaf;
        }

        @Override
        public Poll<Integer> poll(Context cx) {
            while (i < ROUNDS) {
                if (!(leaf.poll(cx) instanceof Poll.Ready<Integer>(Integer value))) {
                    return Poll.pending();
                }
                sum += value;
                i++;
            }
            return Poll.ready(sum);
        }
    }

    /** Makes three machines for each round. */
    private static final class HandCalls implements Future<Integer> {
        private final Leaf leaf;
        private @Nullable Future<Integer> call;
        private int i;
        private int sum;

        HandCalls(Leaf leaf) {
            this.leaf = leaf;
        }

        @Override
        public Poll<Integer> poll(Context cx) {
            while (i < ROUNDS) {
                if (call == null) {
                    call = new HandCall(new HandCall(new HandCall(leaf)));
                }
                if (!(call.poll(cx) instanceof Poll.Ready<Integer>(Integer value))) {
                    return Poll.pending();
                }
                call = null;
                sum += value;
                i++;
            }
            return Poll.ready(sum);
        }
    }
}
