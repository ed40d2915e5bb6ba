package dev.kyoto.weaving;

import static dev.kyoto.Kyoto.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.BlockMode;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import dev.kyoto.internal.block.Blocks;
import dev.kyoto.weaving.Things.Thing;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A suspended woven block keeps nothing alive that its source needs no more.
 *
 * <p>Each test names what has to be left at some suspension: what is needed as well, so that none of
 * them passes because everything is collected.
 */
@Timeout(60)
final class RetentionTest {
    private final Things things = new Things();

    /** In a method of its own: the frame of a test must not keep what the body has captured. */
    private static Future<?> suspended(AsyncCallable<?> body, int polls) {
        var block = Blocks.of(body, BlockMode.WOVEN);
        for (int i = 0; i < polls; i++) {
            assertThat(block.poll(Context.of(Waker.noop())).isPending()).isTrue();
        }
        return block;
    }

    private void leaves(Future<?> block, String... names) throws InterruptedException {
        var expected = Set.of(names);
        try {
            assertThat(things.presentAfterCollection(expected)).isEqualTo(expected);
        } finally {
            Reference.reachabilityFence(block);
        }
    }

    // ---- Locals ----

    private static AsyncCallable<Integer> locals(Things t) {
        return () -> {
            var before = t.make("before");
            var after = t.make("after");
            int n = before.use();
            yieldNow().await();
            n += after.use();
            yieldNow().await();
            return n;
        };
    }

    @Test
    void aLocalThatIsNotReadAfterTheAwaitIsCollected() throws InterruptedException {
        leaves(suspended(locals(things), 1), "after");
    }

    @Test
    void whatAnEarlierAwaitHasKeptIsCollectedAtTheNext() throws InterruptedException {
        leaves(suspended(locals(things), 2));
    }

    private static AsyncCallable<Object> sameType(Things t) {
        return () -> {
            Thing a = t.make("a");
            Thing b = t.make("b");
            Thing c = t.make("c");
            yieldNow().await();
            int n = a.use() + b.use();
            yieldNow().await();
            return n + c.use();
        };
    }

    @Test
    void fieldsThatANextAwaitDoesNotUseAreCleared() throws InterruptedException {
        leaves(suspended(sameType(things), 1), "a", "b", "c");
        leaves(suspended(sameType(things), 2), "c");
    }

    private static AsyncCallable<Object> branches(Things t, boolean first) {
        return () -> {
            Object seen = null;
            if (first) {
                var a = t.make("a");
                yieldNow().await();
                seen = "a" + a.use();
            } else {
                var b = t.make("b");
                yieldNow().await();
                seen = "b" + b.use();
            }
            yieldNow().await();
            return seen;
        };
    }

    @Test
    void aLocalOfABranchIsCollectedBehindTheBranch() throws InterruptedException {
        leaves(suspended(branches(things, true), 1), "a");
        leaves(suspended(branches(things, true), 2));
        leaves(suspended(branches(things, false), 2));
    }

    // ---- Captured values ----

    private static AsyncCallable<Integer> captured(Things t) {
        var dead = t.make("dead");
        var live = t.make("live");
        return () -> {
            int n = dead.use();
            yieldNow().await();
            n += live.use();
            yieldNow().await();
            return n;
        };
    }

    @Test
    void aCapturedValueThatIsNotReadAfterTheAwaitIsCollected() throws InterruptedException {
        leaves(suspended(captured(things), 0), "dead", "live");
        leaves(suspended(captured(things), 1), "live");
        leaves(suspended(captured(things), 2));
    }

    private static final class Bearer {
        private final Things things;
        private final Thing own;
        private int uses;

        Bearer(Things things) {
            this.things = things;
            this.own = things.make("own");
        }

        private int useAll() {
            uses += own.use();
            yieldNow().await();
            return uses;
        }

        private int leaveThis() {
            var t = things;
            uses += own.use();
            yieldNow().await();
            return t.present().size();
        }

        AsyncCallable<Integer> needed() {
            return this::useAll;
        }

        AsyncCallable<Integer> notNeeded() {
            return this::leaveThis;
        }
    }

    @Test
    void theReceiverIsCollectedUnlessItIsNeeded() throws InterruptedException {
        leaves(suspended(new Bearer(things).needed(), 1), "own");
        leaves(suspended(new Bearer(things).notNeeded(), 1));
    }

    // ---- The operand stack ----

    private static int uses(Thing thing, Object awaited) {
        return thing.use() + (awaited == null ? 1 : 2);
    }

    private static AsyncCallable<Object> operands(Things t) {
        return () -> {
            int n = uses(t.make("operand"), yieldNow().await());
            yieldNow().await();
            return n;
        };
    }

    @Test
    void anOperandIsKeptWhileItIsNeededAndCollectedOnceItWasConsumed() throws InterruptedException {
        leaves(suspended(operands(things), 1), "operand");
        leaves(suspended(operands(things), 2));
    }

    private static AsyncCallable<Object> nestedOperands(Things t) {
        return () ->
                uses(t.make("outer"), uses(t.make("inner"), yieldNow().await()))
                        + uses(t.make("second"), yieldNow().await());
    }

    @Test
    void ofNestedOperandsOnlyThoseToComeAreKept() throws InterruptedException {
        leaves(suspended(nestedOperands(things), 1), "inner", "outer");
        leaves(suspended(nestedOperands(things), 2), "second");
    }

    // ---- Callees ----

    private static int usedBefore(Thing argument) {
        int n = argument.use();
        yieldNow().await();
        return n;
    }

    private static int usedAfter(Thing argument) {
        yieldNow().await();
        return argument.use();
    }

    private static int assigned(Things t, Thing argument) {
        int n = argument.use();
        argument = t.make("assigned");
        yieldNow().await();
        return n + argument.use();
    }

    private static int deep(Thing argument, int levels) {
        int n = argument.use();
        return n + (levels == 0 ? usedBefore(argument) : deep(argument, levels - 1));
    }

    private static AsyncCallable<Integer> callees(Things t) {
        return () -> {
            int n = usedBefore(t.make("dead"));
            n += usedAfter(t.make("live"));
            n += assigned(t, t.make("first"));
            var local = t.make("local");
            n += usedBefore(local);
            var again = t.make("again");
            n += usedBefore(again);
            n += again.use();
            n += deep(t.make("deep"), 3);
            return n;
        };
    }

    @Test
    void anArgumentIsCollectedWhenTheCalleeNeedsItNoMore() throws InterruptedException {
        leaves(suspended(callees(things), 1));
        leaves(suspended(callees(things), 2), "live");
        leaves(suspended(callees(things), 3), "assigned");
        leaves(suspended(callees(things), 4));
        leaves(suspended(callees(things), 5), "again");
        leaves(suspended(callees(things), 6));
    }

    private static int withReceiver(Things t) {
        return new Bearer(t).leaveThis();
    }

    private static AsyncCallable<Integer> receivers(Things t) {
        return () -> withReceiver(t) + new Bearer(t).useAll();
    }

    @Test
    void theReceiverOfACalleeIsCollectedUnlessItIsNeeded() throws InterruptedException {
        leaves(suspended(receivers(things), 1));
        leaves(suspended(receivers(things), 2), "own");
    }

    private static AsyncCallable<Integer> afterCallee(Things t) {
        return () -> {
            int n = usedAfter(t.make("argument"));
            yieldNow().await();
            return n;
        };
    }

    @Test
    void aCalleeThatHasReturnedIsCollectedWithAllThatItHeld() throws InterruptedException {
        leaves(suspended(afterCallee(things), 1), "argument");
        leaves(suspended(afterCallee(things), 2));
    }

    // ---- Loops ----

    private static AsyncCallable<Integer> loop(Things t) {
        return () -> {
            int n = 0;
            for (int i = 0; i < 5; i++) {
                var thing = t.make("round " + i);
                n += thing.use();
                yieldNow().await();
            }
            return n;
        };
    }

    private static AsyncCallable<Integer> loopThatKeepsOne(Things t) {
        return () -> {
            Thing last = t.make("before the loop");
            int n = 0;
            for (int i = 0; i < 5; i++) {
                n += last.use();
                last = t.make("round " + i);
                // A loop that does not await, so that the outer one is entered at its header.
                for (int k = 0; k < 10; k++) {
                    n += last.use();
                }
                yieldNow().await();
            }
            return n + last.use();
        };
    }

    @Test
    void eachRoundOfALoopLetsGoOfTheOneBefore() throws InterruptedException {
        for (int polls = 1; polls <= 5; polls++) {
            leaves(suspended(loop(things), polls));
            leaves(suspended(loopThatKeepsOne(things), polls), "round " + (polls - 1));
        }
    }

    private static AsyncCallable<Integer> twoLoops(Things t) {
        return () -> {
            int n = 0;
            var list = new ArrayList<Thing>();
            list.add(t.make("listed"));
            for (var thing : list) {
                yieldNow().await();
                n += thing.use();
            }
            for (int i = 0; i < 2; i++) {
                yieldNow().await();
                n++;
            }
            return n;
        };
    }

    @Test
    void whatALoopWentThroughIsCollectedBehindIt() throws InterruptedException {
        leaves(suspended(twoLoops(things), 1), "listed");
        leaves(suspended(twoLoops(things), 2));
    }

    // ---- Exceptions ----

    private static AsyncCallable<Integer> caught(Things t) {
        return () -> {
            int n;
            try {
                n = t.make("in try").use();
                throw t.makeFailure("caught");
            } catch (Things.Failure e) {
                n = e.getSuppressed().length;
                yieldNow().await();
            }
            try {
                throw t.makeFailure("thrown on");
            } finally {
                yieldNow().await();
            }
        };
    }

    @Test
    void aFailureIsKeptOnlyAsLongAsItMayBeThrownOn() throws InterruptedException {
        leaves(suspended(caught(things), 1));
        leaves(suspended(caught(things), 2), "thrown on");
    }

    // ---- Controls ----

    /** A block made by hand that does it wrong. */
    private static Future<Integer> hoarder(Things t) {
        return new Future<>() {
            private final Thing thing = t.make("hoarded");

            @Override
            public Poll<Integer> poll(Context cx) {
                thing.use();
                return Poll.pending();
            }
        };
    }

    @Test
    void aBlockThatHoardsIsFound() throws InterruptedException {
        var hoarder = hoarder(things);
        assertThat(hoarder.poll(Context.of(Waker.noop())).isPending()).isTrue();
        assertThatThrownBy(() -> leaves(hoarder)).isInstanceOf(AssertionError.class);
    }
}
