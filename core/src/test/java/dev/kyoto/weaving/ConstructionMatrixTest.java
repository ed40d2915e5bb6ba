package dev.kyoto.weaving;

import static dev.kyoto.weaving.Row.row;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Awaits in the arguments of constructors, while the object is half made. */
final class ConstructionMatrixTest extends MatrixSuite {
    private final int base = 1000;

    @Override
    Stream<Row> rows() {
        return Stream.of(plain(), nested(), failing(), inner(), anonymous()).flatMap(it -> it);
    }

    private record Pair(Object a, Object b) {}

    private record Wide(long a, int b, double c, Object d) {}

    private record Range(int low, int high) {
        Range {
            if (low > high) {
                throw new IllegalArgumentException(low + " > " + high);
            }
        }

        Range(int only) {
            this(only, only);
        }
    }

    private static final class Box<T extends Comparable<T>> {
        private final T value;

        Box(T value) {
            this.value = value;
        }

        @Override
        public String toString() {
            return "Box(" + value + ")";
        }
    }

    private static final class Many {
        private final String all;

        Many(String first, Object... more) {
            all = first + Arrays.toString(more);
        }

        Many(int... numbers) {
            all = Arrays.toString(numbers);
        }

        @Override
        public String toString() {
            return all;
        }
    }

    /** Shows when its class is initialised. */
    private static final class Late {
        static final AtomicInteger MADE = new AtomicInteger();

        final int number;

        Late(int ignored) {
            number = MADE.incrementAndGet();
        }
    }

    private final class Inner {
        private final int value;

        Inner(int value) {
            this.value = value;
        }

        int total() {
            return base + value;
        }

        private final class Innermost {
            private final long more;

            Innermost(long more) {
                this.more = more;
            }

            long total() {
                return Inner.this.total() + more;
            }
        }
    }

    private abstract static class Shape {
        private final String name;

        Shape(String name, int sides) {
            this.name = name + sides;
        }

        abstract Object area();

        @Override
        public String toString() {
            return name + ":" + area();
        }
    }

    private static Stream<Row> plain() {
        return Stream.of(
                row("one argument", w -> () -> new Range(w.f(3).await())),
                row("two arguments", w -> () -> new Range(w.f(3).await(), w.f(4).await())),
                row("the first argument only", w -> () -> new Range(w.f(3).await(), w.i(4))),
                row("the last argument only", w -> () -> new Range(w.i(3), w.f(4).await())),
                row(
                        "arguments of all sizes",
                        w -> () -> new Wide(w.l(1), w.f(2).await(), w.d(3), w.f("d").await())),
                row(
                        "an object that nobody keeps",
                        w ->
                                () -> {
                                    new Range(w.f(3).await(), w.f(4).await());
                                    return w.f("after").await();
                                }),
                row(
                        "an object whose method is called at once",
                        w -> () -> new Range(w.f(3).await(), w.f(4).await()).high()),
                row(
                        "an object with operands under it",
                        w ->
                                () ->
                                        w.i(1)
                                                + w.l(2) * new Range(w.f(3).await(), w.i(4)).low()
                                                + w.d(0.5)),
                row("a generic class", w -> () -> new Box<>(w.f("g").await()).toString()),
                row(
                        "a generic class of the JDK",
                        w ->
                                () -> {
                                    var list =
                                            new ArrayList<Integer>(w.f(List.of(3, 1, 2)).await());
                                    list.sort(w.f(Comparator.<Integer>naturalOrder()).await());
                                    var set = new TreeSet<>(w.f(list).await());
                                    set.add(w.f(0).await());
                                    return list + " " + set;
                                }),
                row(
                        "constructors with variable arguments",
                        w ->
                                () ->
                                        new Many(w.f("a").await())
                                                + ""
                                                + new Many(w.f("b").await(), w.f(1).await(), "c")
                                                + new Many(w.f(1).await(), w.i(2), w.f(3).await())),
                row(
                        "an array of new objects",
                        w ->
                                () ->
                                        new Object[] {
                                            new Range(w.f(1).await(), w.f(2).await()),
                                            new Pair(w.f("x").await(), new int[] {w.f(3).await()}),
                                            new Box<>(w.f(4).await()).toString()
                                        }),
                row(
                        "objects made in a loop",
                        w ->
                                () -> {
                                    var made = new ArrayList<Range>();
                                    for (int i = 0; i < 4; i++) {
                                        made.add(new Range(w.f(i).await(), i + w.f(1).await()));
                                    }
                                    return made;
                                }),
                row(
                        "objects of a class initialised by the body",
                        w ->
                                () -> {
                                    int before = Late.MADE.get();
                                    var first = new Late(w.f(1).await());
                                    var second = new Late(w.f(Late.MADE.get() - before).await());
                                    return second.number - first.number;
                                }),
                row(
                        "an exception with a message that is awaited",
                        w ->
                                () -> {
                                    throw new IllegalStateException(
                                            w.f("message").await(),
                                            new RuntimeException(w.f("cause").await()));
                                }));
    }

    @SuppressWarnings("UnnecessaryStringBuilder") // it is made for its constructor
    private static Stream<Row> nested() {
        return Stream.of(
                row(
                        "new in new",
                        w ->
                                () ->
                                        new Pair(
                                                new Range(w.f(1).await(), w.f(2).await()),
                                                new Pair(
                                                        w.f("a").await(),
                                                        new Box<>(w.f(3L).await()).toString()))),
                row(
                        "new in new, with awaits only inside",
                        w ->
                                () ->
                                        new Pair(
                                                new Pair(
                                                        w.see(1),
                                                        new Pair(w.f(2).await(), w.see(3))),
                                                w.see(4))),
                row(
                        "the same class in itself, after it and before it",
                        w ->
                                () ->
                                        new Pair(
                                                new Pair(
                                                        w.f(1).await(),
                                                        new Pair(2, w.f(3).await())),
                                                new Pair(new Pair(w.f(4).await(), 5), 6))),
                row(
                        "a ternary among the arguments",
                        w ->
                                () ->
                                        new Pair(
                                                w.f(true).await() ? w.f("yes").await() : "no",
                                                w.f(2).await() > 3
                                                        ? new Range(w.f(1).await())
                                                        : new Pair(
                                                                w.f(5).await(),
                                                                w.f(false).await()
                                                                        ? w.see(6)
                                                                        : w.f(7).await()))),
                row(
                        "a switch expression among the arguments",
                        w ->
                                () ->
                                        new Pair(
                                                w.see("first"),
                                                switch (w.f(2).await()) {
                                                    case 1 -> w.f("one").await();
                                                    case 2 -> new Pair(w.f("two").await(), w.i(2));
                                                    default -> "many";
                                                })),
                row(
                        "a condition with && among the arguments",
                        w ->
                                () ->
                                        new Pair(
                                                w.f(true).await() && w.f(false).await(),
                                                w.f(false).await() || !w.f(false).await())),
                row(
                        "new in a concatenation and a call",
                        w ->
                                () ->
                                        "<"
                                                + new Range(w.f(1).await(), w.f(2).await())
                                                + ">"
                                                + String.valueOf(new Pair(w.f("p").await(), w.i(3)))
                                                        .length()),
                row(
                        "a string builder that awaits while it is a receiver",
                        w ->
                                () ->
                                        new StringBuilder(w.f("s").await())
                                                .append(new Range(w.f(1).await()))
                                                .append(
                                                        new StringBuilder(w.f("t").await())
                                                                .reverse())
                                                .toString()));
    }

    private static Stream<Row> failing() {
        return Stream.of(
                row(
                        "a constructor that throws",
                        w -> () -> new Range(w.f(5).await(), w.f(4).await())),
                row(
                        "a constructor that throws, caught",
                        w ->
                                () -> {
                                    try {
                                        return new Pair(
                                                w.see("a"),
                                                new Range(w.f(5).await(), w.f(4).await()));
                                    } catch (IllegalArgumentException e) {
                                        return w.f(e.getMessage()).await();
                                    }
                                }),
                row(
                        "an argument that fails, caught",
                        w ->
                                () -> {
                                    Object made = "nothing";
                                    try {
                                        made =
                                                new Pair(
                                                        w.f(1).await(),
                                                        w.fail(new IllegalStateException("broken"))
                                                                .await());
                                    } catch (IllegalStateException e) {
                                        w.log(e);
                                    }
                                    return new Pair(made, w.f("after").await());
                                }),
                row(
                        "objects made in try, catch and finally",
                        w ->
                                () -> {
                                    Object made = null;
                                    try {
                                        made = new Pair(w.f(1).await(), w.f(2).await());
                                        made = new Range(w.f(9).await(), w.i(1));
                                    } catch (IllegalArgumentException e) {
                                        made =
                                                new Pair(
                                                        made,
                                                        new Pair(e.getMessage(), w.f(3).await()));
                                    } finally {
                                        w.log(new Pair(made, w.f("finally").await()));
                                    }
                                    return made;
                                }));
    }

    private Stream<Row> inner() {
        return Stream.of(
                row("an inner class of this", w -> () -> new Inner(w.f(1).await()).total()),
                row(
                        "an inner class of an object that is awaited",
                        w -> () -> w.f(this).await().new Inner(w.f(2).await()).total()),
                row(
                        "an inner class of an inner class",
                        w ->
                                () ->
                                        new Inner(w.f(1).await()).new Innermost(w.f(30L).await())
                                                .total()),
                row(
                        "an inner class of null",
                        w ->
                                () -> {
                                    ConstructionMatrixTest none = null;
                                    return none.new Inner(w.f(1).await()).total();
                                }),
                row(
                        "a local class that captures",
                        w ->
                                () -> {
                                    int captured = w.f(5).await();
                                    class Local {
                                        private final int own;

                                        Local(int own) {
                                            this.own = own;
                                        }

                                        int total() {
                                            return base + captured * own;
                                        }
                                    }
                                    return new Local(w.f(2).await()).total()
                                            + new Local(w.i(3)).total();
                                }),
                row(
                        "local records and enums",
                        w ->
                                () -> {
                                    record Point(int x, int y) {}
                                    enum Side {
                                        LEFT,
                                        RIGHT
                                    }
                                    var p = new Point(w.f(1).await(), w.f(2).await());
                                    var map = new HashMap<Side, Point>();
                                    map.put(w.f(Side.RIGHT).await(), p);
                                    map.put(Side.valueOf(w.f("LEFT").await()), new Point(0, p.x));
                                    return map.get(Side.LEFT)
                                            + " "
                                            + map.get(w.f(Side.RIGHT).await());
                                }),
                row(
                        "a local interface and its implementation",
                        w ->
                                () -> {
                                    interface Twice {
                                        int twice(int n);
                                    }
                                    Twice twice = n -> 2 * n;
                                    return twice.twice(w.f(4).await()) + w.f(1).await();
                                }));
    }

    private Stream<Row> anonymous() {
        return Stream.of(
                row(
                        "an anonymous class with arguments",
                        w ->
                                () -> {
                                    int captured = w.f(3).await();
                                    var shape =
                                            new Shape(w.f("square").await(), w.f(4).await()) {
                                                @Override
                                                Object area() {
                                                    return captured * captured + base;
                                                }
                                            };
                                    return shape + " " + w.f("end").await();
                                }),
                row(
                        "an anonymous class with fields of its own",
                        w ->
                                () -> {
                                    var size = w.f(3).await();
                                    List<Integer> list =
                                            new AbstractList<>() {
                                                private int calls;

                                                @Override
                                                public Integer get(int index) {
                                                    return index * ++calls;
                                                }

                                                @Override
                                                public int size() {
                                                    return size;
                                                }
                                            };
                                    return new ArrayList<>(list) + " " + list.get(w.f(1).await());
                                }),
                row(
                        "an anonymous class between awaits",
                        w ->
                                () -> {
                                    Supplier<String> s =
                                            new Supplier<>() {
                                                private final String first = "f" + base;

                                                @Override
                                                public String get() {
                                                    return first;
                                                }
                                            };
                                    return w.f(1).await() + s.get() + w.f(s).await().get();
                                }));
    }
}
