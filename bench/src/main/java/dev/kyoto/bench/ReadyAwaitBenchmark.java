package dev.kyoto.bench;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.block.Blocks;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Awaits that need not wait, as of a buffer that has bytes: what the await itself costs. With one
 * type of future at the await the virtual machine can inline its poll, with four it cannot. A block
 * is held against a machine written by hand.
 */
public class ReadyAwaitBenchmark extends NanosPerOperation {
    private static final int ROUNDS = 10_000;

    /** How the machine is written and run. */
    @Param public Way way;

    /** How many types of future come to the one await. */
    @Param({"1", "4"})
    public int types;

    private final HandExecutor executor = new HandExecutor();

    /** Four futures, of one type or of four. */
    private Future<Integer>[] futures;

    /** Chooses the futures. */
    @Setup(Level.Trial)
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type has no other way
    public void choose() {
        var all = List.of(new First(1), new Second(2), new Third(3), new Fourth(4));
        futures = new Future[4];
        for (int i = 0; i < 4; i++) {
            futures[i] = types == 1 ? new First(i) : all.get(i);
        }
    }

    /**
     * One await of a future that is ready.
     *
     * @return the sum of the values
     */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public int await() {
        var awaited = futures;
        return executor.run(
                way == Way.HAND
                        ? new HandLoop(awaited)
                        : Blocks.of(
                                () -> {
                                    int sum = 0;
                                    for (int i = 0; i < ROUNDS; i++) {
                                        sum += awaited[i & 3].await();
                                    }
                                    return sum;
                                },
                                way.mode()));
    }

    /** Keeps its sum in a field only while it is suspended, which it never is here. */
    private static final class HandLoop implements Future<Integer> {
        private final Future<Integer>[] awaited;
        private int i;
        private int sum;

        HandLoop(Future<Integer>[] awaited) {
            this.awaited = awaited;
        }

        @Override
        public Poll<Integer> poll(Context cx) {
            int at = i;
            int total = sum;
            for (; at < ROUNDS; at++) {
                if (!(awaited[at & 3].poll(cx) instanceof Poll.Ready<Integer>(Integer value))) {
                    i = at;
                    sum = total;
                    return Poll.pending();
                }
                total += value;
            }
            return Poll.ready(total);
        }
    }

    private record First(Integer value) implements Future<Integer> {
        @Override
        public Poll<Integer> poll(Context cx) {
            return Poll.ready(value);
        }
    }

    private record Second(Integer value) implements Future<Integer> {
        @Override
        public Poll<Integer> poll(Context cx) {
            return Poll.ready(value);
        }
    }

    private record Third(Integer value) implements Future<Integer> {
        @Override
        public Poll<Integer> poll(Context cx) {
            return Poll.ready(value);
        }
    }

    private record Fourth(Integer value) implements Future<Integer> {
        @Override
        public Poll<Integer> poll(Context cx) {
            return Poll.ready(value);
        }
    }
}
