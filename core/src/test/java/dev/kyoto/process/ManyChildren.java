package dev.kyoto.process;

import static dev.kyoto.Kyoto.spawn;
import static dev.kyoto.Kyoto.timeout;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.IoException;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.runtime.JoinHandle;
import dev.kyoto.time.Elapsed;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Many children that end in every manner, several at once; afterwards no child, no zombie and no
 * descriptor may be left. Also run by {@code verify/children/run}.
 */
public final class ManyChildren {
    private static final int AT_ONCE = 16;

    private final AtomicInteger left;
    private final AtomicInteger cancelled = new AtomicInteger();
    private final long seed;

    private ManyChildren(int count, long seed) {
        this.left = new AtomicInteger(count);
        this.seed = seed;
    }

    /** The arguments: how many children, and the seed. */
    public static void main(String[] args) throws Exception {
        System.out.println(check(Integer.parseInt(args[0]), Long.parseLong(args[1])));
    }

    /** Answers the figures seen; throws if anything is left. */
    static String check(int count, long seed) throws Exception {
        // What the JDK opens once and keeps is opened by these.
        new ManyChildren(AT_ONCE, seed).run();
        int before = descriptors();
        var many = new ManyChildren(count, seed);
        long started = System.nanoTime();
        many.run();
        long millis = (System.nanoTime() - started) / 1_000_000;
        for (var child : ProcessHandle.current().children().toList()) {
            child.onExit().get();
        }
        assertThat(ProcessHandle.current().children()).as("children, zombies too").isEmpty();
        assertThat(descriptors()).as("descriptors").isEqualTo(before);
        return "%d children in %d ms, %d starts cancelled under way; %d descriptors before and after"
                .formatted(count, millis, many.cancelled.get(), before);
    }

    private static int descriptors() {
        var open = new File("/proc/self/fd").list();
        return open == null ? 0 : open.length;
    }

    private void run() {
        try (var runtime = AsyncRuntime.builder().workerThreads(2).build()) {
            runtime.blockOn(
                    () -> {
                        var runners = new ArrayList<JoinHandle<Void>>();
                        for (int i = 0; i < AT_ONCE; i++) {
                            var random = new Random(seed + i);
                            runners.add(spawn(() -> runSome(random)));
                        }
                        for (var runner : runners) {
                            runner.await();
                        }
                    });
        }
    }

    private void runSome(Random random) {
        while (left.getAndDecrement() > 0) {
            runOne(random);
        }
    }

    private void runOne(Random random) {
        switch (random.nextInt(8)) {
            case 0 -> expect(Command.of("true").status().await().success());
            case 1 -> {
                var text = Integer.toString(random.nextInt());
                expect(Command.of("echo", text).output().await().stdoutText().equals(text + "\n"));
            }
            case 2 -> talk(Integer.toString(random.nextInt()));
            case 3 -> {
                try (var child = sleeper(false).spawn().await()) {
                    expect(child.kill().await().code() == 128 + 9);
                }
            }
            case 4 -> {
                try (var child = sleeper(false).spawn().await()) {
                    child.terminate();
                    expect(child.waitFor().await().code() == 128 + 15);
                }
            }
            case 5 -> {
                // Closed with its output unread; it ends by SIGPIPE, and nobody waits for it.
                Command.of("head", "-c", "200000", "/dev/zero")
                        .stdout(Stdio.piped())
                        .stderr(Stdio.discard())
                        .spawn()
                        .await()
                        .close();
            }
            case 6 -> cancelStart(Duration.ofMillis(random.nextInt(4)));
            default -> startNothing();
        }
    }

    private static Command sleeper(boolean killOnClose) {
        return Command.of("sleep", "1000")
                .stdin(Stdio.piped())
                .stdout(Stdio.piped())
                .stderr(Stdio.piped())
                .killOnClose(killOnClose);
    }

    private static void talk(String text) {
        try (var child =
                        Command.of("cat")
                                .stdin(Stdio.piped())
                                .stdout(Stdio.piped())
                                .spawn()
                                .await();
                var stdin = child.stdin()) {
            stdin.writeAll(text.getBytes(StandardCharsets.US_ASCII)).await();
            stdin.shutdown().await();
            expect(child.waitWithOutput().await().stdoutText().equals(text));
        }
    }

    private void cancelStart(Duration after) {
        try {
            timeout(after, sleeper(true).spawn()).await().close();
        } catch (Elapsed e) {
            cancelled.incrementAndGet();
        }
    }

    private static void startNothing() {
        try {
            Command.of("/no/such/program").stdout(Stdio.piped()).spawn().await().close();
            throw new AssertionError("it was started");
        } catch (IoException e) {
            expect(e.kind() == IoException.Kind.NOT_FOUND);
        }
    }

    private static void expect(boolean condition) {
        if (!condition) {
            throw new AssertionError("a child did not do as it should");
        }
    }
}
