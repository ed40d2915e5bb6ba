package dev.kyoto.internal.scheduler;

import java.util.ArrayDeque;

/** All that the loop of a current-thread scheduler owns; whoever has it may run tasks. */
final class CurrentThreadCore {
    final ArrayDeque<Task<?>> queue;
    final PollStats stats;

    /** Tasks to take before the global queue goes first. */
    int untilGlobalQueue = CurrentThreadLoop.GLOBAL_QUEUE_INTERVAL;

    CurrentThreadCore(PollStats stats) {
        this(stats, new ArrayDeque<>(64));
    }

    CurrentThreadCore(PollStats stats, ArrayDeque<Task<?>> queue) {
        this.stats = stats;
        this.queue = queue;
    }
}
