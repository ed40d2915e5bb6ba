package dev.kyoto.internal.weave;

import static java.lang.constant.ConstantDescs.CD_Throwable;

import dev.kyoto.internal.weave.VType.Reference;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Instruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.constant.ClassDesc;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Writes what puts a method's line into the stack traces of failures: the JVM leaves out frames of
 * hidden classes.
 *
 * <p>A local holds the line that runs; compiled code keeps it in no register, as it is read in
 * handlers only. Each handler of the method, the last one included, adds the frame. A second local
 * names the failure that has it already, so that one that is thrown on by {@code finally} gets it
 * once, with the line where it came from.
 */
final class Tracing {
    private final CodeBuilder out;
    private final Code code;
    private final Slots slots;
    private final ClassDesc self;

    /** The line that a handler begins with, until its entry is written; else 0. */
    private int handlerLine;

    /** The first instructions of handlers. */
    private final Set<Integer> entries = new HashSet<>();

    /** The locals in which handlers keep what they have caught, with its type. */
    private final Map<Integer, Set<VType>> caught = new HashMap<>();

    Tracing(CodeBuilder out, Code code, Slots slots, ClassDesc self) {
        this.out = out;
        this.self = self;
        this.code = code;
        this.slots = slots;
        for (var handler : code.handlers()) {
            int entry = code.instructionAt(handler.target());
            entries.add(entry);
            if (code.at(entry) instanceof StoreInstruction store) {
                var type = handler.type() == null ? CD_Throwable : handler.type();
                caught.putIfAbsent(store.slot(), new HashSet<>());
                caught.get(store.slot()).add(new Reference(type));
            }
        }
    }

    /** At the start of each poll. */
    void begin() {
        out.iconst_0().istore(slots.line());
        out.aconst_null().astore(slots.traced());
    }

    /** Before the locals of a site are restored. */
    void resume(Site site, SpillPlan.AtSite plan) {
        if (site.line() > 0) {
            out.loadConstant(site.line()).istore(slots.line());
        }
        SpillPlan.Field innermost = null;
        for (var local : plan.locals()) {
            if (caught.getOrDefault(local.slot(), Set.of()).contains(local.type())) {
                innermost = local.field();
            }
        }
        if (innermost != null) {
            out.aload(Slots.MACHINE).getfield(self, innermost.name(), innermost.type());
            out.astore(slots.traced());
        }
    }

    /** At a line number. */
    void line(int position, int line) {
        if (entries.contains(code.instructionAt(position))) {
            handlerLine = line; // what was caught comes from another
        } else if (mayFail(position)) {
            out.loadConstant(line).istore(slots.line());
        }
    }

    /** Whether anything in the line that begins here can throw. */
    private boolean mayFail(int position) {
        for (int i = position + 1; i < code.size(); i++) {
            if (code.at(i) instanceof LineNumber) {
                return false;
            }
            if (code.at(i) instanceof Instruction instruction && mayFail(instruction)) {
                return true;
            }
        }
        return false;
    }

    private static boolean mayFail(Instruction instruction) {
        return switch (instruction.opcode().kind()) {
            case LOAD, STORE, INCREMENT, STACK, CONVERT, BRANCH, TABLE_SWITCH, LOOKUP_SWITCH, NOP ->
                    false;
            case CONSTANT -> instruction.opcode().name().startsWith("LDC");
            case RETURN -> false;
            case OPERATOR ->
                    instruction instanceof OperatorInstruction operator
                            && switch (operator.opcode()) {
                                case IDIV, LDIV, IREM, LREM, ARRAYLENGTH -> true;
                                default -> false;
                            };
            default -> true;
        };
    }

    /** Before the first instruction of a handler, if a position is one. */
    void handlerEntry(int position) {
        if (entries.contains(position)) {
            trace();
            if (handlerLine > 0) {
                out.loadConstant(handlerLine).istore(slots.line());
                handlerLine = 0;
            }
        }
    }

    /** With a failure on the stack, where it stays. */
    void trace() {
        out.dup().astore(slots.temporary());
        out.aload(Slots.MACHINE).aload(slots.temporary()).aload(slots.traced());
        out.iload(slots.line());
        out.invokevirtual(Names.MACHINE, "trace", Names.TRACE_TYPE);
        out.aload(slots.temporary()).astore(slots.traced());
    }
}
