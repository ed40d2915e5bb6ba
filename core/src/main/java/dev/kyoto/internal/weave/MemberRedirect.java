package dev.kyoto.internal.weave;

import static java.lang.constant.ConstantDescs.CD_Class;
import static java.lang.constant.ConstantDescs.CD_String;

import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Rewrites the accesses of a method to members that its class may use and a nestmate may not. It
 * decides by reading class files: reflection would load classes that the program may never need.
 */
final class MemberRedirect {
    private static final String LOOKUPS = "java/lang/invoke/MethodHandles";
    private static final Set<String> OBJECT_ALONE = Set.of("java/lang/Object");
    private static final Set<String> PROTECTED_IN_OBJECT = Set.of("clone", "finalize");

    private final ClassModel owner;
    private final ClassFiles files;
    private final ClassDesc self;

    /** The class itself and its super classes. */
    private final Set<String> superclasses = new HashSet<>();

    /** The super classes in other packages: what is protected there is not for nestmates. */
    private final Set<String> foreign = new HashSet<>();

    MemberRedirect(ClassModel owner, ClassFiles files) {
        this.owner = owner;
        this.files = files;
        this.self = owner.thisClass().asSymbol();
        var ownPackage = packageOf(owner.thisClass().asInternalName());
        for (var name : files.superclassNames(owner.thisClass().asInternalName())) {
            superclasses.add(name);
            if (!packageOf(name).equals(ownPackage)) {
                foreign.add(name);
            }
        }
    }

    private static String packageOf(String name) {
        return name.substring(0, name.lastIndexOf('/') + 1);
    }

    /** Writes a call, other than one of an awaiting method. */
    void call(CodeBuilder out, InvokeInstruction call) {
        boolean init = call.name().equalsString(ConstantDescs.INIT_NAME);
        if (isLookup(call)) {
            out.invokedynamic(
                    DynamicCallSiteDesc.of(Names.bootstrap("lookup"), "lookup", call.typeSymbol()));
        } else if (call.opcode() == Opcode.INVOKESPECIAL && !init) {
            callSpecial(out, call);
        } else if (!init
                && isProtectedElsewhere(
                        call.owner().asInternalName(), call.name(), call.type(), true)) {
            if (call.opcode() == Opcode.INVOKESTATIC) {
                redirect(out, call, OwnAccess.STATIC, call.typeSymbol());
            } else {
                redirect(out, call, OwnAccess.VIRTUAL, withReceiver(call));
            }
        } else {
            out.with(call);
        }
    }

    private static boolean isLookup(InvokeInstruction call) {
        return call.opcode() == Opcode.INVOKESTATIC
                && call.owner().name().equalsString(LOOKUPS)
                && call.name().equalsString("lookup");
    }

    /** A private method of the class itself, or one of a super class. */
    private void callSpecial(CodeBuilder out, InvokeInstruction call) {
        boolean own = call.owner().asSymbol().equals(self);
        var method =
                own
                        ? ClassFiles.method(
                                owner, call.name().stringValue(), call.type().stringValue())
                        : Optional.<MethodModel>empty();
        if (method.isPresent() && method.get().flags().has(AccessFlag.PRIVATE)) {
            if (owner.flags().has(AccessFlag.INTERFACE)) {
                out.invokeinterface(self, call.name().stringValue(), call.typeSymbol());
            } else {
                out.invokevirtual(self, call.name().stringValue(), call.typeSymbol());
            }
        } else {
            redirect(out, call, OwnAccess.SUPER, withReceiver(call));
        }
    }

    private MethodTypeDesc withReceiver(InvokeInstruction call) {
        return call.typeSymbol().insertParameterTypes(0, self);
    }

    private void redirect(
            CodeBuilder out, InvokeInstruction call, OwnAccess access, MethodTypeDesc type) {
        out.invokedynamic(
                site(call.name().stringValue(), type, call.owner().asSymbol(), access.name()));
    }

    private static DynamicCallSiteDesc site(
            String name, MethodTypeDesc type, ClassDesc in, String access) {
        return DynamicCallSiteDesc.of(
                Names.bootstrap("member", CD_Class, CD_String), name, type, in, access);
    }

    /** Writes an access to a field. */
    void field(CodeBuilder out, FieldInstruction access) {
        if (!isProtectedElsewhere(
                access.owner().asInternalName(), access.name(), access.type(), false)) {
            out.with(access);
            return;
        }
        var type = access.typeSymbol();
        var handleType =
                switch (access.opcode()) {
                    case GETFIELD -> MethodTypeDesc.of(type, self);
                    case PUTFIELD -> MethodTypeDesc.of(ConstantDescs.CD_void, self, type);
                    case GETSTATIC -> MethodTypeDesc.of(type);
                    default -> MethodTypeDesc.of(ConstantDescs.CD_void, type);
                };
        out.invokedynamic(
                site(
                        access.name().stringValue(),
                        handleType,
                        access.owner().asSymbol(),
                        access.opcode().name()));
    }

    /** Whether a member is protected, and reached by way of the super class that declares it. */
    private boolean isProtectedElsewhere(
            String named, Utf8Entry name, Utf8Entry type, boolean method) {
        if (foreign.isEmpty()
                || (foreign.equals(OBJECT_ALONE)
                        && !PROTECTED_IN_OBJECT.contains(name.stringValue()))
                || named.startsWith("[")
                || !mayInherit(named)) {
            return false;
        }
        for (var model : files.superclasses(named)) {
            var flags =
                    method
                            ? ClassFiles.method(model, name.stringValue(), type.stringValue())
                                    .map(it -> it.flags())
                            : model.fields().stream()
                                    .filter(
                                            it ->
                                                    it.fieldName().equalsString(name.stringValue())
                                                            && it.fieldType()
                                                                    .equalsString(
                                                                            type.stringValue()))
                                    .findFirst()
                                    .map(it -> it.flags());
            if (flags.isPresent()) {
                return flags.get().has(AccessFlag.PROTECTED)
                        && foreign.contains(model.thisClass().asInternalName());
            }
        }
        return false;
    }

    /**
     * Whether a class is this one, one of its super classes, or may be a subclass: others give no
     * access to what is protected.
     */
    private boolean mayInherit(String named) {
        var own = owner.thisClass().asInternalName();
        return superclasses.contains(named)
                || (!CallGraph.isOfJdk(named) && files.isSubtype(named, own));
    }
}
