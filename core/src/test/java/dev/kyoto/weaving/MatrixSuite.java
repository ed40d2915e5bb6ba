package dev.kyoto.weaving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.kyoto.future.BlockMode;
import dev.kyoto.future.Failures;
import dev.kyoto.future.Future;
import dev.kyoto.internal.block.Blocks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs each row as plain code, on a virtual thread and woven, and wants the same of all three.
 *
 * <p>As plain code the body is called on this thread and every future is ready: that is what Java
 * says the construct does. The other two ways are polled by hand under each of the row's patterns.
 * What has to be equal is the end and the order of all side effects; beyond that a block is pending
 * exactly as often as one of its futures is, and polls them in the context of its own poll.
 *
 * <p>Plain code cannot be cancelled: there the virtual thread, which needs no weaving, says what a
 * woven block has to do.
 */
abstract class MatrixSuite {

    /** Whether a body that runs on a virtual thread instead of woven is a failure. */
    static final boolean MUST_BE_WOVEN =
            Boolean.parseBoolean(System.getProperty("kyoto.matrix.woven", "true"));

    /** The constructs of one theme. */
    abstract Stream<Row> rows() throws Exception;

    @TestFactory
    Stream<DynamicTest> aBlockDoesWhatPlainCodeDoes() throws Exception {
        return rows().map(row -> dynamicTest(row.name(), () -> check(row)));
    }

    @TestFactory
    Stream<DynamicTest> aCancelledBlockCleansUpAsOnAVirtualThread() throws Exception {
        return rows().filter(row -> row.patterns().contains(Pending.ONCE))
                .map(row -> dynamicTest(row.name(), () -> checkCancelled(row)));
    }

    private static void check(Row row) throws Exception {
        if (MUST_BE_WOVEN) {
            var report = Blocks.explain(row.factory().in(new World(Pending.NEVER)));
            assertThat(report.runs()).as("%s: %s", row.name(), report).isEqualTo(BlockMode.WOVEN);
        }
        assertThat(differences(row)).as(row.name()).isEmpty();
    }

    /** What is not as in plain code: each difference once, with the runs that have it. */
    static Map<String, List<String>> differences(Row row) {
        var expected = plain(row);
        var differences = new LinkedHashMap<String, List<String>>();
        for (var mode : List.of(BlockMode.VIRTUAL_THREAD, BlockMode.WOVEN)) {
            for (var pending : row.patterns()) {
                for (var difference : differences(row, mode, pending, expected)) {
                    differences
                            .computeIfAbsent(difference, _ -> new ArrayList<>())
                            .add(mode + " " + pending);
                }
            }
        }
        return differences;
    }

    static Outcome plain(Row row) {
        var world = new World(Pending.NEVER);
        return Outcome.of(
                world,
                () -> {
                    try {
                        return Row.call(row.factory().in(world));
                    } catch (Exception e) {
                        throw Failures.unchecked(e); // as whoever awaits the block sees it
                    }
                });
    }

    static List<String> differences(Row row, BlockMode mode, Pending pending, Outcome expected) {
        var world = new World(pending);
        if (mode == BlockMode.WOVEN && MUST_BE_WOVEN) {
            world.allowOnlyThisThread();
        }
        var outcome =
                Outcome.of(world, () -> drive(Row.block(row.factory().in(world), mode), world));
        var found = new ArrayList<>(world.problems());
        var difference = expected.differenceTo(outcome);
        if (!difference.isEmpty()) {
            found.add(difference);
        }
        return found;
    }

    /** Cancels at each of the first suspensions, and at the last one. */
    private static void checkCancelled(Row row) {
        var whole = new World(Pending.ONCE);
        var _ =
                Outcome.of(
                        whole,
                        () ->
                                drive(
                                        Row.block(
                                                row.factory().in(whole), BlockMode.VIRTUAL_THREAD),
                                        whole));
        int last = whole.pendings();
        IntStream.rangeClosed(1, last)
                .filter(suspension -> suspension <= 10 || suspension == last)
                .forEach(
                        suspension -> {
                            var expected = cancelled(row, BlockMode.VIRTUAL_THREAD, suspension);
                            var outcome = cancelled(row, BlockMode.WOVEN, suspension);
                            assertThat(expected.differenceTo(outcome))
                                    .as("%s, cancelled at suspension %d", row.name(), suspension)
                                    .isEmpty();
                        });
    }

    static Outcome cancelled(Row row, BlockMode mode, int suspension) {
        var world = new World(Pending.ONCE);
        return Outcome.of(
                world,
                () -> {
                    var block = Row.block(row.factory().in(world), mode);
                    for (int i = 0; i < suspension; i++) {
                        assertThat(block.poll(world.nextTurn()).isPending()).isTrue();
                    }
                    for (int polls = suspension;
                            block.pollCancel(world.nextTurn()).isPending();
                            polls++) {
                        if (polls >= world.pendings()) {
                            throw new IllegalStateException(
                                    "cleanup is pending, and none of its futures is");
                        }
                    }
                    return "cancelled " + world.problems();
                });
    }

    private static @Nullable Object drive(Future<?> block, World world) {
        for (int suspensions = 0; ; suspensions++) {
            if (suspensions > world.pendings()) {
                throw new IllegalStateException("the block is pending, and none of its futures is");
            }
            var poll = block.poll(world.nextTurn());
            if (poll.isReady()) {
                assertThat(world.pendings())
                        .as("pending futures, one for each poll but the last")
                        .isEqualTo(suspensions);
                return poll.value();
            }
        }
    }
}
