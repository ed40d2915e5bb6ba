package dev.kyoto.internal.weave;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** The ways to use a member with the rights of the class that a machine was made of. */
enum OwnAccess {
    SUPER,
    VIRTUAL,
    STATIC,
    GETFIELD,
    PUTFIELD,
    GETSTATIC,
    PUTSTATIC;

    /**
     * Finds the member.
     *
     * @param own the lookup of the class itself
     * @param owner where to look for it
     * @param name its name
     * @param type the operands, the receiver included, and the result
     */
    MethodHandle find(MethodHandles.Lookup own, Class<?> owner, String name, MethodType type)
            throws ReflectiveOperationException {
        return switch (this) {
            case SUPER ->
                    own.findSpecial(owner, name, type.dropParameterTypes(0, 1), own.lookupClass());
            case VIRTUAL -> own.findVirtual(owner, name, type.dropParameterTypes(0, 1));
            case STATIC -> own.findStatic(owner, name, type);
            case GETFIELD -> own.findGetter(owner, name, type.returnType());
            case PUTFIELD -> own.findSetter(owner, name, type.parameterType(1));
            case GETSTATIC -> own.findStaticGetter(owner, name, type.returnType());
            case PUTSTATIC -> own.findStaticSetter(owner, name, type.parameterType(0));
        };
    }
}
