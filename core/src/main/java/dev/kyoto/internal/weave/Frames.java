package dev.kyoto.internal.weave;

import dev.kyoto.internal.weave.VType.HalfMade;
import dev.kyoto.internal.weave.VType.Reference;
import dev.kyoto.internal.weave.VType.Simple;
import java.lang.classfile.Instruction;
import java.lang.classfile.attribute.StackMapFrameInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.ObjectVerificationTypeInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.SimpleVerificationTypeInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.UninitializedVerificationTypeInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.VerificationTypeInfo;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The frames at chosen places of a method: its stack maps, carried forward through the instructions
 * between them in one pass.
 */
final class Frames {
    private final Map<Integer, Frame> frames;
    private final Set<Integer> moved;

    private Frames(Map<Integer, Frame> frames, Set<Integer> moved) {
        this.frames = frames;
        this.moved = moved;
    }

    /**
     * Computes frames.
     *
     * @param code the method
     * @param owner its class
     * @param wanted which positions are of interest
     */
    static Frames of(Code code, ClassDesc owner, Set<Integer> wanted) throws Unweavable {
        var maps = new HashMap<Integer, StackMapFrameInfo>();
        for (var map : code.stackMaps()) {
            maps.put(code.instructionAt(code.position(map.target())), map);
        }
        var frames = new HashMap<Integer, Frame>();
        var simulator = new FrameSimulator();
        simulator.set(entry(code, owner));
        boolean reached = true;
        for (int i = 0; i < code.size(); i++) {
            if (!(code.at(i) instanceof Instruction instruction)) {
                continue;
            }
            var map = maps.get(i);
            if (map != null) {
                simulator.set(frame(map, code));
                reached = true;
            }
            if (reached) {
                if (wanted.contains(i)) {
                    frames.put(i, simulator.frame());
                }
                reached = simulator.step(instruction, i);
            }
        }
        return new Frames(frames, simulator.moved());
    }

    /** What holds before the instruction at a position; null if nothing can ever reach it. */
    @Nullable Frame before(int position) {
        return frames.get(position);
    }

    /** Whether a half-made object takes another way than straight from its new to its constructor. */
    boolean isMovedWhileHalfMade(int newPosition) {
        return moved.contains(newPosition);
    }

    private static Frame entry(Code code, ClassDesc owner) {
        var method = code.method();
        var locals = new ArrayList<VType>();
        if (!method.flags().has(AccessFlag.STATIC)) {
            boolean constructor = method.methodName().equalsString(ConstantDescs.INIT_NAME);
            locals.add(constructor ? Simple.UNINITIALIZED_THIS : new Reference(owner));
        }
        for (var parameter : method.methodTypeSymbol().parameterList()) {
            add(locals, VType.of(parameter));
        }
        return new Frame(locals, List.of());
    }

    private static void add(List<VType> locals, VType type) {
        locals.add(type);
        if (type.isWide()) {
            locals.add(Simple.TOP);
        }
    }

    private static Frame frame(StackMapFrameInfo map, Code code) {
        var locals = new ArrayList<VType>();
        for (var type : map.locals()) {
            add(locals, type(type, code));
        }
        var stack = new ArrayList<VType>();
        for (var type : map.stack()) {
            stack.add(type(type, code));
        }
        return new Frame(locals, stack);
    }

    private static VType type(VerificationTypeInfo type, Code code) {
        if (type instanceof ObjectVerificationTypeInfo object) {
            return new Reference(object.classSymbol());
        }
        if (type instanceof UninitializedVerificationTypeInfo made) {
            return new HalfMade(code.instructionAt(code.position(made.newTarget())));
        }
        return switch ((SimpleVerificationTypeInfo) type) {
            case TOP -> Simple.TOP;
            case INTEGER -> Simple.INT;
            case FLOAT -> Simple.FLOAT;
            case DOUBLE -> Simple.DOUBLE;
            case LONG -> Simple.LONG;
            case NULL -> Simple.NULL;
            case UNINITIALIZED_THIS -> Simple.UNINITIALIZED_THIS;
        };
    }
}
