package dev.kyoto.weaving.env;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/**
 * The program that has to be woven wherever it is run. It is text, so that a test can have it
 * compiled in its own way, in any package.
 */
final class Program {

    /** What the async block answers, in whatever way it is run. */
    static final String RESULT = "14 28 42 captured6 closed hello74";

    private static final String MEMBERS =
            """
                private final String greeting;
                private int turns;

                private Program(String greeting) {
                    this.greeting = greeting;
                }

                public static void main(String[] args) {
                    try (var runtime = AsyncRuntime.create()) {
                        lines(runtime).forEach(System.out::println);
                    }
                }

                public static List<String> lines(AsyncRuntime runtime) {
                    var body = new Program("hello").body("captured", 7L);
                    var result = runtime.blockOn(body);
                    var report = Kyoto.explain(body);
                    return List.of(
                            "result " + result,
                            "runs " + report.runs(),
                            "body " + report.body(),
                            "reason " + report.reason());
                }

                private AsyncCallable<String> body(String captured, long factor) {
                    return () -> {
                        var text = new StringBuilder();
                        var channel = Mpsc.<Integer>bounded(1);
                        var producer =
                                spawn(
                                        () -> {
                                            try (var sender = channel.sender()) {
                                                for (int i = 1; i <= 3; i++) {
                                                    sender.send(i).await();
                                                }
                                            }
                                        });
                        try (var numbers = channel.receiver()) {
                            for (Integer n; (n = numbers.recv().await()) != null; ) {
                                text.append(twice(n) * factor).append(' ');
                            }
                            throw new IllegalStateException(captured + twice(turns));
                        } catch (IllegalStateException e) {
                            sleep(Duration.ofMillis(1)).await();
                            text.append(e.getMessage());
                        } finally {
                            yieldNow().await();
                            text.append(" closed ");
                        }
                        Supplier<String> nested = () -> greeting + factor;
                        var block =
                                async(
                                        () -> {
                                            yieldNow().await();
                                            return nested.get() + turns;
                                        });
                        text.append(block.await());
                        producer.await();
                        return text.toString();
                    };
                }

                private int twice(int n) {
                    turns++;
                    yieldNow().await();
                    return n + later(n);
                }

                private static <T> T later(T value) {
                    sleep(Duration.ofMillis(1)).await();
                    return value;
                }
            """;

    private static final String IMPORTS =
            """
            import static dev.kyoto.Kyoto.*;
            import dev.kyoto.Kyoto;
            import dev.kyoto.future.AsyncCallable;
            import dev.kyoto.runtime.AsyncRuntime;
            import dev.kyoto.sync.Mpsc;
            import java.time.Duration;
            import java.util.List;
            import java.util.function.Supplier;
            """;

    private Program() {}

    /** The source of {@code Program}, with a main method. */
    static String in(String packageName) {
        return "package %s;%n%s".formatted(packageName, inNoPackage());
    }

    static String inNoPackage() {
        return IMPORTS + "public final class Program {\n" + MEMBERS + "}\n";
    }

    /** Asserts what the program prints where it is woven. */
    static void assertWoven(List<String> lines, String className) {
        assertThat(lines).hasSize(4).startsWith("result " + RESULT, "runs WOVEN");
        assertThat(lines.get(2)).contains(className + ".lambda$body$");
        assertThat(lines.get(3)).matches("reason .+");
    }
}
