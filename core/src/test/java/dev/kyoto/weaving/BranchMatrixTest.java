package dev.kyoto.weaving;

import static dev.kyoto.weaving.Row.row;
import static dev.kyoto.weaving.Row.run;

import java.util.ArrayList;
import java.util.stream.Stream;

/** Awaits in conditions, and in what depends on them. */
final class BranchMatrixTest extends MatrixSuite {

    @Override
    Stream<Row> rows() {
        return Stream.concat(statements(), expressions());
    }

    private static Stream<Row> statements() {
        return Stream.of(
                row(
                        "the condition of an if",
                        w ->
                                () -> {
                                    if (w.f(true).await()) {
                                        w.log("then");
                                    } else {
                                        w.log("else");
                                    }
                                    if (w.f(false).await()) {
                                        w.log("then");
                                    }
                                    return 1;
                                }),
                row(
                        "a chain of else if",
                        w ->
                                () -> {
                                    int n = w.f(7).await();
                                    if (w.f(n).await() == 1) {
                                        return "one";
                                    } else if (n == w.f(2).await()) {
                                        return "two";
                                    } else if (w.f(n).await().equals(w.f(7).await())) {
                                        w.log(w.f("seven").await());
                                    } else {
                                        return w.f("other").await();
                                    }
                                    return n;
                                }),
                row(
                        "the condition of a while",
                        w ->
                                () -> {
                                    int n = 0;
                                    while (w.f(n).await() < 4) {
                                        n++;
                                    }
                                    return n;
                                }),
                row(
                        "an assignment in the condition of a while",
                        w ->
                                () -> {
                                    int n;
                                    int sum = 0;
                                    int next = 3;
                                    while ((n = w.f(next).await()) >= 0) {
                                        sum += n;
                                        next--;
                                    }
                                    return sum * 10 + n;
                                }),
                row(
                        "the condition of a do-while",
                        w ->
                                () -> {
                                    int n = 0;
                                    do {
                                        w.log(n);
                                    } while (w.f(++n).await() < 3);
                                    return n;
                                }),
                row(
                        "every part of a for header",
                        w ->
                                () -> {
                                    long sum = 0;
                                    for (int i = w.f(1).await();
                                            i < w.f(20).await();
                                            i = i * w.f(2).await() + 1) {
                                        sum += i;
                                    }
                                    return sum;
                                }),
                row(
                        "a branch that awaits and one that does not",
                        w ->
                                () -> {
                                    var seen = new ArrayList<Object>();
                                    for (int i = 0; i < 4; i++) {
                                        String s;
                                        if (i % 2 == 0) {
                                            s = "even";
                                        } else {
                                            s = w.f("odd").await();
                                        }
                                        seen.add(s + i);
                                    }
                                    return seen;
                                }),
                run(
                        "a body without a value, left in the middle",
                        w ->
                                () -> {
                                    w.log("before");
                                    if (w.f(true).await()) {
                                        w.log("leaves");
                                        return;
                                    }
                                    w.log("never");
                                }),
                run("nothing but an await", w -> () -> w.f(1).await()),
                row("nothing but an await that has a value", w -> () -> w.f(1).await()),
                row("no await at all", w -> () -> w.i(3) + w.i(4)),
                row("an await whose value is null", w -> () -> w.f(null).await()),
                row(
                        "an await whose value is dropped",
                        w ->
                                () -> {
                                    w.f("dropped").await();
                                    w.f(2L).await();
                                    return 2;
                                }));
    }

    // The old forms are what the rows are about.
    @SuppressWarnings({
        "ConditionalExpressionNumericPromotion",
        "ShortCircuitBoolean",
        "UnnecessaryStringBuilder"
    })
    private static Stream<Row> expressions() {
        return Stream.of(
                row("the condition of a ternary", w -> () -> w.f(true).await() ? w.i(1) : w.i(2)),
                row(
                        "all parts of a ternary",
                        w -> () -> w.f(false).await() ? w.f("yes").await() : w.f("no").await()),
                row(
                        "a ternary under operands on the stack",
                        w ->
                                () ->
                                        w.i(100)
                                                + (w.f(5).await() > 3
                                                        ? w.i(10) * w.f(2).await()
                                                        : w.f(3).await())
                                                - w.f(1).await()),
                row(
                        "nested ternaries that box and unbox",
                        w ->
                                () -> {
                                    Integer boxed = w.f(4).await();
                                    long n =
                                            w.f(true).await()
                                                    ? w.f(boxed).await() > 3
                                                            ? boxed
                                                            : w.f(5L).await()
                                                    : w.f((short) 1).await();
                                    Object o =
                                            w.f(false).await() ? w.f(1).await() : w.f(2.5).await();
                                    Object p = n == 4 ? (Object) w.f('c').await() : w.f(1).await();
                                    return w.see(n) + " " + o + " " + p;
                                }),
                row(
                        "a ternary whose arms have an interface in common",
                        w ->
                                () -> {
                                    CharSequence s =
                                            w.f(true).await()
                                                    ? new StringBuilder(w.f("ab").await())
                                                    : w.f("cd").await();
                                    return s.length() + w.f(1).await();
                                }),
                row(
                        "&& evaluates as far as it must",
                        w ->
                                () -> {
                                    boolean a = w.f(true).await() && w.f(false).await();
                                    boolean b = w.f(false).await() && w.f(true).await();
                                    boolean c = a || w.f(true).await() && !w.f(false).await();
                                    return a + " " + b + " " + c;
                                }),
                row(
                        "|| evaluates as far as it must",
                        w ->
                                () -> {
                                    boolean a = w.f(true).await() || w.f(false).await();
                                    boolean b = w.f(false).await() || w.f(true).await();
                                    boolean c = !(a && w.f(true).await()) || !w.f(b).await();
                                    return a + " " + b + " " + c;
                                }),
                row(
                        "&& and || in a condition",
                        w ->
                                () -> {
                                    int n = 0;
                                    while ((n < 3 || w.f(n).await() == 4)
                                            && (w.f(n).await() != 2 || w.f(true).await())) {
                                        n++;
                                    }
                                    return n;
                                }),
                row(
                        "&, | and ^ evaluate both sides",
                        w ->
                                () -> {
                                    boolean a = w.f(false).await() & w.f(true).await();
                                    boolean b = w.f(true).await() | w.f(false).await();
                                    boolean c = w.f(a).await() ^ w.f(b).await();
                                    a |= w.f(true).await();
                                    b &= w.f(false).await();
                                    c ^= w.f(true).await();
                                    return a + " " + b + " " + c;
                                }),
                row(
                        "a comparison as an argument",
                        w ->
                                () ->
                                        String.valueOf(w.f(1).await() < w.f(2).await())
                                                + (w.f(3L).await() >= w.f(4L).await())
                                                + (w.d(1) != w.f(Double.NaN).await())),
                row(
                        "comparisons of longs, floats and doubles",
                        w ->
                                () -> {
                                    int hits = 0;
                                    if (w.f(1L << 40).await() > w.f(1L << 39).await()) {
                                        hits |= 1;
                                    }
                                    if (w.l(-1) < w.f(0L).await()) {
                                        hits |= 2;
                                    }
                                    if (w.f(Float.NaN).await() < w.f(1f).await()) {
                                        hits |= 4;
                                    }
                                    if (!(w.f(Double.NaN).await() >= w.d(1))) {
                                        hits |= 8;
                                    }
                                    if (w.d(0.0) == w.f(-0.0).await()) {
                                        hits |= 16;
                                    }
                                    return hits;
                                }),
                row(
                        "comparisons of references and with null",
                        w ->
                                () -> {
                                    var same = w.see("same");
                                    boolean a = same == w.f(same).await();
                                    boolean b = w.f(same).await() != w.f("other").await();
                                    boolean c = w.f((String) null).await() == null;
                                    boolean d = null != w.f(same).await();
                                    return a + " " + b + " " + c + " " + d;
                                }));
    }
}
