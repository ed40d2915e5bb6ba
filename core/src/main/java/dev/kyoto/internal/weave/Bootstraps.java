package dev.kyoto.internal.weave;

import java.lang.constant.ConstantDescs;
import java.lang.invoke.CallSite;
import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.LambdaConversionException;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Objects;

/**
 * Links what the code of machines does in the name of the class that it was made of: a machine is a
 * nestmate of that class, but not that class itself. Public only for the code of machines.
 *
 * <p>The class data of each machine is a list: the lookup of the class itself, the readers of a
 * lambda's captured values, then the {@link CalleeRef}s.
 */
public final class Bootstraps {
    private Bootstraps() {}

    private static List<?> data(MethodHandles.Lookup machine) throws IllegalAccessException {
        return Objects.requireNonNull(
                MethodHandles.classData(machine, ConstantDescs.DEFAULT_NAME, List.class),
                "a machine has class data");
    }

    private static MethodHandles.Lookup ownLookup(MethodHandles.Lookup machine)
            throws IllegalAccessException {
        return (MethodHandles.Lookup) Objects.requireNonNull(data(machine).getFirst(), "lookup");
    }

    /**
     * Links a call of a method that awaits: it makes the method's machine.
     *
     * @param machine the calling machine
     * @param name not used
     * @param type the operands of the call, and Future
     * @param index the place of the method in the class data
     * @return a call site that never changes
     * @throws IllegalAccessException never
     */
    public static CallSite callee(
            MethodHandles.Lookup machine, String name, MethodType type, int index)
            throws IllegalAccessException {
        var callee = (CalleeRef) Objects.requireNonNull(data(machine).get(index), "callee");
        return new ConstantCallSite(callee.constructor().asType(type));
    }

    /**
     * Links {@code MethodHandles.lookup()}: what the class itself would be given.
     *
     * @param machine the calling machine
     * @param name not used
     * @param type no operands, and a lookup
     * @return a call site that never changes
     * @throws IllegalAccessException never
     */
    public static CallSite lookup(MethodHandles.Lookup machine, String name, MethodType type)
            throws IllegalAccessException {
        return new ConstantCallSite(
                MethodHandles.constant(MethodHandles.Lookup.class, ownLookup(machine)));
    }

    /**
     * Links an access to a member that only the class itself may make: {@code super} calls, and
     * what is protected in a super class of another package.
     *
     * @param machine the calling machine
     * @param name the member
     * @param type the operands, the receiver included, and the result
     * @param owner the class that the member is looked for in
     * @param access the name of an {@link OwnAccess}
     * @return a call site that never changes
     * @throws ReflectiveOperationException if there is no such member
     */
    public static CallSite member(
            MethodHandles.Lookup machine,
            String name,
            MethodType type,
            Class<?> owner,
            String access)
            throws ReflectiveOperationException {
        var handle = OwnAccess.valueOf(access).find(ownLookup(machine), owner, name, type);
        return new ConstantCallSite(handle.asType(type));
    }

    /**
     * Links a lambda or method reference, as if the class itself had made it.
     *
     * @param machine the calling machine
     * @param name the method of the functional interface
     * @param type the captured values, and the interface
     * @param arguments how the method behind it is found ({@link LambdaRedirect}), followed by the
     *     other arguments of {@link LambdaMetafactory}
     * @return the site that makes the lambdas
     * @throws ReflectiveOperationException if the method cannot be found
     * @throws LambdaConversionException if the types do not fit
     */
    public static CallSite lambda(
            MethodHandles.Lookup machine, String name, MethodType type, Object... arguments)
            throws ReflectiveOperationException, LambdaConversionException {
        return LambdaRedirect.link(ownLookup(machine), name, type, arguments);
    }
}
