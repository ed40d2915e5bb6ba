package dev.kyoto.future;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every composite over three futures, cancelled at every step of its life in both ways, cleanup that
 * awaits included: each future ends, by itself or by being cancelled, and is not touched afterwards.
 */
class CompositeCancellationTest {

    /** A composite over three futures, how it ends, and who owns the futures. */
    private record Subject(
            String name, boolean owns, Function<List<Script<String>>, Composite> maker) {}

    /** The future, and what closes whatever it belongs to. */
    private record Composite(Future<?> future, Runnable close) {}

    private static Composite alone(Future<?> future) {
        return new Composite(future, () -> {});
    }

    private static Composite ofSet(List<Script<String>> futures, boolean closing) {
        var set = new FutureSet<String>();
        futures.forEach(set::add);
        return new Composite(closing ? set.closing() : set.next(), set::close);
    }

    private static Composite ofLoop(List<Script<String>> futures, boolean closing) {
        var loop = Select.loop(() -> futures.get(0), () -> futures.get(1), () -> futures.get(2));
        if (closing) {
            var first = loop.next();
            new Turns().poll(first);
            first.cancel();
        }
        return new Composite(closing ? loop.closing() : loop.next(), loop::close);
    }

    private static final List<Subject> SUBJECTS =
            List.of(
                    new Subject("selectAny", true, f -> alone(Select.selectAny(f))),
                    new Subject("biased selectAny", true, f -> alone(Select.selectAny(f).biased())),
                    new Subject("race", true, f -> alone(Race.race(f))),
                    new Subject("firstSuccess", true, f -> alone(Race.firstSuccess(f))),
                    new Subject("joinAll", true, f -> alone(Join.joinAll(f))),
                    new Subject("tryJoinAll", true, f -> alone(Join.tryJoinAll(f))),
                    new Subject(
                            "select",
                            true,
                            f -> alone(Select.select(f.get(0), f.get(1), f.get(2)))),
                    new Subject(
                            "tryJoin",
                            true,
                            f -> alone(Join.tryJoin(f.get(0), f.get(1), f.get(2)))),
                    new Subject("FutureSet.next", false, f -> ofSet(f, false)),
                    new Subject("FutureSet.closing", false, f -> ofSet(f, true)),
                    new Subject("SelectLoop.next", false, f -> ofLoop(f, false)),
                    new Subject("SelectLoop.closing", false, f -> ofLoop(f, true)));

    /** What happens to the three futures, step by step; the composite is polled after each. */
    private enum Story {
        NOTHING_BUT_WAKE_UPS,
        FIRST_ENDS,
        FIRST_FAILS
    }

    private enum Ending {
        PLAIN,
        AWAITED,
        /** Awaited for one poll, and then given up. */
        AWAITED_THEN_PLAIN
    }

    @TestFactory
    Stream<DynamicTest> everyStep() {
        var tests = new ArrayList<DynamicTest>();
        for (var subject : SUBJECTS) {
            for (var story : Story.values()) {
                for (var ending : Ending.values()) {
                    for (int slow = 0; slow < 8; slow++) {
                        for (int cancelAt = 0; cancelAt <= 5; cancelAt++) {
                            int slowOnes = slow;
                            int step = cancelAt;
                            tests.add(
                                    DynamicTest.dynamicTest(
                                            "%s, %s, slow cleanup %s, %s before step %d"
                                                    .formatted(
                                                            subject.name,
                                                            story,
                                                            Integer.toBinaryString(slow),
                                                            ending,
                                                            cancelAt),
                                            () -> run(subject, story, ending, slowOnes, step)));
                        }
                    }
                }
            }
        }
        return tests.stream();
    }

    private static void run(Subject subject, Story story, Ending ending, int slow, int cancelAt) {
        var task = new Turns();
        var futures = new ArrayList<Script<String>>();
        for (int i = 0; i < 3; i++) {
            var script = Script.<String>pending();
            futures.add((slow & 1 << i) != 0 ? script.withSlowCleanup() : script);
        }
        var composite = subject.maker.apply(futures);
        boolean over = false;
        for (int step = 0; step < cancelAt && !over; step++) {
            switch (step) {
                case 1 -> futures.get(1).wake();
                case 2 -> {
                    if (story == Story.FIRST_ENDS) {
                        futures.get(0).complete("first");
                    } else if (story == Story.FIRST_FAILS) {
                        futures.get(0).fail(new ArithmeticException("first"));
                    }
                }
                case 3 -> futures.get(0).finishCleanup();
                case 4 -> futures.get(1).finishCleanup();
                default -> {}
            }
            over = ended(task, composite.future);
        }
        cancel(task, composite.future, futures, ending);
        assertThatIllegalStateException().isThrownBy(() -> task.poll(composite.future));
        if (subject.name.endsWith(".next")) {
            assertThat(futures).allSatisfy(f -> assertThat(f.cancels).as("left alone").isZero());
        }
        composite.close.run();
        for (int i = 0; i < 3; i++) {
            var future = futures.get(i);
            boolean unmade = future.polls == 0 && !future.ended && !subject.owns;
            assertThat(future.ended || unmade).as("future %d has ended", i).isTrue();
            // A cleanup that is given up is cancelled once more, plainly.
            boolean slowCleanup = (slow & 1 << i) != 0;
            assertThat(future.cancels).as("cancels of %d", i).isBetween(0, slowCleanup ? 2 : 1);
        }
    }

    private static boolean ended(Turns task, Future<?> future) {
        try {
            return task.poll(future).isReady();
        } catch (ArithmeticException expected) {
            return true;
        }
    }

    private static void cancel(
            Turns task, Future<?> future, List<Script<String>> scripts, Ending ending) {
        if (ending != Ending.PLAIN) {
            boolean clean = task.pollCancel(future);
            if (ending == Ending.AWAITED) {
                for (var script : scripts) {
                    int wakes = task.wakes;
                    script.finishCleanup();
                    if (!clean && task.wakes > wakes) {
                        clean = task.pollCancel(future);
                    }
                }
                assertThat(clean).as("the last cleanup woke the task").isTrue();
            }
        }
        future.cancel();
        future.cancel();
        assertThat(task.pollCancel(future)).isTrue();
    }
}
