package dev.kyoto.examples.redis;

import dev.kyoto.examples.redis.SortedSetValue.Scored;
import java.util.Arrays;
import java.util.Collections;
import java.util.NavigableSet;
import org.jspecify.annotations.Nullable;

/** Members between two names, for sets whose members all have one score, as Redis asks for. */
record NameRange(Bound low, Bound high) {
    /**
     * One end of the range.
     *
     * @param infinity -1 for before all names, 1 for after all names, 0 for a name
     * @param name the name, unless the bound is infinite
     * @param included whether the name itself is within
     */
    record Bound(int infinity, @Nullable Bytes name, boolean included) {
        static Bound of(byte[] text) {
            if (text.length == 1 && text[0] == '-') {
                return new Bound(-1, null, true);
            }
            if (text.length == 1 && text[0] == '+') {
                return new Bound(1, null, true);
            }
            if (text.length > 0 && (text[0] == '[' || text[0] == '(')) {
                var name = Bytes.of(Arrays.copyOfRange(text, 1, text.length));
                return new Bound(0, name, text[0] == '[');
            }
            throw CommandError.err("min or max not valid string range item");
        }
    }

    static NameRange of(byte[] low, byte[] high) {
        return new NameRange(Bound.of(low), Bound.of(high));
    }

    /** The part of the set that lies within the bounds, as a view. */
    NavigableSet<Scored> of(NavigableSet<Scored> inOrder) {
        if (inOrder.isEmpty()) {
            return Collections.emptyNavigableSet();
        }
        var view = inOrder;
        double score = inOrder.first().score();
        if (low.name() != null) {
            view = view.tailSet(new Scored(score, low.name()), low.included());
        }
        if (high.name() != null && !view.isEmpty()) {
            var end = new Scored(score, high.name());
            view =
                    end.compareTo(view.first()) < 0
                            ? Collections.emptyNavigableSet()
                            : view.headSet(end, high.included());
        }
        boolean reversed = low.infinity() > 0 || high.infinity() < 0;
        return reversed ? Collections.emptyNavigableSet() : view;
    }
}
