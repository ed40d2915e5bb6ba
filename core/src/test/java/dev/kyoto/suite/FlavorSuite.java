package dev.kyoto.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.AsyncRunnable;
import dev.kyoto.future.Future;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.runtime.RuntimeBuilder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The base of all black-box suites: each test gets a fresh runtime of each flavour, and fails if it
 * leaves a task, a timer, an I/O registration, a thread or an uncaught error behind.
 *
 * <p>A failing run prints the seed of its runtime; {@code -Dkyoto.test.seed=N} repeats it.
 */
@ParameterizedClass
@EnumSource(Flavor.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class FlavorSuite {
    private static final AtomicLong RUNTIMES = new AtomicLong();

    /** What the runtime's uncaught handler was told; a test that expects some takes them out. */
    protected final List<Throwable> uncaught = new CopyOnWriteArrayList<>();

    protected final Flavor flavor;
    protected final long seed = Long.getLong("kyoto.test.seed", System.nanoTime());
    private final String name = "suite-" + RUNTIMES.incrementAndGet();

    protected AsyncRuntime runtime;

    protected FlavorSuite(Flavor flavor) {
        this.flavor = flavor;
    }

    /** Lets a suite change the settings. */
    protected RuntimeBuilder configure(RuntimeBuilder builder) {
        return builder;
    }

    @BeforeEach
    void startRuntime() {
        System.out.printf("[%s seed %d]%n", flavor, seed);
        runtime = newRuntime();
    }

    /** A runtime like the one of this test; the test closes it. */
    protected final AsyncRuntime newRuntime() {
        return configure(
                        flavor.builder()
                                .name(name)
                                .rngSeed(seed)
                                .trackSpawnSites(true)
                                .stallWarning(Duration.ZERO)
                                .uncaughtHandler((task, failure) -> uncaught.add(failure)))
                .build();
    }

    @AfterEach
    void nothingIsLeft() {
        try {
            assertThat(runtime.drain(Duration.ofSeconds(10))).as("all tasks have ended").isTrue();
            assertThat(runtime.metrics().numPendingTimers()).as("timers left").isZero();
            assertThat(runtime.metrics().numIoRegistrations()).as("I/O registrations").isZero();
        } finally {
            // Bounded, so that a runtime that cannot end fails this test instead of stopping them
            // all.
            runtime.shutdown(Duration.ofSeconds(30));
        }
        assertThat(threadsNamed(name)).as("threads left").isEmpty();
        assertThat(uncaught).as("uncaught failures").isEmpty();
    }

    /** Platform threads of the runtime that are alive. */
    static List<String> threadsNamed(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(thread -> thread.startsWith(prefix + "-"))
                .toList();
    }

    protected final <T> T run(AsyncCallable<T> body) {
        return runtime.blockOn(body);
    }

    protected final void run(AsyncRunnable body) {
        runtime.blockOn(body);
    }

    protected final <T> T run(Future<T> future) {
        return runtime.blockOn(future);
    }

    /**
     * What a future fails with. Other than a lambda in which an assertion awaits, a block that calls
     * this can be woven.
     */
    protected static Throwable failureOf(Future<?> future) {
        try {
            var value = future.await();
            return new AssertionError("it has not failed, its value is " + value);
        } catch (Throwable failure) {
            return failure;
        }
    }
}
