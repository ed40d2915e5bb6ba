package dev.kyoto.weaving;

import static dev.kyoto.weaving.Row.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.Future;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bodies too large to be written by hand, compiled here with several options and loaded by a class
 * loader below that of Kyoto.
 */
final class GeneratedMatrixTest extends MatrixSuite {
    /** Without names and lines, with all of them, and concatenating as before Java 9. */
    private static final List<String> OPTIONS = List.of("-g:none", "-g", "-XDstringConcat=inline");

    private static final List<URLClassLoader> LOADERS = new ArrayList<>();

    @TempDir private static Path classes;

    @BeforeAll
    static void compile() throws Exception {
        var source = List.of(new Source(source()));
        for (var option : OPTIONS) {
            var folder = Files.createDirectory(folder(option));
            var options = List.of("-proc:none", "-d", folder.toString(), option);
            boolean compiled =
                    ToolProvider.getSystemJavaCompiler()
                            .getTask(null, null, null, options, null, source)
                            .call();
            assertThat(compiled).isTrue();
        }
    }

    private static Path folder(String option) {
        return classes.resolve(option.replaceAll("\\W", ""));
    }

    @AfterAll
    static void closeLoaders() throws IOException {
        for (var loader : LOADERS) {
            loader.close();
        }
    }

    @Override
    Stream<Row> rows() throws Exception {
        var rows = new ArrayList<Row>();
        for (var option : OPTIONS) {
            var type = load(option);
            rows.add(generated("a body of 1,000 lines", type, "large", option));
            rows.add(generated("a body of 250 awaits", type, "many", option));
            rows.add(generated("a body of 300 locals", type, "wide", option));
        }
        return rows.stream();
    }

    private static Row generated(String name, Class<?> type, String method, String option)
            throws Exception {
        var maker = type.getMethod(method, IntFunction.class);
        return row(
                name + ", compiled with " + option,
                w -> {
                    IntFunction<Future<Integer>> futures = w::f;
                    @SuppressWarnings("unchecked") // the source below says so
                    var body = (AsyncCallable<Object>) maker.invoke(null, futures);
                    return body;
                });
    }

    private static Class<?> load(String option) throws Exception {
        var loader =
                new URLClassLoader(
                        new URL[] {folder(option).toUri().toURL()},
                        GeneratedMatrixTest.class.getClassLoader());
        LOADERS.add(loader);
        return loader.loadClass("generated.Bodies");
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String content;

        Source(String content) {
            super(URI.create("string:///generated/Bodies.java"), Kind.SOURCE);
            this.content = content;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return content;
        }
    }

    private static String source() {
        return """
        package generated;
        import dev.kyoto.future.*;
        import java.util.function.*;
        public final class Bodies {
            public static AsyncCallable<Object> large(IntFunction<Future<Integer>> f) {
                return () -> {
                    int x = 1;
                    long y = 2;
                    double z = 0.5;
                    String s = "s";
                    %s
                    return s + x + y + z;
                };
            }
            public static AsyncCallable<Object> many(IntFunction<Future<Integer>> f) {
                return () -> {
                    int x = 1;
                    %s
                    return x;
                };
            }
            public static AsyncCallable<Object> wide(IntFunction<Future<Integer>> f) {
                return () -> {
                    %s
                    return f.apply(1).await() + %s;
                };
            }
        }
        """
                .formatted(
                        lines(100, GeneratedMatrixTest::tenLines),
                        lines(250, n -> "x = x * 31 + f.apply(%d).await();".formatted(n)),
                        lines(300, GeneratedMatrixTest::local),
                        IntStream.range(0, 300)
                                .mapToObj(n -> "v" + n)
                                .collect(Collectors.joining(" + ")));
    }

    private static String lines(int count, IntFunction<String> line) {
        return IntStream.range(0, count).mapToObj(line).collect(Collectors.joining("\n"));
    }

    /** Types take turns, so that kinds of slots do; some locals change after the first awaits. */
    private static String local(int n) {
        var type = List.of("int", "long", "double", "Integer").get(n % 4);
        var value =
                n % 50 == 0
                        ? "f.apply(%d).await()".formatted(n)
                        : "(%s) %d".formatted(type.equals("Integer") ? "int" : type, n);
        return "%s v%d = %s;%s"
                .formatted(type, n, value, n % 50 == 49 ? " v%d++;".formatted(n - 9) : "");
    }

    /** Ten lines of one of four kinds, in all of which one awaits. */
    private static String tenLines(int n) {
        var template =
                switch (n % 4) {
                    case 0 ->
                            """
                            {
                                int a = x + N;
                                if (a % 3 != 0) {
                                    x += f.apply(a % 1000).await();
                                } else {
                                    y ^= a >> 2;
                                }
                                y = y * 31 + a;
                                s = s.length() > 20 ? "" + x % 10 : s + y % 7;
                            }
                            """;
                    case 1 ->
                            """
                            try {
                                long b = y % 1000;
                                if (f.apply((int) b).await() % 2 == 0) {
                                    throw new IllegalStateException("N" + b);
                                }
                                z += b;
                            } catch (IllegalStateException e) {
                                z -= e.getMessage().length();
                                y++;
                            }
                            """;
                    case 2 ->
                            """
                            for (int i = 0; i < 2; i++) {
                                x = x * 31 + i;
                                switch (x & 3) {
                                    case 0 -> x += N;
                                    case 1 -> x -= f.apply(i).await();
                                    default -> z += x % 100;
                                }
                                y += x;
                                x ^= N;
                            }
                            """;
                    default ->
                            """
                            {
                                StringBuilder c = new StringBuilder(s);
                                c.append("<" + f.apply(N).await() + x % 10 + ">");
                                int[] a = {x, N};
                                a[1] += c.length();
                                x = a[0] % 1000 + a[1];
                                z = z / 2 + a[1];
                                y -= c.length();
                                s = c.substring(c.length() / 2);
                            }
                            """;
                };
        return template.replace("N", Integer.toString(n));
    }
}
