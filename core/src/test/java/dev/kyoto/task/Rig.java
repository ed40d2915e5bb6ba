package dev.kyoto.task;

import dev.kyoto.future.Future;
import dev.kyoto.future.Futures;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.runtime.Handle;
import dev.kyoto.sync.Oneshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A runtime that makes progress only when told to, and tasks that end when told to. */
final class Rig implements AutoCloseable {
    final List<Throwable> uncaught = new CopyOnWriteArrayList<>();

    /** Null where the gate is open. */
    final List<Oneshot.Sender<Integer>> gates = new ArrayList<>();

    private final AsyncRuntime runtime =
            AsyncRuntime.currentThreadBuilder()
                    .uncaughtHandler((task, failure) -> uncaught.add(failure))
                    .build();

    Handle handle() {
        return runtime.handle();
    }

    /** A task that ends with the value sent to its gate. */
    Future<Integer> gated() {
        var gate = Oneshot.<Integer>channel();
        gates.add(gate.sender());
        return gate.receiver();
    }

    /** A task that fails when its gate is opened. */
    Future<Integer> gatedFailure() {
        return Futures.map(
                gated(),
                value -> {
                    throw new IllegalArgumentException("failure " + value);
                });
    }

    /** Opens a gate, if it is shut, and runs all tasks as far as they go. */
    void open(int gate) {
        var sender = gates.set(gate, null);
        if (sender != null) {
            var _ = sender.send(gate);
        }
        drive();
    }

    /** Runs all tasks as far as they go. */
    void drive() {
        for (int i = 0; i < 3; i++) {
            runtime.blockOn(Futures.yieldNow());
        }
    }

    long alive() {
        return runtime.metrics().numAliveTasks();
    }

    void shutdown() {
        runtime.shutdown(Duration.ofSeconds(10));
    }

    @Override
    public void close() {
        shutdown();
    }
}
