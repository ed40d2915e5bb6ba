package dev.kyoto.weaving;

import static dev.kyoto.weaving.Row.row;

import java.io.IOException;
import java.util.ArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Awaits in try-with-resources: in the body, when opening and when closing. */
final class ResourceMatrixTest extends MatrixSuite {

    @Override
    Stream<Row> rows() {
        return Stream.concat(closing(), failing());
    }

    /** Final, so that its close(), which awaits, can only be this one. */
    private static final class Resource implements AutoCloseable {
        private final World w;
        private final String name;
        private final @Nullable String failure;

        Resource(World w, String name) {
            this(w, name, null);
        }

        Resource(World w, String name, @Nullable String failure) {
            this.w = w;
            this.name = name;
            this.failure = failure;
            w.log("opens " + name);
        }

        @Override
        public void close() {
            w.log("closes " + name + w.f(1).await());
            if (failure != null) {
                throw new IllegalArgumentException(w.f(failure).await());
            }
            w.log("closed " + name);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** What it throws when it is closed is checked. */
    private record Plain(World w, String name) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            w.log("closes " + name);
            if (name.isEmpty()) {
                throw new IOException("no name");
            }
        }
    }

    private static Stream<Row> closing() {
        return Stream.of(
                row(
                        "a body that awaits",
                        w ->
                                () -> {
                                    try (var r = new Plain(w, "r")) {
                                        return w.f(r.name()).await();
                                    }
                                }),
                row(
                        "a resource that is awaited, and one of each kind",
                        w ->
                                () -> {
                                    try (var a = new Plain(w, w.f("a").await());
                                            var b = w.f(new Resource(w, "b")).await();
                                            var c = new Plain(w, a.name() + w.f(b.name).await())) {
                                        w.log(c.name());
                                    }
                                    return w.f("after").await();
                                }),
                row(
                        "a closing that awaits",
                        w ->
                                () -> {
                                    try (var r = new Resource(w, "r")) {
                                        w.log(r.name + w.f("body").await());
                                    }
                                    return "after";
                                }),
                row(
                        "return through a closing that awaits",
                        w ->
                                () -> {
                                    try (var r = new Resource(w, "r");
                                            var s = new Resource(w, "s")) {
                                        return r.name + s.name + w.f(1).await();
                                    }
                                }),
                row(
                        "a resource that is null",
                        w ->
                                () -> {
                                    try (Resource r = w.f((Resource) null).await()) {
                                        return w.f("body").await() + r;
                                    }
                                }),
                row(
                        "a resource that was there before",
                        w ->
                                () -> {
                                    var r = new Resource(w, w.f("r").await());
                                    try (r) {
                                        w.log(w.f("body").await());
                                    }
                                    return r.name;
                                }),
                row(
                        "resources in a loop, left by continue and break",
                        w ->
                                () -> {
                                    var all = new ArrayList<Object>();
                                    for (int i = 0; i < 4; i++) {
                                        try (var r = new Resource(w, "r" + i)) {
                                            if (w.f(i).await() == 1) {
                                                continue;
                                            }
                                            if (i == 2) {
                                                break;
                                            }
                                            all.add(r.name);
                                        }
                                    }
                                    return all;
                                }),
                row(
                        "resources in resources, with catch and finally",
                        w ->
                                () -> {
                                    try (var r = new Resource(w, "r")) {
                                        try (var s = new Resource(w, r.name + "s")) {
                                            throw new IllegalStateException(w.f(s.name).await());
                                        } catch (IllegalStateException e) {
                                            w.log(e.getMessage() + w.f("caught").await());
                                        } finally {
                                            w.log(w.f("inner").await());
                                        }
                                    } finally {
                                        w.log(w.f("outer").await());
                                    }
                                    return 1;
                                }));
    }

    private static Stream<Row> failing() {
        return Stream.of(
                row(
                        "a body that fails and a closing that awaits",
                        w ->
                                () -> {
                                    try (var r = new Resource(w, "r")) {
                                        w.log(r.name);
                                        return w.fail(new IllegalStateException("body")).await();
                                    }
                                }),
                row(
                        "a closing that fails",
                        w ->
                                () -> {
                                    try (var r = new Resource(w, "r", "closing")) {
                                        return r.name + w.f("body").await();
                                    }
                                }),
                row(
                        "failures that are suppressed",
                        w ->
                                () -> {
                                    try (var r = new Resource(w, "r", "first");
                                            var s = new Resource(w, "s", "second")) {
                                        w.log(r.name + s.name);
                                        return w.fail(new IllegalStateException("body")).await();
                                    }
                                }),
                row(
                        "failures that are suppressed, caught",
                        w ->
                                () -> {
                                    try (var r = new Resource(w, "r", "first");
                                            var s = new Resource(w, "s")) {
                                        w.log(r.name + s.name);
                                        throw new IllegalStateException(w.f("body").await());
                                    } catch (IllegalStateException e) {
                                        return w.f(e.getSuppressed().length).await()
                                                + e.getSuppressed()[0].getMessage();
                                    }
                                }),
                row(
                        "an opening that fails after another",
                        w ->
                                () -> {
                                    try (var r = new Resource(w, "r");
                                            Resource s =
                                                    w.<Resource>fail(
                                                                    new IllegalStateException(
                                                                            "opening"))
                                                            .await()) {
                                        return r.name + s;
                                    }
                                }),
                row(
                        "a checked failure of the closing",
                        w ->
                                () -> {
                                    try (var r = new Plain(w, w.f("").await())) {
                                        return r.name() + w.f("body").await();
                                    }
                                }),
                row(
                        "a checked failure of the closing, caught",
                        w ->
                                () -> {
                                    try (var r = new Plain(w, w.f("").await())) {
                                        w.log(r.name() + w.f("body").await());
                                        return "never";
                                    } catch (IOException e) {
                                        return w.f("caught").await() + e.getMessage();
                                    } finally {
                                        w.log(w.f("finally").await());
                                    }
                                }));
    }
}
