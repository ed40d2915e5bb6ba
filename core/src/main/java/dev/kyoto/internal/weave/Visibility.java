package dev.kyoto.internal.weave;

import java.lang.classfile.instruction.StoreInstruction;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a debugger may show a local variable: where it has its value however the place was reached.
 * A variable that is never read again is not restored when a machine is resumed, so it is hidden
 * behind that await, until it is assigned again.
 */
final class Visibility {

    /**
     * A part of a variable's scope.
     *
     * @param from its first position
     * @param to the position after its last
     */
    record Range(int from, int to) {}

    private final Code code;
    private final ControlFlow flow;

    /** What is kept at each site, by its position. */
    private final Map<Integer, BitSet> kept = new HashMap<>();

    /** What has its value where a block begins, by block; null while nothing is known. */
    private final @Nullable BitSet[] atStart;

    /** What may be shown at each position. */
    private final BitSet[] shown;

    Visibility(Analysis analysis) {
        this.code = analysis.code();
        this.flow = analysis.flow();
        this.atStart = new BitSet[flow.blocks().size()];
        for (var site : analysis.sites()) {
            kept.put(site.position(), site.live());
        }
        atStart[0] = parameters();
        while (flowOnce()) {}
        this.shown = new BitSet[code.size()];
        show();
    }

    private BitSet parameters() {
        var slots = new BitSet();
        int slot = 0;
        if (!code.method().flags().has(AccessFlag.STATIC)) {
            slots.set(slot++);
        }
        for (var type : code.method().methodTypeSymbol().parameterList()) {
            slots.set(slot);
            slot += VType.of(type).isWide() ? 2 : 1;
        }
        return slots;
    }

    private boolean flowOnce() {
        boolean changed = false;
        for (int b = 0; b < atStart.length; b++) {
            var start = atStart[b];
            if (start == null) {
                continue;
            }
            var block = flow.blocks().get(b);
            var now = (BitSet) start.clone();
            var always = (BitSet) start.clone();
            for (int i = block.from(); i < block.to(); i++) {
                pass(i, now);
                always.and(now);
            }
            for (int next : block.next()) {
                changed |= meet(next, now);
            }
            for (int handler : block.handlers()) {
                changed |= meet(handler, always);
            }
        }
        return changed;
    }

    /** What an instruction changes. */
    private void pass(int position, BitSet now) {
        if (code.at(position) instanceof StoreInstruction store) {
            now.set(store.slot());
        } else if (kept.containsKey(position)) {
            now.and(kept.get(position));
        }
    }

    private void show() {
        for (int b = 0; b < atStart.length; b++) {
            var start = atStart[b];
            var now = start == null ? new BitSet() : (BitSet) start.clone();
            var last = new BitSet();
            for (int i = flow.blocks().get(b).from(); i < flow.blocks().get(b).to(); i++) {
                var before = (BitSet) now.clone();
                pass(i, now);
                // An await hides from the moment on at which the machine may be resumed.
                before.and(now);
                last = before.equals(last) ? last : before;
                shown[i] = last;
            }
        }
    }

    private boolean meet(int block, BitSet values) {
        var known = atStart[block];
        if (known == null) {
            atStart[block] = (BitSet) values.clone();
            return true;
        }
        int before = known.cardinality();
        known.and(values);
        return known.cardinality() != before;
    }

    /** The parts of a scope in which the variable in a slot has its value. */
    List<Range> within(int slot, int from, int to) {
        var ranges = new ArrayList<Range>();
        int begin = -1;
        for (int i = from; i < to; i++) {
            boolean visible = shown[i].get(slot);
            if (visible && begin < 0) {
                begin = i;
            } else if (!visible && begin >= 0) {
                ranges.add(new Range(begin, i));
                begin = -1;
            }
        }
        if (begin >= 0) {
            ranges.add(new Range(begin, to));
        }
        return ranges;
    }
}
