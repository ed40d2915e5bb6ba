package dev.kyoto.internal.weave;

import java.lang.classfile.Attributes;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.attribute.StackMapFrameInfo;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The code of one method as a list of elements, each addressed by its position. Labels and line
 * numbers are elements of their own, so a position stands for a place between instructions too.
 */
final class Code {

    /**
     * A row of the exception table; earlier rows win.
     *
     * @param from the first position that is covered
     * @param to the first position that is not
     * @param target the first position of the handler
     * @param type what is caught, or null for everything
     */
    record Handler(int from, int to, int target, @Nullable ClassDesc type) {
        boolean covers(int position) {
            return from <= position && position < to;
        }
    }

    private final MethodModel method;
    private final CodeAttribute attribute;
    private final List<CodeElement> elements;
    private final List<Handler> handlers = new ArrayList<>();
    private final int[] lines;

    /** The byte index in the class file of each position; never falling. */
    private final int[] offsets;

    private Code(MethodModel method, CodeAttribute attribute) {
        this.method = method;
        this.attribute = attribute;
        this.elements = attribute.elementList();
        this.lines = new int[elements.size()];
        this.offsets = new int[elements.size()];
        int line = 0;
        int offset = 0;
        for (int i = 0; i < elements.size(); i++) {
            offsets[i] = offset;
            if (elements.get(i) instanceof LineNumber number) {
                line = number.line();
            } else if (elements.get(i) instanceof Instruction instruction) {
                offset += instruction.sizeInBytes();
            }
            lines[i] = line;
        }
        for (var element : elements) {
            if (element instanceof ExceptionCatch row) {
                var type = row.catchType();
                handlers.add(
                        new Handler(
                                position(row.tryStart()),
                                position(row.tryEnd()),
                                position(row.handler()),
                                type.isPresent() ? type.get().asSymbol() : null));
            }
        }
    }

    /** The code of a method that has some: one that is neither abstract nor native. */
    static Code of(MethodModel method) {
        var code = method.code();
        if (code.isEmpty()) {
            throw new IllegalArgumentException(method.methodName() + " has no code");
        }
        return new Code(method, (CodeAttribute) code.get());
    }

    MethodModel method() {
        return method;
    }

    CodeAttribute attribute() {
        return attribute;
    }

    int size() {
        return elements.size();
    }

    CodeElement at(int position) {
        return elements.get(position);
    }

    /** The position of the next instruction, at or after a position; the size if there is none. */
    int instructionAt(int position) {
        int next = position;
        while (next < elements.size() && !(elements.get(next) instanceof Instruction)) {
            next++;
        }
        return next;
    }

    /** The first position of the place that a label names. */
    int position(Label label) {
        int offset = attribute.labelToBci(label);
        int found = Arrays.binarySearch(offsets, offset);
        if (found < 0) {
            return elements.size(); // the end of the code
        }
        while (found > 0 && offsets[found - 1] == offset) {
            found--;
        }
        return found;
    }

    /** The exception table, in its order. */
    List<Handler> handlers() {
        return handlers;
    }

    /** The class file's own stack maps, in their order. */
    List<StackMapFrameInfo> stackMaps() {
        var table = attribute.findAttribute(Attributes.stackMapTable());
        return table.isPresent() ? table.get().entries() : List.of();
    }

    /** Whether any instruction can be reached from another one than that before it. */
    boolean hasBranches() {
        for (var element : elements) {
            if (element instanceof BranchInstruction
                    || element instanceof TableSwitchInstruction
                    || element instanceof LookupSwitchInstruction) {
                return true;
            }
        }
        return !handlers.isEmpty();
    }

    /** The source line that a position belongs to, or 0 if the class file does not tell. */
    int line(int position) {
        return lines[position];
    }
}
