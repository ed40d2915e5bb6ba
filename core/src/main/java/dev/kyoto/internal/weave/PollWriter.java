package dev.kyoto.internal.weave;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the {@code poll} of a machine. In the order of the code:
 *
 * <ol>
 *   <li>the head: a poll after the end is refused, the state becomes DONE, a switch leads on;
 *   <li>for each site where to resume: locals and stack are restored, then a jump into the body;
 *   <li>for each loop header that leads on ({@link LoopDispatch}): the ways from there;
 *   <li>for each site where to suspend: what is live goes to fields, Pending is returned;
 *   <li>the handler of what leaves the method by an exception;
 *   <li>the body: the method's own code, its locals moved up to make room for the machine and the
 *       context, and a poll in the place of each await.
 * </ol>
 *
 * <p>The body comes last, so that nothing else is taken for a part of its last line.
 */
final class PollWriter {
    private final CodeBuilder out;
    private final Analysis analysis;
    private final Code code;
    private final SpillPlan spills;
    private final MachineWriter.Role role;
    private final List<MethodKey> callees;
    private final int firstCallee;
    private final ClassDesc self;
    private final Slots slots;
    private final MemberRedirect members;
    private final SuspensionWriter suspensions;
    private final Tracing tracing;
    private final VariableTable variables;

    /** Where the poll of an awaited future is, by site; jumped to on resumption. */
    private final Map<Integer, Label> polls = new HashMap<>();

    private final Map<Integer, Label> suspends = new HashMap<>();

    /** Where a header asks whether to lead on, and where it leads to; by its position. */
    private final Map<Integer, Label> headers = new HashMap<>();

    private final Map<Integer, Label> dispatches = new HashMap<>();

    /** The sites by their positions. */
    private final Map<Integer, Site> sites = new HashMap<>();

    PollWriter(
            CodeBuilder out,
            Analysis analysis,
            SpillPlan spills,
            ClassFiles files,
            MachineWriter.Role role,
            List<MethodKey> callees,
            ClassDesc self) {
        this.out = out;
        this.analysis = analysis;
        this.code = analysis.code();
        this.spills = spills;
        this.role = role;
        this.callees = callees;
        this.firstCallee =
                MachineWriter.FIRST_READER
                        + (role == MachineWriter.Role.CALLEE ? 0 : spills.parameters().size());
        this.self = self;
        this.slots = new Slots(code.attribute().maxLocals());
        this.members = new MemberRedirect(analysis.owner(), files);
        this.suspensions = new SuspensionWriter(out, self, spills, slots);
        this.tracing = new Tracing(out, code, slots, self);
        this.variables = new VariableTable(analysis);
        for (var site : analysis.sites()) {
            sites.put(site.position(), site);
            polls.put(site.number(), out.newLabel());
            suspends.put(site.number(), out.newLabel());
        }
        for (int header : analysis.dispatches().headers().keySet()) {
            headers.put(header, out.newLabel());
            dispatches.put(header, out.newLabel());
        }
    }

    void write() {
        var bodyStart = out.newLabel();
        var bodyEnd = out.newLabel();
        writeHead(bodyStart);
        for (var header : analysis.dispatches().headers().values()) {
            writeDispatch(header);
        }
        for (var site : analysis.sites()) {
            out.labelBinding(suspends.get(site.number()));
            suspensions.suspend(site);
        }
        var lastHandler = out.newBoundLabel();
        writeLastHandler();
        out.labelBinding(bodyStart);
        writeStart();
        writeBody();
        out.labelBinding(bodyEnd);
        out.exceptionCatchAll(bodyStart, bodyEnd, lastHandler); // behind the method's own
        variables.write(out);
    }

    private void writeHead(Label start) {
        var refused = out.newLabel();
        out.aload(Slots.MACHINE).getfield(Names.MACHINE, "state", CD_int).istore(slots.state());
        out.iload(slots.state()).iflt(refused);
        out.aload(Slots.MACHINE).loadConstant(MachineState.DONE);
        out.putfield(Names.MACHINE, "state", CD_int);
        tracing.begin();
        var cases = new Switch(out);
        cases.add(MachineState.NEW, start);
        var resumes = new HashMap<Integer, Label>();
        for (var site : analysis.sites()) {
            resumes.put(site.number(), out.newLabel());
            cases.add(site.number(), resumes.get(site.number()));
        }
        out.iload(slots.state());
        cases.write(refused);
        for (var site : analysis.sites()) {
            out.labelBinding(resumes.get(site.number()));
            writeResume(site);
        }
        out.labelBinding(refused);
        out.invokestatic(Names.MACHINE, "polledAgain", Names.POLLED_AGAIN_TYPE).athrow();
    }

    private void writeResume(Site site) {
        tracing.resume(site, spills.at(site));
        var way = analysis.dispatches().way(site);
        if (way.isEmpty()) {
            writeReturnTo(site);
        } else {
            enterHeader(site, way.getFirst());
        }
    }

    /** The last step of resuming: headers that come later must not lead on any more. */
    private void writeReturnTo(Site site) {
        if (!headers.isEmpty()) {
            out.iconst_0().istore(slots.state());
        }
        suspensions.resume(site);
        out.goto_(polls.get(site.number()));
    }

    private void enterHeader(Site site, int header) {
        suspensions.fill(site, analysis.dispatches().header(header));
        out.goto_(headers.get(header));
    }

    /** What comes after a header when a machine was resumed: the next header, or the await. */
    private void writeDispatch(LoopDispatch.Header header) {
        out.labelBinding(dispatches.get(header.position()));
        var cases = new Switch(out);
        var targets = new HashMap<Integer, Label>();
        for (var site : analysis.sites()) {
            if (analysis.dispatches().way(site).contains(header.position())) {
                targets.put(site.number(), out.newLabel());
                cases.add(site.number(), targets.get(site.number()));
            }
        }
        out.iload(slots.state());
        cases.write();
        for (var site : analysis.sites()) {
            if (!targets.containsKey(site.number())) {
                continue;
            }
            out.labelBinding(targets.get(site.number()));
            var way = analysis.dispatches().way(site);
            int next = way.indexOf(header.position()) + 1;
            if (next < way.size()) {
                enterHeader(site, way.get(next));
            } else {
                writeReturnTo(site);
            }
        }
    }

    /** The parameters become locals, as they are where the method begins. */
    private void writeStart() {
        for (var parameter : spills.parameters()) {
            var field = parameter.field();
            out.aload(Slots.MACHINE).getfield(self, field.name(), field.type());
            out.storeLocal(parameter.type().kind(), Slots.moved(parameter.slot()));
            if (parameter.assigned() && field.isReference()) {
                // It lives in the local from now on, and must not be kept by the field.
                out.aload(Slots.MACHINE).aconst_null();
                out.putfield(self, field.name(), field.type());
            }
        }
    }

    private void writeBody() {
        for (int i = 0; i < code.size(); i++) {
            variables.at(i, out);
            // The table of variables is written by itself, and annotations do nothing.
            var element = code.at(i);
            if (element instanceof Instruction instruction) {
                writeInstruction(i, instruction);
            } else if (element instanceof LabelTarget target) {
                out.labelBinding(target.label());
            } else if (element instanceof LineNumber line) {
                out.with(line);
                tracing.line(i, line.line());
            } else if (element instanceof ExceptionCatch row) {
                out.with(row);
            }
        }
    }

    @SuppressWarnings("IfChainToSwitch") // the JVM links a switch over types at its first use
    private void writeInstruction(int position, Instruction instruction) {
        var header = headers.get(position);
        if (header != null) {
            out.labelBinding(header);
            out.iload(slots.state()).ifne(dispatches.get(position));
        }
        tracing.handlerEntry(position);
        var site = sites.get(position);
        if (site != null) {
            writeSite(site, (InvokeInstruction) instruction);
            return;
        }
        if (analysis.halfMade().isLeftOut(position)) {
            return;
        }
        if (instruction instanceof LoadInstruction i) {
            out.loadLocal(i.typeKind(), Slots.moved(i.slot()));
        } else if (instruction instanceof StoreInstruction i) {
            out.storeLocal(i.typeKind(), Slots.moved(i.slot()));
        } else if (instruction instanceof IncrementInstruction i) {
            out.iinc(Slots.moved(i.slot()), i.constant());
        } else if (instruction instanceof ReturnInstruction i) {
            writeReturn(i.typeKind());
        } else if (instruction instanceof NewObjectInstruction i) {
            writeNew(position, i);
        } else if (instruction instanceof InvokeInstruction i) {
            writeCall(position, i);
        } else if (instruction instanceof FieldInstruction i) {
            members.field(out, i);
        } else if (instruction instanceof InvokeDynamicInstruction i && LambdaRedirect.applies(i)) {
            out.invokedynamic(LambdaRedirect.redirected(i));
        } else {
            out.with(instruction);
        }
    }

    private void writeCall(int position, InvokeInstruction call) {
        if (analysis.halfMade().constructors().containsKey(position)) {
            writeLateConstructor(position, call);
        } else {
            members.call(out, call);
        }
    }

    private void writeSite(Site site, InvokeInstruction call) {
        if (site.kind() instanceof Site.Call(MethodKey target, var _)) {
            // The operands are on the stack; the machine takes them.
            var operands = call.typeSymbol().parameterList();
            var type = MethodTypeDesc.of(Names.FUTURE, operands);
            if (call.opcode() != Opcode.INVOKESTATIC) {
                type = type.insertParameterTypes(0, call.owner().asSymbol());
            }
            out.invokedynamic(
                    DynamicCallSiteDesc.of(
                            Names.bootstrap("callee", CD_int),
                            target.name(),
                            type,
                            firstCallee + callees.indexOf(target)));
        }
        out.astore(slots.future());
        out.labelBinding(polls.get(site.number()));
        out.aload(slots.future()).aload(Slots.CONTEXT);
        out.invokeinterface(Names.FUTURE, "poll", Names.POLL_TYPE);
        out.dup()
                .getstatic(Names.MACHINE, "PENDING", Names.POLL)
                .if_acmpeq(suspends.get(site.number()));
        out.checkcast(Names.READY).invokevirtual(Names.READY, "value", Names.VALUE_TYPE);
        castTo(site.kind().result());
    }

    /** Turns the value of a future into what the call was declared to return. */
    private void castTo(ClassDesc type) {
        if (type.equals(CD_void)) {
            out.pop();
        } else if (!type.isPrimitive()) {
            if (!type.equals(CD_Object)) {
                out.checkcast(type);
            }
        } else {
            var box = Boxes.of(type);
            out.checkcast(box);
            out.invokevirtual(box, type.displayName().concat("Value"), MethodTypeDesc.of(type));
        }
    }

    private void writeReturn(TypeKind kind) {
        var type = code.method().methodTypeSymbol().returnType();
        if (role == MachineWriter.Role.RUNNABLE && kind != TypeKind.VOID) {
            switch (kind.slotSize()) {
                case 2 -> out.pop2();
                default -> out.pop();
            }
            out.aconst_null();
        } else if (kind == TypeKind.VOID) {
            out.aconst_null();
        } else if (type.isPrimitive()) {
            var box = Boxes.of(type);
            out.invokestatic(box, "valueOf", MethodTypeDesc.of(box, type));
        }
        out.invokestatic(Names.POLL, "ready", Names.READY_TYPE, true).areturn();
    }

    private void writeNew(int position, NewObjectInstruction instruction) {
        out.with(instruction);
        if (analysis.halfMade().made().contains(position)) {
            out.pop(); // it was for the initialisation of the class
        }
    }

    private void writeLateConstructor(int position, InvokeInstruction call) {
        var parameters = call.typeSymbol().parameterList();
        int slot = slots.temporary();
        for (var parameter : parameters.reversed()) {
            var kind = TypeKind.from(parameter).asLoadable();
            out.storeLocal(kind, slot);
            slot += kind.slotSize();
        }
        out.new_(call.owner());
        if (analysis.halfMade().isCopied(position)) {
            out.dup();
        }
        for (var parameter : parameters) {
            var kind = TypeKind.from(parameter).asLoadable();
            slot -= kind.slotSize();
            out.loadLocal(kind, slot);
        }
        out.with(call);
    }

    private void writeLastHandler() {
        tracing.trace();
        if (role != MachineWriter.Role.CALLEE) {
            out.invokestatic(Names.BLOCK_MACHINE, "failure", Names.FAILURE_TYPE);
        }
        out.athrow();
    }
}
