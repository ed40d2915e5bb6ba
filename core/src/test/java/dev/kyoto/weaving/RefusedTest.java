package dev.kyoto.weaving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.BlockMode;
import dev.kyoto.future.Context;
import dev.kyoto.future.Waker;
import dev.kyoto.internal.block.Blocks;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bodies that cannot be woven: they run on a virtual thread all the same, and it is said why. */
final class RefusedTest {

    /**
     * A body that cannot be woven.
     *
     * @param row the body
     * @param reasons what the reason must contain, as regular expressions
     */
    private record Refusal(Row row, List<String> reasons) {
        @Override
        public String toString() {
            return row.name();
        }
    }

    private static Refusal refusal(String name, Row.Calling body, String... reasons) {
        return new Refusal(Row.row(name, body), List.of(reasons));
    }

    private static class Open {
        int step(World w) {
            return w.f(1).await();
        }

        Object body() {
            return "not overridden";
        }

        AsyncCallable<Object> ownBody(World w) {
            return () -> w.f(2).await() + step(w);
        }
    }

    private static final class Overriding extends Open {
        private final World w;

        Overriding(World w) {
            this.w = w;
        }

        @Override
        int step(World w) {
            return w.f(10).await() + w.f(20).await();
        }

        @Override
        Object body() {
            return w.f("overridden").await();
        }

        AsyncCallable<Object> superBody() {
            return () -> super.step(w) + w.f(2).await();
        }
    }

    private interface Greeting {
        String name();

        default String greet(World w) {
            return w.f("hello ").await() + name();
        }
    }

    private static final class Locked {
        private final World w;

        Locked(World w) {
            this.w = w;
        }

        private synchronized Object locked() {
            return w.f("locked").await() + Thread.holdsLock(this);
        }

        private static synchronized int lockedStatically(World w) {
            return w.f(1).await();
        }
    }

    private static int lockingInside(World w) {
        var lock = new Object();
        int n = w.f(1).await();
        synchronized (lock) {
            n += w.f(2).await();
        }
        return n;
    }

    private static List<Object> forEach(World w, List<Integer> list) {
        var seen = new ArrayList<Object>();
        list.forEach(n -> seen.add(w.f(n).await()));
        return seen;
    }

    static Stream<Refusal> refusals() {
        return Stream.of(locks(), overridables(), lambdas(), constructors()).flatMap(it -> it);
    }

    private static Stream<Refusal> locks() {
        return Stream.of(
                refusal(
                        "await inside synchronized",
                        w ->
                                () -> {
                                    var lock = new Object();
                                    synchronized (lock) {
                                        return w.f(1).await() + " " + Thread.holdsLock(lock);
                                    }
                                },
                        "synchronized"),
                refusal(
                        "await inside synchronized inside try and a loop",
                        w ->
                                () -> {
                                    int n = 0;
                                    for (int i = 0; i < 3; i++) {
                                        try {
                                            n += w.f(1).await();
                                            synchronized (w) {
                                                n += w.f(2).await();
                                            }
                                        } finally {
                                            n *= 10;
                                        }
                                    }
                                    return n;
                                },
                        "synchronized"),
                refusal(
                        "a call that awaits inside synchronized",
                        w ->
                                () -> {
                                    synchronized (w) {
                                        return forOne(w);
                                    }
                                },
                        "synchronized"),
                refusal(
                        "a method that awaits inside synchronized",
                        w -> () -> lockingInside(w) + w.f(1).await(),
                        "synchronized",
                        "lockingInside"),
                refusal(
                        "a synchronized method that awaits",
                        w -> {
                            var locked = new Locked(w);
                            return () -> locked.locked() + w.f("").await();
                        },
                        "synchronized",
                        "locked"),
                refusal(
                        "a static synchronized method that awaits",
                        w -> () -> Locked.lockedStatically(w) + 1,
                        "synchronized",
                        "lockedStatically"),
                refusal(
                        "a synchronized method as the body",
                        w -> new Locked(w)::locked,
                        "synchronized",
                        "locked"));
    }

    private static int forOne(World w) {
        return w.f(1).await();
    }

    private static Stream<Refusal> overridables() {
        return Stream.of(
                refusal(
                        "a call of an overridable method that awaits",
                        w -> () -> new Open().step(w) + w.f(1).await(),
                        "overridable",
                        "step"),
                refusal(
                        "a call of an overridable method that awaits and is overridden",
                        w -> {
                            Open open = new Overriding(w);
                            return () -> open.step(w) + w.f(1).await();
                        },
                        "overridable",
                        "step"),
                refusal(
                        "a call of an overridable method of this",
                        w -> new Overriding(w).ownBody(w),
                        "overridable",
                        "step"),
                refusal(
                        "a call of a default method that awaits",
                        w -> {
                            Greeting greeting = () -> "you";
                            return () -> greeting.greet(w) + w.f(1).await();
                        },
                        "overridable",
                        "greet"));
    }

    private static Stream<Refusal> lambdas() {
        return Stream.of(
                refusal(
                        "a lambda that awaits, handed to a list",
                        w ->
                                () -> {
                                    var seen = new ArrayList<Object>();
                                    List.of(1, 2, 3).forEach(n -> seen.add(w.f(n).await()));
                                    return seen;
                                },
                        "lambda"),
                refusal(
                        "a lambda that awaits, called by the body",
                        w ->
                                () -> {
                                    Supplier<Object> supplier = () -> w.f(1).await();
                                    return supplier.get() + "" + w.f(2).await();
                                },
                        "lambda"),
                refusal(
                        "a lambda that awaits, in a method that is called",
                        w -> () -> forEach(w, w.f(List.of(1, 2)).await()),
                        "lambda",
                        "forEach"),
                refusal(
                        "a lambda that calls a method that awaits",
                        w -> () -> Stream.of(1, 2).map(_ -> forOne(w)).toList(),
                        "lambda"),
                refusal(
                        "await as a method reference",
                        w ->
                                () -> {
                                    var future = w.f("x");
                                    Supplier<Object> supplier = future::await;
                                    return supplier.get();
                                },
                        "await",
                        "lambda|method reference|::"));
    }

    private static final class Waiting {
        private final int value;

        Waiting(World w) {
            value = w.f(5).await();
        }

        @Override
        public String toString() {
            return "Waiting" + value;
        }
    }

    private static Stream<Refusal> constructors() {
        return Stream.of(
                refusal(
                        "a constructor that awaits",
                        w -> () -> new Waiting(w).value + w.f(1).await(),
                        "constructor|<init>",
                        "Waiting"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void theReportSaysWhy(Refusal refusal) throws Exception {
        assumeTrue(MatrixSuite.MUST_BE_WOVEN, "nothing is woven");
        var body = refusal.row().factory().in(new World(Pending.NEVER));
        var report = Blocks.explain(body);
        assertThat(report.runs()).as(report.toString()).isEqualTo(BlockMode.VIRTUAL_THREAD);
        for (var reason : refusal.reasons()) {
            assertThat(report.reason()).containsPattern(reason);
        }
        assertThat(report.reason()).as("names a line").containsPattern("(:|line )\\d+");
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void itRunsOnAVirtualThreadAllTheSame(Refusal refusal) {
        var row = refusal.row();
        var expected = MatrixSuite.plain(row);
        assertThat(expected.end()).startsWith("returned");
        for (var pending : Pending.values()) {
            for (var mode : List.of(BlockMode.AUTO, BlockMode.VIRTUAL_THREAD)) {
                assertThat(MatrixSuite.differences(row, mode, pending, expected))
                        .as("%s, pending %s", mode, pending)
                        .isEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void whoeverInsistsOnWeavingIsToldWhyNot(Refusal refusal) throws Exception {
        assumeTrue(MatrixSuite.MUST_BE_WOVEN, "nothing is woven");
        var body = refusal.row().factory().in(new World(Pending.NEVER));
        assertThatThrownBy(() -> Row.block(body, BlockMode.WOVEN).poll(Context.of(Waker.noop())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(Blocks.explain(body).reason());
    }

    /** A reference names the method of the declared type; woven or not, the other has to run. */
    @Test
    void aReferenceToAnOverriddenMethodRunsTheOneThatOverrides() {
        var row =
                Row.row(
                        "overridden",
                        w -> {
                            Open open = new Overriding(w);
                            return open::body;
                        });
        assertThat(MatrixSuite.plain(row).end()).isEqualTo("returned overridden");
        assertAutoIsRight(row);
    }

    @Test
    void aCallOfAnAwaitingMethodOfSuperRunsThatOne() {
        var row = Row.row("super", w -> new Overriding(w).superBody());
        assertThat(MatrixSuite.plain(row).end()).isEqualTo("returned Integer[3]");
        assertAutoIsRight(row);
    }

    private static void assertAutoIsRight(Row row) {
        var expected = MatrixSuite.plain(row);
        for (var pending : Pending.values()) {
            assertThat(MatrixSuite.differences(row, BlockMode.AUTO, pending, expected)).isEmpty();
        }
    }
}
