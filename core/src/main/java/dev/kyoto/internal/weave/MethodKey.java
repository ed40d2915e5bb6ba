package dev.kyoto.internal.weave;

import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;

/**
 * A method, by names alone.
 *
 * @param owner the class that declares it, with slashes
 * @param name its name
 * @param descriptor its type
 */
record MethodKey(String owner, String name, String descriptor) {

    static MethodKey of(ClassModel owner, MethodModel method) {
        return new MethodKey(
                owner.thisClass().asInternalName(),
                method.methodName().stringValue(),
                method.methodType().stringValue());
    }

    /** Class and method as in a stack trace. */
    @Override
    public String toString() {
        return ClassFiles.binaryName(owner) + "." + name;
    }
}
