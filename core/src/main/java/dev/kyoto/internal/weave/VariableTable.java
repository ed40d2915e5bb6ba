package dev.kyoto.internal.weave;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.LocalVariable;
import java.lang.classfile.instruction.LocalVariableType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes for debuggers which local variable has which name, and where it may be shown. */
final class VariableTable {
    private final Code code;
    private final Visibility visibility;

    /** The labels of the positions that have been written so far. */
    private final Map<Integer, Label> labels = new HashMap<>();

    private final boolean isEmpty;

    VariableTable(Analysis analysis) {
        this.code = analysis.code();
        this.visibility = new Visibility(analysis);
        boolean none = true;
        for (int i = 0; i < code.size(); i++) {
            none &= !(code.at(i) instanceof LocalVariable);
        }
        this.isEmpty = none;
    }

    /** Before the element at a position is written. */
    void at(int position, CodeBuilder out) {
        if (!isEmpty) {
            labels.put(position, out.newBoundLabel());
        }
    }

    /** After the last element. */
    void write(CodeBuilder out) {
        at(code.size(), out);
        for (int i = 0; i < code.size(); i++) {
            if (code.at(i) instanceof LocalVariable it) {
                for (var range : ranges(it.slot(), it.startScope(), it.endScope())) {
                    out.localVariable(
                            Slots.moved(it.slot()),
                            shown(it.name().stringValue()),
                            it.typeSymbol(),
                            labels.get(range.from()),
                            labels.get(range.to()));
                }
            } else if (code.at(i) instanceof LocalVariableType it) {
                for (var range : ranges(it.slot(), it.startScope(), it.endScope())) {
                    out.localVariableType(
                            Slots.moved(it.slot()),
                            shown(it.name().stringValue()),
                            it.signatureSymbol(),
                            labels.get(range.from()),
                            labels.get(range.to()));
                }
            }
        }
    }

    private List<Visibility.Range> ranges(int slot, Label start, Label end) {
        return visibility.within(slot, code.position(start), code.position(end));
    }

    /** The receiver is no receiver of {@code poll}, which debuggers show as {@code this}. */
    private static String shown(String name) {
        return name.equals("this") ? "this$" : name;
    }
}
