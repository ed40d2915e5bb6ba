package dev.kyoto.examples.redis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A list as a ring buffer: both ends and every index in constant time.
 *
 * <p>The JDK's {@code ArrayDeque} has no access by index, which {@code LRANGE} lives on.
 */
final class ListValue implements Value {
    private static final int FIRST_CAPACITY = 8;

    /** Power of two, so that an index wraps with a mask. */
    private @Nullable Bytes[] ring = new Bytes[FIRST_CAPACITY];

    private int head;
    private int size;

    int size() {
        return size;
    }

    void addFirst(Bytes element) {
        growIfFull();
        head = (head - 1) & (ring.length - 1);
        ring[head] = element;
        size++;
    }

    void addLast(Bytes element) {
        growIfFull();
        ring[slot(size)] = element;
        size++;
    }

    Bytes removeFirst() {
        var element = take(head);
        head = slot(1);
        size--;
        return element;
    }

    Bytes removeLast() {
        var element = take(slot(size - 1));
        size--;
        return element;
    }

    /** The elements from index {@code from} to {@code to}, both included and within the list. */
    List<Bytes> range(int from, int to) {
        var result = new ArrayList<Bytes>(to - from + 1);
        for (int i = from; i <= to; i++) {
            result.add(Objects.requireNonNull(ring[slot(i)]));
        }
        return result;
    }

    @Override
    public String typeName() {
        return "list";
    }

    @Override
    public boolean isEmpty() {
        return size == 0;
    }

    private int slot(int index) {
        return (head + index) & (ring.length - 1);
    }

    private Bytes take(int slot) {
        var element = Objects.requireNonNull(ring[slot]);
        ring[slot] = null;
        return element;
    }

    private void growIfFull() {
        if (size == ring.length) {
            var grown = Arrays.copyOfRange(ring, head, head + 2 * size);
            System.arraycopy(ring, 0, grown, size - head, head);
            ring = grown;
            head = 0;
        }
    }
}
