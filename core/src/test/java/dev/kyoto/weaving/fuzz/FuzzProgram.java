package dev.kyoto.weaving.fuzz;

import dev.kyoto.future.AsyncCallable;

/** What every program is, once compiled. Public, as programs live in another loader. */
public interface FuzzProgram {

    /** Makes the static state what it was at the start. */
    void reset();

    /** A new body, with its captured values. */
    AsyncCallable<Object> body();
}
