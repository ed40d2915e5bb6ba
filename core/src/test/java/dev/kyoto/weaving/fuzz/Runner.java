package dev.kyoto.weaving.fuzz;

import dev.kyoto.future.AsyncCallable;
import dev.kyoto.future.Context;
import dev.kyoto.future.Failures;
import dev.kyoto.future.Waker;
import dev.kyoto.weaving.fuzz.Run.Pattern;
import dev.kyoto.weaving.fuzz.Run.Way;
import java.util.concurrent.TimeUnit;

/** Runs a program once, in a given way, and says what came of it. */
final class Runner {
    /** Far more than the fuel of a program allows. */
    private static final int MAX_POLLS = 1_000_000;

    private final Runs runs;

    /** With runs as they are. */
    Runner() {
        this(Run::new);
    }

    Runner(Runs runs) {
        this.runs = runs;
    }

    /** Makes the run that a program is given; a broken twin makes a faulty one. */
    @FunctionalInterface
    interface Runs {
        Run of(Way way, Pattern pattern);
    }

    /** How a block is cancelled. */
    enum Cancelling {
        /** By {@code cancel()}, with cleanup that is never pending, so that it ends within. */
        AT_ONCE,
        /** By {@code cancel()}, with cleanup that goes on by itself. */
        IN_BACKGROUND,
        /** By {@code pollCancel} until it is ready. */
        POLL_BY_POLL
    }

    /** Runs a program to its end. */
    Outcome run(FuzzProgram program, Way way, Pattern pattern) {
        var run = start(program, way, pattern);
        int pendings = 0;
        String result;
        try {
            if (way == Way.SYNCHRONOUS) {
                result = "value " + called(program.body());
            } else {
                var block = Ambience.block(program.body());
                var cx = Context.of(Waker.noop());
                var poll = block.poll(cx);
                while (poll.isPending()) {
                    if (++pendings > MAX_POLLS) {
                        throw new AssertionError("it does not end");
                    }
                    cx.startTurn();
                    poll = block.poll(cx);
                }
                result = "value " + poll.value();
            }
        } catch (Throwable thrown) { // the outcome of the program, whatever it is
            result = "thrown " + Outcome.describe(thrown);
        }
        return outcome(run, result, pendings);
    }

    /** Runs a program until it was pending for the {@code k}-th time, and cancels it there. */
    Outcome cancel(FuzzProgram program, Way way, Pattern pattern, int k, Cancelling cancelling) {
        var run = start(program, way, pattern);
        var result = "cancelled";
        int pendings = 0;
        try {
            var block = Ambience.block(program.body());
            var cx = Context.of(Waker.noop());
            while (pendings < k) {
                cx.startTurn();
                if (!block.poll(cx).isPending()) {
                    return outcome(run, "ended before it was cancelled", pendings);
                }
                pendings++;
            }
            switch (cancelling) {
                case AT_ONCE -> {
                    run.hurry();
                    block.cancel();
                }
                case IN_BACKGROUND -> {
                    block.cancel();
                    if (!run.ended().await(20, TimeUnit.SECONDS)) {
                        result = "never ended";
                    }
                }
                case POLL_BY_POLL -> {
                    cx.startTurn();
                    while (block.pollCancel(cx).isPending()) {
                        if (++pendings > MAX_POLLS) {
                            throw new AssertionError("its cleanup does not end");
                        }
                        cx.startTurn();
                    }
                }
            }
        } catch (Throwable thrown) { // what cleanup threw, or what ended the block before
            result = "thrown " + Outcome.describe(thrown);
        }
        return outcome(run, result, pendings);
    }

    private Run start(FuzzProgram program, Way way, Pattern pattern) {
        var run = runs.of(way, pattern);
        Ambience.start(run);
        program.reset();
        return run;
    }

    private static Outcome outcome(Run run, String result, int pendings) {
        var refusal = run.refusal();
        return refusal != null
                ? new Outcome.Refused(refusal)
                : new Outcome.Ended(result, run.shownLog(), pendings);
    }

    /** Fails as a block would. */
    private static Object called(AsyncCallable<Object> body) {
        try {
            return body.call();
        } catch (Throwable thrown) { // the body's failure, whatever it is
            throw Failures.unchecked(thrown);
        }
    }
}
