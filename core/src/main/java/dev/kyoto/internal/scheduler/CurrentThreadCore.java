package dev.kyoto.internal.scheduler;

import java.util.ArrayDeque;

/** All that the loop of a current-thread scheduler owns; whoever has it may run tasks. */
final class CurrentThreadCore {
    final ArrayDeque<Task<?>> queue = new ArrayDeque<>(64);
    final PollStats stats;
    int tick;

    CurrentThreadCore(PollStats stats) {
        this.stats = stats;
    }
}
