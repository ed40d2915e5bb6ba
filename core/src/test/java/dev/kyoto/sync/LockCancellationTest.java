package dev.kyoto.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** {@link EveryStep} for RwLock, Barrier, OnceCell and SetOnce; none of them can be closed. */
class LockCancellationTest {

    private abstract static class NeverClosed extends World {
        @Override
        final void close() {}
    }

    /** A task that waits to read or write, while another one reads or writes. */
    private static final class ReadersAndWriters extends NeverClosed {
        final RwLock<String> lock = RwLock.withMaxReaders("value", 3);
        final AutoCloseable held;
        final Polled<?> subject;
        final boolean followerWrites;
        AutoCloseable reader;
        Polled<?> follower;

        ReadersAndWriters(boolean heldWrites, boolean subjectWrites, boolean followerWrites) {
            this.followerWrites = followerWrites;
            held = heldWrites ? lock.tryWrite() : lock.tryRead();
            subject = subjectWrites ? Polled.of(lock.write()) : Polled.of(lock.read());
            pollTwice();
            if (held instanceof RwLock.WriteGuard<?> writer) {
                step("downgrade", () -> reader = writer.downgrade());
                step("poll", this::poll);
                step("the reader ends", () -> end(reader));
            } else {
                step("the reader ends", () -> end(held));
            }
            step("poll", this::poll);
        }

        private static void end(AutoCloseable guard) {
            try {
                guard.close();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        @Override
        Polled<?> subject() {
            return subject;
        }

        @Override
        void addFollower() {
            follower = followerWrites ? Polled.polled(lock.write()) : Polled.polled(lock.read());
        }

        @Override
        void checkNothingIsLost(boolean subjectEnded) {
            end(held);
            if (reader != null) {
                end(reader);
            }
            if (subjectEnded) {
                end((AutoCloseable) subject.value());
            }
            if (follower != null) {
                assertThat(follower.pollIfWoken().isReady()).as("follower").isTrue();
                end((AutoCloseable) follower.value());
            }
            assertThat(lock.tryWrite()).as("all permits are back").isNotNull();
        }
    }

    /** Three meet; the subject arrives as the one before whom so many others did. */
    private static final class Meeting extends NeverClosed {
        static final int PARTIES = 3;
        final Barrier barrier = Barrier.of(PARTIES);
        final Polled<Barrier.Arrival> subject = Polled.of(barrier.arrive());
        final List<Polled<Barrier.Arrival>> others = new ArrayList<>();

        /** What the barrier should know. */
        int waiting;

        int generation;
        int subjectsGeneration = -1;

        Meeting(int before) {
            for (int i = 0; i < before; i++) {
                step("another arrives", this::addFollower);
            }
            step("poll", this::pollSubject);
            step(
                    "poll with another waker",
                    () -> {
                        if (!subject.isReady()) {
                            subject.pollWithOtherWaker();
                        }
                    });
            for (int i = before; i < PARTIES - 1; i++) {
                step("another arrives", this::addFollower);
            }
            step("poll", this::pollSubject);
        }

        private void pollSubject() {
            if (subjectsGeneration < 0) {
                subjectsGeneration = generation;
                count();
            }
            poll();
        }

        private void count() {
            waiting++;
            if (waiting == PARTIES) {
                waiting = 0;
                generation++;
            }
        }

        @Override
        Polled<?> subject() {
            return subject;
        }

        @Override
        void addFollower() {
            count();
            others.add(Polled.polled(barrier.arrive()));
        }

        @Override
        void checkNothingIsLost(boolean subjectEnded) {
            if (subjectsGeneration == generation) {
                waiting--;
            }
            while (waiting < PARTIES - 1) {
                addFollower();
                assertThat(others.getLast().isReady()).isFalse();
            }
            addFollower();
            assertThat(others.getLast().value().isLeader()).isTrue();
            long leaders = subjectEnded && subject.value().isLeader() ? 1 : 0;
            for (var other : others) {
                assertThat(other.isReady() || other.pollIfWoken().isReady()).isTrue();
                leaders += other.value().isLeader() ? 1 : 0;
            }
            assertThat(leaders).as("one leader for each generation").isEqualTo(generation);
        }
    }

    /** A task that waits while another one initialises, and may have its turn after it. */
    private static final class Initialising extends NeverClosed {
        enum End {
            ENDS,
            FAILS,
            IS_CANCELLED
        }

        final OnceCell<String> cell = OnceCell.of();
        final List<Making> made = new ArrayList<>();
        final Making before = making();
        final Making own = making();
        final Making behind = making();
        final Polled<String> first;
        final Polled<String> subject = Polled.of(cell.getOrInit(() -> own));
        Polled<String> follower;

        Initialising(End endOfTheFirst, End endOfTheSubject) {
            first = Polled.polled(cell.getOrInit(() -> before));
            addPolls();
            step("the first " + endOfTheFirst, () -> endTheFirst(endOfTheFirst));
            step("poll", () -> guarded(subject::poll));
            addOwn(endOfTheSubject);
        }

        /** A world in which the subject initialises. */
        Initialising(End endOfTheSubject) {
            first = Polled.of(cell.getOrInit(() -> before));
            addPolls();
            addOwn(endOfTheSubject);
        }

        private void addPolls() {
            step("poll", () -> guarded(subject::poll));
            step("poll with another waker", () -> guarded(subject::pollWithOtherWaker));
        }

        private void addOwn(End end) {
            step("its initialiser " + end, () -> end(end, own));
            step("poll", () -> guarded(subject::poll));
        }

        private Making making() {
            var making = new Making();
            made.add(making);
            return making;
        }

        private void end(End how, Making making) {
            if (how == End.ENDS) {
                making.end("value");
            } else {
                making.fail();
            }
        }

        private void endTheFirst(End how) {
            if (how == End.IS_CANCELLED) {
                first.cancel();
                return;
            }
            end(how, before);
            try {
                first.poll();
            } catch (ArithmeticException e) {
                assertThat(how).isEqualTo(End.FAILS);
            }
        }

        private void guarded(Runnable poll) {
            if (!subject.isReady() && !failed) {
                try {
                    poll.run();
                } catch (ArithmeticException e) {
                    failed = true;
                }
            }
            oneAtATime();
        }

        private void oneAtATime() {
            assertThat(made.stream().filter(Making::isUnderWay).count()).isLessThanOrEqualTo(1);
        }

        @Override
        Polled<?> subject() {
            return subject;
        }

        @Override
        void addFollower() {
            follower = Polled.polled(cell.getOrInit(() -> behind));
        }

        @Override
        void checkNothingIsLost(boolean subjectEnded) {
            oneAtATime();
            if (before.isUnderWay()) {
                before.end("value");
                assertThat(first.pollIfWoken().isReady()).isTrue();
            }
            if (follower != null) {
                if (!follower.isReady()) {
                    behind.end("value");
                    assertThat(follower.pollIfWoken().value()).as("follower").isEqualTo("value");
                }
            } else if (cell.value() == null) {
                assertThat(cell.set("value")).isEqualTo(OnceCell.SetResult.SET);
            }
            assertThat(cell.value()).isEqualTo("value");
            assertThat(made).noneMatch(Making::isUnderWay);
            if (subjectEnded) {
                assertThat(subject.value()).isEqualTo("value");
            }
        }
    }

    private static final class OneValue extends NeverClosed {
        final SetOnce<String> once = SetOnce.of();
        final Polled<String> subject = Polled.of(once.whenSet());
        Polled<String> follower;

        OneValue() {
            pollTwice();
            step("set", () -> assertThat(once.set("value")).isTrue());
            step("poll", this::poll);
        }

        @Override
        Polled<?> subject() {
            return subject;
        }

        @Override
        void addFollower() {
            follower = Polled.polled(once.whenSet());
        }

        @Override
        void checkNothingIsLost(boolean subjectEnded) {
            boolean wasSet = once.isSet();
            assertThat(once.set("value")).isEqualTo(!wasSet);
            assertThat(wasSet || !subjectEnded).isTrue();
            if (follower != null) {
                assertThat(follower.isReady() || follower.pollIfWoken().isReady()).isTrue();
            }
            assertThat(once.whenSet().await()).isEqualTo("value");
        }
    }

    @TestFactory
    Stream<DynamicTest> everyLeafFutureAtEveryStep() {
        var tests = new ArrayList<DynamicTest>();
        boolean[] both = {false, true};
        for (boolean held : both) {
            for (boolean subject : both) {
                for (boolean follower : both) {
                    EveryStep.generate(
                            tests,
                            "%s behind %s, before %s"
                                    .formatted(access(subject), access(held), access(follower)),
                            () -> new ReadersAndWriters(held, subject, follower));
                }
            }
        }
        for (int before = 0; before < Meeting.PARTIES; before++) {
            int others = before;
            EveryStep.generate(tests, "arrive after " + others, () -> new Meeting(others));
        }
        for (var own : List.of(Initialising.End.ENDS, Initialising.End.FAILS)) {
            EveryStep.generate(tests, "getOrInit that " + own, () -> new Initialising(own));
            for (var first : Initialising.End.values()) {
                EveryStep.generate(
                        tests,
                        "getOrInit that %s behind one that %s".formatted(own, first),
                        () -> new Initialising(first, own));
            }
        }
        EveryStep.generate(tests, "whenSet", OneValue::new);
        assertThat(tests).hasSizeGreaterThan(1_000);
        return tests.stream();
    }

    private static String access(boolean writes) {
        return writes ? "write" : "read";
    }
}
