package dev.kyoto.internal.weave;

import static java.lang.constant.ConstantDescs.CD_MethodHandle;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.kyoto.internal.scheduler.HiddenFrames;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.SourceFileAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the class of a machine: fields, constructor, and what {@link Machine} asks of it. Its
 * {@code poll} is the work of {@link PollWriter}.
 */
final class MachineWriter implements ClassHierarchyResolver {

    /** What a machine is made of. */
    enum Role {
        /** The body of a block that has a value. */
        CALLABLE,
        /** The body of a block without one: what it returns is dropped. */
        RUNNABLE,
        /** A method that others call. */
        CALLEE
    }

    /** Where in the class data the readers of captured values begin. */
    static final int FIRST_READER = 1;

    private final Analysis analysis;
    private final ClassFiles files;
    private final Role role;
    private final List<MethodKey> callees;
    private final SpillPlan spills;
    private final ClassDesc self;

    /**
     * A writer.
     *
     * @param analysis the method
     * @param files the class files around it
     * @param role what it is
     * @param callees the methods that it calls at its sites, in the order of the class data
     */
    MachineWriter(Analysis analysis, ClassFiles files, Role role, List<MethodKey> callees) {
        this.analysis = analysis;
        this.files = files;
        this.role = role;
        this.callees = callees;
        this.spills = new SpillPlan(analysis);
        this.self = nameOf(analysis);
    }

    /** A class of the same package, which tells in a profile what it was made of. */
    private static ClassDesc nameOf(Analysis analysis) {
        var method = analysis.code().method().methodName().stringValue();
        return ClassDesc.ofInternalName(
                analysis.owner()
                        .thisClass()
                        .asInternalName()
                        .concat(HiddenFrames.SEPARATOR)
                        .concat(method));
    }

    /**
     * Writes the class.
     *
     * @return its class file
     * @throws Unweavable if the JVM has no room for such a class
     */
    byte[] write() throws Unweavable {
        var options =
                ClassFile.of(
                        ClassFile.ClassHierarchyResolverOption.of(this),
                        ClassFile.DeadLabelsOption.DROP_DEAD_LABELS);
        try {
            return options.build(self, this::writeClass);
        } catch (IllegalArgumentException e) {
            var key = MethodKey.of(analysis.owner(), analysis.code().method());
            throw new Unweavable(
                    String.valueOf(e.getMessage()).contains("Code length")
                            ? "the state machine of "
                                    + key
                                    + " would have more than the 64 KB of code that the JVM allows;"
                                    + " split the method"
                            : "no state machine could be made of " + key + ": " + e.getMessage());
        }
    }

    /** The bytes of code of a machine's {@code poll}. */
    static int codeLength(byte[] machine) {
        int length = 0;
        for (var method : ClassFile.of().parse(machine).methods()) {
            if (method.methodName().equalsString("poll")) {
                length += method.findAttribute(Attributes.code()).orElseThrow().codeLength();
            }
        }
        return length;
    }

    /** What the class file generator asks about super classes, the one of the machine included. */
    @Override
    public @Nullable ClassHierarchyInfo getClassInfo(ClassDesc type) {
        return type.equals(self)
                ? ClassHierarchyInfo.ofClass(superclass())
                : files.getClassInfo(type);
    }

    private ClassDesc superclass() {
        return role == Role.CALLEE ? Names.CALLEE_MACHINE : Names.BLOCK_MACHINE;
    }

    private void writeClass(ClassBuilder out) {
        out.withVersion(ClassFile.latestMajorVersion(), 0);
        out.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER | ClassFile.ACC_SYNTHETIC);
        out.withSuperclass(superclass());
        var sourceFile = sourceFile();
        if (sourceFile != null) {
            out.with(SourceFileAttribute.of(sourceFile));
        }
        for (var parameter : spills.parameters()) {
            out.withField(parameter.field().name(), parameter.field().type(), 0);
        }
        for (var field : spills.spillFields()) {
            out.withField(field.name(), field.type(), 0);
        }
        out.withMethodBody(ConstantDescs.INIT_NAME, constructorType(), 0, this::writeConstructor);
        out.withMethodBody(
                "poll",
                Names.POLL_TYPE,
                ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL,
                code -> new PollWriter(code, analysis, spills, files, role, callees, self).write());
        out.withMethodBody(
                "frame",
                Names.FRAME_TYPE,
                ClassFile.ACC_PROTECTED | ClassFile.ACC_FINAL,
                this::writeFrame);
        if (role != Role.CALLEE) {
            if (!spills.parameters().isEmpty()) {
                out.withMethodBody(
                        ConstantDescs.INIT_NAME,
                        ConstantDescs.MTD_void,
                        0,
                        this::writePrototypeConstructor);
            }
            out.withMethodBody(
                    "fresh",
                    Names.FRESH_TYPE,
                    ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL,
                    this::writeFresh);
        }
    }

    /** The parameters of the method, its receiver first. */
    private MethodTypeDesc constructorType() {
        return MethodTypeDesc.of(CD_void, parameterTypes());
    }

    private List<ClassDesc> parameterTypes() {
        var types = new ArrayList<ClassDesc>();
        for (var parameter : spills.parameters()) {
            types.add(parameter.field().type());
        }
        return types;
    }

    private @Nullable String sourceFile() {
        var attribute = analysis.owner().findAttribute(Attributes.sourceFile());
        return attribute.isPresent() ? attribute.get().sourceFile().stringValue() : null;
    }

    private void writeConstructor(CodeBuilder code) {
        writeSuperCall(code);
        if (role == Role.CALLEE && !isStatic()) {
            // The call of a method on null fails, and so does the making of its machine.
            code.aload(1);
            code.invokestatic(Names.OBJECTS, "requireNonNull", Names.REQUIRE_TYPE).pop();
        }
        int slot = 1;
        for (var parameter : spills.parameters()) {
            var kind = TypeKind.from(parameter.field().type());
            code.aload(0).loadLocal(kind, slot);
            code.putfield(self, parameter.field().name(), parameter.field().type());
            slot += kind.slotSize();
        }
        code.return_();
    }

    /** Of a machine that is never polled but makes others, so that it needs no values. */
    private void writePrototypeConstructor(CodeBuilder code) {
        writeSuperCall(code);
        code.return_();
    }

    private void writeSuperCall(CodeBuilder code) {
        code.aload(0).invokespecial(superclass(), ConstantDescs.INIT_NAME, ConstantDescs.MTD_void);
    }

    private boolean isStatic() {
        return analysis.code().method().flags().has(AccessFlag.STATIC);
    }

    private void writeFresh(CodeBuilder code) {
        code.new_(self).dup();
        int reader = FIRST_READER;
        for (var type : parameterTypes()) {
            code.loadConstant(
                    DynamicConstantDesc.ofNamed(
                            ConstantDescs.BSM_CLASS_DATA_AT,
                            ConstantDescs.DEFAULT_NAME,
                            CD_MethodHandle,
                            reader++));
            code.aload(1);
            code.invokevirtual(CD_MethodHandle, "invokeExact", MethodTypeDesc.of(type, CD_Object));
        }
        code.invokespecial(self, ConstantDescs.INIT_NAME, constructorType()).areturn();
    }

    private void writeFrame(CodeBuilder code) {
        code.new_(Names.STACK_TRACE_ELEMENT).dup();
        code.loadConstant(ClassFiles.binaryName(analysis.owner().thisClass().asInternalName()));
        code.loadConstant(analysis.code().method().methodName().stringValue());
        code.loadConstant(sourceFile());
        code.iload(1);
        code.invokespecial(
                Names.STACK_TRACE_ELEMENT, ConstantDescs.INIT_NAME, Names.NEW_FRAME_TYPE);
        code.areturn();
    }
}
