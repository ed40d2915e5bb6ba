package dev.kyoto.weaving;

import static dev.kyoto.weaving.Row.row;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Futures;
import dev.kyoto.future.Poll;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Awaits of futures by other names than Future, and calls that only look like an await. */
final class FutureTypeMatrixTest extends MatrixSuite {

    @Override
    Stream<Row> rows() {
        return Stream.concat(futures(), others());
    }

    private interface Named<T> extends Future<T> {
        String name();
    }

    private abstract static class Wrapping<T> implements Named<T> {
        private final Future<T> wrapped;

        Wrapping(Future<T> wrapped) {
            this.wrapped = wrapped;
        }

        @Override
        public Poll<T> poll(Context cx) {
            return wrapped.poll(cx);
        }

        @Override
        public void cancel() {
            wrapped.cancel();
        }
    }

    private static final class Numbered extends Wrapping<Integer> {
        Numbered(Future<Integer> wrapped) {
            super(wrapped);
        }

        @Override
        public String name() {
            return "number";
        }

        int awaitTwice(World w) {
            return await() + this.await(w.f(1));
        }

        private int await(Future<Integer> other) {
            return 10 * other.await();
        }
    }

    private record Recorded(Future<Long> future, String name) implements Named<Long> {
        @Override
        public Poll<Long> poll(Context cx) {
            return future.poll(cx);
        }

        @Override
        public void cancel() {
            future.cancel();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static <F extends Named<?>> Object awaitNamed(F future) {
        return future.name() + future.await();
    }

    private static Stream<Row> futures() {
        return Stream.of(
                row(
                        "a final class",
                        w ->
                                () -> {
                                    var number = new Numbered(w.f(3));
                                    return number.name() + number.await() + w.f(1).await();
                                }),
                row(
                        "an abstract class",
                        w ->
                                () -> {
                                    Wrapping<Integer> future = new Numbered(w.f(4));
                                    return future.await() + w.i(1);
                                }),
                row(
                        "an interface",
                        w ->
                                () -> {
                                    Named<Long> future = new Recorded(w.f(5L), "five");
                                    return w.l(1) + future.await() + future.name();
                                }),
                row(
                        "a type variable",
                        w ->
                                () ->
                                        awaitNamed(new Numbered(w.f(6)))
                                                + ""
                                                + awaitNamed(new Recorded(w.f(7L), "seven"))),
                row("this", w -> () -> new Numbered(w.f(8)).awaitTwice(w) + w.f(1).await()),
                row(
                        "a lambda",
                        w ->
                                () -> {
                                    var future = w.f(9);
                                    Future<Integer> lambda = cx -> future.poll(cx);
                                    return lambda.await() + Futures.ready(1).await();
                                }),
                row(
                        "an anonymous class",
                        w ->
                                () -> {
                                    var future = w.f("x");
                                    var counted =
                                            new Future<String>() {
                                                private int polls;

                                                @Override
                                                public Poll<String> poll(Context cx) {
                                                    polls++;
                                                    return future.poll(cx);
                                                }
                                            };
                                    return counted.await() + (counted.polls > 0) + w.f("y").await();
                                }),
                row(
                        "several classes at one place",
                        w ->
                                () -> {
                                    Object all = "";
                                    for (int i = 0; i < 6; i++) {
                                        Future<?> future =
                                                switch (i % 3) {
                                                    case 0 -> new Numbered(w.f(i));
                                                    case 1 ->
                                                            new Recorded(w.f((long) i), "recorded");
                                                    default -> w.f("leaf");
                                                };
                                        all = all + "," + future.await();
                                    }
                                    return all;
                                }));
    }

    /** Not a future, whatever its method is called. */
    private static final class Waiter {
        private final AtomicInteger calls = new AtomicInteger();

        Object await() {
            return "waited" + calls.incrementAndGet();
        }
    }

    private static Stream<Row> others() {
        return Stream.of(
                row(
                        "await of a class that is no future",
                        w ->
                                () -> {
                                    var waiter = new Waiter();
                                    return w.f(1).await() + "" + waiter.await() + w.f(2).await();
                                }),
                row(
                        "await of a latch",
                        w ->
                                () -> {
                                    var latch = new CountDownLatch(w.f(1).await());
                                    latch.countDown();
                                    latch.await();
                                    return latch.getCount() + w.f(2).await();
                                }),
                row(
                        "a body whose only await is of a class that is no future",
                        w -> () -> new Waiter().await()));
    }
}
