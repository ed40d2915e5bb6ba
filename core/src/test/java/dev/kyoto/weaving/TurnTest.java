package dev.kyoto.weaving;

import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.unconstrained;
import static dev.kyoto.Kyoto.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.BlockMode;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.internal.block.Blocks;
import dev.kyoto.internal.util.Sizes;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.sync.Mpsc;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A woven block as a task among others: whose turn it is, and where it came from. */
@Timeout(60)
final class TurnTest {
    private static final int TURNS = 10;

    // ---- The cooperation budget ----

    /** A neighbour on the same worker, which counts its turns until it is told to end. */
    private static final class Neighbour implements Future<Void> {
        int turns;
        boolean ends;

        @Override
        public Poll<Void> poll(Context cx) {
            if (ends) {
                return Poll.ready(null);
            }
            turns++;
            cx.waker().wake();
            return Poll.pending();
        }
    }

    private static Mpsc.Receiver<Integer> filled(int messages) {
        var channel = Mpsc.<Integer>unbounded();
        try (var sender = channel.sender()) {
            for (int i = 0; i < messages; i++) {
                assertThat(sender.send(i).isSent()).isTrue();
            }
        }
        return channel.receiver();
    }

    private static AsyncCallable<List<Integer>> receives(
            Mpsc.Receiver<Integer> receiver, Neighbour neighbour) {
        return () -> {
            var turns = new ArrayList<Integer>();
            while (receiver.recv().await() != null) {
                turns.add(neighbour.turns);
            }
            neighbour.ends = true;
            return turns;
        };
    }

    private static Future<List<Integer>> receivesByHand(
            Mpsc.Receiver<Integer> receiver, Neighbour neighbour) {
        var turns = new ArrayList<Integer>();
        return cx -> {
            while (true) {
                var poll = receiver.pollRecv(cx);
                if (poll.isPending()) {
                    return Poll.pending();
                }
                if (poll.value() == null) {
                    neighbour.ends = true;
                    return Poll.ready(turns);
                }
                turns.add(neighbour.turns);
            }
        };
    }

    private static List<Integer> besideANeighbour(
            Future<List<Integer>> receiver, Neighbour neighbour) {
        try (var runtime = AsyncRuntime.builder().workerThreads(1).rngSeed(1).build()) {
            return runtime.blockOn(
                    runtime.spawn(
                            () -> {
                                var receiving = spawn(receiver);
                                var other = spawn(neighbour);
                                var turns = receiving.await();
                                other.await();
                                return turns;
                            }));
        }
    }

    /** How many messages came between two turns of the neighbour, the last run left out. */
    private static List<Integer> runs(List<Integer> turns) {
        var runs = new ArrayList<Integer>();
        int length = 0;
        for (int i = 1; i < turns.size(); i++) {
            length++;
            if (!turns.get(i).equals(turns.get(i - 1))) {
                runs.add(length);
                length = 0;
            }
        }
        return runs;
    }

    @ParameterizedTest
    @EnumSource(names = {"WOVEN", "VIRTUAL_THREAD"})
    void aLoopOverMessagesThatAreThereLetsOthersHaveTheirTurn(BlockMode mode) {
        var neighbour = new Neighbour();
        var receiver = filled(TURNS * Sizes.BUDGET);
        var turns = besideANeighbour(Blocks.of(receives(receiver, neighbour), mode), neighbour);
        assertThat(turns).hasSize(TURNS * Sizes.BUDGET);
        assertThat(runs(turns)).hasSize(TURNS - 1).containsOnly(Sizes.BUDGET);

        var byHand = new Neighbour();
        var expected =
                besideANeighbour(receivesByHand(filled(TURNS * Sizes.BUDGET), byHand), byHand);
        assertThat(runs(turns)).isEqualTo(runs(expected));
    }

    /** The control: without a budget the neighbour has no turn in between. */
    @ParameterizedTest
    @EnumSource(names = {"WOVEN", "VIRTUAL_THREAD"})
    void withoutABudgetTheLoopIsNeverLeft(BlockMode mode) {
        var neighbour = new Neighbour();
        var receiver = filled(TURNS * Sizes.BUDGET);
        var block = Blocks.of(receives(receiver, neighbour), mode);
        var turns = besideANeighbour(unconstrained(block), neighbour);
        assertThat(turns).hasSize(TURNS * Sizes.BUDGET);
        assertThat(runs(turns)).isEmpty();
    }

    // ---- The places that tasks are spawned at ----

    private static int line() {
        return StackWalker.getInstance()
                .walk(frames -> frames.skip(1).findFirst().orElseThrow().getLineNumber());
    }

    private static int spawnsInACallee() {
        yieldNow().await();
        return spawn(() -> 1).await();
    }

    /** The line that spawns first. */
    private static final int FIRST = line() + 5;

    private static AsyncCallable<Integer> spawns() {
        return () -> {
            yieldNow().await();
            spawn(() -> 1).await();
            yieldNow().await();
            spawn(cx -> Poll.ready(2)).await();
            return spawnsInACallee();
        };
    }

    @ParameterizedTest
    @EnumSource(names = {"WOVEN", "VIRTUAL_THREAD"})
    void aTaskNamesTheLineOfTheBlockThatSpawnedIt(BlockMode mode) {
        var places = new CopyOnWriteArrayList<String>();
        try (var runtime =
                AsyncRuntime.builder()
                        .workerThreads(1)
                        .blocks(mode)
                        .trackSpawnSites(true)
                        .onTaskSpawn(task -> places.add(task.toString()))
                        .build()) {
            assertThat(runtime.blockOn(spawns())).isEqualTo(1);
        }
        assertThat(places).hasSize(3);
        assertThat(places.get(0))
                .matches(
                        "(?s).*spawned at dev.kyoto.weaving.TurnTest.lambda\\$spawns\\$[^ ]*"
                                + "\\(TurnTest.java:"
                                + FIRST
                                + "\\).*");
        assertThat(places.get(1))
                .matches(
                        "(?s).*spawned at dev.kyoto.weaving.TurnTest.lambda\\$spawns\\$[^ ]*"
                                + "\\(TurnTest.java:"
                                + (FIRST + 2)
                                + "\\).*");
        assertThat(places.get(2))
                .matches(
                        "(?s).*spawned at dev.kyoto.weaving.TurnTest.spawnsInACallee"
                                + "\\(TurnTest.java:\\d+\\).*");
    }
}
