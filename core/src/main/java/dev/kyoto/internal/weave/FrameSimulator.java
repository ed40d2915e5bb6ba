package dev.kyoto.internal.weave;

import dev.kyoto.internal.weave.VType.HalfMade;
import dev.kyoto.internal.weave.VType.Reference;
import dev.kyoto.internal.weave.VType.Simple;
import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.constantpool.ConstantDynamicEntry;
import java.lang.classfile.constantpool.LoadableConstantEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What each instruction does to the types of locals and operand stack.
 *
 * <p>It knows one path at a time: where paths meet, the class file's own stack maps say what holds.
 */
final class FrameSimulator {
    private final List<VType> locals = new ArrayList<>();
    private final List<VType> stack = new ArrayList<>();

    /** The {@code new}s whose result was moved otherwise than by the dup that follows them. */
    private final Set<Integer> moved = new TreeSet<>();

    /** The {@code new} whose result may be copied by the very next instruction. */
    private int justMade = -1;

    void set(Frame frame) {
        locals.clear();
        locals.addAll(frame.locals());
        stack.clear();
        stack.addAll(frame.stack());
    }

    Frame frame() {
        return new Frame(List.copyOf(locals), List.copyOf(stack));
    }

    /** The {@code new}s whose half-made objects went elsewhere than from their place to init. */
    Set<Integer> moved() {
        return Collections.unmodifiableSet(moved);
    }

    /**
     * Goes past one instruction.
     *
     * @return false if what follows in the code does not follow in time
     */
    boolean step(Instruction instruction, int position) throws Unweavable {
        int made = justMade;
        justMade = -1;
        switch (instruction.opcode().kind()) {
            case LOAD -> {
                var load = (LoadInstruction) instruction;
                push(
                        load.typeKind() == TypeKind.REFERENCE
                                ? local(load.slot())
                                : kind(load.typeKind()));
            }
            case STORE -> store(((StoreInstruction) instruction).slot(), pop());
            case INCREMENT, NOP -> {}
            case CONSTANT -> push(constant((ConstantInstruction) instruction));
            case ARRAY_LOAD -> arrayLoad((ArrayLoadInstruction) instruction);
            case ARRAY_STORE -> pop(3);
            case STACK -> move(instruction.opcode(), made);
            case OPERATOR -> operate((OperatorInstruction) instruction);
            case CONVERT -> replace(1, kind(((ConvertInstruction) instruction).toType()));
            case FIELD_ACCESS -> field((FieldInstruction) instruction);
            case INVOKE -> invoke((InvokeInstruction) instruction);
            case INVOKE_DYNAMIC -> call(((InvokeDynamicInstruction) instruction).typeSymbol());
            case NEW_OBJECT -> {
                push(new HalfMade(position));
                justMade = position;
            }
            case NEW_PRIMITIVE_ARRAY -> {
                var component = ((NewPrimitiveArrayInstruction) instruction).typeKind();
                replace(1, new Reference(component.upperBound().arrayType()));
            }
            case NEW_REF_ARRAY -> {
                var component = ((NewReferenceArrayInstruction) instruction).componentType();
                replace(1, new Reference(component.asSymbol().arrayType()));
            }
            case NEW_MULTI_ARRAY -> {
                var array = (NewMultiArrayInstruction) instruction;
                replace(array.dimensions(), new Reference(array.arrayType().asSymbol()));
            }
            case TYPE_CHECK -> check((TypeCheckInstruction) instruction);
            case MONITOR -> pop();
            case BRANCH -> {
                return branch(instruction.opcode());
            }
            case TABLE_SWITCH, LOOKUP_SWITCH -> {
                pop();
                return false;
            }
            case RETURN, THROW_EXCEPTION -> {
                return false;
            }
            default ->
                    throw new Unweavable(
                            "its code has the instruction "
                                    + instruction.opcode()
                                    + " of old compilers; compile it for Java 7 or newer");
        }
        return true;
    }

    private void check(TypeCheckInstruction instruction) {
        replace(
                1,
                instruction.opcode() == Opcode.CHECKCAST
                        ? new Reference(instruction.type().asSymbol())
                        : Simple.INT);
    }

    private VType local(int slot) {
        return slot < locals.size() ? locals.get(slot) : Simple.TOP;
    }

    private void store(int slot, VType type) {
        markMoved(type);
        while (locals.size() < slot + 2) {
            locals.add(Simple.TOP);
        }
        if (slot > 0 && locals.get(slot - 1).isWide()) {
            locals.set(slot - 1, Simple.TOP);
        }
        locals.set(slot, type);
        if (type.isWide()) {
            locals.set(slot + 1, Simple.TOP);
        }
    }

    private void markMoved(VType type) {
        if (type instanceof HalfMade(int position)) {
            moved.add(position);
        }
    }

    private void push(VType type) {
        stack.add(type);
    }

    private VType pop() {
        return stack.removeLast();
    }

    private void pop(int count) {
        for (int i = 0; i < count; i++) {
            pop();
        }
    }

    private void replace(int count, VType type) {
        pop(count);
        push(type);
    }

    private static VType kind(TypeKind kind) {
        return VType.of(kind.upperBound());
    }

    private static VType constant(ConstantInstruction instruction) {
        if (instruction.opcode() == Opcode.ACONST_NULL) {
            return Simple.NULL;
        }
        if (instruction.typeKind() != TypeKind.REFERENCE) {
            return kind(instruction.typeKind());
        }
        return new Reference(
                instruction instanceof ConstantInstruction.LoadConstantInstruction load
                        ? typeOf(load.constantEntry())
                        : ConstantDescs.CD_Object);
    }

    private static ClassDesc typeOf(LoadableConstantEntry constant) {
        return switch (constant.tag()) {
            case PoolEntry.TAG_STRING -> ConstantDescs.CD_String;
            case PoolEntry.TAG_CLASS -> ConstantDescs.CD_Class;
            case PoolEntry.TAG_METHOD_HANDLE -> ConstantDescs.CD_MethodHandle;
            case PoolEntry.TAG_METHOD_TYPE -> ConstantDescs.CD_MethodType;
            case PoolEntry.TAG_DYNAMIC -> ((ConstantDynamicEntry) constant).typeSymbol();
            default -> ConstantDescs.CD_Object;
        };
    }

    private void arrayLoad(ArrayLoadInstruction instruction) {
        pop();
        var array = pop();
        if (instruction.typeKind() != TypeKind.REFERENCE) {
            push(kind(instruction.typeKind()));
        } else if (array instanceof Reference(ClassDesc type) && type.isArray()) {
            push(new Reference(type.componentType()));
        } else {
            push(Simple.NULL); // the array is null: the instruction never ends normally
        }
    }

    private void operate(OperatorInstruction instruction) {
        var opcode = instruction.opcode();
        switch (opcode) {
            case ARRAYLENGTH, LCMP, FCMPL, FCMPG, DCMPL, DCMPG ->
                    replace(opcode == Opcode.ARRAYLENGTH ? 1 : 2, Simple.INT);
            case INEG, LNEG, FNEG, DNEG -> {}
            default -> replace(2, kind(instruction.typeKind()));
        }
    }

    private void field(FieldInstruction instruction) {
        switch (instruction.opcode()) {
            case GETSTATIC -> push(VType.of(instruction.typeSymbol()));
            case PUTSTATIC -> pop();
            case GETFIELD -> replace(1, VType.of(instruction.typeSymbol()));
            default -> pop(2);
        }
    }

    private void invoke(InvokeInstruction instruction) {
        var type = instruction.typeSymbol();
        if (instruction.opcode() == Opcode.INVOKESTATIC) {
            call(type);
            return;
        }
        pop(type.parameterCount());
        var receiver = pop();
        if (instruction.name().equalsString(ConstantDescs.INIT_NAME)) {
            var made = new Reference(instruction.owner().asSymbol());
            Collections.replaceAll(stack, receiver, made);
            Collections.replaceAll(locals, receiver, made);
        } else {
            pushResult(type);
        }
    }

    private void call(MethodTypeDesc type) {
        pop(type.parameterCount());
        pushResult(type);
    }

    private void pushResult(MethodTypeDesc type) {
        if (!type.returnType().equals(ConstantDescs.CD_void)) {
            push(VType.of(type.returnType()));
        }
    }

    private boolean branch(Opcode opcode) {
        switch (opcode) {
            case GOTO, GOTO_W -> {
                return false;
            }
            case IF_ICMPEQ,
                    IF_ICMPNE,
                    IF_ICMPLT,
                    IF_ICMPGE,
                    IF_ICMPGT,
                    IF_ICMPLE,
                    IF_ACMPEQ,
                    IF_ACMPNE ->
                    pop(2);
            default -> pop();
        }
        return true;
    }

    // ---- dup, pop and swap, which count slots where the stack here counts values ----

    private void move(Opcode opcode, int made) {
        switch (opcode) {
            case POP -> dropped(pop());
            case POP2 -> {
                if (!dropped(pop()).isWide()) {
                    dropped(pop());
                }
            }
            case SWAP -> {
                var top = pop();
                var below = pop();
                markMoved(top);
                markMoved(below);
                push(top);
                push(below);
            }
            case DUP -> {
                if (!(stack.getLast() instanceof HalfMade(int position) && position == made)) {
                    markMoved(stack.getLast());
                }
                push(stack.getLast());
            }
            case DUP_X1 -> copy(1, 1);
            case DUP_X2 -> copy(1, 2);
            case DUP2 -> copy(2, 0);
            case DUP2_X1 -> copy(2, 1);
            case DUP2_X2 -> copy(2, 2);
            default -> throw new IllegalStateException("not a stack instruction: " + opcode);
        }
    }

    private VType dropped(VType type) {
        markMoved(type);
        return type;
    }

    /** Copies the topmost slots below as many more slots. */
    private void copy(int slots, int below) {
        var copied = take(slots);
        var skipped = take(below);
        stack.addAll(copied);
        stack.addAll(skipped);
        stack.addAll(copied);
    }

    private List<VType> take(int slots) {
        var taken = new ArrayList<VType>();
        int left = slots;
        while (left > 0) {
            var type = pop();
            markMoved(type);
            taken.addFirst(type);
            left -= type.isWide() ? 2 : 1;
        }
        return taken;
    }
}
