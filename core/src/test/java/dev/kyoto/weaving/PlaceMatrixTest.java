package dev.kyoto.weaving;

import static dev.kyoto.weaving.Row.row;
import static dev.kyoto.weaving.Row.run;

import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.AsyncRunnable;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Places where a body can stand, and method references as bodies. */
final class PlaceMatrixTest extends MatrixSuite {
    /** For bodies that are made before there is a world; each row sets it first. */
    private static World here = new World(Pending.NEVER);

    private final String own = "own";

    @Override
    Stream<Row> rows() {
        return Stream.of(initialisers(), classes(), references()).flatMap(it -> it);
    }

    private static final class InConstructor {
        private final AsyncCallable<Object> body;
        private int field = 1;

        InConstructor(World w, long parameter) {
            field++;
            body = () -> field + w.f(parameter).await() + parameter;
            field++;
        }
    }

    private static final class InFields {
        static final AsyncCallable<Object> STATIC = () -> here.f("static field").await();
        static final AsyncCallable<Object> STATIC_BLOCK;

        static {
            String local = "local";
            STATIC_BLOCK = () -> here.f("static block").await() + local;
        }

        private int field = 1;
        private final AsyncCallable<Object> body = () -> here.f("field").await() + ++field;
        private final AsyncCallable<Object> inBlock;

        {
            long local = 5;
            inBlock = () -> here.f("block").await() + local + field;
        }
    }

    @SuppressWarnings("ImmutableEnumChecker") // the bodies that a constant holds are the point
    private enum Kind {
        PLAIN(() -> here.f("plain").await()),
        OWN(() -> here.f("own").await() + here.f(Kind.valueOf("PLAIN")).await()) {
            @Override
            AsyncCallable<Object> body() {
                return () -> here.f("overridden ").await() + this.ordinal() + super.suffix();
            }
        };

        private final AsyncCallable<Object> given;

        Kind(AsyncCallable<Object> given) {
            this.given = given;
        }

        AsyncCallable<Object> body() {
            return () -> here.f(this).await() + suffix();
        }

        String suffix() {
            return "." + name();
        }
    }

    private record Point(int x, AsyncCallable<Object> body) {
        Point {
            int doubled = 2 * x;
            body = () -> here.f(doubled).await() + x;
        }

        AsyncCallable<Object> ownBody() {
            return () -> x * here.f(3).await() + x();
        }
    }

    private interface Held {
        AsyncCallable<Object> CONSTANT = () -> here.f("constant").await();

        int value();

        default AsyncCallable<Object> byDefault() {
            return () -> value() + here.f(1).await();
        }

        private AsyncCallable<Object> hidden() {
            return () -> here.f(2).await() * value();
        }

        default AsyncCallable<Object> byPrivate() {
            return hidden();
        }

        static AsyncCallable<Object> statically(Held held) {
            return () -> held.value() - here.f(3).await();
        }
    }

    private static Stream<Row> initialisers() {
        return Stream.of(
                placed("a constructor", w -> new InConstructor(w, 5).body),
                placed("the initialiser of a field", _ -> new InFields().body),
                placed("the initialiser of an object", _ -> new InFields().inBlock),
                placed("the initialiser of a static field", _ -> InFields.STATIC),
                placed("the initialiser of a class", _ -> InFields.STATIC_BLOCK),
                placed("the arguments of an enum constant", _ -> Kind.PLAIN.given),
                placed("the arguments of an enum constant with a body", _ -> Kind.OWN.given),
                placed("a compact constructor", _ -> new Point(4, () -> null).body()));
    }

    private static Stream<Row> classes() {
        return Stream.of(
                placed("a method of an enum", _ -> Kind.PLAIN.body()),
                placed("a method of an enum constant", _ -> Kind.OWN.body()),
                placed("a method of a record", _ -> new Point(4, () -> null).ownBody()),
                placed("a constant of an interface", _ -> Held.CONSTANT),
                placed("a default method", _ -> held(7).byDefault()),
                placed("a private method of an interface", _ -> held(7).byPrivate()),
                placed("a static method of an interface", _ -> Held.statically(held(9))),
                placed(
                        "a lambda",
                        w -> {
                            Function<String, AsyncCallable<Object>> f =
                                    s -> () -> s + w.f(s).await();
                            return f.apply("lambda");
                        }),
                placed(
                        "an anonymous class",
                        w ->
                                new Object() {
                                    private final int field = 6;

                                    AsyncCallable<Object> body() {
                                        return () -> w.f(field).await() + this.field;
                                    }
                                }.body()),
                placed(
                        "a local class that captures",
                        w -> {
                            int captured = 4;
                            class Local {
                                AsyncCallable<Object> body() {
                                    return () -> w.f(captured).await() * captured;
                                }
                            }
                            return new Local().body();
                        }),
                placed(
                        "a generic method",
                        w -> PlaceMatrixTest.<List<Integer>>generic(w, List.of(1, 2))),
                placed(
                        "a body that is an anonymous class itself",
                        w ->
                                new AsyncCallable<Object>() {
                                    private static final long serialVersionUID = 1L;

                                    private int calls;

                                    @Override
                                    public Object call() {
                                        calls += w.f(5).await();
                                        return calls + w.f("x").await();
                                    }
                                }),
                placed("a body that is a record", Body::new));
    }

    private record Body(World w) implements AsyncCallable<@Nullable Object> {
        @Override
        public Object call() {
            return w.f("record").await() + w.f(1).await();
        }
    }

    private static Row placed(String name, Row.Calling body) {
        return row(
                name,
                w -> {
                    here = w;
                    return body.in(w);
                });
    }

    private static Held held(int value) {
        return () -> value;
    }

    private static <T extends List<?>> AsyncCallable<Object> generic(World w, T list) {
        return () -> {
            T same = w.f(list).await();
            return same.size() + w.f(list.size()).await();
        };
    }

    // ---- Method references ----

    private Object privateMethod() {
        return own + here.f("private").await() + here.f(1).await();
    }

    final long finalMethod() {
        return here.f(5L).await() + own.length();
    }

    private static Object staticMethod() {
        return here.f("static").await();
    }

    private static int throwing() throws Exception {
        here.f("throwing").await();
        throw new Exception("checked");
    }

    private void withoutValue() {
        here.log(own + here.f("void").await());
    }

    private static final class Receiver {
        private final World w;
        private int calls;

        Receiver(World w) {
            this.w = w;
        }

        Object call() {
            calls += w.f(1).await();
            return "receiver" + calls + w.f(2).await();
        }
    }

    private static final class Made {
        private final Object value;

        Made() {
            value = "made";
        }

        @Override
        public String toString() {
            return "Made of " + value;
        }
    }

    private Stream<Row> references() {
        return Stream.of(
                placed("a reference to a private method of this", _ -> this::privateMethod),
                placed("a reference to a final method of this", _ -> this::finalMethod),
                placed("a reference to a static method", _ -> PlaceMatrixTest::staticMethod),
                placed("a reference to a method that throws", _ -> PlaceMatrixTest::throwing),
                placed(
                        "a reference to a method of an object of a final class",
                        w -> new Receiver(w)::call),
                placed("a reference to a constructor without awaits", _ -> Made::new),
                placed("a reference to await of a future", w -> w.f("future")::await),
                run(
                        "a reference to a method without a value",
                        w -> {
                            here = w;
                            return this::withoutValue;
                        }),
                run(
                        "a reference with a value, taken for a body without one",
                        w -> {
                            here = w;
                            return (AsyncRunnable) PlaceMatrixTest::staticMethod;
                        }));
    }
}
