import dev.kyoto.future.AsyncRunnable;
import dev.kyoto.future.BlockMode;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.runtime.JoinHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/**
 * One kind's run: parties that are tasks on a runtime of two workers, parties that are plain threads,
 * and a watchdog over them.
 */
final class Trial implements AutoCloseable {
    private static final long STILL_NANOS = Duration.ofSeconds(60).toNanos();

    final String name;
    final long messages;

    private final long seed;
    private final AsyncRuntime runtime;
    private final SplittableRandom seeds;
    private final LongAdder moved = new LongAdder();
    private final LongAdder cancelled = new LongAdder();
    private final List<JoinHandle<Void>> tasks = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

    Trial(String name, long messages, long seed) {
        this.name = name;
        this.messages = messages;
        this.seed = seed;
        this.seeds = new SplittableRandom(seed);
        this.runtime =
                AsyncRuntime.builder().workerThreads(2).name("channels").rngSeed(seed).build();
    }

    /** A source of random numbers for one party; parties ask in the same order each time. */
    SplittableRandom random() {
        return seeds.split();
    }

    /** Starts a party that is a task. Its lambda should only call a static method: so it is woven. */
    void task(AsyncRunnable body) {
        tasks.add(runtime.spawn(body));
    }

    /** Starts a party that is a plain thread, which each await parks. */
    void thread(AsyncRunnable body) {
        Runnable guarded =
                () -> {
                    try {
                        body.run();
                    } catch (Throwable failure) {
                        failures.add(failure);
                    }
                };
        threads.add(Thread.ofPlatform().daemon().name("plain-" + threads.size()).start(guarded));
    }

    /** Starts a party as a task or as a thread, in turns. */
    void party(int number, AsyncRunnable body) {
        if (number % 2 == 0) {
            task(body);
        } else {
            thread(body);
        }
    }

    /** Says that there was progress: a message was received, a permit taken. */
    void moved() {
        moved.increment();
    }

    /** Counts something given up. */
    void cancelled() {
        cancelled.increment();
    }

    /** For the figures. */
    String cancellations() {
        return "%,d cancelled".formatted(cancelled.sum());
    }

    /**
     * Awaits, or now and then polls a few times and lets go.
     *
     * @return the value, or Pending if it was cancelled
     */
    <T> Poll<T> attempt(Future<T> future, SplittableRandom random) {
        if (random.nextInt(8) == 0) {
            var cx = Context.of(Waker.noop());
            for (int polls = random.nextInt(4); polls > 0; polls--) {
                var polled = future.poll(cx);
                if (polled.isReady()) {
                    return polled;
                }
                Thread.onSpinWait();
            }
            if (random.nextBoolean()) {
                future.cancel();
                cancelled();
                return Poll.pending();
            }
        }
        return Poll.ready(future.await());
    }

    /** Fails the trial unless two counts are the same. */
    void same(String what, long expected, long found) {
        if (expected != found) {
            throw fail("%s: expected %d but found %d".formatted(what, expected, found));
        }
    }

    AssertionError fail(String what) {
        return new AssertionError("%s, seed %d: %s".formatted(name, seed, what));
    }

    /** Waits until all parties have ended; fails if one does, or nothing moves for a minute. */
    void join() throws InterruptedException {
        long seen = -1;
        long since = System.nanoTime();
        while (!tasks.isEmpty() || threads.stream().anyMatch(Thread::isAlive)) {
            for (var i = tasks.iterator(); i.hasNext(); ) {
                var task = i.next();
                if (task.isFinished()) {
                    i.remove();
                    task.await(); // throws if it failed
                }
            }
            throwFailure();
            long now = moved.sum();
            if (now != seen) {
                seen = now;
                since = System.nanoTime();
            } else if (System.nanoTime() - since > STILL_NANOS) {
                dump();
                throw fail("nothing has moved for a minute after %,d steps".formatted(now));
            }
            Thread.sleep(10);
        }
        throwFailure();
        threads.clear();
    }

    private void throwFailure() {
        var failure = failures.peek();
        if (failure != null) {
            throw new AssertionError(name + ", seed " + seed, failure);
        }
    }

    private void dump() {
        System.err.printf("%s: nothing moves; %s%n", name, runtime);
        for (var task : tasks) {
            System.err.println("  " + task);
        }
        Thread.getAllStackTraces()
                .forEach(
                        (thread, frames) -> {
                            System.err.println(thread);
                            for (var frame : frames) {
                                System.err.println("    at " + frame);
                            }
                        });
    }

    /** Names the blocks that were not woven, and why: they are slower. */
    private void reportBlocks() {
        for (var block : runtime.blockReports()) {
            if (block.runs() != BlockMode.WOVEN) {
                System.err.println("note: " + block);
            }
        }
    }

    @Override
    public void close() {
        reportBlocks();
        runtime.shutdownBackground();
    }
}
