package dev.kyoto.internal.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A broken twin of {@link LocalQueue}: its thief moves the one head and copies afterwards, so the
 * owner may fill slots that the thief has not read yet.
 */
final class HastyQueue {
    private final @Nullable Integer[] slots;
    private final AtomicInteger head = new AtomicInteger();
    private volatile int tail;

    HastyQueue(int capacity) {
        slots = new Integer[capacity];
    }

    boolean push(int task) {
        int end = tail;
        if (end - head.get() == slots.length) {
            return false;
        }
        slots[end % slots.length] = task;
        tail = end + 1;
        return true;
    }

    @Nullable Integer pop() {
        while (true) {
            int first = head.get();
            if (first == tail) {
                return null;
            }
            if (head.compareAndSet(first, first + 1)) {
                return take(first);
            }
        }
    }

    List<Integer> steal() {
        while (true) {
            int first = head.get();
            int available = tail - first;
            int count = available - available / 2;
            if (head.compareAndSet(first, first + count)) {
                var stolen = new ArrayList<Integer>();
                for (int i = 0; i < count; i++) {
                    stolen.add(take(first + i));
                }
                return stolen;
            }
        }
    }

    private @Nullable Integer take(int index) {
        var task = slots[index % slots.length];
        slots[index % slots.length] = null;
        return task;
    }
}
