package dev.kyoto.internal.weave;

import dev.kyoto.internal.weave.VType.HalfMade;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.constant.ConstantDescs;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The objects that are made by {@code new X(f.await())}: they exist, without a constructor having
 * run, while a machine is suspended, and no field can hold such an object.
 *
 * <p>So they are made later. Where {@code new} stood the class is only initialised, which keeps the
 * order of effects; the arguments are computed on a stack without the object; the object is made
 * right before its constructor is called.
 *
 * @param made the {@code new} instructions to put off
 * @param copied those of them whose result is copied for later use, by the dup at this position
 * @param constructors the constructor calls that make up for them: where, and for which new
 */
record HalfMadeObjects(
        Set<Integer> made, Map<Integer, Integer> copied, Map<Integer, Integer> constructors) {

    /** The positions of all constructor calls. */
    static List<Integer> constructorCalls(Code code) {
        var calls = new ArrayList<Integer>();
        for (int i = 0; i < code.size(); i++) {
            if (code.at(i) instanceof InvokeInstruction call
                    && call.opcode() == Opcode.INVOKESPECIAL
                    && call.name().equalsString(ConstantDescs.INIT_NAME)) {
                calls.add(i);
            }
        }
        return calls;
    }

    static HalfMadeObjects at(List<Site> sites, Code code, Frames frames) throws Unweavable {
        var made = new HashSet<Integer>();
        for (var site : sites) {
            for (var type : site.frame().stack()) {
                if (type instanceof HalfMade(int position)) {
                    made.add(position);
                }
            }
        }
        var copied = new HashMap<Integer, Integer>();
        for (int position : made) {
            int next = code.instructionAt(position + 1);
            if (code.at(next) instanceof StackInstruction copy && copy.opcode() == Opcode.DUP) {
                copied.put(position, next);
            }
        }
        var constructors = new HashMap<Integer, Integer>();
        if (made.isEmpty()) {
            return new HalfMadeObjects(made, copied, constructors);
        }
        for (int call : constructorCalls(code)) {
            var frame = frames.before(call);
            if (frame == null) {
                continue;
            }
            int arguments = ((InvokeInstruction) code.at(call)).typeSymbol().parameterCount();
            if (frame.fromTop(arguments) instanceof HalfMade(int position)
                    && made.contains(position)) {
                constructors.put(call, position);
                checkShape(position, frame, arguments, copied.containsKey(position), code, frames);
            }
        }
        return new HalfMadeObjects(made, copied, constructors);
    }

    /** Right below its arguments the object has to lie, once or, after a dup, twice. */
    private static void checkShape(
            int made, Frame frame, int arguments, boolean copied, Code code, Frames frames)
            throws Unweavable {
        int copies = Collections.frequency(frame.stack(), new HalfMade(made));
        boolean belowIt =
                !copied
                        || (frame.stack().size() > arguments + 1
                                && frame.fromTop(arguments + 1).equals(new HalfMade(made)));
        if (copies != (copied ? 2 : 1) || !belowIt || frames.isMovedWhileHalfMade(made)) {
            var type = ((NewObjectInstruction) code.at(made)).className().asInternalName();
            throw new Unweavable(
                    "it awaits in the arguments of new "
                            + ClassFiles.binaryName(type)
                            + ", line "
                            + code.line(made)
                            + ", in a shape that cannot be put off; compute the arguments in"
                            + " variables first");
        }
    }

    /** Whether the object that a constructor call makes is used afterwards. */
    boolean isCopied(int constructorCall) {
        return copied.containsKey(constructors.get(constructorCall));
    }

    /** Whether an instruction is left out, as the object that it moves is not made yet. */
    boolean isLeftOut(int position) {
        return copied.containsValue(position);
    }
}
