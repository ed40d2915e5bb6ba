package dev.kyoto.weaving;

import static dev.kyoto.Kyoto.async;
import static dev.kyoto.weaving.Row.row;
import static dev.kyoto.weaving.Row.run;

import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.Future;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Lambdas and blocks that are made inside a body. */
final class LambdaMatrixTest extends MatrixSuite {
    private final String own = "own";

    @Override
    Stream<Row> rows() {
        return Stream.of(lambdas(), serializable(), references(), blocks()).flatMap(it -> it);
    }

    private String ownMethod(Object o) {
        return own + o;
    }

    private static String staticMethod(Object o) {
        return "static" + o;
    }

    // ---- Lambdas that do not await ----

    private Stream<Row> lambdas() {
        return Stream.of(
                row(
                        "a stream whose lambdas capture locals",
                        w ->
                                () -> {
                                    int factor = w.f(3).await();
                                    var prefix = w.f("p").await();
                                    return w.f(List.of(1, 2, 3)).await().stream()
                                            .filter(n -> n != factor - 1)
                                            .map(n -> prefix + n * factor + own)
                                            .collect(
                                                    Collectors.joining(",", w.f("<").await(), ">"));
                                }),
                row(
                        "lambdas that capture values of all types",
                        w ->
                                () -> {
                                    byte b = w.f((byte) 1).await();
                                    char c = w.f('c').await();
                                    long l = w.f(3L).await();
                                    float f = w.f(4f).await();
                                    double d = w.f(5.0).await();
                                    boolean z = w.f(true).await();
                                    int[] a = {w.f(6).await()};
                                    Supplier<String> s = () -> "" + b + c + l + f + d + z + a[0]++;
                                    return s.get() + w.f(7).await() + s.get() + a[0];
                                }),
                row(
                        "lambdas in lambdas",
                        w ->
                                () -> {
                                    int a = w.f(1).await();
                                    Function<Integer, Function<Integer, Supplier<Integer>>> f =
                                            x -> y -> () -> a * 100 + x * 10 + y;
                                    return f.apply(w.f(2).await()).apply(w.f(3).await()).get();
                                }),
                row(
                        "a lambda kept across awaits and called in between",
                        w ->
                                () -> {
                                    var seen = new ArrayList<Object>();
                                    Runnable add = () -> seen.add(seen.size() + own);
                                    add.run();
                                    w.f(1).await();
                                    add.run();
                                    seen.add(w.f("x").await());
                                    add.run();
                                    return seen;
                                }),
                row(
                        "a lambda that throws",
                        w ->
                                () -> {
                                    Callable<String> c =
                                            () -> {
                                                throw new IOException("in the lambda");
                                            };
                                    try {
                                        return w.f("never").await() + c.call();
                                    } catch (IOException e) {
                                        return e.getMessage() + w.f("caught").await();
                                    }
                                }),
                row(
                        "a lambda that captures a pattern variable",
                        w ->
                                () ->
                                        switch (w.f((Object) "text").await()) {
                                            case String s when !s.isEmpty() -> {
                                                Supplier<Object> twice = () -> s + s;
                                                yield w.f(1).await() + "" + twice.get();
                                            }
                                            case Object o -> o;
                                        }),
                row(
                        "a generic lambda with two parameters",
                        w ->
                                () -> {
                                    BiFunction<Long, Integer, Double> f = (l, i) -> l * i / 2.0;
                                    return f.andThen(d -> d + 1)
                                            .apply(w.f(3L).await(), w.f(5).await());
                                }),
                row(
                        "an int stream and a sorted list",
                        w ->
                                () -> {
                                    int limit = w.f(4).await();
                                    var list =
                                            IntStream.range(0, limit)
                                                    .mapToObj(i -> "n" + (limit - i))
                                                    .collect(
                                                            Collectors.toCollection(
                                                                    ArrayList::new));
                                    list.sort((a, b) -> a.compareTo(b));
                                    return list + w.f("end").await();
                                }));
    }

    // ---- Serializable lambdas ----

    private interface Naming extends Supplier<String>, Serializable {}

    private static Object copy(Object original) throws IOException, ClassNotFoundException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(original);
        }
        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }

    private static Stream<Row> serializable() {
        return Stream.of(
                row(
                        "a serializable lambda that survives a copy",
                        w ->
                                () -> {
                                    int n = w.f(5).await();
                                    Naming naming = () -> "serial" + n;
                                    var copy = (Naming) copy(naming);
                                    return naming.get() + w.f(1).await() + copy.get();
                                }),
                row(
                        "a serializable method reference that survives a copy",
                        w ->
                                () -> {
                                    var f =
                                            (Function<Object, String> & Serializable)
                                                    LambdaMatrixTest::staticMethod;
                                    @SuppressWarnings(
                                            "unchecked") // a copy has the type of its original
                                    var copy = (Function<Object, String>) copy(w.f(f).await());
                                    return f.apply(w.f(1).await()) + copy.apply(w.f(2).await());
                                }),
                row(
                        "a body made inside a body",
                        w ->
                                () -> {
                                    int n = w.f(5).await();
                                    AsyncCallable<Integer> body = () -> n + w.f(10).await();
                                    return async(body).await() + w.f(1).await();
                                }));
    }

    // ---- Method references ----

    private Stream<Row> references() {
        return Stream.of(
                row(
                        "references of all kinds",
                        w ->
                                () -> {
                                    Function<Object, String> bound = this::ownMethod;
                                    Function<Object, String> statically =
                                            LambdaMatrixTest::staticMethod;
                                    Function<String, Integer> unbound = String::length;
                                    Function<String, StringBuilder> making = StringBuilder::new;
                                    IntFunction<int[]> array = int[]::new;
                                    Supplier<String> constant = w.f("c").await()::trim;
                                    return bound.apply(w.f(1).await())
                                            + statically.apply(w.f(2).await())
                                            + unbound.apply(w.f("abc").await())
                                            + making.apply(w.f("d").await()).reverse()
                                            + array.apply(w.f(2).await()).length
                                            + constant.get();
                                }),
                row(
                        "a reference to a method of super",
                        w ->
                                () -> {
                                    Supplier<Integer> hash = super::hashCode;
                                    return w.f(hash.get() == System.identityHashCode(this)).await();
                                }),
                row(
                        "a reference bound to what is null",
                        w ->
                                () -> {
                                    String none = w.f((String) null).await();
                                    Supplier<String> trim = none::trim;
                                    return trim.get();
                                }),
                row(
                        "a reference with variable arguments",
                        w ->
                                () -> {
                                    BiFunction<String, Integer, List<Object>> f = Arrays::asList;
                                    return f.apply(w.f("a").await(), w.f(1).await());
                                }));
    }

    // ---- Blocks in blocks ----

    private Future<String> shout(World w, String text) {
        return async(() -> w.f(text).await() + own + "!");
    }

    private static Future<Integer> countdown(World w, int n) {
        return async(() -> n == 0 ? 0 : w.f(n).await() + countdown(w, n - 1).await());
    }

    private Stream<Row> blocks() {
        return Stream.of(
                row(
                        "a block awaited in a block",
                        w -> () -> async(() -> w.f(20).await() + 1).await() + w.f(1).await()),
                row(
                        "blocks three deep that capture locals",
                        w ->
                                () -> {
                                    int a = w.f(1).await();
                                    return async(
                                                    () -> {
                                                        long b = w.f(20L).await() + a;
                                                        return async(() -> w.f(0.5).await() + b + a)
                                                                .await();
                                                    })
                                            .await();
                                }),
                row(
                        "a block that fails, caught outside",
                        w ->
                                () -> {
                                    try {
                                        return async(
                                                        () -> {
                                                            w.f(1).await();
                                                            if (w.f(true).await()) {
                                                                throw new IllegalStateException(
                                                                        "inside");
                                                            }
                                                            return "never";
                                                        })
                                                .await();
                                    } catch (IllegalStateException e) {
                                        return e.getMessage() + w.f("caught").await();
                                    }
                                }),
                row(
                        "a block that fails with a checked exception",
                        w ->
                                () ->
                                        async(
                                                        () -> {
                                                            w.f(1).await();
                                                            throw new IOException("inside");
                                                        })
                                                .await()),
                run(
                        "a block without a value",
                        w ->
                                () -> {
                                    async(() -> w.log(w.f("inner").await())).await();
                                    w.log(w.f("outer").await());
                                }),
                row(
                        "blocks that methods hand out",
                        w ->
                                () -> {
                                    var later = shout(w, "later");
                                    return shout(w, "a").await() + w.f(1).await() + later.await();
                                }),
                row(
                        "blocks that await blocks of their own kind",
                        w -> () -> countdown(w, 5).await()),
                row(
                        "blocks in a loop",
                        w ->
                                () -> {
                                    var blocks = new ArrayList<Future<Integer>>();
                                    for (int i = 0; i < 4; i++) {
                                        int n = i;
                                        blocks.add(async(() -> w.f(n).await() * 10 + n));
                                    }
                                    int sum = 0;
                                    for (var block : blocks) {
                                        sum = sum * 100 + block.await();
                                    }
                                    return sum;
                                }),
                row(
                        "a block that is never awaited",
                        w ->
                                () -> {
                                    var never = async(() -> w.see("never"));
                                    w.f(1).await();
                                    never.cancel();
                                    return w.f(2).await();
                                }));
    }
}
