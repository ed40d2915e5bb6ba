package dev.kyoto.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class CancellationTokenTest {

    private static void collectUntil(BooleanSupplier done) {
        while (!done.getAsBoolean()) {
            System.gc();
            Thread.onSpinWait();
        }
    }

    @Test
    void cancellingReachesAllBelowAndNobodyElse() {
        var root = new CancellationToken();
        var left = root.child();
        var right = root.child();
        var leaf = left.child();
        var waiting = Hand.polled(leaf.cancelled());
        var other = Hand.polled(right.cancelled());
        left.cancel();
        assertThat(left.isCancelled()).isTrue();
        assertThat(leaf.isCancelled()).isTrue();
        assertThat(root.isCancelled()).isFalse();
        assertThat(right.isCancelled()).isFalse();
        assertThat(waiting.pollIfWoken().isReady()).isTrue();
        assertThat(other.wakes()).isZero();
        root.cancel();
        assertThat(other.pollIfWoken().isReady()).isTrue();
        assertThat(root.node().childCount()).isZero();
    }

    @Test
    void aChildOfACancelledTokenIsCancelledAtBirth() {
        var root = new CancellationToken();
        root.cancel();
        root.cancel();
        var child = root.child();
        assertThat(child.isCancelled()).isTrue();
        assertThat(Hand.polled(child.cancelled()).isReady()).isTrue();
        assertThat(root).hasToString("CancellationToken[cancelled]");
    }

    @Test
    void aChainOfAHundredThousandIsCancelledWithoutRecursion() {
        var chain = new ArrayList<CancellationToken>();
        var waits = new ArrayList<Hand<Void>>();
        chain.add(new CancellationToken());
        for (int i = 0; i < 100_000; i++) {
            chain.add(chain.getLast().child());
            waits.add(Hand.polled(chain.getLast().cancelled()));
        }
        chain.getFirst().cancel();
        assertThat(chain).allMatch(CancellationToken::isCancelled);
        assertThat(waits).allMatch(it -> it.pollIfWoken().isReady());
    }

    @Test
    void aMillionChildrenThatComeAndGoLeaveNothingWithTheirParent() {
        var root = new CancellationToken();
        for (int i = 0; i < 1_000_000; i++) {
            var child = root.child();
            var waiting = Hand.polled(child.cancelled());
            waiting.future().cancel();
            if (i % 2 == 0) {
                child.cancel(); // leaves at once; the others are collected
            }
        }
        collectUntil(() -> root.node().childCount() == 0);
        assertThat(root.isCancelled()).isFalse();
    }

    @Test
    void aChildCancelledByItselfLeavesItsParentAtOnce() {
        var root = new CancellationToken();
        var child = root.child();
        assertThat(root.node().childCount()).isEqualTo(1);
        child.cancel();
        assertThat(root.node().childCount()).isZero();
    }

    @Test
    void theChildrenOfAForgottenTokenAreItsParents() {
        var root = new CancellationToken();
        var leaf = leafOfForgottenChain(root, 1_000);
        assertThat(leaf.node().parent()).isNotSameAs(root.node());
        collectUntil(() -> leaf.node().parent() == root.node());
        assertThat(root.node().childCount()).isEqualTo(1);
        var waiting = Hand.polled(leaf.cancelled());
        root.cancel();
        assertThat(leaf.isCancelled()).isTrue();
        assertThat(waiting.pollIfWoken().isReady()).isTrue();
    }

    private static CancellationToken leafOfForgottenChain(CancellationToken root, int length) {
        var token = root;
        for (int i = 0; i < length; i++) {
            token = token.child();
        }
        return token;
    }

    /** A future that nothing holds but its waker, as a future that an executor drives. */
    @Test
    void aTokenThatIsWaitedForIsNotForgotten() {
        var root = new CancellationToken();
        var wakes = new AtomicInteger();
        var probe = new WeakReference<>(new Object());
        waitInside(root, wakes);
        collectUntil(() -> probe.get() == null);
        assertThat(root.node().childCount()).isEqualTo(1);
        root.cancel();
        assertThat(wakes).hasValue(1);
    }

    private static void waitInside(CancellationToken root, AtomicInteger wakes) {
        var waiting = root.child().cancelled();
        record Driver(Future<?> future, AtomicInteger wakes) implements Waker {
            @Override
            public void wake() {
                wakes.incrementAndGet();
            }
        }
        assertThat(waiting.poll(Context.of(new Driver(waiting, wakes))).isPending()).isTrue();
    }

    @Test
    void runUntilCancelledOfACancelledTokenNeverPolls() {
        var polls = new AtomicInteger();
        var token = new CancellationToken();
        token.cancel();
        Future<Integer> counting = cx -> Poll.ready(polls.incrementAndGet());
        assertThat(Hand.polled(token.runUntilCancelled(counting)).value()).isNull();
        assertThat(polls).hasValue(0);
    }

    @Test
    void aFutureThatIsDoneWhenTheTokenIsCancelledIsNotTooLate() {
        var token = new CancellationToken();
        var polls = new AtomicInteger();
        Future<Integer> second =
                cx -> polls.incrementAndGet() == 2 ? Poll.ready(7) : Poll.pending();
        var running = Hand.polled(token.runUntilCancelled(second));
        token.cancel();
        assertThat(running.pollIfWoken().value()).isEqualTo(7);
    }

    @Test
    void aFutureThatSpendsAllItsBudgetDoesNotOutliveItsToken() {
        var token = new CancellationToken();
        Future<Integer> greedy =
                cx -> {
                    while (cx.proceed()) {
                        // spends it all
                    }
                    return Poll.pending();
                };
        var running = Hand.polled(token.runUntilCancelled(greedy));
        token.cancel();
        assertThat(running.poll().isReady()).isTrue();
    }

    @Test
    void aGuardCancelsUnlessItWasDisarmed() {
        var token = new CancellationToken();
        var kept = new CancellationToken();
        try (var guard = token.cancelOnClose();
                var disarmed = kept.cancelOnClose()) {
            assertThat(guard.token()).isSameAs(token);
            assertThat(disarmed.disarm()).isSameAs(kept);
            assertThat(token.isCancelled()).isFalse();
        }
        assertThat(token.isCancelled()).isTrue();
        assertThat(kept.isCancelled()).isFalse();
    }
}
