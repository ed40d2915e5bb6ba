package dev.kyoto.internal.weave;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** The ways to use a member with the rights of the class that a machine was made of. */
enum OwnAccess {
    SUPER {
        @Override
        MethodHandle find(MethodHandles.Lookup own, Class<?> owner, String name, MethodType type)
                throws ReflectiveOperationException {
            return own.findSpecial(owner, name, type.dropParameterTypes(0, 1), own.lookupClass());
        }
    },
    VIRTUAL {
        @Override
        MethodHandle find(MethodHandles.Lookup own, Class<?> owner, String name, MethodType type)
                throws ReflectiveOperationException {
            return own.findVirtual(owner, name, type.dropParameterTypes(0, 1));
        }
    },
    STATIC {
        @Override
        MethodHandle find(MethodHandles.Lookup own, Class<?> owner, String name, MethodType type)
                throws ReflectiveOperationException {
            return own.findStatic(owner, name, type);
        }
    },
    GETFIELD {
        @Override
        MethodHandle find(MethodHandles.Lookup own, Class<?> owner, String name, MethodType type)
                throws ReflectiveOperationException {
            return own.findGetter(owner, name, type.returnType());
        }
    },
    PUTFIELD {
        @Override
        MethodHandle find(MethodHandles.Lookup own, Class<?> owner, String name, MethodType type)
                throws ReflectiveOperationException {
            return own.findSetter(owner, name, type.parameterType(1));
        }
    },
    GETSTATIC {
        @Override
        MethodHandle find(MethodHandles.Lookup own, Class<?> owner, String name, MethodType type)
                throws ReflectiveOperationException {
            return own.findStaticGetter(owner, name, type.returnType());
        }
    },
    PUTSTATIC {
        @Override
        MethodHandle find(MethodHandles.Lookup own, Class<?> owner, String name, MethodType type)
                throws ReflectiveOperationException {
            return own.findStaticSetter(owner, name, type.parameterType(0));
        }
    };

    /**
     * Finds the member.
     *
     * @param own the lookup of the class itself
     * @param owner where to look for it
     * @param name its name
     * @param type the operands, the receiver included, and the result
     */
    abstract MethodHandle find(
            MethodHandles.Lookup own, Class<?> owner, String name, MethodType type)
            throws ReflectiveOperationException;
}
