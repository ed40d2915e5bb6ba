package dev.kyoto.internal.weave;

import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;

/** Tells the calls at which a method may be suspended. */
@FunctionalInterface
interface AwaitTest {
    String FUTURE = "dev/kyoto/future/Future";
    String AWAIT = "await";
    String AWAIT_TYPE = "()Ljava/lang/Object;";

    /**
     * Whether a call is an await.
     *
     * @param call any call
     * @return true if what it is called on is a future to poll
     * @throws Unweavable if it looks like one and is none
     */
    boolean isAwait(InvokeInstruction call) throws Unweavable;

    /** The calls of {@code await()} on a future of any type. */
    static AwaitTest ofFutures(ClassFiles files) {
        return call -> {
            if (!call.name().equalsString(AWAIT)
                    || call.typeSymbol().parameterCount() != 0
                    || call.opcode() == Opcode.INVOKESTATIC
                    || call.opcode() == Opcode.INVOKESPECIAL) {
                return false;
            }
            var owner = call.owner().asInternalName();
            if (!files.isSubtype(owner, FUTURE)) {
                return false;
            }
            var declared = files.resolve(owner, AWAIT, call.type().stringValue());
            if (declared.isPresent()
                    && !declared.get().owner().thisClass().asInternalName().equals(FUTURE)) {
                throw new Unweavable(
                        "it calls await() of "
                                + ClassFiles.binaryName(
                                        declared.get().owner().thisClass().asInternalName())
                                + ", which has a way of its own to wait; leave await() as Future"
                                + " has it");
            }
            return true;
        };
    }
}
