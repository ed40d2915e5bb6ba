package dev.kyoto.bench;

import dev.kyoto.future.Context;
import dev.kyoto.future.Waker;
import dev.kyoto.internal.block.Blocks;
import dev.kyoto.runtime.AsyncRuntime;

/**
 * How long the first async blocks of a process take to make: the time that weaving adds to the
 * start of a program. The arguments are how many milliseconds the runtime is given to prepare itself
 * before the first block, 500 unless given, and the way, {@code WOVEN} or {@code VIRTUAL}.
 *
 * <p>Each line is one body that was never seen before: its number, the nanoseconds to make a block
 * of it, and the nanoseconds of the block's first poll. That the lambda itself is linked, which Java
 * does for every lambda, comes before and is not counted. A process has one first time: run it as
 * often as the figure is to be repeated.
 */
public final class FirstWeave {
    private FirstWeave() {}

    /**
     * Prints a line a body.
     *
     * @param args milliseconds to wait, and the way
     * @throws InterruptedException if the wait is interrupted
     */
    public static void main(String[] args) throws InterruptedException {
        long wait = args.length > 0 ? Long.parseLong(args[0]) : 500;
        var way = args.length > 1 ? Way.valueOf(args[1]) : Way.WOVEN;
        var pendingOnce = new Leaf(1);
        var bodies = FreshBodies.all(pendingOnce);
        var made = new long[bodies.size()];
        var polled = new long[bodies.size()];
        var cx = Context.of(Waker.noop());
        // The classes of a plain poll are loaded by now in any program that awaits.
        new HandExecutor().run(pendingOnce);
        try (var runtime = AsyncRuntime.builder().blocks(way.mode()).build();
                var _ = runtime.enter()) {
            Thread.sleep(wait);
            for (int i = 0; i < made.length; i++) {
                cx.startTurn();
                long start = System.nanoTime();
                var block = Blocks.of(bodies.get(i), way.mode());
                long between = System.nanoTime();
                var poll = block.poll(cx);
                polled[i] = System.nanoTime() - between;
                made[i] = between - start;
                if (poll.isReady()) {
                    throw new AssertionError("body " + (i + 1) + " did not wait for its leaf");
                }
                block.cancel();
                // Whoever is next finds the leaf as this one has found it.
                pendingOnce.poll(cx).value();
            }
        }
        System.out.printf("%4s %14s %14s%n", "body", "make ns", "first poll ns");
        for (int i = 0; i < made.length; i++) {
            System.out.printf("%4d %14d %14d%n", i + 1, made[i], polled[i]);
        }
    }
}
