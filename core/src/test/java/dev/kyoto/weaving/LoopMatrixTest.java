package dev.kyoto.weaving;

import static dev.kyoto.weaving.Row.readyRow;
import static dev.kyoto.weaving.Row.row;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Awaits in loops of all kinds, and ways to leave them. */
final class LoopMatrixTest extends MatrixSuite {

    @Override
    Stream<Row> rows() {
        return Stream.of(counting(), iterating(), leaving()).flatMap(it -> it);
    }

    private static Stream<Row> counting() {
        return Stream.of(
                row(
                        "several variables in a for header",
                        w ->
                                () -> {
                                    var seen = new ArrayList<Object>();
                                    for (int i = 0, j = w.f(10).await();
                                            i < j;
                                            i += w.f(2).await(), j--) {
                                        seen.add(i * 100 + j);
                                    }
                                    return seen;
                                }),
                row(
                        "loop variables of two slots",
                        w ->
                                () -> {
                                    double product = 1;
                                    for (long n = 5L; n > 0; n -= w.f(1L).await()) {
                                        product *= w.f((double) n).await();
                                    }
                                    return product;
                                }),
                row(
                        "an inner loop without awaits",
                        w ->
                                () -> {
                                    int sum = 0;
                                    for (int i = 0; i < 4; i++) {
                                        for (int j = 0; j < 5; j++) {
                                            sum += i * j;
                                        }
                                        sum += w.f(i).await();
                                        for (int j = 0; j < i; j++) {
                                            sum ^= j;
                                        }
                                    }
                                    return sum;
                                }),
                row(
                        "awaits in the innermost loop only",
                        w ->
                                () -> {
                                    int sum = 0;
                                    for (int i = 0; i < 3; i++) {
                                        for (int j = 0; j < 2; j++) {
                                            int k = 0;
                                            while (k < 2) {
                                                sum = sum * 3 + w.f(i + j + k).await();
                                                k++;
                                            }
                                        }
                                    }
                                    return sum;
                                }),
                row(
                        "awaits at each level of nested loops",
                        w ->
                                () -> {
                                    var trace = new StringBuilder();
                                    for (int i = 0; i < w.f(2).await(); i++) {
                                        trace.append(w.f("i").await()).append(i);
                                        int j = 0;
                                        do {
                                            trace.append(w.f("j").await()).append(j);
                                            for (int k = j; k < w.f(2).await(); k++) {
                                                trace.append('k').append(k);
                                            }
                                        } while (++j < w.f(3).await());
                                        trace.append('\n');
                                    }
                                    return trace.toString();
                                }),
                row(
                        "two loops after each other, with slots used again",
                        w ->
                                () -> {
                                    int sum = 0;
                                    for (int i = 0; i < 3; i++) {
                                        sum += w.f(i).await();
                                    }
                                    for (long i = 0; i < 3; i++) {
                                        sum += (int) (w.f(i).await() * 10);
                                    }
                                    for (var s = "x"; s.length() < 4; s += w.f("x").await()) {
                                        sum += s.length() * 100;
                                    }
                                    return sum;
                                }),
                row(
                        "a lambda that captures the loop variable",
                        w ->
                                () -> {
                                    var suppliers = new ArrayList<Supplier<Integer>>();
                                    for (int i = 0; i < 3; i++) {
                                        int copy = w.f(i).await();
                                        suppliers.add(() -> copy * 10);
                                    }
                                    return suppliers.stream().map(Supplier::get).toList();
                                }),
                row(
                        "values swapped around the back edge",
                        w ->
                                () -> {
                                    int a = 0;
                                    int b = 1;
                                    for (int i = 0; i < 10; i++) {
                                        int next = a + w.f(b).await();
                                        a = b;
                                        b = next;
                                    }
                                    return a;
                                }),
                readyRow(
                        "a million awaits of ready futures",
                        w ->
                                () -> {
                                    long sum = 0;
                                    for (int i = 0; i < 1_000_000; i++) {
                                        sum += w.quiet(i).await();
                                    }
                                    return sum;
                                }));
    }

    // That the loop fails is what one of the rows is about.
    @SuppressWarnings("ModifyCollectionInEnhancedForLoop")
    private static Stream<Row> iterating() {
        return Stream.of(
                row(
                        "for over an array",
                        w ->
                                () -> {
                                    int sum = 0;
                                    for (int n : new int[] {1, 2, 3}) {
                                        sum = sum * 10 + w.f(n).await();
                                    }
                                    return sum;
                                }),
                row(
                        "for over an array that is awaited",
                        w ->
                                () -> {
                                    double sum = 0;
                                    for (double d : w.f(new double[] {0.5, 1.5}).await()) {
                                        sum += d + w.f(1).await();
                                    }
                                    for (String s : w.f(new String[] {"a", "bb"}).await()) {
                                        sum += w.f(s).await().length();
                                    }
                                    return sum;
                                }),
                row(
                        "for over an array of arrays",
                        w ->
                                () -> {
                                    long sum = 0;
                                    for (long[] line : new long[][] {{1, 2}, {}, {3}}) {
                                        for (long n : line) {
                                            sum = sum * 10 + w.f(n).await();
                                        }
                                        sum += line.length * w.f(100L).await();
                                    }
                                    return sum;
                                }),
                row(
                        "for over a list",
                        w ->
                                () -> {
                                    var seen = new ArrayList<String>();
                                    for (String s : List.of("a", "b", "c")) {
                                        seen.add(w.f(s).await() + seen.size());
                                    }
                                    return seen;
                                }),
                row(
                        "for over a list that is awaited, of boxes that are opened",
                        w ->
                                () -> {
                                    int sum = 0;
                                    for (int n : w.f(List.of(1, 2, 3)).await()) {
                                        sum += n * w.f(n).await();
                                    }
                                    return sum;
                                }),
                row(
                        "for over a list that changes meanwhile",
                        w ->
                                () -> {
                                    var list = new ArrayList<>(List.of(1, 2, 3));
                                    for (int n : list) {
                                        list.add(w.f(n).await());
                                    }
                                    return list;
                                }),
                row(
                        "for over the entries of a map",
                        w ->
                                () -> {
                                    var map = new TreeMap<String, Integer>();
                                    map.put("a", 1);
                                    map.put("b", w.f(2).await());
                                    for (var entry : map.entrySet()) {
                                        entry.setValue(
                                                entry.getValue()
                                                        + w.f(entry.getKey().length()).await());
                                    }
                                    return map.toString();
                                }),
                row(
                        "an iterable made by a lambda",
                        w ->
                                () -> {
                                    Iterable<Integer> iterable = () -> List.of(4, 5).iterator();
                                    int sum = 0;
                                    for (var n : iterable) {
                                        for (var m : iterable) {
                                            sum += w.f(n).await() * m;
                                        }
                                    }
                                    return sum;
                                }),
                row(
                        "an iterator by hand",
                        w ->
                                () -> {
                                    Iterator<String> it = List.of("x", "y").iterator();
                                    var all = "";
                                    while (it.hasNext()) {
                                        all += w.f(it.next()).await() + w.f(it.hasNext()).await();
                                    }
                                    return all;
                                }));
    }

    // The old form is what one of the rows is about.
    @SuppressWarnings("StatementSwitchToExpressionSwitch")
    private static Stream<Row> leaving() {
        return Stream.of(
                row(
                        "break and continue",
                        w ->
                                () -> {
                                    int sum = 0;
                                    for (int i = 0; i < 10; i++) {
                                        if (w.f(i).await() == 6) {
                                            break;
                                        }
                                        if (i % 2 == 1) {
                                            continue;
                                        }
                                        sum += w.f(i).await();
                                    }
                                    return sum;
                                }),
                row(
                        "labelled break and continue",
                        w ->
                                () -> {
                                    var trace = new StringBuilder();
                                    outer:
                                    for (int i = 0; i < 5; i++) {
                                        for (int j = 0; j < 5; j++) {
                                            if (j == w.f(3).await()) {
                                                continue outer;
                                            }
                                            if (i == w.f(2).await()) {
                                                break outer;
                                            }
                                            trace.append(i).append(j).append(' ');
                                        }
                                        trace.append("never");
                                    }
                                    return trace.append("end").toString();
                                }),
                row(
                        "labelled continue of a while and a do-while",
                        w ->
                                () -> {
                                    int i = 0;
                                    int n = 0;
                                    again:
                                    while (i < 3) {
                                        i++;
                                        int j = 0;
                                        do {
                                            n += w.f(1).await();
                                            if (w.f(i).await() == 2) {
                                                continue again;
                                            }
                                            j++;
                                        } while (j < 2);
                                        n += 100;
                                    }
                                    return n;
                                }),
                row(
                        "a labelled block",
                        w ->
                                () -> {
                                    block:
                                    {
                                        w.log("in");
                                        if (w.f(true).await()) {
                                            break block;
                                        }
                                        w.log("never");
                                    }
                                    return w.f("out").await();
                                }),
                row(
                        "an endless loop with break",
                        w ->
                                () -> {
                                    int n = 0;
                                    while (true) {
                                        n += w.f(2).await();
                                        if (n > 5) {
                                            break;
                                        }
                                    }
                                    return n;
                                }),
                row(
                        "an endless loop with return",
                        w ->
                                () -> {
                                    for (int n = 0; ; n++) {
                                        if (w.f(n).await() * n > 10) {
                                            return n;
                                        }
                                    }
                                }),
                row(
                        "an endless loop with throw",
                        w ->
                                () -> {
                                    int n = 0;
                                    for (; ; ) {
                                        if (w.f(n++).await() == 3) {
                                            throw new IllegalStateException("at " + n);
                                        }
                                    }
                                }),
                row(
                        "a loop that the body begins and ends with",
                        w -> {
                            int[] rounds = {3};
                            return () -> {
                                while (true) {
                                    if (w.f(rounds[0]--).await() == 0) {
                                        return w.f("end").await();
                                    }
                                }
                            };
                        }),
                row(
                        "a loop that never runs",
                        w ->
                                () -> {
                                    int n = 1;
                                    for (int i = 0; i < 0; i++) {
                                        n += w.f(i).await();
                                    }
                                    while (w.f(false).await()) {
                                        n += w.f(n).await();
                                    }
                                    return n;
                                }),
                row(
                        "continue out of a switch in a loop",
                        w ->
                                () -> {
                                    int n = 0;
                                    for (int i = 0; i < 5; i++) {
                                        switch (w.f(i).await()) {
                                            case 1:
                                                continue;
                                            case 3:
                                                n += w.f(1000).await();
                                                break;
                                            default:
                                                n += i;
                                        }
                                        n += 10;
                                    }
                                    return n;
                                }));
    }
}
