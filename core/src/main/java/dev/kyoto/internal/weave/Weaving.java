package dev.kyoto.internal.weave;

import java.lang.invoke.MethodHandle;

/** What came out of weaving the body of a block. */
public sealed interface Weaving {

    /**
     * Class and method of the body.
     *
     * @return the names as in a stack trace
     */
    String body();

    /**
     * A state machine.
     *
     * @param body class and method of the body
     * @param prototype makes the blocks
     * @param machine the class of the blocks
     * @param report what was made, in words
     */
    record Woven(String body, BlockMachine<?> prototype, Class<?> machine, String report)
            implements Weaving {}

    /**
     * A body that awaits nothing, and can be called in the poll as it is.
     *
     * @param body class and method of the body
     */
    record Plain(String body) implements Weaving {}

    /**
     * A body that is nothing but the await of one future.
     *
     * @param body class and method of the body
     * @param future takes the body, as an object, and returns that future, as an object
     */
    record AwaitOf(String body, MethodHandle future) implements Weaving {}

    /**
     * A body that cannot be woven.
     *
     * @param body class and method of the body, or its class
     * @param reason why, as the second half of a sentence
     */
    record Refused(String body, String reason) implements Weaving {}
}
