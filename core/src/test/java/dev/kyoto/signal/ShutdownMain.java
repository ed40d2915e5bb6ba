package dev.kyoto.signal;

import static dev.kyoto.Kyoto.sleep;

import dev.kyoto.future.Futures;
import dev.kyoto.runtime.AsyncRuntime;
import java.time.Duration;

/** Run by a test in a process of its own, which gets signals. */
public final class ShutdownMain {

    private ShutdownMain() {}

    public static void main(String[] args) {
        switch (args[0]) {
            case "ctrlC" -> {
                AsyncRuntime.create().blockOn(() -> awaitCtrlC());
                System.out.println("goodbye");
                System.exit(7);
            }
            case "graceful" -> run(Duration.ofSeconds(60), 0);
            case "stubborn" -> run(Duration.ofMillis(50), 1_000_000);
            case "patient" -> run(Duration.ofSeconds(1000), 1_000_000);
            case "failing" -> {
                var shutdown = GracefulShutdown.within(Duration.ofSeconds(60));
                var _ =
                        shutdown.run(
                                AsyncRuntime.create(),
                                () -> {
                                    throw new IllegalStateException("the body has failed");
                                });
            }
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private static void awaitCtrlC() {
        var ctrlC = Signals.ctrlC();
        var ready =
                Futures.pollFn(
                        cx -> {
                            var polled = ctrlC.poll(cx);
                            if (polled.isPending()) {
                                System.out.println("ready");
                            }
                            return polled;
                        });
        ready.await();
    }

    private static void run(Duration limit, int seconds) {
        var shutdown = GracefulShutdown.within(limit);
        var ending =
                shutdown.run(
                        AsyncRuntime.create(),
                        () -> {
                            shutdown.tracker().spawn(() -> work(shutdown, seconds)).detach();
                            System.out.println("ready");
                            shutdown.token().cancelled().await();
                            System.out.println("stopping");
                        });
        System.out.println(ending);
        System.exit(ending.exitCode());
    }

    private static void work(GracefulShutdown shutdown, int seconds) {
        shutdown.token().cancelled().await();
        sleep(Duration.ofSeconds(seconds)).await();
        System.out.println("work saved");
    }
}
