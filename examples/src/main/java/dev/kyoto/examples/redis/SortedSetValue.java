package dev.kyoto.examples.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A sorted set: a map from member to score, and a tree of both in order.
 *
 * <p>Adding and popping cost the logarithm of the size. A range by index walks from the nearer end;
 * Redis's skip list counts its links and would jump there.
 */
final class SortedSetValue implements Value {
    /** A member with its score, ordered by score and then by the member's bytes. */
    record Scored(double score, Bytes member) implements Comparable<Scored> {
        @Override
        public int compareTo(Scored other) {
            int byScore = Double.compare(score, other.score);
            return byScore != 0 ? byScore : member.compareTo(other.member);
        }
    }

    private final Map<Bytes, Scored> byMember = new HashMap<>();
    private final NavigableSet<Scored> inOrder = new TreeSet<>();

    int size() {
        return byMember.size();
    }

    @Nullable Double scoreOf(Bytes member) {
        var scored = byMember.get(member);
        return scored == null ? null : scored.score();
    }

    void put(Bytes member, double score) {
        var scored = new Scored(score, member);
        var previous = byMember.put(member, scored);
        if (previous != null) {
            inOrder.remove(previous);
        }
        inOrder.add(scored);
    }

    boolean remove(Bytes member) {
        var scored = byMember.remove(member);
        return scored != null && inOrder.remove(scored);
    }

    Scored removeFirst() {
        return forget(Objects.requireNonNull(inOrder.pollFirst()));
    }

    Scored removeLast() {
        return forget(Objects.requireNonNull(inOrder.pollLast()));
    }

    /** The members at these places in ascending order. */
    List<Scored> range(Span span) {
        if (span.from() <= size() / 2) {
            return walk(inOrder, span);
        }
        return walk(inOrder.descendingSet(), span.mirrored(size())).reversed();
    }

    /** The members at these places in descending order. */
    List<Scored> rangeFromEnd(Span span) {
        return range(span.mirrored(size())).reversed();
    }

    private static List<Scored> walk(NavigableSet<Scored> from, Span span) {
        var found = new ArrayList<Scored>(span.size());
        int index = 0;
        for (var scored : from) {
            if (index > span.to()) {
                break;
            }
            if (index >= span.from()) {
                found.add(scored);
            }
            index++;
        }
        return found;
    }

    /** A view of the members in ascending order. */
    NavigableSet<Scored> inOrder() {
        return inOrder;
    }

    @Override
    public String typeName() {
        return "zset";
    }

    @Override
    public boolean isEmpty() {
        return byMember.isEmpty();
    }

    private Scored forget(Scored scored) {
        byMember.remove(scored.member());
        return scored;
    }
}
