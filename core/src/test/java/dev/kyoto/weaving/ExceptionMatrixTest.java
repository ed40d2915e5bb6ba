package dev.kyoto.weaving;

import static dev.kyoto.weaving.Row.row;
import static dev.kyoto.weaving.Row.run;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.stream.Stream;

/** Awaits in try, catch and finally, and the ways out of them. */
final class ExceptionMatrixTest extends MatrixSuite {

    @Override
    Stream<Row> rows() {
        return Stream.of(catching(), nesting(), leaving(), overriding(), looping())
                .flatMap(it -> it);
    }

    private static final class Checked extends Exception {
        private static final long serialVersionUID = 1L;

        Checked(String message) {
            super(message);
        }
    }

    private static void throwIf(boolean condition, String message) throws Checked {
        if (condition) {
            throw new Checked(message);
        }
    }

    private static Stream<Row> catching() {
        return Stream.of(
                row(
                        "an awaited failure, caught",
                        w ->
                                () -> {
                                    int n = w.f(1).await();
                                    try {
                                        n = 2;
                                        w.fail(new IllegalStateException("broken")).await();
                                        n = 3;
                                    } catch (IllegalStateException e) {
                                        n += w.f(10).await() + e.getMessage().length();
                                    }
                                    return n;
                                }),
                row(
                        "an awaited failure, not caught",
                        w ->
                                () -> {
                                    w.log("before");
                                    w.fail(new IllegalStateException("broken")).await();
                                    return w.see("never");
                                }),
                row(
                        "an awaited error, not caught by a catch of exceptions",
                        w ->
                                () -> {
                                    try {
                                        return w.fail(new AssertionError("error")).await();
                                    } catch (RuntimeException e) {
                                        return w.see("never");
                                    }
                                }),
                row(
                        "an awaited error, caught",
                        w ->
                                () -> {
                                    try {
                                        return w.fail(new LinkageError("error")).await();
                                    } catch (Throwable e) {
                                        return e + w.f("caught").await();
                                    }
                                }),
                row(
                        "the first catch that fits",
                        w ->
                                () -> {
                                    var all = "";
                                    for (var e :
                                            new RuntimeException[] {
                                                new NumberFormatException("n"),
                                                new IllegalArgumentException("i"),
                                                new UnsupportedOperationException("u")
                                            }) {
                                        try {
                                            w.fail(e).await();
                                        } catch (NumberFormatException n) {
                                            all += w.f("number ").await() + n.getMessage();
                                        } catch (IllegalArgumentException i) {
                                            all += "argument " + i.getMessage();
                                        } catch (RuntimeException r) {
                                            all += w.f("other ").await() + r.getMessage();
                                        }
                                    }
                                    return all;
                                }),
                row(
                        "one catch for several types",
                        w ->
                                () -> {
                                    int n = 0;
                                    for (int i = 0; i < 2; i++) {
                                        try {
                                            w.fail(
                                                            i == 0
                                                                    ? new ArithmeticException("a")
                                                                    : new IllegalStateException(
                                                                            "s"))
                                                    .await();
                                        } catch (ArithmeticException | IllegalStateException e) {
                                            n = n * 10 + w.f(e.getMessage()).await().charAt(0);
                                        }
                                    }
                                    return n;
                                }),
                row(
                        "throw of what was caught",
                        w ->
                                () -> {
                                    try {
                                        return w.fail(new IllegalStateException("first")).await();
                                    } catch (IllegalStateException e) {
                                        e.addSuppressed(new RuntimeException(w.f("noted").await()));
                                        throw e;
                                    }
                                }),
                row(
                        "throw of another with the caught as its cause",
                        w ->
                                () -> {
                                    try {
                                        return w.fail(new IllegalStateException("first")).await();
                                    } catch (IllegalStateException e) {
                                        throw new IllegalArgumentException(
                                                w.f("second").await(), e);
                                    }
                                }),
                row(
                        "checked exceptions that leave the body",
                        w ->
                                () -> {
                                    throwIf(w.f(false).await(), "first");
                                    throwIf(w.f(true).await(), "second");
                                    return w.see("never");
                                }),
                run(
                        "an I/O exception that leaves the body",
                        w ->
                                () -> {
                                    w.f(1).await();
                                    throw new FileNotFoundException("no file");
                                }),
                row(
                        "checked exceptions that are caught",
                        w ->
                                () -> {
                                    try {
                                        throwIf(w.f(true).await(), w.f("checked").await());
                                        throw new IOException("never");
                                    } catch (Checked | IOException e) {
                                        return e.getMessage() + w.f(1).await();
                                    }
                                }),
                row(
                        "locals assigned before and in a try",
                        w ->
                                () -> {
                                    int a = 1;
                                    long b = 2;
                                    String c = "c";
                                    try {
                                        a = w.f(10).await();
                                        b = w.f(20L).await();
                                        c = w.f("d").await();
                                        w.fail(new IllegalStateException()).await();
                                        c = "never";
                                    } catch (IllegalStateException e) {
                                        b += w.f(300).await();
                                    }
                                    return a + b + c;
                                }),
                row(
                        "a catch that loops back into its try",
                        w ->
                                () -> {
                                    int tries = 0;
                                    while (true) {
                                        try {
                                            if (tries < 3) {
                                                w.fail(new IllegalStateException("try " + tries))
                                                        .await();
                                            }
                                            return w.f("done after " + tries).await();
                                        } catch (IllegalStateException e) {
                                            tries += w.f(1).await();
                                        }
                                    }
                                }));
    }

    private static Stream<Row> nesting() {
        return Stream.of(
                row(
                        "await in try, catch and finally",
                        w ->
                                () -> {
                                    int n = 0;
                                    try {
                                        n += w.f(1).await();
                                        if (w.f(true).await()) {
                                            throw new IllegalStateException("thrown");
                                        }
                                        n += 1000;
                                    } catch (IllegalStateException e) {
                                        n += w.f(20).await();
                                    } finally {
                                        n += w.f(300).await();
                                        w.log(n);
                                    }
                                    return n;
                                }),
                row(
                        "a finally after the normal end",
                        w ->
                                () -> {
                                    String s;
                                    try {
                                        s = w.f("try").await();
                                    } finally {
                                        w.log(w.f("finally").await());
                                    }
                                    return s;
                                }),
                row(
                        "a failure that goes through a finally that awaits",
                        w ->
                                () -> {
                                    try {
                                        return w.fail(new IllegalStateException("broken")).await();
                                    } finally {
                                        w.log(w.f("finally").await());
                                    }
                                }),
                row(
                        "three deep, thrown from the innermost",
                        w ->
                                () -> {
                                    int n = 1;
                                    try {
                                        n *= w.f(2).await();
                                        try {
                                            n *= w.f(3).await();
                                            try {
                                                n *= w.f(5).await();
                                                throw new IllegalStateException("deep " + n);
                                            } catch (ArithmeticException e) {
                                                w.log("never");
                                            } finally {
                                                n *= w.f(7).await();
                                            }
                                        } catch (IllegalStateException e) {
                                            w.log(e.getMessage() + n);
                                            throw new ArithmeticException(
                                                    "middle " + w.f(n).await());
                                        } finally {
                                            n *= w.f(11).await();
                                        }
                                    } catch (ArithmeticException e) {
                                        w.log(e.getMessage() + w.f(n).await());
                                    } finally {
                                        n *= w.f(13).await();
                                    }
                                    return n;
                                }),
                row(
                        "try in catch and in finally",
                        w ->
                                () -> {
                                    var s = new StringBuilder();
                                    try {
                                        w.fail(new IllegalStateException("a")).await();
                                    } catch (IllegalStateException a) {
                                        try {
                                            w.fail(new IllegalArgumentException("b")).await();
                                        } catch (IllegalArgumentException b) {
                                            s.append(a.getMessage()).append(b.getMessage());
                                            s.append(w.f("c").await());
                                        } finally {
                                            s.append(w.f("d").await());
                                        }
                                    } finally {
                                        try {
                                            w.fail(new ArithmeticException("e")).await();
                                        } catch (ArithmeticException e) {
                                            s.append(e.getMessage()).append(w.f("f").await());
                                        } finally {
                                            s.append(w.f("g").await());
                                        }
                                    }
                                    return s.toString();
                                }),
                row(
                        "a finally that fails in the place of the try",
                        w ->
                                () -> {
                                    try {
                                        try {
                                            w.fail(new IllegalStateException("first")).await();
                                        } finally {
                                            w.log(w.f("between").await());
                                            w.fail(new IllegalArgumentException("second")).await();
                                        }
                                        return "never";
                                    } catch (RuntimeException e) {
                                        return e.toString() + w.f(1).await();
                                    }
                                }));
    }

    private static Stream<Row> leaving() {
        return Stream.of(
                row(
                        "return through a finally",
                        w ->
                                () -> {
                                    int n = 1;
                                    try {
                                        return w.f(n).await() + n;
                                    } finally {
                                        n = w.f(100).await();
                                        w.log(n);
                                    }
                                }),
                row(
                        "return of a long through two finallys",
                        w ->
                                () -> {
                                    try {
                                        long value = w.f(5L).await();
                                        try {
                                            return value * w.f(2).await();
                                        } finally {
                                            value = w.f(9L).await();
                                            w.log(value);
                                        }
                                    } finally {
                                        w.log(w.f("outer").await());
                                    }
                                }),
                row(
                        "return out of a catch through a finally",
                        w ->
                                () -> {
                                    try {
                                        return w.fail(new IllegalStateException("broken")).await();
                                    } catch (IllegalStateException e) {
                                        return e.getMessage() + w.f("caught").await();
                                    } finally {
                                        w.log(w.f("finally").await());
                                    }
                                }),
                run(
                        "return without a value through a finally",
                        w ->
                                () -> {
                                    try {
                                        if (w.f(true).await()) {
                                            return;
                                        }
                                        w.log("never");
                                    } finally {
                                        w.log(w.f("finally").await());
                                    }
                                }));
    }

    // Leaving out of a finally is what the rows are about.
    @SuppressWarnings({"finally", "Finally", "RedundantControlFlow"})
    private static Stream<Row> overriding() {
        return Stream.of(
                row(
                        "a finally whose return wins over an exception",
                        w ->
                                () -> {
                                    try {
                                        w.fail(new IllegalStateException("lost")).await();
                                    } finally {
                                        return w.f("finally").await();
                                    }
                                }),
                row(
                        "a finally whose return wins over a return",
                        w ->
                                () -> {
                                    try {
                                        return w.f("try").await();
                                    } finally {
                                        if (w.f(true).await()) {
                                            return w.f("finally").await();
                                        }
                                    }
                                }),
                row(
                        "a finally whose continue and break win over an exception",
                        w ->
                                () -> {
                                    int n = 0;
                                    for (int i = 0; i < 4; i++) {
                                        try {
                                            w.fail(new IllegalStateException("lost")).await();
                                        } finally {
                                            n += w.f(i).await();
                                            if (i == 2) {
                                                break;
                                            }
                                            continue;
                                        }
                                    }
                                    return n;
                                }),
                row(
                        "a finally whose throw wins over a return",
                        w ->
                                () -> {
                                    try {
                                        return w.f("lost").await();
                                    } finally {
                                        throw new IllegalStateException(w.f("finally").await());
                                    }
                                }));
    }

    private static Stream<Row> looping() {
        return Stream.of(
                row(
                        "break and continue through a finally",
                        w ->
                                () -> {
                                    var all = new ArrayList<Object>();
                                    for (int i = 0; i < 5; i++) {
                                        try {
                                            if (w.f(i).await() == 1) {
                                                continue;
                                            }
                                            if (i == w.f(3).await()) {
                                                break;
                                            }
                                            all.add(i);
                                        } finally {
                                            all.add("f" + w.f(i).await());
                                        }
                                    }
                                    return all;
                                }),
                row(
                        "labelled break and continue through two finallys",
                        w ->
                                () -> {
                                    var all = new ArrayList<Object>();
                                    outer:
                                    for (int i = 0; i < 3; i++) {
                                        try {
                                            for (int j = 0; ; j++) {
                                                try {
                                                    all.add(i * 10 + w.f(j).await());
                                                    if (i == 0 && j == 1) {
                                                        continue outer;
                                                    }
                                                    if (i == 1) {
                                                        break outer;
                                                    }
                                                } finally {
                                                    all.add("inner" + w.f(j).await());
                                                }
                                            }
                                        } finally {
                                            all.add("outer" + w.f(i).await());
                                        }
                                    }
                                    return all;
                                }),
                row(
                        "return out of a loop through a finally",
                        w ->
                                () -> {
                                    for (int i = 0; ; i++) {
                                        try {
                                            try {
                                                if (w.f(i).await() == 2) {
                                                    return "at " + i;
                                                }
                                            } finally {
                                                w.log(w.f("inner").await() + i);
                                            }
                                        } finally {
                                            w.log(w.f("outer").await() + i);
                                        }
                                    }
                                }),
                row(
                        "failures in some rounds of a loop",
                        w ->
                                () -> {
                                    int good = 0;
                                    int bad = 0;
                                    for (int i = 0; i < 6; i++) {
                                        try {
                                            good +=
                                                    i % 3 == 1
                                                            ? w.<Integer>fail(
                                                                            new IllegalStateException())
                                                                    .await()
                                                            : w.f(1).await();
                                        } catch (IllegalStateException e) {
                                            bad++;
                                        } finally {
                                            good *= 10;
                                        }
                                    }
                                    return good + bad;
                                }),
                row(
                        "a loop in a finally",
                        w ->
                                () -> {
                                    int n = 0;
                                    try {
                                        n = w.f(1).await();
                                        throw new IllegalStateException("through");
                                    } catch (IllegalStateException e) {
                                        n += 10;
                                    } finally {
                                        for (int i = 0; i < 3; i++) {
                                            n += w.f(100).await();
                                        }
                                    }
                                    return n;
                                }));
    }
}
