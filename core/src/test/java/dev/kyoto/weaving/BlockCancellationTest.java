package dev.kyoto.weaving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.BlockMode;
import dev.kyoto.future.Cancelled;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import dev.kyoto.internal.block.Blocks;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Woven blocks that are polled and cancelled in every order, and do what a block on a virtual thread
 * does: {@code P} is a poll, {@code D} a poll of the cancellation, {@code C} a plain cancel.
 */
@Timeout(180)
final class BlockCancellationTest {
    private static final int MOST_POLLS = 40;

    private final Thread.@Nullable UncaughtExceptionHandler handlerBefore =
            Thread.getDefaultUncaughtExceptionHandler();

    /** Cleanup that fails in the background has nobody else to go to. */
    @BeforeEach
    void keepFailingCleanupQuiet() {
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {});
    }

    @AfterEach
    void restoreHandler() {
        Thread.setDefaultUncaughtExceptionHandler(handlerBefore);
    }

    // ---- The bodies ----

    private static String inner(Steps s) {
        try {
            return s.leaf("inner").await();
        } finally {
            s.log("cleaned " + s.leaf("inner cleanup").await());
        }
    }

    private static String middle(Steps s) {
        var first = s.leaf("middle").await();
        try {
            return first + inner(s) + s.leaf("after").await();
        } finally {
            s.log("cleaned " + s.leaf("middle cleanup").await());
        }
    }

    private static AsyncCallable<String> nested(Steps s) {
        return () -> {
            s.started();
            try {
                try {
                    return middle(s);
                } finally {
                    s.log("cleaned " + s.leaf("outer cleanup").await());
                }
            } finally {
                s.ended();
            }
        };
    }

    private static String swallowed(Steps s) {
        try {
            return s.leaf("swallowing").await();
        } catch (Cancelled e) {
            s.log("swallowed");
            return "swallowed " + s.leaf("in catch").await();
        }
    }

    private static AsyncCallable<String> swallowing(Steps s) {
        return () -> {
            s.started();
            try {
                var first = swallowed(s);
                return first + swallowed(s) + s.leaf("last").await();
            } finally {
                s.ended();
            }
        };
    }

    private static String throwingInCleanup(Steps s) {
        try {
            return s.leaf("inner").await();
        } finally {
            throwing(s.leaf("inner cleanup").await());
        }
    }

    private static void throwing(String what) {
        throw new IllegalStateException("thrown after " + what);
    }

    private static AsyncCallable<String> failing(Steps s) {
        return () -> {
            s.started();
            try {
                return throwingInCleanup(s);
            } catch (IllegalStateException e) {
                s.log("caught " + e.getMessage() + " after " + s.leaf("in catch").await());
                throw new IllegalArgumentException("thrown on", e);
            } finally {
                s.ended();
            }
        };
    }

    private static AsyncCallable<String> blockInBlock(Steps s, BlockMode mode) {
        return () -> {
            s.started();
            try {
                AsyncCallable<String> innerBody = innerBody(s);
                var block = Blocks.of(innerBody, mode);
                try {
                    return block.await();
                } finally {
                    s.log("cleaned " + s.leaf("outer cleanup").await());
                }
            } finally {
                s.ended();
            }
        };
    }

    private static AsyncCallable<String> innerBody(Steps s) {
        return () -> {
            s.started();
            try {
                return middle(s);
            } finally {
                s.ended();
            }
        };
    }

    private static AsyncCallable<String> endFails(Steps s) {
        return () -> {
            s.started();
            try {
                return s.leafThatFailsToEnd("stubborn").await();
            } catch (IllegalArgumentException e) {
                s.log("caught " + e.getMessage());
                return s.leafThatFailsToEnd("in catch").await();
            } finally {
                s.ended();
            }
        };
    }

    private static AsyncCallable<String> withoutCleanup(Steps s) {
        return () -> {
            s.started();
            try {
                return s.leaf("one").await() + s.leaf("two").await();
            } finally {
                s.ended();
            }
        };
    }

    /** The kinds of bodies. */
    enum Kind {
        NESTED,
        SWALLOWING,
        FAILING,
        BLOCK_IN_BLOCK,
        END_FAILS,
        WITHOUT_CLEANUP;

        AsyncCallable<String> body(Steps s, BlockMode mode) {
            return switch (this) {
                case NESTED -> nested(s);
                case SWALLOWING -> swallowing(s);
                case FAILING -> failing(s);
                case BLOCK_IN_BLOCK -> blockInBlock(s, mode);
                case END_FAILS -> endFails(s);
                case WITHOUT_CLEANUP -> withoutCleanup(s);
            };
        }
    }

    // ---- The scripts ----

    private static List<String> scripts(int length) {
        var all = new ArrayList<String>();
        all.add("");
        for (int from = 0, i = 0; i < length; i++) {
            int to = all.size();
            for (int k = from; k < to; k++) {
                for (var next : "CDP".split("")) {
                    all.add(all.get(k) + next);
                }
            }
            from = to;
        }
        return all;
    }

    private static String shown(Poll<?> poll) {
        return poll.isPending() ? "pending" : "ready " + poll.value();
    }

    private static String step(Future<String> block, char operation) {
        var cx = Context.of(Waker.noop());
        try {
            return switch (operation) {
                case 'P' -> shown(block.poll(cx));
                case 'D' -> shown(block.pollCancel(cx));
                default -> {
                    block.cancel();
                    yield "done";
                }
            };
        } catch (Throwable thrown) { // whatever it is, it is compared
            return "throws " + thrown;
        }
    }

    /** Runs a script, then drives what it has begun to its end. */
    private static List<String> run(
            Function<Steps, Future<String>> make, Steps steps, String script)
            throws InterruptedException {
        var block = make.apply(steps);
        boolean cancelled = false;
        for (int i = 0; i < script.length(); i++) {
            char operation = script.charAt(i);
            var result = step(block, operation);
            cancelled |= operation == 'C';
            if (cancelled) {
                steps.awaitEnd(); // cleanup goes on by itself; what comes next must not race it
            }
            steps.log(operation + ": " + result);
        }
        boolean cleaning = script.contains("D");
        for (int i = 0; steps.isSuspended(); i++) {
            assertThat(i).as("%s: %s", script, steps.log()).isLessThan(MOST_POLLS);
            char operation = cleaning ? 'D' : 'P';
            steps.log(operation + ": " + step(block, operation));
        }
        for (char operation : new char[] {'D', 'C', 'P', 'D'}) {
            steps.log("at last " + operation + ": " + step(block, operation));
        }
        return steps.log();
    }

    private static List<String> run(Kind kind, BlockMode mode, int pendingCancels, String script)
            throws InterruptedException {
        var steps = new Steps(1, pendingCancels);
        var log = run(s -> Blocks.of(kind.body(s, mode), mode), steps, script);
        if (kind == Kind.BLOCK_IN_BLOCK && script.contains("C")) {
            // The cleanup of either block goes on by itself, at the same time as the other.
            return log.stream().sorted().toList();
        }
        return log;
    }

    @ParameterizedTest
    @EnumSource
    void everyOrderOfPollsAndCancelsDoesTheSameAsOnAVirtualThread(Kind kind)
            throws InterruptedException {
        assertThat(Blocks.explain(kind.body(new Steps(0, 0), BlockMode.AUTO)).runs())
                .isEqualTo(BlockMode.WOVEN);
        var prefix = new StringBuilder();
        for (int suspensions = 0; suspensions <= 7; suspensions++) {
            for (var script : scripts(4)) {
                for (int pendingCancels : new int[] {0, 2}) {
                    var whole = prefix + script;
                    assertThat(run(kind, BlockMode.WOVEN, pendingCancels, whole))
                            .as("%s, pollCancel pending %d times", whole, pendingCancels)
                            .isEqualTo(run(kind, BlockMode.VIRTUAL_THREAD, pendingCancels, whole));
                }
            }
            prefix.append('P');
        }
    }

    /** Keeps the comparison honest: both could be wrong in the same way. */
    @ParameterizedTest
    @EnumSource(names = {"WOVEN", "VIRTUAL_THREAD"})
    void cancellationGoesStepByStep(BlockMode mode) throws InterruptedException {
        assertThat(run(Kind.NESTED, mode, 1, "PPDPDD"))
                .startsWith(
                        "middle is pending",
                        "P: pending",
                        "middle is ready",
                        "inner is pending",
                        "P: pending",
                        "inner ends",
                        "D: pending")
                .element(7)
                .asString()
                .startsWith(
                        "P: throws java.lang.IllegalStateException: this async block has ended");
        var all = run(Kind.NESTED, mode, 1, "PPDPDD");
        assertThat(all.subList(8, all.size() - 4))
                .containsExactly(
                        "inner has ended",
                        "inner cleanup is pending",
                        "D: pending",
                        "inner cleanup is ready",
                        "cleaned inner cleanup",
                        "middle cleanup is pending",
                        "D: pending",
                        "middle cleanup is ready",
                        "cleaned middle cleanup",
                        "outer cleanup is pending",
                        "D: pending",
                        "outer cleanup is ready",
                        "cleaned outer cleanup",
                        "D: ready null");
    }

    @ParameterizedTest
    @EnumSource(names = {"WOVEN", "VIRTUAL_THREAD"})
    void aPlainCancelInTheMiddleOfCleanupLetsItGoOn(BlockMode mode) throws InterruptedException {
        var all = run(Kind.NESTED, mode, 1, "PPDDC");
        assertThat(all)
                .contains("cleaned inner cleanup", "cleaned outer cleanup")
                .doesNotContain("inner cleanup is cancelled")
                .filteredOn(it -> it.startsWith("inner is cancelled"))
                .isEmpty();
        assertThat(run(Kind.NESTED, mode, 1, "PPDC"))
                .as("what it awaits was still being ended")
                .containsSubsequence(
                        "inner ends", "inner is cancelled", "inner cleanup is pending");
    }

    @ParameterizedTest
    @EnumSource(names = {"WOVEN", "VIRTUAL_THREAD"})
    void whatCleanupThrowsComesOutOfPollCancelAndNotOfCancel(BlockMode mode)
            throws InterruptedException {
        assertThat(run(Kind.FAILING, mode, 0, "PDDD"))
                .contains("D: throws java.lang.IllegalArgumentException: thrown on");
        assertThat(run(Kind.FAILING, mode, 0, "PC")).contains("C: done");
    }

    @ParameterizedTest
    @EnumSource(names = {"WOVEN", "VIRTUAL_THREAD"})
    void aBodyThatSwallowsCancelledIsDrivenToItsEnd(BlockMode mode) throws InterruptedException {
        assertThat(run(Kind.SWALLOWING, mode, 0, "PD"))
                .containsSubsequence(
                        "swallowing has ended",
                        "swallowed",
                        "in catch is pending",
                        "in catch is ready",
                        "swallowing is pending",
                        "last is ready",
                        "D: ready null");
    }

    @Test
    void aBlockThatForgetsItsCleanupIsFound() {
        Function<Steps, Future<String>> careless =
                s ->
                        new Future<>() {
                            private final Future<String> leaf = s.leaf("middle");

                            @Override
                            public Poll<String> poll(Context cx) {
                                s.started();
                                return leaf.poll(cx);
                            }
                        };
        assertThatThrownBy(
                        () ->
                                assertThat(run(careless, new Steps(1, 0), "PD"))
                                        .isEqualTo(run(Kind.NESTED, BlockMode.WOVEN, 0, "PD")))
                .isInstanceOf(AssertionError.class);
    }
}
