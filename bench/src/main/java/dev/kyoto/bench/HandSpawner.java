package dev.kyoto.bench;

import static dev.kyoto.Kyoto.spawn;

import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.runtime.JoinHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Spawns a number of futures at its first poll, and joins them in order; written by hand. */
final class HandSpawner implements Future<Integer> {
    private final int tasks;
    private final IntFunction<Future<Integer>> child;
    private final List<JoinHandle<Integer>> handles;
    private int joined;
    private int sum;

    HandSpawner(int tasks, IntFunction<Future<Integer>> child) {
        this.tasks = tasks;
        this.child = child;
        this.handles = new ArrayList<>(tasks);
    }

    @Override
    public Poll<Integer> poll(Context cx) {
        if (handles.isEmpty()) {
            for (int i = 0; i < tasks; i++) {
                handles.add(spawn(child.apply(i)));
            }
        }
        while (joined < tasks) {
            if (!(handles.get(joined).poll(cx) instanceof Poll.Ready<Integer>(Integer value))) {
                return Poll.pending();
            }
            sum += value;
            joined++;
        }
        return Poll.ready(sum);
    }
}
