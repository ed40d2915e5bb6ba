package dev.kyoto.internal.weave;

import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.util.BitSet;

/**
 * Which local variables may still be read, at any place of a method. Of a wide variable only the
 * first slot counts.
 */
final class Liveness {
    private final Code code;
    private final ControlFlow flow;

    /** What is live where a block begins, by block. */
    private final BitSet[] atStart;

    Liveness(Code code, ControlFlow flow) {
        this.code = code;
        this.flow = flow;
        this.atStart = new BitSet[flow.blocks().size()];
        for (int b = 0; b < atStart.length; b++) {
            atStart[b] = new BitSet();
        }
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int b = atStart.length - 1; b >= 0; b--) {
                var live = before(flow.blocks().get(b).from());
                if (!live.equals(atStart[b])) {
                    atStart[b] = live;
                    changed = true;
                }
            }
        }
    }

    /** The slots that are live before the element at a position. */
    BitSet before(int position) {
        var block = flow.blocks().get(flow.blockAt(position));
        var live = new BitSet();
        for (int next : block.next()) {
            live.or(atStart[next]);
        }
        var inHandlers = new BitSet();
        for (int handler : block.handlers()) {
            inHandlers.or(atStart[handler]);
        }
        live.or(inHandlers);
        for (int i = block.to() - 1; i >= position; i--) {
            if (code.at(i) instanceof LoadInstruction load) {
                live.set(load.slot());
            } else if (code.at(i) instanceof IncrementInstruction increment) {
                live.set(increment.slot());
            } else if (code.at(i) instanceof StoreInstruction store) {
                live.clear(store.slot());
                if (isWide(store)) {
                    live.clear(store.slot() + 1);
                }
                // Before the store an exception may still lead to a handler that reads it.
                live.or(inHandlers);
            }
        }
        return live;
    }

    /** Whether any instruction writes to a slot. */
    static boolean isAssigned(Code code, int slot) {
        for (int i = 0; i < code.size(); i++) {
            if (code.at(i) instanceof StoreInstruction store
                    && (store.slot() == slot || (isWide(store) && store.slot() + 1 == slot))) {
                return true;
            }
            if (code.at(i) instanceof IncrementInstruction increment && increment.slot() == slot) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWide(StoreInstruction store) {
        return store.typeKind() == TypeKind.LONG || store.typeKind() == TypeKind.DOUBLE;
    }
}
