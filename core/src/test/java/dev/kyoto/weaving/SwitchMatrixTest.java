package dev.kyoto.weaving;

import static dev.kyoto.weaving.Row.row;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Awaits in the selector, the guards and the arms of switches, and around patterns. */
final class SwitchMatrixTest extends MatrixSuite {

    @Override
    Stream<Row> rows() {
        return Stream.of(constants(), types(), patterns()).flatMap(it -> it);
    }

    private enum Color {
        RED,
        GREEN,
        BLUE
    }

    private sealed interface Shape {
        record Circle(double radius) implements Shape {}

        record Square(int side) implements Shape {}

        record Group(Shape first, Shape second) implements Shape {}
    }

    private record Holder<T>(T value, String name) {}

    private record Refusing(int value) {
        @Override
        public int value() {
            throw new IllegalStateException("not to be read");
        }
    }

    // The old form, which falls through, is what two of the rows are about.
    @SuppressWarnings({"fallthrough", "TraditionalSwitchExpression"})
    private static Stream<Row> constants() {
        return Stream.of(
                row(
                        "ints, with arms that fall through",
                        w ->
                                () -> {
                                    int n = 0;
                                    for (int i = 0; i < 5; i++) {
                                        switch (w.f(i).await()) {
                                            case 0:
                                                n += w.f(1).await();
                                            // fall through
                                            case 1:
                                                n += w.f(10).await();
                                                break;
                                            case 3:
                                                n += 100;
                                                break;
                                            default:
                                                n += w.f(1000).await();
                                        }
                                    }
                                    return n;
                                }),
                row(
                        "ints far apart",
                        w ->
                                () -> {
                                    var all = "";
                                    for (int i : new int[] {-7, 1_000_000, 5, Integer.MIN_VALUE}) {
                                        all +=
                                                switch (w.f(i).await()) {
                                                    case Integer.MIN_VALUE -> w.f("min").await();
                                                    case -7 -> "minus seven";
                                                    case 1_000_000 -> w.f("million").await();
                                                    default -> i + w.f("?").await();
                                                };
                                    }
                                    return all;
                                }),
                row(
                        "chars, bytes and shorts",
                        w ->
                                () -> {
                                    int n =
                                            switch (w.f('b').await()) {
                                                case 'a' -> 1;
                                                case 'b' -> w.f(2).await();
                                                default -> 3;
                                            };
                                    n +=
                                            switch (w.f((byte) -1).await()) {
                                                case -1 -> w.f(20).await();
                                                default -> 30;
                                            };
                                    switch (w.f((short) 300).await()) {
                                        case 300 -> n += w.f(200).await();
                                        default -> n = 0;
                                    }
                                    return n;
                                }),
                row(
                        "strings",
                        w ->
                                () -> {
                                    var all = new ArrayList<Object>();
                                    for (var s : List.of("one", "two", "three")) {
                                        switch (w.f(s).await()) {
                                            case "one" -> all.add(w.f(1).await());
                                            case "two" -> all.add(2);
                                            default -> all.add(w.f(s).await() + "?");
                                        }
                                    }
                                    return all;
                                }),
                row(
                        "strings with equal hash codes",
                        w ->
                                () -> {
                                    int n = 0;
                                    for (var s : List.of("Aa", "BB", "AaAa", "BBBB", "C#")) {
                                        n =
                                                n * 10
                                                        + switch (w.f(s).await()) {
                                                            case "Aa" -> w.f(1).await();
                                                            case "BB" -> w.f(2).await();
                                                            case "AaAa" -> 3;
                                                            case "BBBB" -> w.f(4).await();
                                                            default -> w.f(5).await();
                                                        };
                                    }
                                    return n;
                                }),
                row(
                        "enums, complete without a default",
                        w ->
                                () -> {
                                    var all = "";
                                    for (var color : Color.values()) {
                                        all +=
                                                switch (w.f(color).await()) {
                                                    case RED -> w.f("r").await();
                                                    case GREEN -> 'g';
                                                    case BLUE -> w.f("b").await() + w.i(1);
                                                };
                                    }
                                    return all;
                                }),
                row(
                        "boxes that are opened",
                        w ->
                                () -> {
                                    Integer boxed = w.f(2).await();
                                    switch (boxed) {
                                        case 1 -> w.log("one");
                                        case 2 -> w.log(w.f("two").await());
                                        default -> w.log("many");
                                    }
                                    return boxed;
                                }),
                row(
                        "yield",
                        w ->
                                () -> {
                                    int n =
                                            w.i(1000)
                                                    + switch (w.f(3).await()) {
                                                        case 1, 2 -> 1;
                                                        case 3 -> {
                                                            int sum = 0;
                                                            for (int i = 0; i < 3; i++) {
                                                                sum += w.f(i).await();
                                                            }
                                                            if (w.f(sum).await() == 3) {
                                                                yield sum * w.f(10).await();
                                                            }
                                                            yield -1;
                                                        }
                                                        default ->
                                                                throw new IllegalStateException();
                                                    };
                                    return n;
                                }),
                row(
                        "yield out of the old form",
                        w ->
                                () ->
                                        switch (w.f("x").await()) {
                                            case "x":
                                                w.log("x");
                                            // fall through
                                            case "y":
                                                yield w.f("xy").await();
                                            default:
                                                yield "z";
                                        }),
                row(
                        "a switch expression in a switch expression",
                        w ->
                                () ->
                                        switch (switch (w.f(1).await()) {
                                            case 1 -> w.f("a").await();
                                            default -> "b";
                                        }) {
                                            case "a" ->
                                                    switch (w.f(Color.BLUE).await()) {
                                                        case BLUE -> w.f(7).await();
                                                        default -> 8;
                                                    };
                                            default -> 9;
                                        }),
                row(
                        "a switch expression under operands",
                        w ->
                                () ->
                                        List.of(
                                                w.l(5)
                                                        * switch (w.f(2).await()) {
                                                            case 2 -> w.f(3L).await();
                                                            default -> 4;
                                                        },
                                                switch (w.f(1).await()) {
                                                    case 1 -> {
                                                        try {
                                                            yield w.f("t").await();
                                                        } finally {
                                                            w.log(w.f("f").await());
                                                        }
                                                    }
                                                    default -> "d";
                                                })),
                row(
                        "an arm that throws",
                        w ->
                                () ->
                                        switch (w.f(2).await()) {
                                            case 1 -> "one";
                                            default ->
                                                    throw new IllegalArgumentException(
                                                            "not " + w.f(2).await());
                                        }),
                row(
                        "null without a case for it",
                        w ->
                                () -> {
                                    String none = w.f((String) null).await();
                                    switch (none) {
                                        case "a" -> w.log("a");
                                        default -> w.log("default");
                                    }
                                    return 1;
                                }));
    }

    private static Stream<Row> types() {
        return Stream.of(
                row(
                        "types, with null and guards",
                        w ->
                                () -> {
                                    var all = new ArrayList<Object>();
                                    for (var o : new Object[] {null, 5, 50, "s", "", 'c', 2L}) {
                                        all.add(
                                                switch (w.f(o).await()) {
                                                    case null -> w.f("null").await();
                                                    case Integer i when i > w.f(10).await() ->
                                                            i + w.f(1).await();
                                                    case Integer i -> -i;
                                                    case String s when s.isEmpty() ->
                                                            w.f("empty").await();
                                                    case String s -> s + w.f(s.length()).await();
                                                    case Character c when w.f(false).await() -> c;
                                                    case Character _ -> w.f("char").await();
                                                    default -> w.f(o).await().hashCode();
                                                });
                                    }
                                    return all;
                                }),
                row(
                        "null and default in one",
                        w ->
                                () -> {
                                    String none = null;
                                    return switch (w.f(none).await()) {
                                        case "a" -> 1;
                                        case null, default -> w.f(2).await();
                                    };
                                }),
                row(
                        "a sealed type, complete without a default",
                        w ->
                                () -> {
                                    double sum = 0;
                                    for (Shape shape :
                                            List.of(new Shape.Circle(2), new Shape.Square(3))) {
                                        sum +=
                                                switch (w.f(shape).await()) {
                                                    case Shape.Circle c ->
                                                            c.radius() * w.f(3).await();
                                                    case Shape.Square s ->
                                                            w.f(s.side()).await() * s.side();
                                                    case Shape.Group g -> 0;
                                                };
                                    }
                                    return sum;
                                }),
                row(
                        "enum constants next to types",
                        w ->
                                () -> {
                                    var all = "";
                                    for (Object o : List.of(Color.RED, Color.BLUE, "x", 1)) {
                                        all +=
                                                switch (w.f(o).await()) {
                                                    case Color c when c == w.f(Color.RED).await() ->
                                                            "red";
                                                    case Color c -> w.f(c.name()).await();
                                                    case String s -> s;
                                                    default -> w.f("?").await();
                                                };
                                    }
                                    return all;
                                }));
    }

    private static Stream<Row> patterns() {
        return Stream.of(
                row(
                        "nested record patterns with guards",
                        w ->
                                () -> {
                                    var all = new ArrayList<Object>();
                                    var shapes =
                                            List.<Shape>of(
                                                    new Shape.Group(
                                                            new Shape.Square(1),
                                                            new Shape.Circle(2)),
                                                    new Shape.Group(
                                                            new Shape.Square(9),
                                                            new Shape.Circle(2)),
                                                    new Shape.Group(
                                                            new Shape.Circle(1),
                                                            new Shape.Group(
                                                                    new Shape.Square(4),
                                                                    new Shape.Square(5))),
                                                    new Shape.Circle(6));
                                    for (var shape : shapes) {
                                        all.add(
                                                switch (w.f(shape).await()) {
                                                    case Shape.Group(
                                                                    Shape.Square(int a),
                                                                    Shape.Circle(var r))
                                                            when a > w.f(5).await() ->
                                                            a + r + w.f(100).await();
                                                    case Shape.Group(
                                                                    Shape.Square(int a),
                                                                    var other) ->
                                                            w.f(a).await() + other.toString();
                                                    case Shape.Group(
                                                                    _,
                                                                    Shape.Group(
                                                                            Shape.Square(int a),
                                                                            Shape.Square(int b))) ->
                                                            a * w.f(b).await();
                                                    case Shape other ->
                                                            w.f("other").await() + other;
                                                });
                                    }
                                    return all;
                                }),
                row(
                        "a generic record pattern",
                        w ->
                                () -> {
                                    Holder<Holder<Integer>> held =
                                            w.f(new Holder<>(new Holder<>(3, "in"), "out")).await();
                                    return switch (held) {
                                        case Holder<Holder<Integer>>(
                                                        Holder<Integer>(Integer n, var in),
                                                        String out)
                                                when n < w.f(5).await() ->
                                                n * w.f(2).await() + in + out;
                                        case Holder<Holder<Integer>> h -> h;
                                    };
                                }),
                row(
                        "a record pattern whose accessor throws",
                        w ->
                                () -> {
                                    Object o = w.f(new Refusing(1)).await();
                                    return switch (o) {
                                        case Refusing(int n) when n > w.f(0).await() -> n;
                                        default -> w.f("default").await();
                                    };
                                }),
                row(
                        "instanceof with a pattern",
                        w ->
                                () -> {
                                    Object o = w.f("text").await();
                                    if (o instanceof String s && s.length() == w.f(4).await()) {
                                        return s + w.f(s).await();
                                    }
                                    return "no";
                                }),
                row(
                        "instanceof of what is awaited, with the pattern in scope after it",
                        w ->
                                () -> {
                                    if (!(w.f((Object) 5).await() instanceof Integer n)) {
                                        return "no";
                                    }
                                    while (!(w.f((Object) n).await() instanceof Number m
                                            && m.intValue() < w.f(9).await())) {
                                        w.log("never");
                                    }
                                    return n + w.f(n).await();
                                }),
                row(
                        "instanceof with a record pattern",
                        w ->
                                () -> {
                                    Object o = w.f(new Holder<Object>(7, "seven")).await();
                                    return o instanceof Holder<?>(Integer n, var name)
                                                    && n > w.f(6).await()
                                            ? name + w.f(n).await()
                                            : "no";
                                }),
                row(
                        "unnamed patterns and variables",
                        w ->
                                () -> {
                                    var _ = w.f("unused").await();
                                    int n = 0;
                                    for (var _ : List.of(1, 2)) {
                                        n += w.f(1).await();
                                    }
                                    try {
                                        w.fail(new IllegalStateException("x")).await();
                                    } catch (IllegalStateException _) {
                                        n += w.f(10).await();
                                    }
                                    if (w.f(new Holder<>("v", "n")).await()
                                            instanceof Holder<?>(_, var name)) {
                                        return name + w.f(n).await();
                                    }
                                    return n;
                                }));
    }
}
