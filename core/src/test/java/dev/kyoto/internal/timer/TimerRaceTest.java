package dev.kyoto.internal.timer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.Waker;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Owners arm, move and cancel their timers while one thread advances the clock and fires.
 *
 * <p>An owner behaves as a task: it polls when it was woken. The numbers of the firing thread's
 * passes make a lost wake-up certain instead of a matter of patience: if a pass that began after
 * the owner's last step, and not before the deadline, has ended without waking the owner, the timer
 * is lost.
 */
@Timeout(120)
class TimerRaceTest {
    private static final long MS = 1_000_000;
    private static final int OWNERS = 3;
    private static final int ROUNDS = 40_000;

    /** What the race is run on: the driver, or a stand-in for one. */
    private interface Timers {
        boolean poll(int timer, long deadline, Waker waker);

        void reset(int timer, long deadline);

        void cancel(int timer);

        int process();

        int pending();
    }

    @Test
    void noTimerOfTheDriverIsEarlyOrLost() throws Exception {
        var clock = new AtomicLong();
        var driver = new TimeDriver(clock::get, () -> {});
        var entries = new TimerEntry[OWNERS];
        for (int i = 0; i < OWNERS; i++) {
            entries[i] = new TimerEntry();
        }
        var timers =
                new Timers() {
                    @Override
                    public boolean poll(int timer, long deadline, Waker waker) {
                        return driver.poll(entries[timer], deadline, waker);
                    }

                    @Override
                    public void reset(int timer, long deadline) {
                        driver.reset(entries[timer], deadline);
                    }

                    @Override
                    public void cancel(int timer) {
                        driver.cancel(entries[timer]);
                    }

                    @Override
                    public int process() {
                        return driver.process();
                    }

                    @Override
                    public int pending() {
                        return driver.pending();
                    }
                };
        var race = new Race(timers, clock, ROUNDS);
        assertThat(race.run()).isNull();
        System.out.printf(
                "TimerRaceTest: %s rounds, %s elapsed, %s cancelled, %s fired, %s wakes%n",
                race.rounds, race.elapsed, race.cancelled, race.fired, race.wakes);
        assertThat(race.rounds.get()).isEqualTo((long) OWNERS * ROUNDS);
        assertThat(race.elapsed.get() + race.cancelled.get()).isEqualTo(race.rounds.get());
        assertThat(race.fired.get()).as("fired by the driver").isPositive();
        assertThat(race.wakes.get()).as("wakes").isLessThanOrEqualTo(race.mostWakes.get());
        assertThat(driver.pending()).isZero();
    }

    @Test
    void theSimpleStandInPassesTheSameRace() throws Exception {
        var clock = new AtomicLong();
        assertThat(new Race(new StandIn(clock, false), clock, 10_000).run()).isNull();
    }

    @Test
    void aTwinThatMovesDeadlinesWithoutComparingLosesTimers() throws Exception {
        var clock = new AtomicLong();
        assertThat(new Race(new StandIn(clock, true), clock, 10_000_000).run())
                .as("the race must find the twin's fault")
                .startsWith("lost");
    }

    /** Owners and one firing thread; {@link #run} answers the first fault, or null. */
    private static final class Race {
        final AtomicLong rounds = new AtomicLong();
        final AtomicLong elapsed = new AtomicLong();
        final AtomicLong cancelled = new AtomicLong();
        final AtomicLong fired = new AtomicLong();
        final AtomicLong wakes = new AtomicLong();
        final AtomicLong mostWakes = new AtomicLong();

        private final Timers timers;
        private final AtomicLong clock;
        private final int roundsEach;
        private final AtomicReference<@Nullable String> fault = new AtomicReference<>();
        private final AtomicInteger running = new AtomicInteger(OWNERS);

        /** The number of the pass that was begun last. */
        private volatile long begun;

        /** The pass that ended last; it began at that reading or after it. */
        private volatile Pass ended = new Pass(0, 0);

        private record Pass(long number, long reading) {}

        Race(Timers timers, AtomicLong clock, int roundsEach) {
            this.timers = timers;
            this.clock = clock;
            this.roundsEach = roundsEach;
        }

        @Nullable String run() throws InterruptedException {
            var threads = new Thread[OWNERS];
            for (int i = 0; i < OWNERS; i++) {
                int owner = i;
                threads[i] = new Thread(() -> guarded(owner));
                threads[i].start();
            }
            var random = new SplittableRandom(7);
            while (running.get() > 0) {
                clock.addAndGet(random.nextLong(2 * MS));
                long reading = clock.get() / MS * MS;
                long number = begun + 1;
                begun = number;
                fired.addAndGet(timers.process());
                ended = new Pass(number, reading);
            }
            for (var thread : threads) {
                thread.join();
            }
            if (fault.get() == null && timers.pending() != 0) {
                return timers.pending() + " timers left behind";
            }
            return fault.get();
        }

        private void guarded(int owner) {
            try {
                var random = new SplittableRandom(owner);
                for (int i = 0; i < roundsEach && fault.get() == null; i++) {
                    round(owner, random);
                }
            } catch (RuntimeException | Error e) {
                fault.compareAndSet(null, e.toString());
            } finally {
                running.decrementAndGet();
            }
        }

        private void round(int owner, SplittableRandom random) {
            var woken = new AtomicBoolean();
            Waker waker =
                    () -> {
                        wakes.incrementAndGet();
                        woken.set(true);
                    };
            long deadline = clock.get() + random.nextLong(6 * MS);
            timers.reset(owner, deadline);
            mostWakes.incrementAndGet();
            boolean done = timers.poll(owner, deadline, waker);
            while (!done) {
                switch (random.nextInt(8)) {
                    case 0, 1, 2 -> {
                        deadline = Math.max(0, clock.get() + random.nextLong(-MS, 6 * MS));
                        timers.reset(owner, deadline);
                        mostWakes.incrementAndGet();
                    }
                    case 3 -> {
                        if (random.nextInt(4) == 0) {
                            timers.cancel(owner);
                            cancelled.incrementAndGet();
                            rounds.incrementAndGet();
                            return;
                        }
                    }
                    case 4 -> done = timers.poll(owner, deadline, waker);
                    default -> {
                        if (!awaitWake(woken, deadline)) {
                            fault.compareAndSet(
                                    null, "lost: due at " + deadline + ", not by " + ended);
                            return;
                        }
                        woken.set(false);
                        done = timers.poll(owner, deadline, waker);
                    }
                }
            }
            if (clock.get() < deadline) {
                fault.compareAndSet(null, "early: due at " + deadline + ", now " + clock.get());
            }
            elapsed.incrementAndGet();
            rounds.incrementAndGet();
        }

        /** False if a later pass, at the deadline or after it, has ended without a wake-up. */
        private boolean awaitWake(AtomicBoolean woken, long deadline) {
            long last = begun;
            while (!woken.get()) {
                var pass = ended;
                if ((pass.number > last && pass.reading >= deadline) || fault.get() != null) {
                    // In this order: a pass wakes first and is said to be over afterwards.
                    return woken.get();
                }
                Thread.yield();
            }
            return true;
        }
    }

    /**
     * The protocol of TimerEntry over a plain array instead of a wheel; broken, it moves a deadline
     * to later by a read and a write where the protocol wants a CAS.
     */
    private static final class StandIn implements Timers {
        private static final long IDLE = -1;
        private static final long FIRED = -2;

        private final AtomicLong clock;
        private final boolean broken;
        private final AtomicLongArray states = new AtomicLongArray(OWNERS);
        private final AtomicReferenceArray<@Nullable Waker> wakers =
                new AtomicReferenceArray<>(OWNERS);
        private final boolean[] linked = new boolean[OWNERS];
        private long passed;

        StandIn(AtomicLong clock, boolean broken) {
            this.clock = clock;
            this.broken = broken;
            for (int i = 0; i < OWNERS; i++) {
                states.set(i, IDLE);
            }
        }

        @Override
        public boolean poll(int timer, long deadline, Waker waker) {
            if (states.get(timer) == IDLE) {
                synchronized (this) {
                    file(timer, deadline);
                }
            }
            wakers.set(timer, waker);
            return states.get(timer) == FIRED;
        }

        /** Under the lock: what a pass has gone by already fires at once. */
        private boolean file(int timer, long deadline) {
            boolean due = deadline <= Math.max(passed, clock.get());
            states.set(timer, due ? FIRED : deadline);
            linked[timer] = !due;
            return due;
        }

        @Override
        public void reset(int timer, long deadline) {
            long state = states.get(timer);
            if (state >= 0 && deadline > state) {
                if (broken) {
                    Thread.yield();
                    states.set(timer, deadline);
                    return;
                }
                if (states.compareAndSet(timer, state, deadline)) {
                    return;
                }
            }
            Waker waker = null;
            synchronized (this) {
                if (states.get(timer) == FIRED) {
                    states.set(timer, IDLE);
                } else if (linked[timer] && file(timer, deadline)) {
                    waker = wakers.getAndSet(timer, null);
                }
            }
            if (waker != null) {
                waker.wake();
            }
        }

        @Override
        public synchronized void cancel(int timer) {
            linked[timer] = false;
            states.set(timer, IDLE);
        }

        @Override
        public int process() {
            long now = clock.get();
            int fired = 0;
            for (int i = 0; i < OWNERS; i++) {
                Waker waker = null;
                synchronized (this) {
                    passed = now;
                    long state = states.get(i);
                    if (linked[i] && state <= now && states.compareAndSet(i, state, FIRED)) {
                        linked[i] = false;
                        waker = wakers.getAndSet(i, null);
                        fired++;
                    }
                }
                if (waker != null) {
                    waker.wake();
                }
            }
            return fired;
        }

        @Override
        public synchronized int pending() {
            int pending = 0;
            for (boolean each : linked) {
                pending += each ? 1 : 0;
            }
            return pending;
        }
    }
}
