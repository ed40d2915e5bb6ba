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

    private static void check(Row row) throws Exception {
        if (MUST_BE_WOVEN) {
            var report = Blocks.explain(row.factory().in(new World(Pending.NEVER)));
            assertThat(report.runs()).as(report.toString()).isEqualTo(BlockMode.WOVEN);
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
