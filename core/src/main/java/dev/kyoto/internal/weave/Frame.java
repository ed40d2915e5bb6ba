package dev.kyoto.internal.weave;

import dev.kyoto.internal.weave.VType.Simple;
import java.util.List;

/**
 * The types of all locals and of the operand stack at one place of a method.
 *
 * @param locals by slot; a wide value is followed by TOP
 * @param stack from the bottom; a wide value is one entry
 */
record Frame(List<VType> locals, List<VType> stack) {

    /** The type of a local variable; TOP for one beyond those that are known. */
    VType local(int slot) {
        return slot < locals.size() ? locals.get(slot) : Simple.TOP;
    }

    /** The entry that far below the top of the stack; 0 is the top. */
    VType fromTop(int depth) {
        return stack.get(stack.size() - 1 - depth);
    }
}
