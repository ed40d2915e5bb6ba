package dev.kyoto.bench;

import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * Bodies of the kinds that programs have, each written out on its own: a lambda that was woven once
 * costs nothing the second time.
 */
final class FreshBodies {
    private FreshBodies() {}

    static List<AsyncCallable<?>> all(Future<Integer> leaf) {
        var bodies = new ArrayList<AsyncCallable<?>>();
        bodies.addAll(straight(leaf));
        bodies.addAll(loops(leaf));
        bodies.addAll(handlers(leaf));
        bodies.addAll(choices(leaf));
        bodies.addAll(calls(leaf));
        return bodies;
    }

    private static List<AsyncCallable<?>> straight(Future<Integer> leaf) {
        return List.of(
                () -> leaf.await() + 1,
                () -> "got " + leaf.await(),
                () -> leaf.await() + leaf.await(),
                () -> {
                    int first = leaf.await();
                    long second = leaf.await();
                    return first * second;
                },
                () -> new Leaf(leaf.await()));
    }

    private static List<AsyncCallable<?>> loops(Future<Integer> leaf) {
        return List.of(
                () -> {
                    int sum = 0;
                    for (int i = 0; i < 3; i++) {
                        sum += leaf.await();
                    }
                    return sum;
                },
                () -> {
                    var values = new ArrayList<Integer>();
                    while (values.size() < 3) {
                        values.add(leaf.await());
                    }
                    return values;
                },
                () -> {
                    double sum = 0;
                    for (var word : List.of("a", "bc", "def")) {
                        sum += word.length() / (double) leaf.await();
                    }
                    return sum;
                },
                () -> {
                    long sum = 0;
                    for (int row = 0; row < 2; row++) {
                        for (int column = 0; column < 2; column++) {
                            sum += leaf.await() * (long) column;
                        }
                    }
                    return sum;
                });
    }

    private static List<AsyncCallable<?>> handlers(Future<Integer> leaf) {
        return List.of(
                () -> {
                    try {
                        return leaf.await();
                    } catch (IllegalStateException e) {
                        return -1;
                    }
                },
                () -> {
                    var log = new StringBuilder();
                    try {
                        log.append(leaf.await());
                    } finally {
                        log.append('.');
                    }
                    return log.toString();
                },
                () -> {
                    try (var reader = new java.io.StringReader("a")) {
                        return reader.read() + leaf.await();
                    }
                },
                () -> {
                    int attempt = 0;
                    while (true) {
                        try {
                            return leaf.await() / attempt;
                        } catch (ArithmeticException e) {
                            attempt++;
                        }
                    }
                });
    }

    private static List<AsyncCallable<?>> choices(Future<Integer> leaf) {
        return List.of(
                () -> leaf.await() > 0 ? "more" : "none",
                () ->
                        switch (leaf.await()) {
                            case 0 -> "none";
                            case 1 -> "one";
                            default -> "many";
                        },
                () -> {
                    Object value = leaf.await();
                    return switch (value) {
                        case Integer n when n > 1 -> n;
                        case Integer n -> -n;
                        default -> 0;
                    };
                },
                () -> {
                    int value = leaf.await();
                    if (value == 1) {
                        value += leaf.await();
                    } else {
                        value -= leaf.await();
                    }
                    return value;
                });
    }

    private static List<AsyncCallable<?>> calls(Future<Integer> leaf) {
        return List.of(
                () -> twice(leaf),
                () -> twice(leaf) + thrice(leaf),
                () -> Math.max(leaf.await(), thrice(leaf)),
                () -> List.of(leaf.await(), twice(leaf), 3));
    }

    private static int twice(Future<Integer> leaf) {
        return leaf.await() + leaf.await();
    }

    private static int thrice(Future<Integer> leaf) {
        return twice(leaf) + leaf.await();
    }
}
