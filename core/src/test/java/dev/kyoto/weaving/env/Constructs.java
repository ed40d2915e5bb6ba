package dev.kyoto.weaving.env;

/** A wide program, for compilers that make different class files of it. Source text. */
final class Constructs {
    static final String NAME = "app.Constructs";

    static final String SOURCE =
            """
            package app;

            import dev.kyoto.future.AsyncCallable;
            import dev.kyoto.future.Context;
            import dev.kyoto.future.Future;
            import dev.kyoto.future.Poll;
            import java.io.IOException;
            import java.io.Serializable;
            import java.util.ArrayList;
            import java.util.Arrays;
            import java.util.LinkedHashMap;
            import java.util.List;
            import java.util.Map;
            import java.util.TreeMap;
            import java.util.function.IntUnaryOperator;
            import java.util.function.Supplier;

            public final class Constructs extends Base {
                private enum Color { RED, GREEN, BLUE }

                private sealed interface Shape permits Circle, Square, Pair {}
                private record Circle(int radius) implements Shape {}
                private record Square(long side) implements Shape {}
                private record Pair(Shape left, Shape right) implements Shape {}

                private record Three(int first, long second, String third) {}

                private final class Inner {
                    private final int value;

                    Inner(int value) {
                        this.value = value;
                    }

                    int sum() {
                        return value + field;
                    }
                }

                private final class Resource implements AutoCloseable {
                    private final String name;

                    Resource(String name) {
                        this.name = name;
                        log.add("open " + name);
                    }

                    @Override
                    public void close() {
                        log.add("close " + name + f(1).await());
                    }
                }

                private static final class Later<T> implements Future<T> {
                    private final T value;
                    private final Exception failure;
                    private int left;

                    Later(T value, Exception failure, int left) {
                        this.value = value;
                        this.failure = failure;
                        this.left = left;
                    }

                    @Override
                    public Poll<T> poll(Context cx) {
                        if (left-- > 0) {
                            cx.waker().wake();
                            return Poll.pending();
                        }
                        if (failure != null) {
                            throw failure instanceof RuntimeException unchecked
                                    ? unchecked
                                    : new IllegalStateException(failure);
                        }
                        return Poll.ready(value);
                    }
                }

                private static final int MIXED = 3;
                private static int total;

                private final int pending;
                private final List<String> log = new ArrayList<>();
                private int made;
                private int field = 5;
                private long[] longs = {1, 2, 3};

                /** How often futures are pending; MIXED is for 0, 1, 2, 0, 1, 2 and so on. */
                public Constructs(int pending) {
                    this.pending = pending;
                }

                public List<String> log() {
                    return log;
                }

                private int delay() {
                    return pending < MIXED ? pending : made++ % MIXED;
                }

                private <T> Future<T> f(T value) {
                    return new Later<>(value, null, delay());
                }

                private <T> Future<T> failing(Exception failure) {
                    return new Later<>(null, failure, delay());
                }

                private int plus(int n) {
                    int more = f(n).await() + field;
                    return more + f(1).await();
                }

                private long deep(long n, String text) {
                    return n == 0 ? 0 : n + f(text).await().length() + deep(n - 1, text);
                }

                private void checked(int n) throws IOException {
                    log.add("checked " + f(n).await());
                    if (n > 1) {
                        throw new IOException("checked " + f(n).await());
                    }
                }

                private static String text(Object... parts) {
                    return Arrays.toString(parts);
                }

                @Override
                protected String name() {
                    return "derived";
                }

                public Map<String, AsyncCallable<Object>> bodies() {
                    var all = new LinkedHashMap<String, AsyncCallable<Object>>();
                    byte aByte = -3;
                    char aChar = 'q';
                    short aShort = 300;
                    int anInt = 7;
                    long aLong = 1L << 40;
                    float aFloat = 1.5f;
                    double aDouble = 2.5;
                    boolean aBoolean = true;
                    String aString = "captured";
                    int[] anArray = {1, 2, 3};
                    all.put("captured", () -> {
                        String text = f(aString).await() + aByte + aChar + aShort + anInt + aLong;
                        return text + aFloat + aDouble + aBoolean + anArray[f(1).await()];
                    });
                    all.put("for", () -> {
                        long sum = 0;
                        for (int i = 0; i < 6; i++) {
                            sum += f((long) i).await() * i;
                        }
                        return sum;
                    });
                    all.put("nested loops with labels", () -> {
                        int sum = 0;
                        outer:
                        for (int i = 0; i < 5; i++) {
                            for (int j = 0; j < 5; j++) {
                                if (f(j).await() == 3) {
                                    continue outer;
                                }
                                if (i == 3) {
                                    break outer;
                                }
                                sum += i * 10 + f(j).await();
                            }
                        }
                        return sum;
                    });
                    all.put("while and do", () -> {
                        int n = 27;
                        int steps = 0;
                        while (f(n).await() != 1 && steps < 20) {
                            n = n % 2 == 0 ? n / 2 : 3 * n + 1;
                            steps++;
                        }
                        do {
                            steps += f(1).await();
                        } while (steps % 7 != 0);
                        return steps + n;
                    });
                    all.put("await in the head of a for", () -> {
                        var text = new StringBuilder();
                        for (int i = f(0).await(); i < f(3).await(); i += f(1).await()) {
                            text.append(i);
                        }
                        return text.toString();
                    });
                    all.put("for each over a list, an array and entries", () -> {
                        var counts = new TreeMap<String, Integer>();
                        for (String s : f(List.of("x", "y", "x")).await()) {
                            counts.merge(s, f(1).await(), Integer::sum);
                        }
                        long sum = 0;
                        for (long n : longs) {
                            sum += n * f(n).await();
                        }
                        for (var entry : counts.entrySet()) {
                            sum += entry.getValue() + f(entry.getKey()).await().length();
                        }
                        return counts.toString() + sum;
                    });
                    all.put("loop without an await inside of one with", () -> {
                        long sum = 0;
                        for (int i = 0; i < 3; i++) {
                            for (int j = 0; j < 100; j++) {
                                sum += j ^ i;
                            }
                            sum += f(1L).await();
                        }
                        return sum;
                    });
                    all.put("nested try, catch and finally", () -> {
                        int n = 1;
                        try {
                            try {
                                n += f(2).await();
                                failing(new IOException("inner")).await();
                                n = 100;
                            } catch (IllegalStateException e) {
                                n += f(10).await();
                                throw new IllegalArgumentException(e.getMessage() + n);
                            } finally {
                                log.add("inner finally " + f(n).await());
                            }
                        } catch (IllegalArgumentException e) {
                            return e.getMessage() + f("!").await();
                        } finally {
                            log.add("outer finally " + f(n).await());
                        }
                        return n;
                    });
                    all.put("return, break and continue through finally", () -> {
                        for (int i = 0; i < 5; i++) {
                            try {
                                if (f(i).await() == 1) {
                                    continue;
                                }
                                if (i == 3) {
                                    return "returned " + f(i).await();
                                }
                                log.add("body " + i);
                            } finally {
                                log.add("finally " + f(i).await());
                            }
                        }
                        return "unreachable";
                    });
                    all.put("catch of several kinds", () -> {
                        var text = new StringBuilder();
                        for (Exception failure :
                                List.of(new IllegalArgumentException("a"), new ArithmeticException("b"))) {
                            try {
                                failing(failure).await();
                            } catch (IllegalArgumentException | ArithmeticException e) {
                                text.append(e.getMessage()).append(f(e.getClass().getName()).await());
                            }
                        }
                        return text.toString();
                    });
                    all.put("resources", () -> {
                        try (var one = new Resource("one" + f(1).await());
                                var two = new Resource("two")) {
                            log.add(one.name + two.name + f("in").await());
                            throw new UnsupportedOperationException("thrown " + f(1).await());
                        } catch (UnsupportedOperationException e) {
                            return e.getMessage() + f(2).await();
                        }
                    });
                    all.put("a failure that comes out", () -> {
                        failing(new IOException("out")).await();
                        return 1;
                    });
                    all.put("a checked failure of a callee", () -> {
                        checked(1);
                        checked(f(2).await());
                        return 1;
                    });
                    all.put("switch on strings", () -> {
                        int sum = 0;
                        for (String s : new String[] {"a", "bb", "zz"}) {
                            switch (f(s).await()) {
                                case "a":
                                    sum += f(1).await();
                                case "bb":
                                    sum += f(10).await();
                                    break;
                                default:
                                    sum += f(100).await();
                            }
                        }
                        return sum;
                    });
                    all.put("switch on an enum", () -> {
                        String text = "";
                        for (Color color : Color.values()) {
                            text += switch (f(color).await()) {
                                case RED -> f("r").await();
                                case GREEN -> {
                                    int n = f(2).await();
                                    yield "g" + n;
                                }
                                case BLUE -> "b";
                            } + f(color).await();
                        }
                        return text;
                    });
                    all.put("switch on sealed records", () -> {
                        long sum = 0;
                        Shape[] shapes = {
                            new Circle(2), new Square(3), new Pair(new Circle(4), new Square(5)),
                            new Pair(new Square(6), new Pair(new Circle(7), new Circle(8)))
                        };
                        for (Shape shape : shapes) {
                            sum = sum * 31 + switch (f(shape).await()) {
                                case Circle(int radius) when f(radius).await() > 3 -> f(radius).await();
                                case Circle circle -> -circle.radius();
                                case Square(long side) -> side * f(2L).await();
                                case Pair(Circle(var r), Square(var s)) -> f(r).await() + s;
                                case Pair(var left, var right) -> left.hashCode() % 7 + f(1).await();
                            };
                        }
                        return sum;
                    });
                    all.put("switch on objects", () -> {
                        String text = "";
                        for (Object value : new Object[] {1, "s", 3L, null, 'c'}) {
                            text += switch (value) {
                                case null -> "null" + f(0).await();
                                case Integer i when f(i).await() > 0 -> "int " + f(i).await();
                                case String s -> s + f(s).await();
                                case Long n -> f(n).await();
                                default -> "other " + f(value).await();
                            };
                        }
                        return text;
                    });
                    all.put("instanceof with a pattern", () -> {
                        Object value = f((Object) "text").await();
                        if (value instanceof String s && s.length() == f(4).await()) {
                            return s + f(1).await();
                        }
                        return "no";
                    });
                    all.put("new with awaits in its arguments", () -> {
                        var three = new Three(
                                anInt > 5 ? f(1).await() : f(2).await(),
                                anInt < 5 ? 3L : f(9L).await(),
                                new String(f("chars").await()));
                        return text(three, new StringBuilder(f("sb").await()).append(f(2).await()));
                    });
                    all.put("new of an inner class", () -> new Inner(f(8).await()).sum() + f(1).await());
                    all.put("arrays", () -> {
                        int[][] grid = new int[f(2).await()][f(3).await()];
                        grid[f(1).await()][f(2).await()] = f(9).await();
                        return text(grid[1][2], new int[] {f(4).await(), f(5).await()}.length,
                                new String[] {f("p").await(), "q"}[f(0).await()]);
                    });
                    all.put("values on the operand stack", () ->
                            1L + anInt * 2L + f(3L).await() * (aDouble + f(4).await()) - (float) f(2).await());
                    all.put("string concatenation", () ->
                            "a" + f(1).await() + 'b' + aLong + f("x").await() + f(null).await() + aChar);
                    all.put("compound assignments", () -> {
                        int[] a = {1, 2, 3};
                        int i = 0;
                        a[i++] += f(10).await();
                        a[i++] *= f(3).await();
                        long shifted = 5;
                        shifted <<= f(2).await();
                        String[] s = {"p"};
                        s[0] += f("q").await() + i;
                        field += f(1).await();
                        this.field *= f(2).await();
                        total -= f(3).await();
                        longs[f(1).await()] ^= f(7L).await();
                        byte b = 120;
                        b += f(10).await();
                        Integer boxed = f(1).await();
                        boxed++;
                        boxed += f(2).await();
                        var result = text(a[0], a[1], i, shifted, s[0], field, total, longs[1], b, boxed);
                        total = 0;
                        return result;
                    });
                    all.put("logic", () -> {
                        boolean b = f(true).await() && !f(false).await() || f(true).await();
                        return (b ? f("y").await() : "n") + (anInt > 100 && f(true).await())
                                + (b ^ f(true).await()) + !f(b).await();
                    });
                    all.put("narrow locals", () -> {
                        byte b = (byte) (int) f(300).await();
                        short s = (short) (int) f(70000).await();
                        char c = (char) (int) f(65).await();
                        float x = f(1.5f).await();
                        boolean z = f(true).await();
                        Object none = null;
                        f(1).await();
                        return text(b, s, c, x, z, none);
                    });
                    all.put("callees", () -> {
                        int n = plus(f(1).await());
                        return deep(3, "ab") + " " + n + " " + plus(plus(2));
                    });
                    all.put("nested lambdas", () -> {
                        int base = f(100).await();
                        IntUnaryOperator add = x -> x + base + anInt;
                        Supplier<String> text = () -> aString + base + field;
                        Supplier<Supplier<String>> twice = () -> () -> text.get() + this.field;
                        return add.applyAsInt(f(1).await()) + twice.get().get();
                    });
                    all.put("method references", () -> {
                        IntUnaryOperator twice = this::twice;
                        Supplier<List<String>> make = ArrayList::new;
                        var list = make.get();
                        list.add(f("x").await() + twice.applyAsInt(f(4).await()));
                        list.replaceAll(String::toUpperCase);
                        return list.toString();
                    });
                    all.put("serializable lambdas", () -> {
                        int base = f(3).await();
                        var made = (Supplier<String> & Serializable) () -> "made " + base + field;
                        return made.get() + f(1).await() + (made instanceof Serializable);
                    });
                    all.put("a block in a block", () -> {
                        int base = f(20).await();
                        var inner = dev.kyoto.Kyoto.async(() -> base + f(7).await() + anInt + field);
                        return inner.await() + f(1).await();
                    });
                    all.put("anonymous and local classes", () -> {
                        int base = f(3).await();
                        var anonymous = new Object() {
                            int sum() {
                                return base + anInt + field;
                            }
                        };
                        record Local(int n) {}
                        return anonymous.sum() + new Local(f(1).await()).n();
                    });
                    all.put("super and protected members", () ->
                            super.name() + name() + f(1).await() + inherited + super.own(f(2).await()));
                    all.put("a lock without an await", () -> {
                        int n = f(1).await();
                        synchronized (this) {
                            n++;
                        }
                        return n + f(1).await();
                    });
                    all.put("a method reference as the body", this::referenced);
                    return all;
                }

                private int twice(int n) {
                    return n * 2 + field;
                }

                private Object referenced() {
                    return "referenced " + f(field).await() + f("!").await();
                }
            }

            class Base {
                protected int inherited = 11;

                protected String name() {
                    return "base";
                }

                protected final int own(int n) {
                    return n + inherited;
                }
            }
            """;

    private Constructs() {}
}
