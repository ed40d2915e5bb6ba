package dev.kyoto.bench;

import dev.kyoto.future.BlockMode;
import dev.kyoto.internal.block.Blocks;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/**
 * Loops that compute, inside a block that awaits between them: whether the compiler still makes of
 * them what it makes of the same loop in a plain method. The time is that of one iteration of the
 * inner loop; what the awaits cost is shared by {@value #SIZE} iterations each.
 *
 * <p>A block that is suspended comes back by a jump into its loops. Only what such resumes leave in
 * the profile shows what they do to the inner loop, hence the parameter {@code pendings}: with 0 the
 * block is never resumed.
 */
public class InnerLoopBenchmark extends NanosPerOperation {
    private static final int ROUNDS = 100;
    private static final int SIZE = 1024;
    private static final int SIDE = 32;

    /** Where the loops stand. */
    public enum Code {
        /** In a plain static method, which polls by hand where the block awaits. */
        PLAIN,
        /** In a woven block. */
        WOVEN,
        /** In a block on a virtual thread, whose thread switches count when it is suspended. */
        VIRTUAL
    }

    /** Where the loops stand. */
    @Param public Code code;

    /** How often each await between two inner loops is pending. */
    @Param({"0", "1"})
    public int pendings;

    private final HandExecutor executor = new HandExecutor();
    private final int[] data = new int[SIZE];

    /** Nothing is known about the values at compile time. */
    public InnerLoopBenchmark() {
        Arrays.setAll(data, i -> i * 31);
    }

    private BlockMode mode() {
        return code == Code.WOVEN ? BlockMode.WOVEN : BlockMode.VIRTUAL_THREAD;
    }

    /**
     * A sum over an array, which the compiler vectorizes.
     *
     * @return the sum
     */
    @Benchmark
    @OperationsPerInvocation(ROUNDS * SIZE)
    public int arraySum() {
        var leaf = new Leaf(pendings);
        if (code == Code.PLAIN) {
            return plainArraySum(data, leaf, executor);
        }
        var values = data;
        return executor.run(
                Blocks.of(
                        () -> {
                            int sum = 0;
                            for (int round = 0; round < ROUNDS; round++) {
                                for (int i = 0; i < values.length; i++) {
                                    sum += values[i];
                                }
                                sum += leaf.await();
                            }
                            return sum;
                        },
                        mode()));
    }

    private static int plainArraySum(int[] values, Leaf leaf, HandExecutor executor) {
        int sum = 0;
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < values.length; i++) {
                sum += values[i];
            }
            sum += executor.run(leaf);
        }
        return sum;
    }

    /**
     * Two loops of arithmetic, one inside the other.
     *
     * @return what they compute
     */
    @Benchmark
    @OperationsPerInvocation(ROUNDS * SIDE * SIDE)
    public long nestedArithmetic() {
        var leaf = new Leaf(pendings);
        if (code == Code.PLAIN) {
            return plainNestedArithmetic(leaf, executor);
        }
        return executor.run(
                Blocks.of(
                        () -> {
                            long hash = 0;
                            for (int round = 0; round < ROUNDS; round++) {
                                for (int x = 0; x < SIDE; x++) {
                                    for (int y = 0; y < SIDE; y++) {
                                        hash = hash * 31 + (x ^ y);
                                    }
                                }
                                hash += leaf.await();
                            }
                            return hash;
                        },
                        mode()));
    }

    private static long plainNestedArithmetic(Leaf leaf, HandExecutor executor) {
        long hash = 0;
        for (int round = 0; round < ROUNDS; round++) {
            for (int x = 0; x < SIDE; x++) {
                for (int y = 0; y < SIDE; y++) {
                    hash = hash * 31 + (x ^ y);
                }
            }
            hash += executor.run(leaf);
        }
        return hash;
    }

    /**
     * One loop that itself awaits, but seldom: the jump of a resume goes right into it, which is
     * the hardest case for the compiler.
     *
     * @return the sum
     */
    @Benchmark
    @OperationsPerInvocation(ROUNDS * SIZE)
    public int seldomAwait() {
        var leaf = new Leaf(pendings);
        if (code == Code.PLAIN) {
            return plainSeldomAwait(data, leaf, executor);
        }
        var values = data;
        return executor.run(
                Blocks.of(
                        () -> {
                            int sum = 0;
                            for (int i = 0; i < ROUNDS * SIZE; i++) {
                                sum += values[i % SIZE];
                                if (i % SIZE == SIZE - 1) {
                                    sum += leaf.await();
                                }
                            }
                            return sum;
                        },
                        mode()));
    }

    private static int plainSeldomAwait(int[] values, Leaf leaf, HandExecutor executor) {
        int sum = 0;
        for (int i = 0; i < ROUNDS * SIZE; i++) {
            sum += values[i % SIZE];
            if (i % SIZE == SIZE - 1) {
                sum += executor.run(leaf);
            }
        }
        return sum;
    }
}
