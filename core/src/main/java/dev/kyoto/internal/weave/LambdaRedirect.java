package dev.kyoto.internal.weave;

import static java.lang.constant.ConstantDescs.CD_Object;

import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.invoke.CallSite;
import java.lang.invoke.LambdaConversionException;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;

/**
 * Lambdas inside of a woven body. They are made with the lookup of the class itself: a lambda that a
 * hidden class has made cannot say which method it stands for, and some compilers refer to that
 * method in a way that no other class may use.
 */
final class LambdaRedirect {
    private static final String METAFACTORY = "java/lang/invoke/LambdaMetafactory";

    /** The place of the method handle among the metafactory's own arguments. */
    private static final int IMPLEMENTATION = 1;

    private LambdaRedirect() {}

    /** Whether a call site makes a lambda or method reference. */
    static boolean applies(InvokeDynamicInstruction call) {
        return ClassFiles.internalName(call.bootstrapMethod().owner()).equals(METAFACTORY)
                && call.bootstrapArgs().size() >= 3
                && call.bootstrapArgs().get(IMPLEMENTATION) instanceof DirectMethodHandleDesc;
    }

    /** The same call site, linked by {@link Bootstraps#lambda}. */
    static DynamicCallSiteDesc redirected(InvokeDynamicInstruction call) {
        var implementation = (DirectMethodHandleDesc) call.bootstrapArgs().get(IMPLEMENTATION);
        var arguments = new ArrayList<ConstantDesc>();
        arguments.add(implementation.kind().name());
        arguments.add(implementation.owner());
        arguments.add(implementation.methodName());
        arguments.add(implementation.lookupDescriptor());
        for (int i = 0; i < call.bootstrapArgs().size(); i++) {
            if (i != IMPLEMENTATION) {
                arguments.add(call.bootstrapArgs().get(i));
            }
        }
        return DynamicCallSiteDesc.of(
                Names.bootstrap("lambda", CD_Object.arrayType()),
                call.name().stringValue(),
                call.typeSymbol(),
                arguments.toArray(new ConstantDesc[0]));
    }

    /** Links such a call site with the lookup of the class itself. */
    static CallSite link(MethodHandles.Lookup own, String name, MethodType type, Object[] arguments)
            throws ReflectiveOperationException, LambdaConversionException {
        var owner = (Class<?>) arguments[1];
        var implementation =
                find(
                        own,
                        DirectMethodHandleDesc.Kind.valueOf((String) arguments[0]),
                        owner,
                        (String) arguments[2],
                        MethodType.fromMethodDescriptorString(
                                (String) arguments[3], own.lookupClass().getClassLoader()));
        var all = new ArrayList<Object>(List.of(arguments).subList(4, arguments.length));
        all.add(IMPLEMENTATION, implementation);
        if (all.size() == 3) {
            return LambdaMetafactory.metafactory(
                    own,
                    name,
                    type,
                    (MethodType) all.get(0),
                    implementation,
                    (MethodType) all.get(2));
        }
        return LambdaMetafactory.altMetafactory(own, name, type, all.toArray());
    }

    private static MethodHandle find(
            MethodHandles.Lookup own,
            DirectMethodHandleDesc.Kind kind,
            Class<?> owner,
            String name,
            MethodType type)
            throws ReflectiveOperationException, LambdaConversionException {
        return switch (kind) {
            case STATIC, INTERFACE_STATIC -> own.findStatic(owner, name, type);
            case VIRTUAL, INTERFACE_VIRTUAL -> own.findVirtual(owner, name, type);
            case SPECIAL, INTERFACE_SPECIAL ->
                    own.findSpecial(owner, name, type, own.lookupClass());
            case CONSTRUCTOR -> own.findConstructor(owner, type);
            case GETTER, SETTER, STATIC_GETTER, STATIC_SETTER ->
                    throw new LambdaConversionException("a field is no body of a lambda: " + name);
        };
    }
}
