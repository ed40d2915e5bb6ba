package dev.kyoto.internal.scheduler;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.jcstress.Probe;
import dev.kyoto.runtime.AsyncRuntime;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** The end of a task against who joins it. */
public class TaskRaces {
    /** Of a runtime that runs nothing: the actors run the tasks. */
    private static final Scheduler SCHEDULER =
            AsyncRuntime.currentThreadBuilder()
                    .build()
                    .blockOn(cx -> Poll.ready(ThreadContext.current().scheduler()));

    private static <T> Task<T> task(Future<T> future) {
        return Task.of(SCHEDULER, future, TaskMeta.NONE);
    }

    /** A task ends while its joiner keeps its waker; the outcome is plain data. */
    @JCStressTest
    @Outcome(id = "Value\\[value=7\\]", expect = ACCEPTABLE, desc = "Joined.")
    @State
    public static class CompleteAndJoin {
        private final Task<Integer> task = task(cx -> Poll.ready(7));
        private final Probe join = Probe.of(task::pollJoin);

        @Actor
        public void poller() {
            task.run(Context.of(task));
        }

        @Actor
        public void joiner() {
            join.poll();
        }

        @Arbiter
        public void end(L_Result r) {
            r.r1 = join.settle();
        }
    }
}
