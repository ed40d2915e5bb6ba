package dev.kyoto.weaving;

import static dev.kyoto.weaving.Row.row;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Awaits while other values wait on the operand stack. */
final class OperandMatrixTest extends MatrixSuite {
    private static long total;

    private int count;
    private long sum = 5;
    private String text = "t";

    @Override
    Stream<Row> rows() {
        return Stream.of(arguments(), strings(), assignments(), fields()).flatMap(it -> it);
    }

    private static String join(Object... parts) {
        return Arrays.toString(parts);
    }

    private static String mixed(int a, long b, Object c, double d, float e, boolean f, char g) {
        return a + " " + b + " " + c + " " + d + " " + e + " " + f + " " + g;
    }

    private static Stream<Row> arguments() {
        return Stream.of(
                row(
                        "an await between operands of all sizes",
                        w -> () -> mixed(w.i(1), w.l(2), "c", w.d(4), w.f(5f).await(), true, 'g')),
                row(
                        "several awaits in one call",
                        w ->
                                () ->
                                        mixed(
                                                w.f(1).await(),
                                                w.f(2L).await(),
                                                w.f("c").await(),
                                                w.f(4.0).await(),
                                                w.f(5f).await(),
                                                w.f(true).await(),
                                                w.f('g').await())),
                row(
                        "calls in calls",
                        w ->
                                () ->
                                        mixed(
                                                Math.max(w.i(3), w.f(7).await()),
                                                Math.addExact(w.f(1L).await(), w.l(2)),
                                                join(w.f("x").await(), join(w.f("y").await(), 1L)),
                                                Math.pow(w.d(2), w.f(3.0).await()),
                                                w.i(1),
                                                w.f(1).await().equals(w.f(1).await()),
                                                w.f("word").await().charAt(w.f(2).await()))),
                row(
                        "longs and doubles on the stack",
                        w ->
                                () ->
                                        w.l(1)
                                                + w.l(10) * (w.l(2) - w.f(100L).await() * w.l(3))
                                                + w.d(0.5) * (w.d(8) / w.f(2.0).await())),
                row(
                        "a receiver on the stack",
                        w ->
                                () -> {
                                    var list = new ArrayList<Object>(List.of("a", "b"));
                                    list.add(w.i(1), w.f("c").await());
                                    list.set(w.f(0).await(), w.f("d").await());
                                    return w.see(list).subList(w.f(1).await(), w.f(3).await());
                                }),
                row(
                        "a chain of calls",
                        w ->
                                () ->
                                        new StringBuilder()
                                                .append(w.f(1).await())
                                                .append(w.f("two").await())
                                                .insert(w.f(0).await(), w.f("3").await())
                                                .reverse()
                                                .append(w.f('c').await())
                                                .toString()),
                row(
                        "an await of what an await gave",
                        w -> () -> w.f(w.f(w.f("inner").await() + 1).await() + 2).await()),
                row("a future of a future", w -> () -> w.f(w.f(w.f(3))).await().await().await()),
                row(
                        "a future kept in a local and awaited later",
                        w ->
                                () -> {
                                    var first = w.f(1);
                                    var second = w.f(2);
                                    return second.await() * 10 + first.await();
                                }),
                row(
                        "variable arguments",
                        w ->
                                () ->
                                        join()
                                                + join(w.f(1).await())
                                                + join(w.i(1), w.f("b").await(), w.f(3L).await())
                                                + String.format(
                                                        "%s-%d", w.f("f").await(), w.f(4).await())
                                                + List.of(w.f(1).await(), w.f(2).await())),
                row(
                        "an array cast to variable arguments",
                        w -> () -> join((Object[]) w.f(new String[] {"p", "q"}).await())),
                row(
                        "unary operators",
                        w ->
                                () ->
                                        -w.f(3).await()
                                                + ~w.f(4).await()
                                                + (!w.f(true).await() ? 1 : 2)
                                                + +w.f('a').await()),
                row(
                        "increments on both sides of an await",
                        w ->
                                () -> {
                                    int i = 5;
                                    int a = i++ + w.f(10).await() + i;
                                    int b = ++i * w.f(i).await() - i--;
                                    int c = i-- - w.f(i).await() - --i;
                                    return a + " " + b + " " + c + " " + i;
                                }),
                row(
                        "many values on the stack",
                        w ->
                                () ->
                                        w.i(1)
                                                + (w.i(2)
                                                        + (w.i(3)
                                                                + (w.i(4)
                                                                        + (w.i(5)
                                                                                + (w.i(6)
                                                                                        + (w.i(7)
                                                                                                + w.f(
                                                                                                                8)
                                                                                                        .await()))))))));
    }

    private static Stream<Row> strings() {
        return Stream.of(
                row(
                        "string concatenation",
                        w ->
                                () ->
                                        "a"
                                                + w.f(1).await()
                                                + 'b'
                                                + w.f(2L).await()
                                                + w.i(3)
                                                + w.f((Object) null).await()
                                                + w.f(1.5).await()),
                row(
                        "a char that a concatenation begins with",
                        w -> () -> w.f('x').await() + "y" + w.f('z').await() + w.f(true).await()),
                row(
                        "+= of a string",
                        w ->
                                () -> {
                                    var s = "s";
                                    s += w.f(1).await();
                                    s += w.f('c').await() + w.f("d").await();
                                    s += s + w.f(s).await();
                                    return s;
                                }),
                row(
                        "+= of a string in an array",
                        w ->
                                () -> {
                                    String[] a = {"x", null};
                                    a[w.f(0).await()] += w.f("y").await();
                                    a[w.i(1)] += w.f(2).await();
                                    return a;
                                }),
                row(
                        "a text block that is formatted",
                        w ->
                                () ->
                                        """
                                        Dear %s,
                                            you owe \t%d
                                        """
                                                .formatted(w.f("Ann").await(), w.f(42).await())));
    }

    private static Stream<Row> assignments() {
        return Stream.of(
                row(
                        "array initialisers",
                        w ->
                                () -> {
                                    int[] a = {w.f(1).await(), w.i(2), w.f(3).await()};
                                    long[] b = {w.f(4L).await(), w.l(5)};
                                    Object[] c = {w.f("x").await(), a, w.f(null).await(), b};
                                    byte[] d = {w.f((byte) 1).await(), 2};
                                    boolean[] e = {w.f(true).await(), false};
                                    return new Object[] {c, d, e};
                                }),
                row(
                        "nested array initialisers",
                        w ->
                                () ->
                                        new int[][] {
                                            {w.f(1).await(), w.f(2).await()},
                                            {},
                                            w.f(new int[] {3}).await(),
                                            {w.i(4), w.f(5).await()}
                                        }),
                row(
                        "sizes of arrays",
                        w ->
                                () -> {
                                    var a = new int[w.f(2).await()];
                                    var b = new String[w.f(2).await()][w.f(1).await()];
                                    var c = new double[w.f(1).await()][w.i(2)][];
                                    a[1] = b.length + c[0].length;
                                    return new Object[] {a, b, c};
                                }),
                row(
                        "an element of an array",
                        w ->
                                () -> {
                                    var a = new int[3];
                                    a[w.f(1).await()] = w.f(7).await();
                                    w.f(a).await()[w.f(2).await()] = w.i(8);
                                    a[0] = a[w.f(1).await()] = a[w.f(2).await()] + w.f(1).await();
                                    return a;
                                }),
                row(
                        "elements of arrays of all types",
                        w ->
                                () -> {
                                    var z = new boolean[1];
                                    var b = new byte[1];
                                    var c = new char[1];
                                    var s = new short[1];
                                    var l = new long[1];
                                    var f = new float[1];
                                    var d = new double[1];
                                    var o = new Object[1];
                                    z[w.i(0)] = w.f(true).await();
                                    b[w.i(0)] = w.f((byte) -1).await();
                                    c[w.i(0)] = w.f('c').await();
                                    s[w.i(0)] = w.f((short) -2).await();
                                    l[w.i(0)] = w.f(1L << 33).await();
                                    f[w.i(0)] = w.f(1.5f).await();
                                    d[w.i(0)] = w.f(2.5).await();
                                    o[w.i(0)] = w.f("o").await();
                                    return new Object[] {z, b, c, s, l, f, d, o};
                                }),
                row(
                        "an element of an array of arrays",
                        w ->
                                () -> {
                                    var a = new long[2][2];
                                    a[w.f(1).await()][w.f(0).await()] = w.f(9L).await();
                                    a[w.i(0)] = w.f(new long[] {1, 2}).await();
                                    a[1][1] += a[w.f(0).await()][w.f(1).await()] << w.f(3).await();
                                    return a;
                                }),
                row(
                        "compound assignment of locals",
                        w ->
                                () -> {
                                    int x = 3;
                                    x += w.f(4).await();
                                    x *= w.f(5).await() - x;
                                    x -= x + w.f(1).await();
                                    long y = 2;
                                    y += w.f(40L).await();
                                    y /= w.f(4).await();
                                    double z = 1.5;
                                    z *= w.f(2.0).await();
                                    z += x = w.f(6).await();
                                    return x + " " + y + " " + z;
                                }),
                row(
                        "compound assignment of elements",
                        w ->
                                () -> {
                                    int[] a = {1, 2, 3};
                                    int i = 0;
                                    a[i] += w.f(10).await();
                                    a[++i] -= w.f(20).await();
                                    a[w.f(2).await()] *= w.f(30).await();
                                    a[i++]++;
                                    a[i] <<= w.f(2).await();
                                    long[] b = {7};
                                    b[w.f(0).await()] %= w.f(4L).await();
                                    double[] c = {1};
                                    c[w.f(0).await()]--;
                                    return new Object[] {a, b, c, i};
                                }),
                row(
                        "the array is evaluated before index and value",
                        w ->
                                () -> {
                                    int[] a = {1};
                                    int[] old = a;
                                    a[w.f(0).await()] = (a = w.f(new int[] {5}).await())[0] + 1;
                                    return new Object[] {a, old};
                                }),
                row(
                        "assignments as expressions",
                        w ->
                                () -> {
                                    int a;
                                    int b;
                                    int c = (a = w.f(1).await()) + (b = w.f(2).await()) * a;
                                    long d = b = a = w.f(9).await();
                                    return a + " " + b + " " + c + " " + d;
                                }),
                row(
                        "an array in the place of one of another type",
                        w ->
                                () -> {
                                    Object[] a = new Integer[2];
                                    a[0] = w.f(1).await();
                                    Number[] n = (Number[]) w.f(a).await();
                                    n[w.f(1).await()] = w.f(2).await();
                                    return a;
                                }));
    }

    private Stream<Row> fields() {
        return Stream.of(
                row(
                        "fields on both sides",
                        w ->
                                () -> {
                                    count = w.f(1).await();
                                    count += w.f(2).await();
                                    count = count++ + w.f(10).await() + count;
                                    sum = 5;
                                    sum *= w.f(3L).await();
                                    sum -= count;
                                    text = "t";
                                    text += w.f("u").await() + text;
                                    return count + " " + sum + " " + text;
                                }),
                row(
                        "static fields on both sides",
                        w ->
                                () -> {
                                    total = w.f(1L).await();
                                    total += w.f(2L).await();
                                    total = total-- * w.f(7).await() + total;
                                    return total;
                                }),
                row(
                        "a field of an object that is awaited",
                        w ->
                                () -> {
                                    w.f(this).await().count = w.f(3).await();
                                    w.f(this).await().count += w.f(4).await();
                                    return w.f(this).await().count + count;
                                }),
                row(
                        "a field that changes while it is an operand",
                        w ->
                                () -> {
                                    count = 1;
                                    Supplier<Integer> change = () -> count = 100;
                                    return count + w.f(10).await() + change.get() + count;
                                }));
    }
}
