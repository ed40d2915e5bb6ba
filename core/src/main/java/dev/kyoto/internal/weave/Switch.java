package dev.kyoto.internal.weave;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.SwitchCase;
import java.util.ArrayList;
import java.util.List;

/** A switch on the int on top of the stack, written once its cases are known. */
final class Switch {
    private final CodeBuilder out;
    private final List<SwitchCase> cases = new ArrayList<>();

    Switch(CodeBuilder out) {
        this.out = out;
    }

    void add(int value, Label target) {
        cases.add(SwitchCase.of(value, target));
    }

    /** Writes it for cases that may be others. */
    void write(Label otherwise) {
        int last = cases.getLast().caseValue();
        boolean dense = last - cases.getFirst().caseValue() < cases.size();
        if (dense) {
            out.tableswitch(cases.getFirst().caseValue(), last, otherwise, cases);
        } else {
            out.lookupswitch(otherwise, cases);
        }
    }

    /** Writes it where there is no other case; the last one needs no test. */
    void write() {
        var otherwise = cases.removeLast().target();
        if (cases.isEmpty()) {
            out.pop().goto_(otherwise);
        } else {
            write(otherwise);
        }
    }
}
