package dev.kyoto.weaving;

import static dev.kyoto.weaving.Row.row;

import dev.kyoto.future.AsyncConsumer;
import dev.kyoto.future.AsyncFunction;
import dev.kyoto.future.Future;
import dev.kyoto.internal.weave.BoundBody;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Bodies that are handed something: lambdas with a parameter, method references, objects. */
final class BoundBodyMatrixTest extends MatrixSuite {

    @Override
    Stream<Row> rows() {
        return Stream.of(
                row("a lambda with a parameter", w -> bound(w, it -> 1 + it.f(1).await())),
                row(
                        "a parameter that lives across awaits",
                        w -> bound(w, it -> it.f(1).await() + it.f(2).await() + it.f(3).await())),
                row("a parameter that is never read", w -> bound(9, it -> w.f(1).await())),
                row("a parameter that is assigned", w -> bound(1, assigning(w))),
                row("captures of all widths and a parameter", w -> bound("p", capturing(w))),
                row("an array", w -> bound(new int[] {1, 2}, it -> it[w.f(1).await()])),
                row(
                        "a reference to a static method",
                        w -> bound(w, BoundBodyMatrixTest::staticMethod)),
                row(
                        "a reference to a bound method that unboxes",
                        w -> bound(3, new Holder(w)::unboxing)),
                row(
                        "a reference to a method of the parameter",
                        w -> bound(new Holder(w), Holder::own)),
                row(
                        "a lambda without a value",
                        w ->
                                consuming(
                                        w,
                                        it -> {
                                            it.f(1).await();
                                            it.f(2).await();
                                        })),
                row("an object without a value", w -> consuming(w, new Eater())),
                row("a reference to await", w -> bound(w.f("value"), Future<String>::await)),
                row("a body that awaits nothing", w -> bound("given", String::isEmpty)),
                row("an object of a class", w -> bound("given", new Body(w))),
                row("an object of a generic class", w -> bound("given", new GenericBody<>(w))),
                row(
                        "a lambda that hands the parameter to another method",
                        w -> bound(List.of(1, 2), it -> sum(w, it))));
    }

    private static <A> BoundBody<A, @Nullable Object> bound(
            A argument, AsyncFunction<A, @Nullable Object> function) {
        return new BoundBody<>(function, argument);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // null is a value of any type
    private static <A> BoundBody<A, @Nullable Object> consuming(
            A argument, AsyncConsumer<A> consumer) {
        return new BoundBody<>((AsyncFunction) consumer, argument);
    }

    @SuppressWarnings("serial") // nothing is ever serialized
    private static final class Eater implements AsyncConsumer<World> {
        @Override
        public void accept(World w) {
            w.f(3).await();
            w.f(4).await();
        }
    }

    private static AsyncFunction<Integer, @Nullable Object> assigning(World w) {
        return it -> {
            it += w.f(10).await();
            it *= w.f(2).await();
            return it;
        };
    }

    private static AsyncFunction<String, @Nullable Object> capturing(World w) {
        byte b = 1;
        long l = 1L << 40;
        double d = 0.5;
        boolean z = true;
        var text = "text";
        return it -> {
            var sum = l + w.f(b).await() + d;
            return text + it + sum + z + w.f(it).await();
        };
    }

    private static Object staticMethod(World w) {
        return w.f(4).await() + w.f(5).await();
    }

    private static int sum(World w, List<Integer> numbers) {
        int sum = 0;
        for (int number : numbers) {
            sum += w.f(number).await();
        }
        return sum;
    }

    private static final class Holder {
        private final World w;

        Holder(World w) {
            this.w = w;
        }

        private Object unboxing(int n) {
            return n * w.f(n).await();
        }

        private Object own() {
            return w.f("own").await() + w.f("er").await();
        }
    }

    @SuppressWarnings("serial") // nothing is ever serialized
    private static final class Body implements AsyncFunction<String, @Nullable Object> {
        private final transient World w;

        Body(World w) {
            this.w = w;
        }

        @Override
        public Object apply(String argument) {
            return argument + w.f(argument.length()).await();
        }
    }

    @SuppressWarnings("serial") // nothing is ever serialized
    private static final class GenericBody<A> implements AsyncFunction<A, @Nullable Object> {
        private final transient World w;

        GenericBody(World w) {
            this.w = w;
        }

        @Override
        public Object apply(A argument) {
            return "" + argument + w.f(argument.hashCode()).await();
        }
    }
}
