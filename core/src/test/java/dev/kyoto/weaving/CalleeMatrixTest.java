package dev.kyoto.weaving;

import static dev.kyoto.weaving.Row.readyRow;
import static dev.kyoto.weaving.Row.row;
import static dev.kyoto.weaving.Row.run;

import dev.kyoto.future.Future;
import dev.kyoto.weaving.far.FarCallee;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Calls to methods that await themselves, where it is certain which method is called. */
final class CalleeMatrixTest extends MatrixSuite {
    private int state;

    @Override
    Stream<Row> rows() {
        return Stream.of(kinds(), types(), failing(), recursive()).flatMap(it -> it);
    }

    // ---- Kinds of methods ----

    private static int twice(World w, int n) {
        return 2 * w.f(n).await();
    }

    private int add(World w, int n) {
        state += w.f(n).await();
        return state;
    }

    final int addFinally(World w, int n) {
        state += 100 * w.f(n).await();
        return state;
    }

    /** It awaits nothing itself. */
    private static int fourTimes(World w, int n) {
        w.log("four times");
        return twice(w, twice(w, n));
    }

    private static final class Counter<T> {
        private final World w;
        private int count;

        Counter(World w) {
            this.w = w;
        }

        int count(T each) {
            count += w.f(each).await().toString().length();
            return count;
        }

        static <T> Counter<T> of(World w, T first) {
            var counter = new Counter<T>(w);
            counter.count(w.f(first).await());
            return counter;
        }
    }

    private record Step(int size) {
        int walk(World w, int steps) {
            int way = 0;
            for (int i = 0; i < steps; i++) {
                way += w.f(size).await();
            }
            return way;
        }

        static Step read(World w) {
            return new Step(w.f(3).await());
        }
    }

    private enum Level {
        LOW,
        HIGH;

        String name(World w) {
            return w.f(this).await().name() + ordinal();
        }
    }

    private interface Service {
        String name();

        private String greeting(World w) {
            return w.f("hello ").await() + name();
        }

        static String greet(World w, Service service) {
            return service.greeting(w) + w.f("!").await();
        }
    }

    private Stream<Row> kinds() {
        return Stream.of(
                row("a private static method", w -> () -> twice(w, 3) + w.f(1).await()),
                row(
                        "a private method of this",
                        w ->
                                () -> {
                                    state = 0;
                                    return add(w, 1) * 10 + add(w, 2) + this.add(w, 3);
                                }),
                row(
                        "a private method of another object",
                        w ->
                                () -> {
                                    var other = new CalleeMatrixTest();
                                    return w.f(other).await().add(w, 5) + other.state;
                                }),
                row(
                        "a final method",
                        w ->
                                () -> {
                                    state = 0;
                                    return addFinally(w, 1) + addFinally(w, w.f(2).await());
                                }),
                row(
                        "a method that calls methods that await",
                        w -> () -> fourTimes(w, w.f(1).await())),
                row(
                        "methods of a final class, generic and static",
                        w ->
                                () -> {
                                    var counter = Counter.of(w, "ab");
                                    return counter.count("c") * 10
                                            + counter.count(w.f("def").await());
                                }),
                row("methods of a record", w -> () -> Step.read(w).walk(w, w.f(3).await())),
                row(
                        "a method of an enum",
                        w -> () -> Level.HIGH.name(w) + w.f(Level.LOW).await().name(w)),
                row(
                        "private and static methods of an interface",
                        w -> () -> Service.greet(w, () -> "you") + w.f("?").await()),
                row(
                        "methods of a class in another package",
                        w ->
                                () ->
                                        FarCallee.sum(w.f(1), w.f(2L))
                                                + new FarCallee("far")
                                                        .name(w.f("s").await(), w.f(3))),
                row(
                        "calls under operands",
                        w ->
                                () ->
                                        w.l(1)
                                                + w.i(2) * twice(w, w.i(3))
                                                + List.of(twice(w, 4), w.see(5), twice(w, 6))
                                                        .toString()),
                row(
                        "calls in the arguments of new",
                        w -> () -> new Step(twice(w, fourTimes(w, 1)))),
                row(
                        "calls in a loop and its condition",
                        w ->
                                () -> {
                                    int n = 1;
                                    while (twice(w, n) < 20) {
                                        n += twice(w, 1);
                                    }
                                    return n;
                                }),
                row(
                        "a future handed to a method",
                        w ->
                                () -> {
                                    var future = w.f("handed");
                                    return length(future) + w.f(1).await();
                                }),
                run(
                        "a method without a value, called by a body without one",
                        w -> () -> nothing(w)));
    }

    private static int length(Future<String> future) {
        return future.await().length();
    }

    // ---- Types of parameters and values ----

    private static String all(
            World w,
            boolean z,
            byte b,
            char c,
            short s,
            int i,
            long l,
            float f,
            double d,
            Object o) {
        w.f(1).await();
        var first = "" + z + b + c + s + i;
        w.f(2).await();
        return first + l + f + d + o;
    }

    private static void nothing(World w) {
        w.log(w.f("nothing").await());
    }

    private static boolean aBoolean(World w) {
        return w.f(true).await();
    }

    private static byte aByte(World w) {
        return w.f((byte) -3).await();
    }

    private static char aChar(World w) {
        return w.f('\uabcd').await();
    }

    private static short aShort(World w) {
        return w.f((short) -300).await();
    }

    private static long aLong(World w) {
        return w.f(1L << 50).await();
    }

    private static float aFloat(World w) {
        return w.f(0.5f).await();
    }

    private static double aDouble(World w) {
        return w.f(0.25).await();
    }

    private static Integer aBox(World w) {
        return w.f(128).await();
    }

    private static int[][] anArray(World w) {
        return new int[][] {{w.f(1).await()}, {w.f(2).await(), 3}};
    }

    private static <T extends CharSequence> T aVariable(World w, T value) {
        return w.f(value).await();
    }

    private static int various(World w, Object... values) {
        return values.length + w.f(10).await();
    }

    private static Stream<Row> types() {
        return Stream.of(
                row(
                        "parameters of all types",
                        w ->
                                () ->
                                        all(
                                                w,
                                                true,
                                                (byte) 1,
                                                'c',
                                                (short) 3,
                                                w.f(4).await(),
                                                5L,
                                                6f,
                                                w.d(7),
                                                w.f("o").await())),
                row(
                        "values of all types",
                        w ->
                                () ->
                                        ""
                                                + aBoolean(w)
                                                + aByte(w)
                                                + (int) aChar(w)
                                                + aShort(w)
                                                + aLong(w)
                                                + aFloat(w)
                                                + aDouble(w)
                                                + aBox(w)
                                                + anArray(w)[1][1]
                                                + aVariable(w, "v")),
                row(
                        "values of all types kept in locals",
                        w ->
                                () -> {
                                    boolean z = aBoolean(w);
                                    byte b = aByte(w);
                                    char c = aChar(w);
                                    short s = aShort(w);
                                    long l = aLong(w);
                                    float f = aFloat(w);
                                    double d = aDouble(w);
                                    int i = aBox(w);
                                    int[] a = anArray(w)[0];
                                    String v = aVariable(w, "v");
                                    return (z ? 1 : 0)
                                            + b
                                            + c
                                            + s
                                            + l
                                            + f
                                            + d
                                            + i
                                            + a[0]
                                            + v.length();
                                }),
                row(
                        "methods without a value",
                        w ->
                                () -> {
                                    nothing(w);
                                    for (int i = 0; i < 2; i++) {
                                        nothing(w);
                                    }
                                    return w.f(1).await();
                                }),
                row(
                        "values that are dropped",
                        w ->
                                () -> {
                                    aLong(w);
                                    aBox(w);
                                    aBoolean(w);
                                    return w.f(1).await();
                                }),
                row(
                        "a condition that is a call",
                        w ->
                                () ->
                                        aBoolean(w) && !aBoolean(w)
                                                ? "both"
                                                : aBoolean(w) ? "one" : "none"),
                row(
                        "variable arguments",
                        w -> () -> various(w) + various(w, 1, w.f("2").await()) * various(w, 1L)));
    }

    // ---- Failures ----

    private static int checked(World w, boolean fails) throws IOException {
        w.f("checked").await();
        if (fails) {
            throw new IOException("checked");
        }
        return w.f(1).await();
    }

    private static int cleaning(World w, boolean fails) {
        try {
            if (fails) {
                return w.<Integer>fail(new IllegalStateException("fails")).await();
            }
            return w.f(1).await();
        } catch (IllegalStateException e) {
            w.log(e.getMessage() + w.f("caught").await());
            throw new ArithmeticException("after " + e.getMessage());
        } finally {
            w.log(w.f("cleans").await());
        }
    }

    private static Stream<Row> failing() {
        return Stream.of(
                row(
                        "a checked exception that the caller catches",
                        w ->
                                () -> {
                                    int n = 0;
                                    for (var fails : new boolean[] {false, true, false}) {
                                        try {
                                            n += checked(w, fails);
                                        } catch (IOException e) {
                                            n += w.f(10).await();
                                        } finally {
                                            n += 100;
                                        }
                                    }
                                    return n;
                                }),
                row(
                        "a checked exception that leaves the body",
                        w -> () -> checked(w, false) + checked(w, true)),
                row(
                        "try, catch and finally in the method",
                        w ->
                                () -> {
                                    int n = cleaning(w, false);
                                    try {
                                        n += cleaning(w, true);
                                    } catch (ArithmeticException e) {
                                        return n + e.getMessage() + w.f(2).await();
                                    }
                                    return "never";
                                }),
                row(
                        "a failure that nobody catches",
                        w -> () -> cleaning(w, false) + cleaning(w, true)),
                row(
                        "a call in a finally",
                        w ->
                                () -> {
                                    try {
                                        return twice(w, 4);
                                    } finally {
                                        nothing(w);
                                        w.log(twice(w, 5));
                                    }
                                }),
                row(
                        "a private method of null",
                        w ->
                                () -> {
                                    CalleeMatrixTest none = w.f((CalleeMatrixTest) null).await();
                                    return none.add(w, w.i(1));
                                }));
    }

    // ---- Recursion ----

    private static int fib(World w, int n) {
        return n < 2 ? w.f(n).await() : fib(w, n - 1) + fib(w, n - 2);
    }

    private static long depth(World w, int n) {
        return n == 0 ? 0 : 1 + depth(w, n - 1) + w.quiet(0L).await();
    }

    private static boolean isEven(World w, int n) {
        return w.f(n).await() == 0 || isOdd(w, n - 1);
    }

    private static boolean isOdd(World w, int n) {
        if (w.f(n).await() == 0) {
            return false;
        }
        return isEven(w, n - 1);
    }

    private record Tree(int value, List<Tree> children) {
        void walk(World w, List<Object> seen) {
            seen.add(w.f(value).await());
            for (var child : children) {
                child.walk(w, seen);
                seen.add("up to " + w.f(value).await());
            }
        }
    }

    private static int failDeep(World w, int n) {
        try {
            return n == 0
                    ? w.<Integer>fail(new IllegalStateException("bottom")).await()
                    : failDeep(w, n - 1);
        } finally {
            w.log("leaves " + w.f(n).await());
        }
    }

    private static long ackermann(World w, long m, long n) {
        if (m == 0) {
            return w.quiet(n).await() + 1;
        }
        return ackermann(w, m - 1, n == 0 ? 1 : ackermann(w, m, n - 1));
    }

    private static Stream<Row> recursive() {
        return Stream.of(
                row("recursion in two branches", w -> () -> fib(w, 8)),
                row("recursion 200 deep", w -> () -> depth(w, 200)),
                row("methods that call each other", w -> () -> isEven(w, 9) + " " + isOdd(w, 8)),
                row(
                        "a tree that is walked",
                        w ->
                                () -> {
                                    var leaf = new Tree(3, List.of());
                                    var tree =
                                            new Tree(1, List.of(new Tree(2, List.of(leaf)), leaf));
                                    var seen = new ArrayList<Object>();
                                    tree.walk(w, seen);
                                    return seen;
                                }),
                row("a failure through ten finallys", w -> () -> failDeep(w, 10)),
                row("recursion in arguments", w -> () -> ackermann(w, 2, 2)),
                readyRow(
                        "a million calls that await ready futures",
                        w ->
                                () -> {
                                    long sum = 0;
                                    for (int i = 0; i < 1_000_000; i++) {
                                        sum += depth(w, i & 1);
                                    }
                                    return sum;
                                }));
    }
}
