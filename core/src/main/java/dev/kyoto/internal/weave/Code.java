package dev.kyoto.internal.weave;

import java.lang.classfile.CodeElement;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
     * @param target the position of the handler's label
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
    private final Map<Label, Integer> positions = new HashMap<>();
    private final List<Handler> handlers = new ArrayList<>();
    private final int[] lines;

    private Code(MethodModel method, CodeAttribute attribute) {
        this.method = method;
        this.attribute = attribute;
        this.elements = attribute.elementList();
        this.lines = new int[elements.size()];
        int line = 0;
        for (int i = 0; i < elements.size(); i++) {
            switch (elements.get(i)) {
                case LabelTarget target -> positions.put(target.label(), i);
                case LineNumber number -> line = number.line();
                default -> {}
            }
            lines[i] = line;
        }
        for (var element : elements) {
            if (element instanceof ExceptionCatch row) {
                handlers.add(
                        new Handler(
                                position(row.tryStart()),
                                position(row.tryEnd()),
                                position(row.handler()),
                                row.catchType().map(type -> type.asSymbol()).orElse(null)));
            }
        }
    }

    /** The code of a method that has some: one that is neither abstract nor native. */
    static Code of(MethodModel method) {
        return new Code(
                method,
                (CodeAttribute)
                        method.code()
                                .orElseThrow(
                                        () ->
                                                new IllegalArgumentException(
                                                        method.methodName() + " has no code")));
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

    /** Where a label stands. */
    int position(Label label) {
        var position = positions.get(label);
        if (position == null) {
            throw new IllegalStateException("a label without a place in " + method.methodName());
        }
        return position;
    }

    /** The exception table, in its order. */
    List<Handler> handlers() {
        return handlers;
    }

    /** The source line that a position belongs to, or 0 if the class file does not tell. */
    int line(int position) {
        return lines[position];
    }
}
