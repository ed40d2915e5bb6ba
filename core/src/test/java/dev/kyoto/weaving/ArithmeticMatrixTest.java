package dev.kyoto.weaving;

import static dev.kyoto.weaving.Row.row;

import dev.kyoto.future.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Awaits in arithmetic: narrow types, shifts, boxes; what the JVM throws; assertions and locks. */
final class ArithmeticMatrixTest extends MatrixSuite {

    @Override
    Stream<Row> rows() {
        return Stream.of(numbers(), boxes(), failures(), asserting()).flatMap(it -> it);
    }

    // A compound assignment narrows without a cast, which is what the rows are about.
    @SuppressWarnings({"lossy-conversions", "NarrowingCompoundAssignment"})
    private static Stream<Row> numbers() {
        return Stream.of(
                row(
                        "bytes, chars and shorts that wrap around",
                        w ->
                                () -> {
                                    byte b = (byte) (w.f((byte) 127).await() + 1);
                                    char c = (char) (w.f('\uffff').await() + 2);
                                    short s = (short) (w.f((short) -32768).await() - 1);
                                    b += w.f(300).await();
                                    c -= w.f(3).await();
                                    s *= w.f(3).await();
                                    b >>>= w.f(1).await();
                                    b++;
                                    --c;
                                    return b + " " + (int) c + " " + s;
                                }),
                row(
                        "casts that narrow",
                        w ->
                                () ->
                                        (byte) w.f(0x1ff).await().intValue()
                                                + " "
                                                + (short) (w.f(1L << 17 | 5).await() + 0)
                                                + " "
                                                + (int) (w.f(1e20).await() * 2)
                                                + " "
                                                + (long) (w.f(Float.NaN).await() + 1)
                                                + " "
                                                + (char) (w.f(65.9).await() + 0)
                                                + " "
                                                + (float) (w.f(0.1).await() + 0)),
                row(
                        "shifts",
                        w ->
                                () ->
                                        (w.f(-1).await() >>> w.f(28).await())
                                                + " "
                                                + (w.f(-16L).await() >> w.f(2).await())
                                                + " "
                                                + (w.i(1) << w.f(33L).await())
                                                + " "
                                                + (w.l(1) << w.f(33).await())
                                                + " "
                                                + (w.f((byte) -1).await() >>> 24)),
                row(
                        "bits",
                        w ->
                                () -> {
                                    int i = w.f(0b1100).await() & w.f(0b1010).await();
                                    long l = w.f(0xf0L).await() | w.f(0x0f).await();
                                    l ^= w.f(0xffL).await() << 4;
                                    i |= ~w.f(0).await() >>> 30;
                                    return i + " " + l;
                                }),
                row(
                        "division and remainder of all types",
                        w ->
                                () ->
                                        w.f(-7).await() / w.f(2).await()
                                                + " "
                                                + w.f(-7).await() % w.f(2).await()
                                                + " "
                                                + w.l(-7) / w.f(2L).await()
                                                + " "
                                                + w.f(7.5).await() % w.d(2)
                                                + " "
                                                + w.f(1.0).await() / w.f(0).await()
                                                + " "
                                                + w.f(5f).await() / w.f(2).await()),
                row(
                        "mixed types that widen",
                        w ->
                                () ->
                                        w.f('a').await()
                                                + w.f((byte) 1).await() * w.f((short) 2).await()
                                                + w.f(3L).await()
                                                + w.f(0.5f).await()
                                                + w.f(0.25).await()),
                row(
                        "constants of all sizes around an await",
                        w ->
                                () ->
                                        w.f(1).await()
                                                + -1
                                                + 5
                                                + 127
                                                + 32767
                                                + 1_000_000
                                                + (1L + w.f(0L).await() + (1L << 40))
                                                + 2f
                                                + 3.5f
                                                + 1.0
                                                + w.f(1e300).await() * 1e-300));
    }

    // What becomes of a box that is compared, promoted or taken for an index: that is the theme.
    @SuppressWarnings({
        "BoxedPrimitiveEquality",
        "ConditionalExpressionNumericPromotion",
        "ListRemoveAmbiguous",
        "NumericEquality"
    })
    private static Stream<Row> boxes() {
        return Stream.of(
                row(
                        "boxes that are cached",
                        w ->
                                () -> {
                                    Integer a = w.i(127);
                                    Integer b = w.f(127).await();
                                    Integer c = w.i(1000);
                                    Integer d = w.f(1000).await();
                                    Integer e = w.f(c).await();
                                    return (a == b) + " " + (c == d) + " " + (c == e) + c.equals(d);
                                }),
                row(
                        "boxes that count",
                        w ->
                                () -> {
                                    Integer a = w.f(5).await();
                                    Long b = 6L;
                                    a++;
                                    a += w.f(10).await();
                                    b = b * w.f(2L).await() + a--;
                                    Character c = w.f('a').await();
                                    c++;
                                    return a + " " + b + " " + c;
                                }),
                row(
                        "boxes in ternaries and comparisons",
                        w ->
                                () -> {
                                    Integer a = w.f(1).await();
                                    Object o = w.f(true).await() ? a : "none";
                                    Number n = w.f(true).await() ? a : w.f(2.0).await();
                                    boolean less = a < w.f(2L).await();
                                    return o + " " + n + " " + less + (a == w.l(1));
                                }),
                row(
                        "boxes in collections",
                        w ->
                                () -> {
                                    var list = new ArrayList<>(List.of(10, 20, 30));
                                    list.remove(w.f(1).await().intValue());
                                    list.remove(w.f(30).await());
                                    list.add(w.i(5) + w.f(6).await());
                                    return list;
                                }),
                row(
                        "null that is unboxed",
                        w ->
                                () -> {
                                    int n = w.f((Integer) null).await();
                                    return n;
                                }),
                row(
                        "null that a ternary unboxes, caught",
                        w ->
                                () -> {
                                    Integer none = null;
                                    try {
                                        return w.f(true).await() ? none : w.i(1) + w.f(0).await();
                                    } catch (NullPointerException e) {
                                        return w.f("caught").await();
                                    }
                                }));
    }

    private static Stream<Row> failures() {
        return Stream.of(
                row(
                        "a cast that fails after an await",
                        w ->
                                () -> {
                                    Object o = w.f((Object) "text").await();
                                    return (Integer) o;
                                }),
                row(
                        "a cast that generics put in and that fails",
                        w ->
                                () -> {
                                    @SuppressWarnings({
                                        "unchecked",
                                        "rawtypes"
                                    }) // it is wrong on purpose
                                    List<String> list = (List) w.f(List.of(1)).await();
                                    return list.get(w.f(0).await()).length();
                                }),
                row(
                        "null that is awaited",
                        w ->
                                () -> {
                                    Future<Object> none = null;
                                    w.f(1).await();
                                    return none.await();
                                }),
                row(
                        "null that is awaited, caught",
                        w ->
                                () -> {
                                    Future<Object> none = null;
                                    try {
                                        return w.see("operand") + none.await();
                                    } catch (NullPointerException e) {
                                        return w.f("caught").await();
                                    } finally {
                                        w.log(w.f("finally").await());
                                    }
                                }),
                row(
                        "a member of null after an await",
                        w -> () -> w.f((String) null).await().length() + w.f(1).await()),
                row(
                        "an index out of bounds",
                        w ->
                                () -> {
                                    int[] a = {1, 2};
                                    return a[w.f(5).await()] + w.f(1).await();
                                }),
                row(
                        "an index out of bounds after the value was evaluated",
                        w ->
                                () -> {
                                    int[] a = {1, 2};
                                    try {
                                        a[w.f(-1).await()] = w.f(7).await();
                                        return "never";
                                    } catch (ArrayIndexOutOfBoundsException e) {
                                        return e.getMessage() + w.f(a).await()[0];
                                    }
                                }),
                row(
                        "an array that is null, after index and value were evaluated",
                        w ->
                                () -> {
                                    int[] none = null;
                                    none[w.f(0).await()] = w.f(1).await();
                                    return "never";
                                }),
                row(
                        "a division by zero",
                        w -> () -> w.i(1) + w.f(5).await() / w.f(0).await() + w.f(1).await()),
                row(
                        "a remainder by zero of longs, caught",
                        w ->
                                () -> {
                                    long l = 7;
                                    try {
                                        l %= w.f(0L).await();
                                    } catch (ArithmeticException e) {
                                        l += w.f(10L).await();
                                    }
                                    return l;
                                }),
                row(
                        "an array store of the wrong class",
                        w ->
                                () -> {
                                    Object[] a = new Integer[1];
                                    a[w.f(0).await()] = w.f("text").await();
                                    return a;
                                }),
                row("a negative size", w -> () -> new int[w.f(-3).await()]),
                row(
                        "a throw of null",
                        w ->
                                () -> {
                                    throw w.f((RuntimeException) null).await();
                                }),
                row(
                        "a throw of what is awaited",
                        w ->
                                () -> {
                                    throw w.f(new IllegalStateException("awaited")).await();
                                }));
    }

    private static Stream<Row> asserting() {
        return Stream.of(
                row(
                        "an assertion that holds",
                        w ->
                                () -> {
                                    int n = w.f(5).await();
                                    assert n > w.f(3).await() : "not " + w.f("never").await();
                                    return n;
                                }),
                row(
                        "an assertion that fails",
                        w ->
                                () -> {
                                    int n = w.f(5).await();
                                    assert n > w.f(7).await() : "it is " + w.f(n).await();
                                    return w.see("never");
                                }),
                row(
                        "synchronized blocks without awaits",
                        w ->
                                () -> {
                                    var lock = new Object();
                                    var list = new ArrayList<Integer>();
                                    for (int i = 0; i < 3; i++) {
                                        int n = w.f(i).await();
                                        synchronized (lock) {
                                            if (n == 1) {
                                                continue;
                                            }
                                            synchronized (list) {
                                                list.add(n);
                                            }
                                        }
                                        w.f("after").await();
                                    }
                                    return list + " " + Thread.holdsLock(lock);
                                }),
                row(
                        "a failure inside synchronized, caught outside",
                        w ->
                                () -> {
                                    var lock = new Object();
                                    int n = w.f(0).await();
                                    try {
                                        synchronized (lock) {
                                            return 1 / n;
                                        }
                                    } catch (ArithmeticException e) {
                                        return w.f(Thread.holdsLock(lock)).await();
                                    }
                                }));
    }
}
