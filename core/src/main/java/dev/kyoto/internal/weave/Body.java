package dev.kyoto.internal.weave;

import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.invoke.MethodHandle;
import java.util.List;

/** What the body of a block turned out to be. */
sealed interface Body {

    /** Class and method, as in a stack trace. */
    String name();

    /**
     * A method whose class file can be read.
     *
     * @param owner its class, which need not be initialised
     * @param model the class file
     * @param method the method
     * @param readers each takes the body and returns an argument of the method, receiver first
     */
    record Method(Class<?> owner, ClassModel model, MethodModel method, List<MethodHandle> readers)
            implements Body {
        @Override
        public String name() {
            return MethodKey.of(model, method).toString();
        }
    }

    /**
     * {@code future::await}: the block is that future.
     *
     * @param name class and method
     * @param future takes the body and returns the future
     */
    record AwaitOf(String name, MethodHandle future) implements Body {}

    /**
     * A method that surely does not await.
     *
     * @param name class and method
     */
    record Plain(String name) implements Body {}
}
