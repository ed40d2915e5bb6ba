package dev.kyoto.weaving.fuzz;

import java.util.List;

/**
 * A method that a program's code may call.
 *
 * @param call what stands before the arguments' parenthesis
 * @param needsThis whether only code of the program's own instances can call it
 * @param awaits whether it awaits, so that code that must not cannot call it
 */
record Method(
        String call, Type returns, List<Type> parameters, boolean needsThis, boolean awaits) {}
