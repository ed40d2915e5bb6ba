package dev.kyoto.weaving;

import static dev.kyoto.weaving.Row.row;

import dev.kyoto.future.AsyncCallable;
import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Locals and captured values across awaits. */
final class LocalMatrixTest extends MatrixSuite {
    private static String shared = "shared";

    private final String own = "own";
    private int calls;

    @Override
    Stream<Row> rows() {
        return Stream.of(locals(), captures(), generics(), members()).flatMap(it -> it);
    }

    private String ownMethod(int n) {
        calls += n;
        return own + calls;
    }

    private static String staticMethod(long n) {
        return shared + n;
    }

    @SuppressWarnings("UnnecessaryStringBuilder") // its class is what the row is about
    private static Stream<Row> locals() {
        return Stream.of(
                row(
                        "locals of all types",
                        w ->
                                () -> {
                                    boolean z = true;
                                    byte b = -1;
                                    char c = '\uffff';
                                    short s = Short.MIN_VALUE;
                                    int i = Integer.MIN_VALUE;
                                    long l = Long.MAX_VALUE;
                                    float f = Float.MIN_VALUE;
                                    double d = -0.0;
                                    String t = "t";
                                    int[] a = {1, 2};
                                    Object nothing = null;
                                    w.f(1).await();
                                    b++;
                                    c++;
                                    s--;
                                    i--;
                                    l++;
                                    w.f(2).await();
                                    return new Object[] {
                                        z, b, (int) c, s, i, l, f, d, t, a, nothing
                                    };
                                }),
                row(
                        "locals assigned on some paths only",
                        w ->
                                () -> {
                                    int x;
                                    String s;
                                    double d;
                                    if (w.f(true).await()) {
                                        x = w.f(1).await();
                                        s = "then";
                                    } else {
                                        x = 2;
                                        s = w.f("else").await();
                                    }
                                    w.f("between").await();
                                    d = x;
                                    return s + x + d;
                                }),
                row(
                        "locals assigned long after they are declared",
                        w ->
                                () -> {
                                    long never;
                                    final String s;
                                    final long l;
                                    w.f(1).await();
                                    w.f(2).await();
                                    l = w.f(3L).await();
                                    s = w.f("s").await();
                                    return s + l;
                                }),
                row(
                        "slots used again with other types",
                        w ->
                                () -> {
                                    var all = new ArrayList<Object>();
                                    {
                                        int i = w.f(1).await();
                                        int j = 2;
                                        w.f(0).await();
                                        all.add(i + j);
                                    }
                                    {
                                        long l = w.f(3L).await();
                                        w.f(0).await();
                                        all.add(l);
                                    }
                                    {
                                        String s = w.f("s").await();
                                        float f = 4;
                                        w.f(0).await();
                                        all.add(s + f);
                                    }
                                    {
                                        double d = 5;
                                        w.f(0).await();
                                        all.add(d);
                                    }
                                    for (int[] a : new int[][] {{6}}) {
                                        all.add(w.f(a[0]).await());
                                    }
                                    return all;
                                }),
                row(
                        "one local with values of several classes",
                        w ->
                                () -> {
                                    Object o = w.f("text").await();
                                    w.log(o);
                                    o = w.f(2).await();
                                    w.log(o);
                                    o = w.f(new int[] {3}).await();
                                    w.log(o);
                                    o = null;
                                    w.f(4).await();
                                    return o;
                                }),
                row(
                        "locals that hold null",
                        w ->
                                () -> {
                                    String none = null;
                                    int[] noArray = null;
                                    List<String> noList = null;
                                    w.f(1).await();
                                    if (w.f(true).await()) {
                                        noList = List.of("a");
                                    }
                                    return none
                                            + noList.get(0)
                                            + (noArray == null)
                                            + w.f(none).await();
                                }),
                row(
                        "more locals than fit one kind of field",
                        w ->
                                () -> {
                                    int a = 1;
                                    long b = 2;
                                    int c = 3;
                                    double d = 4;
                                    String e = "5";
                                    float f = 6;
                                    long g = 7;
                                    Object h = "8";
                                    int i = w.f(9).await();
                                    byte j = 10;
                                    double k = w.f(11.0).await();
                                    a += c;
                                    b += g;
                                    w.f("x").await();
                                    return e + h + (a + b + c + d + f + g + i + j + k);
                                }),
                row(
                        "locals that are dead across some awaits",
                        w ->
                                () -> {
                                    int a = w.f(1).await();
                                    String b = "b" + a;
                                    w.log(b);
                                    w.f(2).await();
                                    a = 5;
                                    w.f(3).await();
                                    b = "c" + a;
                                    w.f(4).await();
                                    return b;
                                }),
                row(
                        "locals whose classes meet in a common one",
                        w ->
                                () -> {
                                    Object[] a;
                                    Comparable<?> c;
                                    CharSequence s = new StringBuilder("s");
                                    if (w.f(true).await()) {
                                        a = new String[] {"a"};
                                        c = 1;
                                    } else {
                                        a = new Integer[] {2};
                                        c = "c";
                                    }
                                    w.f(1).await();
                                    for (int i = 0; i < 2; i++) {
                                        s = s.length() < 3 ? s + "t" : new StringBuilder(s);
                                        w.f(s.length()).await();
                                    }
                                    return new Object[] {a, c, s.toString()};
                                }),
                row(
                        "var and final var",
                        w ->
                                () -> {
                                    var list = w.f(List.of(1, 2)).await();
                                    final var first = list.get(0);
                                    var pair =
                                            new Object() {
                                                int x = 3;
                                                final int y = first;
                                            };
                                    pair.x += w.f(1).await();
                                    return pair.x * 10 + pair.y;
                                }));
    }

    private Stream<Row> captures() {
        return Stream.of(
                row(
                        "captured values of all types",
                        w -> {
                            boolean z = true;
                            byte b = -1;
                            char c = 'c';
                            short s = -2;
                            int i = 3;
                            long l = 1L << 40;
                            float f = 1.5f;
                            double d = 2.5;
                            String t = "t";
                            int[] a = {1, 2};
                            List<String> g = List.of("g");
                            Object nothing = null;
                            return () -> {
                                w.f(1).await();
                                a[0] += w.f(10).await();
                                return new Object[] {
                                    z, b, c, s, i, l, f, d, t, a, g.get(w.f(0).await()), nothing
                                };
                            };
                        }),
                row(
                        "captured parameters and this",
                        w -> {
                            Function<Integer, AsyncCallable<Object>> with =
                                    n -> () -> own + w.f(n).await() + n;
                            return with.apply(5);
                        }),
                row(
                        "a captured loop variable",
                        w -> {
                            AsyncCallable<Object> last = () -> "none";
                            for (var n : List.of(1, 2, 3)) {
                                last = () -> w.f(n).await() + n;
                            }
                            return last;
                        }),
                row(
                        "a captured pattern variable",
                        w -> {
                            Object o = "pattern";
                            if (!(o instanceof String s)) {
                                throw new IllegalStateException();
                            }
                            return () -> s + w.f(s.length()).await() + s;
                        }),
                row(
                        "captured values that a local hides nothing of",
                        w -> {
                            long l = 7;
                            double d = 8;
                            return () -> {
                                double x = w.f(1.0).await() + d;
                                long y = w.f(2L).await() + l;
                                return x + y + d + l;
                            };
                        }));
    }

    private static Stream<Row> generics() {
        return Stream.of(
                row(
                        "casts that generics put in",
                        w ->
                                () -> {
                                    List<String> l = w.f(List.of("a", "bb")).await();
                                    int n = l.get(w.f(1).await()).length();
                                    Map<String, List<Integer>> m =
                                            w.f(Map.of("k", List.of(1, 2))).await();
                                    for (int i : m.get(w.f("k").await())) {
                                        n += i * w.f(10).await();
                                    }
                                    return n;
                                }),
                row("a body in a generic method", w -> largest(w, 3, 9, 4)),
                row("a body in a generic method, of another type", w -> largest(w, "b", "c", "a")),
                row(
                        "a cast to an intersection",
                        w ->
                                () -> {
                                    var c =
                                            (Comparator<String> & Serializable)
                                                    (a, b) -> b.compareTo(a);
                                    var list = new ArrayList<>(w.f(List.of("a", "c", "b")).await());
                                    list.sort(w.f(c).await());
                                    var s = (CharSequence & Comparable<String>) w.f("text").await();
                                    return list
                                            + " "
                                            + s.length()
                                            + s.compareTo(w.f("text").await());
                                }),
                row(
                        "wildcards",
                        w ->
                                () -> {
                                    List<? extends Number> numbers = w.f(List.of(1, 2.5)).await();
                                    double sum = 0;
                                    for (Number n : numbers) {
                                        sum += w.f(n).await().doubleValue();
                                    }
                                    return sum;
                                }),
                row(
                        "explicit casts",
                        w ->
                                () -> {
                                    Object o = w.f((Object) "x").await();
                                    String s = (String) o;
                                    int i = (int) w.f((Object) 5).await();
                                    long l = (Integer) w.f((Object) 6).await();
                                    return s + i + l + (char) (w.f('a').await() + 1) + (byte) i;
                                }));
    }

    private static <T extends Comparable<T>> AsyncCallable<Object> largest(World w, T a, T b, T c) {
        return () -> {
            T best = w.f(a).await();
            for (T each : List.of(b, c)) {
                if (w.f(each).await().compareTo(best) > 0) {
                    best = each;
                }
            }
            return best;
        };
    }

    private Stream<Row> members() {
        return Stream.of(
                row(
                        "private fields and methods of this",
                        w ->
                                () -> {
                                    calls = 0;
                                    var first = ownMethod(w.f(1).await());
                                    calls += w.f(10).await();
                                    return first + ownMethod(w.f(2).await()) + this.own + calls;
                                }),
                row(
                        "private static fields and methods",
                        w ->
                                () -> {
                                    shared = "s" + w.f(1).await();
                                    var first = staticMethod(w.f(2L).await());
                                    shared += w.f("t").await();
                                    return first + LocalMatrixTest.staticMethod(3) + shared;
                                }),
                row(
                        "an array and a class literal",
                        w ->
                                () ->
                                        w.f(int[].class).await().getSimpleName()
                                                + LocalMatrixTest.class.getSimpleName()
                                                + this.getClass().getSimpleName()
                                                + w.f(1).await()),
                row(
                        "a lookup of the body's class",
                        w ->
                                () -> {
                                    var lookup = MethodHandles.lookup();
                                    var type = MethodType.methodType(String.class, long.class);
                                    var handle =
                                            lookup.findStatic(
                                                    LocalMatrixTest.class, "staticMethod", type);
                                    shared = "s";
                                    try {
                                        return lookup.lookupClass().getSimpleName()
                                                + (String)
                                                        handle.invokeExact((long) w.f(4L).await());
                                    } catch (Throwable e) {
                                        throw new IllegalStateException("static method", e);
                                    }
                                }),
                row(
                        "reflection that asks who calls",
                        w ->
                                () -> {
                                    var name = w.f(LocalMatrixTest.class.getName()).await();
                                    var field = Class.forName(name).getDeclaredField("own");
                                    return field.get(w.f(this).await());
                                }),
                row(
                        "this that escapes",
                        w ->
                                () -> {
                                    Supplier<LocalMatrixTest> me = () -> this;
                                    w.f(1).await();
                                    UnaryOperator<String> more = s -> own + s;
                                    return (me.get() == this) + more.apply(w.f("more").await());
                                }));
    }
}
