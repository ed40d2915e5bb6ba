package dev.kyoto.internal.queue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An overflow that keeps what it is given, and how. */
final class Recorder<T> implements Overflow<T> {
    final List<T> singles = new ArrayList<>();
    final List<List<T>> batches = new ArrayList<>();

    @Override
    public void push(T task) {
        singles.add(task);
    }

    @Override
    public void pushBatch(T[] tasks, int from, int to) {
        batches.add(new ArrayList<>(Arrays.asList(tasks).subList(from, to)));
    }

    /** Everything so far, single tasks first. */
    List<T> all() {
        var all = new ArrayList<>(singles);
        batches.forEach(all::addAll);
        return all;
    }
}
