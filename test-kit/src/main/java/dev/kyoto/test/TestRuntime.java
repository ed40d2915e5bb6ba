package dev.kyoto.test;

import dev.kyoto.future.Future;
import dev.kyoto.internal.driver.Seam;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.runtime.Handle;
import dev.kyoto.runtime.JoinException;
import dev.kyoto.runtime.JoinHandle;
import dev.kyoto.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/**
 * The runtime of one run of a test, from its start to the proof that nothing of it is left.
 *
 * <p>Used by the thread of the test alone, but for {@link #note}, which is thread-safe.
 */
final class TestRuntime {
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);
    private static final Set<Class<?>> PARAMETERS =
            Set.of(AsyncRuntime.class, Handle.class, TestClock.class, UncaughtFailures.class);
    private static final AtomicLong COUNT = new AtomicLong();

    /** The stand-ins that were made inside each test's runtime, by the runtime's name. */
    private static final Map<String, Queue<Scripted>> STAND_INS = new ConcurrentHashMap<>();

    private final String name = "test-" + COUNT.incrementAndGet();
    private final UncaughtFailures uncaught = new UncaughtFailures();
    private final DeadlockWatch deadlocks = new DeadlockWatch();
    private final AsyncRuntime runtime;
    private final TestClock clock;

    TestRuntime(RuntimePlan plan) {
        STAND_INS.put(name, new ConcurrentLinkedQueue<>());
        var builder =
                plan.builder().name(name).trackSpawnSites(true).uncaughtHandler(uncaught::add);
        runtime =
                plan.shuffled()
                        ? Seam.with(it -> it.shuffled(deadlocks), builder::build)
                        : builder.build();
        clock = TestClock.of(runtime.handle());
    }

    /** Has a stand-in looked at when the test ends in whose runtime it was made, if it was in one. */
    static void note(Scripted standIn) {
        Handle.tryCurrent()
                .map(it -> STAND_INS.get(it.name()))
                .ifPresent(standIns -> standIns.add(standIn));
    }

    /** Whether a test may ask for an object of a type. */
    static boolean isParameter(Class<?> type) {
        return PARAMETERS.contains(type);
    }

    /** What a test gets that asks for an object of a type. */
    Object parameter(Class<?> type) {
        if (type == AsyncRuntime.class) {
            return runtime;
        } else if (type == Handle.class) {
            return runtime.handle();
        } else if (type == TestClock.class) {
            return clock;
        }
        return uncaught;
    }

    /**
     * Runs the body as a task, on a thread that can be given up.
     *
     * @throws Throwable what the body throws, as it is
     */
    void run(String test, Future<?> body, Duration limit) throws Throwable {
        var handle = runtime.handle().spawn(test, body);
        deadlocks.watch(runtime);
        var driver = new BodyThread(name, () -> await(runtime, handle));
        try {
            join(driver, handle, limit);
        } finally {
            deadlocks.stop();
        }
    }

    private void join(BodyThread driver, JoinHandle<?> handle, Duration limit) throws Throwable {
        if (!driver.awaitEnd(limit)) {
            var late = new BodyTimeout(limit, runtime.handle().dump(), driver.stackTrace());
            handle.abort();
            driver.giveUp();
            throw late;
        }
        var thrown = driver.failure();
        if (thrown != null) {
            throw thrown;
        }
    }

    private static void await(AsyncRuntime runtime, Future<?> handle) throws Throwable {
        try {
            var _ = runtime.<@Nullable Object>blockOn(cast(handle));
        } catch (JoinException e) {
            var cause = e.getCause();
            throw cause == null ? e : unwrapped(cause);
        }
    }

    @SuppressWarnings("unchecked") // the value is not looked at
    private static Future<@Nullable Object> cast(Future<?> handle) {
        return (Future<@Nullable Object>) handle;
    }

    /** A checked exception travels through a block in a wrapper, and leaves it here. */
    private static Throwable unwrapped(Throwable thrown) {
        var cause = thrown.getCause();
        return thrown instanceof CompletionException
                        && cause instanceof Exception
                        && !(cause instanceof RuntimeException)
                ? cause
                : thrown;
    }

    /** The tasks that are alive, a line for each, unless the failure tells of them already. */
    List<String> dumpFor(Throwable failure) {
        return failure instanceof BodyTimeout || failure instanceof DeadlockWatch.Deadlock
                ? List.of()
                : dump();
    }

    private List<String> dump() {
        return runtime.handle().dump().stream().map(Object::toString).toList();
    }

    /** Lets everything end that ends by itself within the grace, and says what has not. */
    List<String> close(Duration grace) {
        letTimePass();
        var complaints = new ArrayList<String>();
        if (!runtime.drain(grace)) {
            dump().forEach(it -> complaints.add("a task: " + it));
        }
        var metrics = runtime.metrics();
        complain(complaints, metrics.numPendingTimers(), "timer");
        complain(complaints, metrics.numIoRegistrations(), "I/O registration");
        boolean hadThreads = metrics.numBlockingThreads() > 0;
        closeNow();
        if (hadThreads) { // to list all threads is slow
            threads().forEach(it -> complaints.add("a thread: " + it));
        }
        // Closing reports the failures of tasks whose handles nobody has let go of.
        uncaught.lines().forEach(it -> complaints.add("a failure that nobody joined: " + it));
        return complaints;
    }

    static AssertionFailedError leftBehind(List<String> complaints) {
        return new AssertionFailedError(
                "the test has ended and left behind:" + Report.indented(complaints));
    }

    private static void complain(List<String> complaints, int count, String what) {
        if (count > 0) {
            complaints.add(count + " " + what + (count == 1 ? "" : "s"));
        }
    }

    /** What the scripts of this test's stand-ins still wait for. */
    List<String> unplayed() {
        var standIns = STAND_INS.getOrDefault(name, new ConcurrentLinkedQueue<>());
        return standIns.stream().flatMap(it -> it.complaints().stream()).toList();
    }

    /** Ends everything, without a look at what is left. */
    void closeNow() {
        STAND_INS.remove(name);
        runtime.shutdown(CLOSE_LIMIT);
    }

    /** A paused clock would jump over what a forgotten task waits for. */
    private void letTimePass() {
        try (var _ = runtime.enter()) {
            Time.resume();
        } catch (IllegalStateException e) {
            // It was not paused.
        }
    }

    private List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(it -> it.startsWith(name + "-"))
                .toList();
    }
}
