package dev.kyoto.internal.weave;

import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.MonitorInstruction;
import java.util.Arrays;

/** How many monitors may be held at any place of a method, by {@code synchronized} statements. */
final class MonitorDepth {
    /** Code that holds more has no balanced nesting; the exact number does not matter. */
    private static final int MOST = 16;

    private final Code code;
    private final ControlFlow flow;
    private final int[] atStart;

    MonitorDepth(Code code, ControlFlow flow) {
        this.code = code;
        this.flow = flow;
        this.atStart = new int[flow.blocks().size()];
        boolean any = false;
        for (int i = 0; i < code.size(); i++) {
            any |= code.at(i) instanceof MonitorInstruction;
        }
        if (any) {
            Arrays.fill(atStart, -1);
            atStart[0] = 0;
            while (flowOnce()) {}
        }
    }

    /** The monitors that may be held before the element at a position. */
    int before(int position) {
        int block = flow.blockAt(position);
        return Math.max(0, depth(block, position));
    }

    private int depth(int block, int position) {
        int depth = atStart[block];
        for (int i = flow.blocks().get(block).from(); i < position; i++) {
            if (code.at(i) instanceof MonitorInstruction monitor) {
                depth += monitor.opcode() == Opcode.MONITORENTER ? 1 : -1;
            }
        }
        return Math.clamp(depth, 0, MOST);
    }

    private boolean flowOnce() {
        boolean changed = false;
        for (int b = 0; b < atStart.length; b++) {
            if (atStart[b] < 0) {
                continue;
            }
            var block = flow.blocks().get(b);
            int atEnd = depth(b, block.to());
            for (int next : block.next()) {
                changed |= raise(next, atEnd);
            }
            for (int handler : block.handlers()) {
                changed |= raise(handler, mostInside(b));
            }
        }
        return changed;
    }

    /** The most that an instruction of a block may fail with: what is held before it. */
    private int mostInside(int block) {
        int most = 0;
        for (int i = flow.blocks().get(block).from(); i < flow.blocks().get(block).to(); i++) {
            if (code.at(i) instanceof Instruction) {
                most = Math.max(most, depth(block, i));
            }
        }
        return most;
    }

    private boolean raise(int block, int depth) {
        if (atStart[block] >= depth) {
            return false;
        }
        atStart[block] = depth;
        return true;
    }
}
