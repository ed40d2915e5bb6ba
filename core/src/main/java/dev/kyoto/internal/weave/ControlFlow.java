package dev.kyoto.internal.weave;

import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The basic blocks of a method and the ways between them.
 *
 * <p>A block begins at every label, so all instructions of one block are covered by the same rows of
 * the exception table.
 */
final class ControlFlow {

    /**
     * A run of elements that is entered at its start only.
     *
     * @param from its first position
     * @param to the position after its last
     * @param next the blocks that may follow
     * @param handlers the blocks that may follow from any place in it, by an exception
     */
    record Block(int from, int to, List<Integer> next, List<Integer> handlers) {

        /** All blocks that may come after it. */
        List<Integer> successors() {
            var all = new ArrayList<>(next);
            all.addAll(handlers);
            return all;
        }
    }

    private final Code code;
    private final List<Block> blocks = new ArrayList<>();
    private final int[] starts;

    ControlFlow(Code code) {
        this.code = code;
        this.starts = starts(code);
        for (int b = 0; b < starts.length; b++) {
            int to = b + 1 < starts.length ? starts[b + 1] : code.size();
            blocks.add(new Block(starts[b], to, next(b, to), handlers(starts[b])));
        }
    }

    List<Block> blocks() {
        return blocks;
    }

    /** The index of the block that a position lies in. */
    int blockAt(int position) {
        int found = Arrays.binarySearch(starts, position);
        return found >= 0 ? found : -found - 2;
    }

    private static int[] starts(Code code) {
        var starts = new TreeSet<Integer>();
        starts.add(0);
        for (int i = 0; i < code.size(); i++) {
            if (code.at(i) instanceof LabelTarget target) {
                starts.add(code.position(target.label()));
            } else if (code.at(i) instanceof Instruction instruction && endsBlock(instruction)) {
                starts.add(i + 1);
            }
        }
        starts.remove(code.size());
        int[] sorted = new int[starts.size()];
        int next = 0;
        for (int start : starts) {
            sorted[next++] = start;
        }
        return sorted;
    }

    private static boolean endsBlock(Instruction instruction) {
        return instruction instanceof BranchInstruction || neverGoesOn(instruction);
    }

    private static boolean neverGoesOn(Instruction instruction) {
        return instruction instanceof BranchInstruction branch
                ? branch.opcode().name().startsWith("GOTO")
                : instruction instanceof ReturnInstruction
                        || instruction instanceof ThrowInstruction
                        || instruction instanceof TableSwitchInstruction
                        || instruction instanceof LookupSwitchInstruction;
    }

    private List<Integer> next(int block, int to) {
        var next = new LinkedHashSet<Integer>();
        boolean goesOn = true;
        for (int i = starts[block]; i < to; i++) {
            if (code.at(i) instanceof BranchInstruction branch) {
                next.add(blockOf(branch.target()));
            } else if (code.at(i) instanceof TableSwitchInstruction table) {
                addTargets(table.defaultTarget(), table.cases(), next);
            } else if (code.at(i) instanceof LookupSwitchInstruction table) {
                addTargets(table.defaultTarget(), table.cases(), next);
            }
            if (code.at(i) instanceof Instruction instruction && neverGoesOn(instruction)) {
                goesOn = false;
            }
        }
        if (goesOn && block + 1 < starts.length) {
            next.add(block + 1);
        }
        return List.copyOf(next);
    }

    private void addTargets(Label otherwise, List<SwitchCase> cases, Set<Integer> targets) {
        targets.add(blockOf(otherwise));
        for (var it : cases) {
            targets.add(blockOf(it.target()));
        }
    }

    private List<Integer> handlers(int position) {
        var targets = new LinkedHashSet<Integer>();
        for (var handler : code.handlers()) {
            if (handler.covers(position)) {
                targets.add(blockAt(handler.target()));
                if (handler.type() == null) {
                    break; // it catches all: rows behind it are never asked
                }
            }
        }
        return List.copyOf(targets);
    }

    private int blockOf(Label label) {
        return blockAt(code.position(label));
    }
}
