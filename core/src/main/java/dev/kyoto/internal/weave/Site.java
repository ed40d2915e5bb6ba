package dev.kyoto.internal.weave;

import java.lang.constant.ClassDesc;
import java.util.BitSet;

/**
 * A place where a method may be suspended.
 *
 * @param number from 1; the machine's state while it is suspended there
 * @param position the position of the call
 * @param line its source line, or 0
 * @param kind what is called
 * @param frame what holds before the call
 * @param live the locals that may still be read after it; not to be changed
 */
record Site(int number, int position, int line, Kind kind, Frame frame, BitSet live) {

    /** What is called. */
    sealed interface Kind {
        /** The type that the call is declared to return. */
        ClassDesc result();
    }

    /**
     * An await of the future on top of the stack.
     *
     * @param result the type that the call is declared to return
     */
    record Await(ClassDesc result) implements Kind {}

    /**
     * A call of another method that awaits.
     *
     * @param target the method
     * @param result the type that it returns
     */
    record Call(MethodKey target, ClassDesc result) implements Kind {}
}
